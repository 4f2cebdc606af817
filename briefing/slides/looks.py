"""How the states of figures look in slides: colours where they are released, lines and dots elsewhere.

Lines and dots are shapes, not patterns of the format: every program draws them alike, and prints them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray

from briefing.content.model import CellState
from briefing.slides.marks import fill, line

PAPER: Final = "#ffffff"
INK: Final = "#1d2830"
GROUND: Final = "#f4f6f7"
WATER: Final = "#d3dfe8"
EDGE: Final = "#8b959c"
_HATCH: Final = "#47535c"
_DARK: Final = 0.5  # of full brightness: light lines are seen on what is darker
PRESETS: Final = {
    "circle": "ellipse",
    "diamond": "diamond",
    "square": "roundRect",
    "triangle": "triangle",
    "octagon": "octagon",
    "cross": "plus",
    "house": "pentagon",
}
Rings = list[NDArray[np.float64]]


def ground_of(state: CellState, colour: str) -> str:
    """Return the fill of a state; colour: of its class, where it has one."""
    if state in ("released", "parent") and colour:
        return fill(colour)
    return fill(GROUND if state == "no_data" else PAPER)


def edge_of(state: CellState) -> str:
    """Return the outline of hexagons and neighbourhoods of a state."""
    return line(PAPER if state in ("released", "parent") else "#c3ccd2", 0.5)


def is_marked(state: CellState) -> bool:
    """Return whether a state has lines or dots."""
    return state in ("parent", "withheld", "no_data")


def mark_line(state: CellState, colour: str) -> str:
    """Return the look of a state's lines or dots on its ground."""
    if state == "parent":
        return fill("") + line(PAPER if brightness(colour) < _DARK else INK, 0.75)
    if state == "withheld":
        return fill("") + line(_HATCH, 0.75)
    return fill(_HATCH) + line("", 0)


def marks_in(state: CellState, area: shapely.Geometry, space: float) -> Rings:
    """Return the lines (two points) or dots (four) of a state inside an area; space: points between them."""
    if area.is_empty:
        return []
    left, top, right, bottom = area.bounds
    if state == "no_data":
        return _dots(
            area, np.arange(_first(left, space), right, space), np.arange(_first(top, space), bottom, space)
        )
    # Withheld rises to the right, a larger area's figure falls: their directions tell them apart in grey too
    up = state == "withheld"
    low, high = (left + top, right + bottom) if up else (left - bottom, right - top)
    gap = space * (1.2 if up else 1.7)
    at = np.arange(_first(low, gap), high, gap)
    if up:
        ends = np.stack(
            [np.column_stack([at - top, 0 * at + top]), np.column_stack([at - bottom, 0 * at + bottom])], 1
        )
    else:
        ends = np.stack(
            [np.column_stack([at + top, 0 * at + top]), np.column_stack([at + bottom, 0 * at + bottom])], 1
        )
    lines, held = shapely.linestrings(ends), shapely.get_parts(area)
    # Shape by shape: crossing one outline of all of them takes far longer
    at, inside = shapely.STRtree(held).query(lines, predicate="intersects")
    parts = shapely.get_parts(shapely.intersection(lines[at], held[inside]))
    kept = parts[(shapely.get_type_id(parts) == 1) & ~shapely.is_empty(parts)]
    return list(shapely.get_coordinates(kept).reshape(-1, 2, 2))


def _dots(
    area: shapely.Geometry, xs: Sequence[float] | NDArray[np.float64], ys: NDArray[np.float64]
) -> Rings:
    grid = np.array(np.meshgrid(xs, ys)).reshape(2, -1).T
    at, _ = shapely.STRtree(shapely.get_parts(area)).query(shapely.points(grid), predicate="within")
    inside = grid[np.unique(at)]
    corners = np.array([(-0.7, -0.7), (0.7, -0.7), (0.7, 0.7), (-0.7, 0.7)])
    return list(inside[:, None, :] + corners)


def _first(low: float, space: float) -> float:
    """Return the first multiple of a space after a bound, so that lines go on from shape to shape."""
    return float(np.ceil(low / space) * space)


def brightness(colour: str) -> float:
    """Return how bright a colour '#rrggbb' is printed in grey, 0 to 1 (ITU-R BT.601)."""
    if not colour:
        return 1.0
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return 0.299 * red + 0.587 * green + 0.114 * blue
