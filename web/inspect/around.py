"""What the figures say of the hexagon around a service or a venue."""

from __future__ import annotations

from typing import Final

from dash import html

from layers import words
from layers.published.offer import Offer
from web.inspect.entries import build_key_entry
from web.inspect.go import go_button
from web.inspect.here import Here
from web.inspect.lead import leading
from web.listing.summary import period_words

MOST_FIGURES: Final = 4


def hexagons_of(offer: Offer) -> list[str]:
    """Return the grids of hexagons, coarse to fine."""
    return [name for name in offer.grids if name != "area"]


def hexagon_for(offer: Offer, grid: str) -> str:
    """Return the grid whose hexagon is summarised: the map's own; for neighbourhoods, the opening view's."""
    hexagons = hexagons_of(offer)
    return grid if grid in hexagons else hexagons[-2] if len(hexagons) > 1 else hexagons[-1]


def build_around(here: Here) -> html.Section:
    """Return the key figures of a hexagon, and the way to all of them."""
    cells = here.published.cells(here.grid)
    when = period_words(here.offer, here.period)
    told = leading(here)[:MOST_FIGURES]
    size = words.number(float(cells.area_km2[here.row]))
    return html.Section(
        [
            html.H3("Around it"),
            html.P(f"In its hexagon of {size} km²{f', {when}' if when else ''}.", className="note"),
            html.Dl([build_key_entry(here, figure) for figure in told]) if told else None,
            html.P(
                go_button("All figures of this hexagon", f"{here.grid}:{int(cells.cell[here.row]):x}"),
                className="onward",
            ),
        ],
        className="drawer-part",
    )
