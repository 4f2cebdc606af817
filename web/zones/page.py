"""The page of zones for everybody: the list with its map, up to six side by side, one in full, files."""

from __future__ import annotations

from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html

from layers.published.offer import Offer
from layers.published.version import Published
from layers.zones.choices import ALWAYS_OUT_WORDS
from web.briefing.dialog import briefing_button
from web.map.component import MapView
from web.map.scene import base_layer
from web.map.zones import build_zone_legend, zone_layer
from web.marks import mark
from web.still import still
from web.url import url
from web.zones.compare import build_comparison
from web.zones.detail import build_detail
from web.zones.listing import build_list, in_order, opening

OUTDATED = "This version was published before there were any. The data steward can publish again."


def title_of_page(published: Published) -> str:
    """Return the place's name for zones, in the plural."""
    term = published.meta().place.zone_term
    return f"{term[:1].upper()}{term[1:]}s"


def build_zones_page(offer: Offer) -> list[Any]:
    """Return the page as it stands before anybody uses it."""
    published = offer.published
    zones = in_order(published.zones())
    compared = opening(published)
    first = zones[0].zone_id if zones else ""
    return [
        html.Div(
            [
                html.Div([html.H1(title_of_page(published)), briefing_button()], className="titled"),
                html.P(
                    "Areas where police and services agree that people can reach help without being searched "
                    f"or arrested for it, as far as each agreement says. {ALWAYS_OUT_WORDS}",
                    className="intro",
                ),
                *mark(published),
            ],
            className="page-head",
        ),
        html.P(id="zones-alert", className="alert", role="alert", hidden=True),
        *([] if zones else [_empty(published)]),
        html.Div(
            [
                html.Section(
                    [html.H2("The areas"), build_list(published, compared)], className="zones-listed"
                ),
                _map(published),
            ],
            className="zones-columns",
            hidden=not zones,
        ),
        html.Section(
            [
                html.H2("Side by side"),
                html.Div(
                    build_comparison([published.zone_shown(each) for each in compared]), id="zones-side"
                ),
            ],
            hidden=not zones,
        ),
        html.Section(
            [
                html.H2("One in full"),
                dmc.Select(
                    id="zones-one",
                    label="Area",
                    data=[{"value": zone.zone_id, "label": zone.name} for zone in zones],
                    value=first or None,
                    allowDeselect=False,
                    size="sm",
                    w=340,
                    comboboxProps={"withinPortal": False},
                ),
                html.Div(still(build_detail(published, first) if first else []), id="zones-detail"),
            ],
            id="zones-full",
            hidden=not zones,
        ),
        dcc.Store(id="zones-go"),
    ]


def _empty(published: Published) -> html.Section:
    term = published.meta().place.zone_term
    return html.Section(
        [
            html.H2("None is published yet"),
            html.P(
                f"An analyst draws and weighs a {term} on the page Draw zones, people comment on it, and the "
                "data steward lets boards see it on the page Publish. It then appears here and on the map."
                if published.zones_known()
                else OUTDATED,
                className="about",
            ),
        ]
    )


def _map(published: Published) -> html.Section:
    place = published.meta().place
    root = url(f"/map/{published.shapes_version}")
    statuses = list(dict.fromkeys(zone.status for zone in in_order(published.zones())))
    layers = [base_layer(published, root)]
    if statuses:
        layers.append(zone_layer(f"{root}/zones/{','.join(statuses)}.geojson"))
    legend = build_zone_legend(statuses, place.zone_term) if statuses else None
    return html.Section(
        [
            html.H2("On the map"),
            MapView(
                id="zones-map",
                className="map",
                layers=layers,
                bounds=list(place.bounds),
                theme="light",
                label=f"Map of the areas in {place.name}. The list says the same.",
                tableHref=url(f"/zones.csv?version={published.version}"),
            ),
            html.Div(legend, className="zones-legend"),
            html.P(
                [
                    html.A(
                        "Download as CSV",
                        href=url(f"/zones.csv?version={published.version}"),
                        className="plain-button",
                    ),
                    html.A(
                        "Download as GeoJSON",
                        href=url(f"/zones.geojson?version={published.version}"),
                        className="plain-button",
                    ),
                ],
                className="clash-files",
            ),
        ],
        className="zones-map",
    )
