"""What a click on a zone opens."""

from __future__ import annotations

from typing import Any

import shapely
from dash import html

from etl.errors import BadInputError
from layers.look.symbols import service_label
from layers.published.offer import Offer
from layers.published.zones import ZoneShown
from layers.zones.figure_words import detail_words, title_of, value_words
from layers.zones.said import costs, protects, short_status, standing
from web.inspect.go import go_button
from web.inspect.heading import build_heading
from web.inspect.nearby import inside
from web.marks import mark
from web.url import url

TOLD = (
    ("inside", "need"),
    ("inside", "confiscation"),
    ("inside", "enforcement"),
    ("", "exposure_removed_80"),
)


def zone_detail(offer: Offer, zone_id: str) -> list[Any]:
    """Return the drawer's content for one zone.

    Raises:
        BadInputError: the version has no such zone.
    """
    published = offer.published
    if zone_id not in published.zones():
        raise BadInputError("click", "names a zone that this version does not have", "Reload the page.")
    shown = published.zone_shown(zone_id)
    zone, place = shown.zone, published.meta().place
    shape = shapely.from_wkb(zone.geometry_wkb)
    point = shape.representative_point()
    counts = [f"{service_label(kind)} {count:,}" for kind, count in inside(published, shape).items()]
    hidden = (
        "Its border follows hexagons, since it protects a service that is not shown." if zone.as_cells else ""
    )
    return [
        build_heading(zone.name, standing(zone, place.zone_term), _when(shown)),
        *mark(published),
        html.Div([html.P(protects(shown)), html.P(costs(shown))], className="drawer-lead"),
        html.P(
            html.A(
                "Terms, benefits and costs",
                href=url(f"/zones?zone={zone_id}"),
                className="nav-link plain-button",
            ),
            className="onward",
        ),
        *([html.P(zone.held.capitalize() + ".", className="note")] if zone.held else []),
        html.Dl([_fact(shown, *each) for each in TOLD], className="facts"),
        html.Section(
            [
                html.H3("Services inside"),
                html.P(f"{', '.join(counts)}." if counts else "None that may be shown."),
            ],
            className="drawer-part",
        ),
        *([html.P(hidden, className="note")] if hidden else []),
        html.P(
            go_button("Figures of the hexagon here", f"at:{point.y:.5f},{point.x:.5f}"), className="onward"
        ),
        html.P(
            f"{short_status(zone.status)}. This is no legal advice and no promise to the public.",
            className="reading",
        ),
    ]


def _when(shown: ZoneShown) -> str:
    """Return the period of the counts, where one is published."""
    _, period = shown.over("inside", "need")
    return f"Counts: {shown.periods[period]}" if period in shown.periods else ""


def _fact(shown: ZoneShown, region: str, measure: str) -> html.Div:
    figure, _ = shown.over(region, measure)
    if figure is None:
        return html.Div([html.Dt(title_of(measure)), html.Dd("No figure")], className="fact")
    said = [html.B(value_words(figure)), html.Span(detail_words(figure), className="note block")]
    return html.Div([html.Dt(title_of(measure)), html.Dd(said)], className="fact")
