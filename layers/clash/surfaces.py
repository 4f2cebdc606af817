"""What is drawn on the map beside the services: the load per cell and the cells that stand out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from etl import cells as h3
from layers.clash.measure import Measured
from layers.grids import Grid
from layers.statistics.checked import Flags, Floats, Ints
from layers.statistics.decomposition import cell_load
from layers.statistics.getis_ord import LEVEL, hot_spots

COLD, NEITHER, HOT = 0, 1, 2


@dataclass(frozen=True)
class SurfaceInfo:
    """One thing drawn cell by cell in a few classes; labels: one a class, from class 0 up."""

    id: str
    title: str
    question: str
    unit: str
    caveat: str
    source: str
    labels: tuple[str, ...]


SPOT_LABELS = ("Fewer than chance would put there", "Neither", "More than chance would put there")
SPOT_CAVEAT = (
    "Computed from records, with each cell's six neighbours; not what the police declare as hotspots. "
    "It does not set them against need."
)
SPOT_SOURCE = f"Getis-Ord Gi* (Ord & Getis 1995), false-discovery rate {LEVEL:.0%} (Castro & Singer 2006)."


def cell_loads(measured: Measured) -> Floats:
    """Return the load of each cell of the case; they add up to the services' exposures."""
    surface = measured.case.surface
    if measured.survey is None or surface is None:
        return np.zeros(len(measured.case.cell))
    return cell_load(measured.survey.weights, surface)


def loads_on(measured: Measured, grid: Grid) -> Floats:
    """Return the load of each row of a coarser grid, each event counted in its own cell there.

    It adds up to the services' exposures, but for events whose coarser cell is not the place's.
    """
    case = measured.case
    total = np.zeros(len(grid.cells))
    if case.enforcement is None or case.surface is None:
        return total
    row = case.rows_of(case.enforcement)
    each = cell_loads(measured) / np.maximum(case.surface.enforcement, 1)
    own = grid.rows_of(case.enforcement.cells[grid.resolution])
    counted = (row >= 0) & (own >= 0)
    np.add.at(total, own[counted], each[row[counted]])
    return total


def reached_rows(measured: Measured, grid: Grid) -> Flags:
    """Return the rows of a grid that lie within 3h of a service, a cell's width more: known from a map."""
    reached = np.zeros(len(grid.cells), bool)
    if measured.survey is not None:
        near = measured.case.cell[np.unique(measured.survey.weights.indices)]
        rows = grid.rows_of(h3.parents(h3.disks(near, 1), grid.resolution))
        reached[rows[rows >= 0]] = True
    return reached


def neighbours_on(grid: Grid) -> sparse.csr_array:
    """Return which rows of a grid share an edge."""
    first, second = h3.neighbour_rows(grid.cells)
    size = len(grid.cells)
    return sparse.csr_array((np.ones(len(first)), (first, second)), shape=(size, size))


def spot_class(counts: Ints, neighbours: sparse.csr_array) -> Ints:
    """Return for each cell HOT, COLD or NEITHER: Gi* of its count at a false-discovery rate of 5 %."""
    found = hot_spots(counts.astype(np.float64), neighbours)
    return np.where(found.hot(), HOT, np.where(found.cold(), COLD, NEITHER))
