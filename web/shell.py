"""What surrounds every page: skip link, header, banner, purpose line and the theme."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import dash_mantine_components as dmc
from dash import ClientsideFunction, Dash, Input, Output, State, dcc, html

from layers import words
from layers.published.rows import Meta
from layers.published.version import Published
from web.aria import aria, data
from web.arrange.sides import EXTRA
from web.briefing.dialog import build_dialog
from web.people.standing import build_who
from web.theme import THEME
from web.tour import build_tour
from web.url import url

STORE_WORDS = "Published figures"


def waiting() -> Any:
    """Return what stands on a page that is filled when somebody first goes there."""
    return html.P("Loading …", className="waiting")


@dataclass(frozen=True)
class Page:
    """One page: its title, the words of its link, and what it holds before anybody goes there.

    wide: it lays itself out over the whole window; the others are pages of text.
    """

    title: str
    link: str
    build: Callable[[], Any] = waiting
    wide: bool = False


@dataclass(frozen=True)
class Extra:
    """What a server for analysts shows beside what boards see.

    pages: by address. band: what the page reads, under the header. tools: more controls above the map.
    behind: what lies behind a clash index.
    """

    pages: Mapping[str, Page]
    band: Callable[[Published], Any]
    tools: Callable[[Published], Any]
    behind: Callable[[Published], Any]


PAGES: dict[str, Page] = {
    "/": Page("Map", "Map", wide=True),
    "/clash": Page("Where enforcement clashes with services", "Clash", wide=True),
    "/zones": Page("Zones", "Zones", wide=True),
    "/measures": Page("Measures that count", "Measures"),
    "/layers": Page("The layers", "Layers"),
    "/data": Page("About the data", "Data"),
    "/method": Page("Method", "Method"),
}


def freshness(meta: Meta, ends_on: date | None) -> str:
    """Return 'Figures up to 30 Sep 2026, published 1 Nov 2026' as far as the version knows both."""
    done = "loaded" if meta.exact else "published"
    published = f"{done} {words.day(date.fromisoformat(meta.published_at[:10]))}"
    return f"Figures up to {words.day(ends_on)}, {published}" if ends_on else published.capitalize()


def build_shell(
    meta: Meta,
    ends_on: date | None,
    names: Mapping[str, Page],
    pages: Mapping[str, Any],
    *,
    band: Any = None,
) -> dmc.MantineProvider:
    """Return the frame around the pages.

    names, pages: address -> how a page is called, and its content. All stay in the document and are hidden
    by address, so that going to another page and back keeps the map as it was left. band: what analysts see
    under the header.
    """
    marked = f"{words.EXACT_STORE} · " if meta.exact else ""
    contents = [
        html.Div(
            content,
            id=page_id(path),
            className=f"page {page_id(path)}{'' if names[path].wide else ' text-page'}",
            hidden=path != "/",
            **_scrolled(path),
        )
        for path, content in pages.items()
    ]
    return dmc.MantineProvider(
        id="provider",
        theme=THEME,
        defaultColorScheme="auto",
        children=[
            # What the address bar says, kept by assets/page.js: {path, query, n}
            dcc.Store(id="address"),
            dcc.Store(id="asked"),
            *(
                dcc.Store(id=wanted_id(path)) for path in pages if path != "/"
            ),  # when each was first asked for
            dcc.Store(id="version", data=meta.version),
            dcc.Store(
                id="titles", data={path: f"{marked}{names[path].title} · {meta.place.name}" for path in pages}
            ),
            html.A("Skip to the content", href="#content", className="skip"),
            html.Div(
                className="frame",
                children=[
                    _header(meta, ends_on, names),
                    band,
                    *(
                        [
                            html.Section(
                                meta.place.banner, className="banner", **aria(label="About this place")
                            )
                        ]
                        if meta.place.banner
                        else []
                    ),
                    html.Main(contents, id="content", tabIndex=-1, className="content"),
                    html.Footer(html.P(meta.purpose, className="purpose"), className="foot"),
                ],
            ),
            _connection(),
            build_tour(),
            build_dialog(recipes=band is not None),
        ],
    )


def _connection() -> html.Div:
    """Return what assets/connection.js shows while the server does not answer."""
    return html.Div(
        [html.P(), html.Button("Try again", className="plain-button", type="button")],
        id="connection",
        className="connection",
        role="alert",
        hidden=True,
    )


def wanted_id(path: str) -> str:
    """Return the id of the store that says when somebody asked for a page that is filled later."""
    return f"wanted-{path.strip('/')}"


def page_id(path: str) -> str:
    """Return the id of the element that holds a page."""
    return f"page-{path.strip('/') or 'map'}"


def _scrolled(path: str) -> dict[str, Any]:
    """Return what lets the keyboard into a page that scrolls as a whole; the map page's parts do it alone."""
    return {} if path == "/" else {"tabIndex": 0}


def _header(meta: Meta, ends_on: date | None, names: Mapping[str, Page]) -> html.Header:
    links = [
        html.A(page.link, href=url(path), id=f"link-{page_id(path)}", className="nav-link")
        for path, page in names.items()
    ]
    theme = dmc.SegmentedControl(
        id="theme",
        data=[
            {"value": "light", "label": "Light"},
            {"value": "dark", "label": "Dark"},
            {"value": "auto", "label": "Auto"},
        ],
        value="auto",
        size="xs",
        persistence="theme",
        persistence_type="local",
        **aria(label="Colours of the page"),
    )
    return html.Header(
        className="head",
        children=[
            html.Button("Choose layers", id="open-panel", className="panel-button", **aria(controls="panel")),
            html.Div(
                className="brand",
                children=[
                    html.Img(src=url("/assets/mark.svg"), alt="", width=28, height=28),
                    html.Div(
                        [
                            html.Span("Safe Passage", className="product"),
                            html.Span(meta.place.name, className="place"),
                        ]
                    ),
                ],
            ),
            html.Nav(links, className="nav", **aria(label="Pages")),
            html.Div(
                className="standing",
                children=[
                    html.Span(
                        "Exact figures" if meta.exact else STORE_WORDS,
                        className="store",
                        title=f"Data version {meta.version}",
                    ),
                    html.Span(freshness(meta, ends_on), className="fresh"),
                    html.Span(f"version {meta.version}", className="version"),
                ],
            ),
            html.Button("Help", id="help", className="plain-button help", type="button", **data(tour="")),
            html.Div(theme, className="theme"),
            build_who(),
        ],
    )


def register_shell(app: Dash, paths: list[str]) -> None:
    """Connect the address to the page shown, and the theme choice to the colours."""
    app.clientside_callback(
        ClientsideFunction("page", "show"),
        *[Output(page_id(path), "hidden") for path in paths],
        Input("address", "data"),
        State("titles", "data"),
    )
    app.clientside_callback(
        ClientsideFunction("page", "theme"),
        Output("provider", "forceColorScheme"),
        *[Output(name, "theme") for name in ("map", *(f"map-{n}" for n in EXTRA))],
        Input("theme", "value"),
    )
