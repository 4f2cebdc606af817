"""Venues and festival sites: their switch in the panel, and what their symbols mean."""

from __future__ import annotations

from dash import html

from layers import words
from layers.look.symbols import THEMES, VENUE_SYMBOLS, data_address, venue_svg
from layers.published.version import Published
from web.aria import aria
from web.controls.switched import build_switched
from web.view.state import View


def venue_label(kind: str) -> str:
    """Return a kind of venue as a reader knows it."""
    symbol = VENUE_SYMBOLS.get(kind)
    return symbol.label if symbol else words.plain(kind)


def build_venues(published: Published, view: View) -> html.Section:
    """Return the switch of the venues and festivals, off with the reason where the place has none."""
    found = published.venues().values()
    festivals = sum(site.type == "festival_site" for site in found)
    counted = [(len(found) - festivals, "venue"), (festivals, "festival")]
    parts = [f"{count:,} {noun}{'' if count == 1 else 's'}" for count, noun in counted if count]
    close = " Restaurants appear when the map is close." if "restaurant" in _kinds(published) else ""
    said = f"{words.listing(parts)}.{close}" if parts else "Not on file here: no venue feed was loaded."
    return build_switched(
        "venues",
        "Venues and festivals",
        "Show venues and festivals",
        said,
        checked=view.venues,
        disabled=not found,
    )


def build_venue_legend(published: Published) -> html.Section:
    """Return what the symbols of the place's venues mean."""
    return html.Section(
        className="legend-part",
        **aria(label="Legend of venues and festivals"),
        children=[
            html.H3("Venues and festivals"),
            html.Ul(
                [html.Li([*_symbol(kind), VENUE_SYMBOLS[kind].label]) for kind in _kinds(published)],
                className="swatches venue-keys",
            ),
        ],
    )


def _kinds(published: Published) -> list[str]:
    """Return the kinds that the map tells apart here, in the order of their symbols."""
    here = {site.type if site.type in VENUE_SYMBOLS else "other" for site in published.venues().values()}
    return [kind for kind in VENUE_SYMBOLS if kind in here]


def _symbol(kind: str) -> list[html.Img]:
    return [
        html.Img(
            src=data_address(venue_svg(kind, theme)), alt="", width=20, height=20, className=f"only-{theme}"
        )
        for theme in THEMES
    ]
