"""What is drawn on the map beside the services: the load per cell and the cells that stand out."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse

from etl import cells as h3
from layers.clash.case import Case
from layers.clash.measure import Measured
from layers.grids import Grid
from layers.statistics.checked import Flags, Floats, Ints
from layers.statistics.decomposition import cell_load
from layers.statistics.empirical_bayes import global_rates, local_rates
from layers.statistics.getis_ord import LEVEL, hot_spots
from layers.statistics.kernel import BANDWIDTH_M, weights_by_block
from layers.statistics.relative_risk import relative_risk
from layers.statistics.surroundings import per_28_days
from layers.words import percent

COLD, NEITHER, HOT = 0, 1, 2


RISK_LIMITS = (0.5, 0.8, 1.25, 2.0)
_SPECK = 1e-9  # of an event: so that ground without any has a mean too


@dataclass(frozen=True)
class SurfaceInfo:
    """One thing drawn cell by cell in a few classes; labels: one a class, from class 0 up."""

    id: str
    title: str
    question: str
    unit: str
    caveat: str
    source: str
    labels: tuple[str, ...] = ()

    def labelled(self, labels: tuple[str, ...]) -> SurfaceInfo:
        """Return the same with labels, which depend on the values shown."""
        return replace(self, labels=labels)


LOAD = SurfaceInfo(
    id="load",
    title="Police activity near services",
    question="Which cells add most to the police activity at the doors of services?",
    unit="events at services' doors every four weeks, per km² of the cell",
    caveat="An event near two services counts for both. It is not set against need.",
    source=f"Gaussian kernel, h = {BANDWIDTH_M:g} m on foot; for boards from released counts.",
)


def _spots_info(kind: str, words: str) -> SurfaceInfo:
    return SurfaceInfo(
        id=f"hot_spots_{kind}",
        title=f"Computed hot spots: {words}",
        question=f"Where do {words} stand out from the rest of the place?",
        unit="class",
        caveat=(
            "Computed from records, with each cell's six neighbours; not what the police declare as "
            "hotspots. It is not set against need."
        ),
        source=(
            f"Getis-Ord Gi* (Ord & Getis 1995), false-discovery rate {percent(LEVEL)} (Castro & Singer 2006)."
        ),
        labels=("Fewer than chance would put there", "Neither", "More than chance would put there"),
    )


def _rate_info(kind: str, title: str, towards: str) -> SurfaceInfo:
    return SurfaceInfo(
        id=kind,
        title=title,
        question="Where are overdose calls many for the number of residents?",
        unit="calls per 1,000 residents in the weeks counted",
        caveat=(
            f"Rates of small cells are drawn towards {towards}. Many who overdose in a place do not live "
            "there: town centres look worse than they are."
        ),
        source="Empirical Bayes rates (Marshall 1991).",
    )


ENFORCEMENT_SPOTS = _spots_info("enforcement", "police records about drugs")
OVERDOSE_SPOTS = _spots_info("overdoses", "overdose calls")
RATES = (  # and whether neighbours, instead of the whole place, steady the rate
    (_rate_info("overdose_rate", "Overdose calls per resident, steadied", "that of the whole place"), False),
    (
        _rate_info(
            "overdose_rate_local",
            "Overdose calls per resident, steadied locally",
            "those of their neighbours",
        ),
        True,
    ),
)
RISK = SurfaceInfo(
    id="relative_risk",
    title="Police activity beside need",
    question="Where is police activity's share larger than need's?",
    unit="ratio, 1 = the place's own proportion",
    caveat="For looking at only: no test is made, and services play no part in it.",
    source="Ratio of two kernel densities (Bithell 1990; Kelsall & Diggle 1995).",
    labels=("Under 0.5", "0.5 to 0.8", "0.8 to 1.25", "1.25 to 2", "2 or more"),
)


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


def felt(measured: Measured) -> Floats:
    """Return the load of one event in each cell of the case."""
    surface = measured.case.surface
    if measured.survey is None or surface is None:
        return np.zeros(len(measured.case.cell))
    return per_28_days(np.asarray(measured.survey.weights.sum(axis=0)).ravel(), surface.days)


def dealt_out(counts: Floats, row: Ints) -> Floats:
    """Return counts of a grid's rows dealt out evenly to the finer cells in each. row: of each cell."""
    cells = np.bincount(row[row >= 0], minlength=len(counts))
    return np.where(row >= 0, counts[row] / np.maximum(cells[row], 1), 0.0)


def loads_of_counts(counts: Floats, row: Ints, each: Floats, spread: Floats) -> Floats:
    """Return the load of each row of a grid worked out of its count as boards know it, and of nothing else.

    row: of each finer cell. each: the load of one event there. spread: where the row's events are taken to
    be, from counts as boards know them too. So loads tell nothing that these counts do not tell; those of the
    records themselves told which way one event more had moved a mean.
    """
    inside, share = row >= 0, np.maximum(spread, _SPECK)
    weighed = np.bincount(row[inside], (share * each)[inside], len(counts))
    return np.asarray(
        counts * weighed / np.maximum(np.bincount(row[inside], share[inside], len(counts)), _SPECK)
    )


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


def spot_class(counts: Floats, neighbours: sparse.csr_array) -> Ints:
    """Return for each cell HOT, COLD or NEITHER: Gi* of its count at a false-discovery rate of 5 %."""
    found = hot_spots(counts, neighbours)
    return np.where(found.hot(), HOT, np.where(found.cold(), COLD, NEITHER))


def smoothed_rate(counts: Floats, residents: Floats, neighbours: sparse.csr_array | None) -> Floats:
    """Return empirical-Bayes rates per 1,000 residents, NaN where nobody lives.

    neighbours: steady each by its neighbours; None: by the whole place.
    """
    found = (
        global_rates(counts, residents) if neighbours is None else local_rates(counts, residents, neighbours)
    )
    return np.where(residents > 0, 1000 * found.rate, np.nan)


def risk_on(case: Case, grid: Grid) -> Floats:
    """Return the ratio of police activity's share to need's at each cell of a grid, NaN without either."""
    surface = case.surface
    if surface is None or surface.overdoses is None:
        return np.full(len(grid.cells), np.nan)
    cells = (case.ground.latitude, case.ground.longitude)
    return _risk(grid, cells, surface.enforcement, surface.overdoses)


def risk_of_counts(grid: Grid, events: Floats, cases: Floats) -> Floats:
    """Return the same worked out of the counts of the grid's own rows as boards know them."""
    return _risk(grid, (grid.latitude, grid.longitude), events, cases)


def _risk(grid: Grid, cells: tuple[Floats, Floats], events: Floats, cases: Floats) -> Floats:
    weights = weights_by_block((grid.latitude, grid.longitude), cells)
    return np.concatenate([relative_risk(each, events, cases) for each in weights])
