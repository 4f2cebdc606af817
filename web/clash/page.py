"""The clash page: which services have more police activity around them than comparable places."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html

from layers import words
from layers.clash.sceptic import OBJECTIONS
from layers.clash.states import CLOSING, State
from layers.published.clash import Clash
from layers.published.offer import Offer
from layers.published.version import Published
from web.aria import aria
from web.briefing.dialog import briefing_button
from web.clash.asked import NO_SURFACE, ClashView, opening_view
from web.clash.legend import build_clash_legend
from web.clash.ranking import build_ranking
from web.clash.scene import clash_scene
from web.map.component import MapView
from web.marks import mark
from web.shell import waiting
from web.url import url

AGAIN = "This version was published before there was a clash index. The data steward can publish again."


def build_clash_page(offer: Offer, behind: Any = None) -> list[Any]:
    """Return the page as it stands before anybody goes there: its map, and room for the list.

    behind: what analysts see beside it.
    """
    return [
        html.Div(
            [html.Div(waiting(), id="clash-body"), html.Div([_map(offer), behind], className="clash-side")],
            className="clash-columns",
        ),
        dcc.Store(id="clash-opened", data=""),
    ]


def build_clash_body(published: Published) -> list[Any]:
    """Return the head of the page and the list of services."""
    clash = published.clash()
    head = html.Div(
        [html.H1("Where enforcement clashes with services"), briefing_button()], className="titled"
    )
    if clash is None:
        return [head, html.P(AGAIN, className="alert")]
    ranked = html.Section([html.H2("Services, by class and index"), *_ranked(clash)], className="clash-list")
    return [*mark(published), head, *_lead(clash), _sceptic(), ranked]


# class -> what one service does, what several do
COUNT_WORDS = {
    State.CLASH: ("shows a clash", "show a clash"),
    State.POSSIBLE: ("a possible clash", "a possible clash"),
    State.NO_EVIDENCE: ("no evidence of one", "no evidence of one"),
    State.LESS: ("has less than comparable places", "have less than comparable places"),
    State.CANNOT_COMPARE: ("cannot be compared", "cannot be compared"),
    State.CANNOT_ADJUST: ("cannot be set against need", "cannot be set against need"),
    State.TOO_FEW: ("has too few records to say", "have too few records to say"),
    State.NO_FIGURES: ("has no figures", "have no figures"),
    State.OUTSIDE: ("lies outside the place", "lie outside the place"),
}


def count_words(clash: Clash) -> str:
    """Return how many services are in each class, as a sentence ('' where none was tested)."""
    count = {state: sum(each.state == state for each in clash.services) for state in State}
    parts = [f"{number} {COUNT_WORDS[state][number > 1]}" for state, number in count.items() if number]
    total = len(clash.services)
    plural = "" if total == 1 else "s"
    return f"Of {total} service{plural} or stops tested, {words.listing(parts)}." if parts else ""


def _lead(clash: Clash) -> list[Any]:
    said: list[Any] = [html.P(count_words(clash), className="clash-count")]
    if clash.trouble:
        said.append(html.P(clash.trouble_words, className="alert"))
    if clash.first_day and clash.last_day:
        weeks = f"{words.day(clash.first_day)} to {words.day(clash.last_day)}, {clash.weeks} weeks"
        walked = "along streets" if clash.along_streets else "straight lines x 1.3"
        against = (
            f" Each service is set against the {clash.compared} most alike of the places far from any "
            "service, matched by overdoses and residents: an index of 100 is what those have."
            if clash.compared
            else ""
        )
        said.append(
            html.P(
                f"Recorded police activity about drugs, {weeks}; an event at the door counts 1, one "
                f"{clash.bandwidth_m:g} m away on foot ({walked}) counts 0.61.{against} {CLOSING}",
                className="intro",
            )
        )
    warnings = []
    if clash.weakly_adjusted:
        warnings.append("Weakly adjusted: too few overdoses in the place to call anything a clash.")
    if clash.services and not clash.attainable and not clash.trouble:
        warnings.append("With so many services and so few places to compare with, none could be a clash.")
    if clash.approximate_m:
        warnings.append(f"Approximate locations: sources place events to about {clash.approximate_m:,.0f} m.")
    return [*said, *(html.P(warning, className="alert") for warning in warnings)]


def _sceptic() -> html.Details:
    return html.Details(
        [
            html.Summary("What would a sceptic say?"),
            html.Dl([html.Div([html.Dt(each.says), html.Dd(each.answer)]) for each in OBJECTIONS]),
        ],
        className="sceptic",
    )


def _ranked(clash: Clash) -> Sequence[Any]:
    if not clash.services:
        return [html.P("No service is listed: see above for what is missing.", className="about")]
    how = (
        "The dot is the index, the bar its 95 % range; the line is 100. Hollow: the range holds 100, so "
        "neither more nor less can be told. Choose a service to read what lies behind it."
    )
    return [html.P(how, className="about"), build_ranking(clash.services)]


def _map(offer: Offer) -> html.Section:
    published = offer.published
    place, clash = published.meta().place, published.clash()
    view = opening_view(clash) if clash else ClashView(NO_SURFACE, "", False)
    surfaces = clash.surfaces if clash else ()
    grids = sorted({grid for surface in surfaces for grid in surface.grids}, key=offer.grids.index)
    options = [{"value": each.id, "label": each.title} for each in surfaces]
    file = url(f"/clash.csv?version={published.version}")
    return html.Section(
        className="clash-map",
        hidden=clash is None,
        children=[
            html.H2("On the map"),
            *mark(published),
            html.Div(
                className="clash-tools",
                children=[
                    dmc.Select(
                        id="clash-surface",
                        label="Beneath the services",
                        data=[*options, {"value": NO_SURFACE, "label": "Nothing: the services alone"}],
                        value=view.surface,
                        allowDeselect=False,
                        size="sm",
                        comboboxProps={"withinPortal": False},
                    ),
                    dmc.SegmentedControl(
                        id="clash-grid",
                        data=[{"value": grid, "label": offer.grid_label(grid)} for grid in grids],
                        value=view.grid or None,
                        size="xs",
                        **aria(label="Level of detail of the clash map"),
                    ),
                    dmc.Switch(
                        id="clash-hotspots",
                        label="Hotspots that the police declare",
                        **aria(label="Show the hotspots that the police declare"),
                        checked=view.hotspots,
                        disabled=not published.hotspots(),
                        size="sm",
                    ),
                ],
            ),
            MapView(
                id="clash-map",
                className="map",
                layers=clash_scene(published, clash, view) if clash else [],
                bounds=list(place.bounds),
                theme="light",
                label=f"Map of the services of {place.name} by class. The list has the same figures.",
                tableHref=file,
            ),
            html.Div(build_clash_legend(offer, clash, view) if clash else [], id="clash-legend"),
            html.P(
                html.A("Download the list as CSV", href=file, className="plain-button"),
                className="clash-files",
            ),
        ],
    )
