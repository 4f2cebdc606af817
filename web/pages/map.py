"""The map page: side panel, key figures, controls, map with its legend, the same in words and as a table."""

from __future__ import annotations

from typing import Any

from dash import dcc, html

from layers.published.offer import Offer
from web.aria import aria, data
from web.arrange.maps import build_maps, first_legend
from web.arrange.sides import sides
from web.controls.panel import build_panel
from web.controls.timebar import build_time_bar
from web.controls.toolbar import build_toolbar, key_figures
from web.listing.export import export_address
from web.listing.said import build_said
from web.map.component import MapView
from web.map.levels import levels_at
from web.map.scene import scene
from web.search.box import SearchBox
from web.url import url
from web.view.link import write_link
from web.view.state import View, as_asked
from web.week.shown import build_week_section

HATCHING = "hatching marks figures withheld to protect people; "


def build_map_page(offer: Offer, view: View, tools: Any = None) -> list[Any]:
    """Return the page with everything set to the view. tools: more controls above the map."""
    meta = offer.published.meta()
    why = meta.default_view.why
    return [
        build_panel(offer, view),
        html.Div(
            className="stage",
            children=[
                dcc.Store(id="view", data=as_asked(view)),
                dcc.Store(id="link", data=write_link(offer, view)),
                dcc.Store(id="opened", data=""),
                dcc.Store(id="levels", data=levels_at(offer, view.period, view.layer_ids())),
                dcc.Store(id="in-sight"),
                dcc.Store(id="go"),
                dcc.Store(id="table-open", data=False),
                html.Div(
                    className="first",
                    children=[
                        html.H1(f"Risk environment of {meta.place.name}", className="seen-by-readers"),
                        html.P(id="alert", className="alert", role="alert", hidden=True),
                        html.P(id="link-note", className="alert", role="status", hidden=True),
                        key_figures(meta.key_figures),
                        build_toolbar(offer, view),
                        tools,
                        html.P(why, className="why") if why else None,
                        _hint(exact=meta.exact),
                        build_maps(offer, view, _first_map(offer, view)),
                        build_time_bar(offer, view),
                    ],
                ),
                _second(offer, view),
            ],
        ),
        _drawer(),
    ]


def _first_map(offer: Offer, view: View) -> html.Div:
    """Return the map that is always there, with its legend."""
    place = offer.published.meta().place
    return html.Div(
        className="map-frame",
        children=[
            _search(offer),
            MapView(
                id="map",
                className="map",
                group="linked",
                layers=scene(offer.published, sides(offer, view)[0].view),
                bounds=list(place.bounds),
                theme="light",
                label=f"Map of {place.name}. The table below has the same figures.",
                tableHref=export_address(offer, view),
            ),
            _legend(offer, view),
        ],
    )


def _search(offer: Offer) -> html.Section:
    published = offer.published
    postcodes = ", postcode" if published.postcodes() else ""
    return html.Section(
        SearchBox(
            id="search",
            href=url(f"/search/{published.version}"),
            label=f"Search {published.meta().place.name}",
            placeholder=f"Find a place, service{postcodes} …",
        ),
        role="search",
        className="search",
    )


def _hint(*, exact: bool) -> html.Div:
    """Return what a first visit reads; assets/page.js shows it until somebody has closed it."""
    return html.Div(
        id="hint",
        className="hint",
        hidden=True,
        role="note",
        children=[
            html.P(
                [
                    html.B("How to read this map. "),
                    f"The stronger a colour, the riskier the place; {'' if exact else HATCHING}blank means "
                    "none recorded. Choose environments in the panel; click any place for its figures.",
                ]
            ),
            html.Div(
                [
                    html.Button("Take the tour", className="plain-button", type="button", **data(tour="")),
                    html.Button("Got it", id="close-hint", className="plain-button"),
                ],
                className="hint-buttons",
            ),
        ],
    )


def _legend(offer: Offer, view: View) -> html.Section:
    return html.Section(
        html.Details(
            [html.Summary(html.H2("Legend")), html.Div(first_legend(offer, view), id="legend-body")],
            open=True,
        ),
        className="legend",
        **aria(label="Legend"),
    )


def _second(offer: Offer, view: View) -> html.Div:
    table = html.Section(
        className="said",
        children=[
            html.Div(
                className="table-head",
                children=[
                    html.H2("The same figures as a table"),
                    html.Button(
                        "Show the table",
                        id="show-table",
                        className="plain-button",
                        **aria(expanded="false", controls="table"),
                    ),
                    html.A(
                        "Download as CSV",
                        id="export",
                        href=export_address(offer, view),
                        className="plain-button",
                    ),
                ],
            ),
            html.Div(id="table", className="table-box"),
        ],
    )
    said = html.Section(build_said(offer, view), id="said", className="said", **aria(live="polite"))
    return html.Div([said, table, build_week_section(offer, view)], className="second")


def _drawer() -> html.Aside:
    return html.Aside(
        id="drawer",
        className="drawer",
        hidden=True,
        **aria(label="Figures of the place that was chosen"),
        children=[
            html.Button("Close", id="close-drawer", className="close"),
            html.Div(id="drawer-content", **aria(live="polite")),
        ],
    )
