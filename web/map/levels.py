"""Which of a wide place's hexagons a map draws at which zoom, and the blocks that large grids are sent in.

A wide place (layers/grids.py) has more than the three grids of a town. Its map draws the coarsest when all of
it is seen and finer ones as a reader zooms in, each from the zoom at which its cells are CELL_PX wide: so a
view has some ten thousand cells at the most. Grids of many cells are not sent whole: a block is the cells of
one cell some steps coarser, which lie together and follow each other in the grid's order.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from etl.cells import EDGE_M, parents
from layers.published.offer import Offer
from layers.published.rows import Cells
from layers.published.version import Published

CELL_PX: Final = 10  # narrower cells are not told apart
EQUATOR_M: Final = 40_075_016.686
TILE_PX: Final = 512
WHOLE_CELLS: Final = 32_768  # a grid of no more is sent and drawn whole
BLOCK_STEPS: Final = 4  # 7^4 = 2,401 cells a block
DEGREE_M: Final = 111_195.0


@dataclass(frozen=True)
class Blocks:
    """starts: the first row of each block, then the number of rows. box: west, south, east, north of each."""

    starts: NDArray[np.int64]
    box: NDArray[np.float64]

    def rows(self, block: int) -> slice:
        """Return the rows of a block. Raises KeyError for one that is not there."""
        if not 0 <= block < len(self.box):
            raise KeyError(block)
        return slice(int(self.starts[block]), int(self.starts[block + 1]))

    def within(self, west: float, south: float, east: float, north: float) -> NDArray[np.int64]:
        """Return the blocks that reach into a box of degrees."""
        here = (self.box[:, 0] <= east) & (self.box[:, 2] >= west)
        return np.flatnonzero(here & (self.box[:, 1] <= north) & (self.box[:, 3] >= south))


def from_zoom(published: Published, grid: str) -> float:
    """Return the zoom from which the cells of a grid are CELL_PX wide in the middle of the place."""
    latitude = np.radians(published.meta().place.centre[1])
    width_m = EDGE_M[int(grid[1:])] * np.sqrt(3)
    return round(float(np.log2(CELL_PX * EQUATOR_M * np.cos(latitude) / TILE_PX / width_m)), 2)


def levels_at(offer: Offer, period: str, layer_ids: tuple[str, ...]) -> list[tuple[str, float]]:
    """Return a wide place's levels, coarse to fine, each with the zoom it is drawn from; none for a town.

    Only those on which a layer shown has figures for the period, or figures that do not vary, are there: a
    shorter period ends at larger hexagons.
    """
    kept = [grid for grid in offer.levels if offer.drawn_on(grid, period, layer_ids)] or offer.levels[:1]
    return [(grid, from_zoom(offer.published, grid) if at else 0.0) for at, grid in enumerate(kept)]


def is_large(published: Published, grid: str) -> bool:
    """Return whether a grid is too large to be sent and listed whole."""
    return published.cell_count(grid) > WHOLE_CELLS


def blocks_of(cells: Cells) -> Blocks:
    """Return the blocks of a grid, all of it one where it is small."""
    count, resolution = len(cells), int(cells.grid[1:])
    if count <= WHOLE_CELLS:
        starts = np.array([0], np.int64)
    else:
        above = parents(cells.cell, max(resolution - BLOCK_STEPS, 0))
        starts = np.append(0, np.flatnonzero(above[1:] != above[:-1]) + 1)
    reach = EDGE_M[resolution] * 1.2 / DEGREE_M
    aside = reach / np.cos(np.radians(np.abs(cells.latitude).max()))
    box = np.column_stack(
        [
            np.minimum.reduceat(cells.longitude, starts) - aside,
            np.minimum.reduceat(cells.latitude, starts) - reach,
            np.maximum.reduceat(cells.longitude, starts) + aside,
            np.maximum.reduceat(cells.latitude, starts) + reach,
        ]
    )
    return Blocks(np.append(starts, count), box)
