"""What a table lists of a grid too large to be listed whole: the hexagons that the map shows."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from etl.errors import BadInputError
from layers.published.offer import Offer
from web.map.levels import is_large

Box = tuple[float, float, float, float]  # west, south, east, north in degrees
MOST_ROWS = 2_000  # of a table on the page
FURTHEST = 1_000.0  # degrees: maps that are zoomed far out show more than the world


def read_box(value: Any) -> Box | None:
    """Return the part of the world that a map says it shows, None for nothing said.

    Raises:
        BadInputError: it is no such box.
    """
    if value is None:
        return None
    if not isinstance(value, list | tuple) or len(value) != 4:
        raise BadInputError("in sight", "is not a box", "Reload the page.")
    if not all(isinstance(each, int | float) and abs(each) <= FURTHEST for each in value):
        raise BadInputError("in sight", "is not a box of numbers", "Reload the page.")
    west, south, east, north = (float(each) for each in value)
    return west, south, east, north


def rows_in_sight(offer: Offer, grid: str, box: Box | None, most: int = 0) -> NDArray[np.int64]:
    """Return the rows of a grid that a table lists: all, or of a large one those in sight.

    box: what the map shows, None for the whole place. most: at most so many, those nearest to its middle.
    """
    if grid == "area" or not is_large(offer.published, grid):
        return np.arange(offer.published.size(grid))
    cells = offer.published.cells(grid)
    west, south, east, north = box or offer.published.meta().place.bounds
    across = (cells.longitude >= west) & (cells.longitude <= east)
    rows = np.flatnonzero(across & (cells.latitude >= south) & (cells.latitude <= north))
    if most and len(rows) > most:
        narrow = np.cos(np.radians((south + north) / 2))
        away = np.hypot(
            (cells.longitude[rows] - (west + east) / 2) * narrow, cells.latitude[rows] - (south + north) / 2
        )
        rows = np.sort(rows[np.argsort(away, kind="stable")[:most]])
    return rows


def sight_words(offer: Offer, grid: str, box: Box | None) -> str:
    """Return what of a large grid the page's table lists ('' for a grid that is listed whole)."""
    if grid == "area" or not is_large(offer.published, grid):
        return ""
    listed, seen = (len(rows_in_sight(offer, grid, box, most)) for most in (MOST_ROWS, 0))
    every = f"{offer.published.cell_count(grid):,} {offer.grid_noun(grid)}"
    if listed < seen:
        return f"The {listed:,} nearest to the middle of the map, of {seen:,} in sight and {every}."
    return f"The {seen:,} in sight of {every}. Move the map to list others."
