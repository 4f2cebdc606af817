"""Expert figures for analysts: how police activity and overdoses lie to each other, cell by cell.

Worked out on exact counts when asked for; none of it is published. They do not set activity against need
near services, as the clash index does: in simulation they accuse three to four quiet places in ten.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from etl.errors import BadInputError
from layers.clash.case import Case, gather
from layers.clash.surfaces import neighbours_on
from layers.grids import Grid
from layers.periods import last_quarter
from layers.publish.entitled import Sources
from layers.publish.held import opened
from layers.publish.survey import survey
from layers.statistics.checked import Floats, Ints
from layers.statistics.colocation import Colocation, colocation_quotient
from layers.statistics.getis_ord import HotSpots, hot_spots
from layers.statistics.join_counts import JoinCounts, colocation_joins
from layers.statistics.kernel import BANDWIDTH_M, CUT, kernel_weights, pairs_within
from layers.statistics.lee import LeesL, lees_l
from layers.statistics.moran import LocalMoran, local_moran

PERMUTATIONS = 999
MOST_POINTS = 20_000  # for the quotient, which looks at every pair of points within 3h


@dataclass(frozen=True)
class Expert:
    """One value a row of the grid, in its order; police and overdoses: counts in the window.

    moran_*: local Moran of one quantity; bivariate: police activity beside its neighbours' overdoses.
    joins: cells with more than the usual of both beside others with both. quotient: None for too many
    or too few points.
    """

    grid: str
    cell: Ints
    police: Floats
    overdoses: Floats
    hot_police: HotSpots
    hot_overdoses: HotSpots
    moran_police: LocalMoran
    moran_overdoses: LocalMoran
    bivariate: LocalMoran
    lee: LeesL
    joins: JoinCounts
    quotient: Colocation | None


def expert_figures(
    home: Path, as_of: dt.date, grid: str, *, seed: int, sources: Sources | None = None
) -> Expert:
    """Return the expert figures of a home on one of its hexagon grids, over the published weeks.

    Raises BadInputError without police records or overdoses for the same weeks, KeyError for another grid.
    """
    with opened(home, sources) as held:
        newest = last_quarter(as_of, held.place.disclosure.delay_days)
        ground, _ = survey(held.con, held.place, as_of, newest)
        case = gather(held.con, held.place, ground, as_of, newest)
    return figures_on(case, ground.grids[grid], seed=seed)


def figures_on(case: Case, grid: Grid, *, seed: int) -> Expert:
    """Return the expert figures of a case on a grid. Raises BadInputError where a quantity is missing."""
    if case.enforcement is None or case.overdoses is None:
        raise BadInputError(
            f"place {case.place.id}",
            "has no police records and overdoses for the same weeks",
            "Load both: these figures set one beside the other.",
        )
    police, overdoses = (
        _counts(grid, events.cells[grid.resolution]) for events in (case.enforcement, case.overdoses)
    )
    near = neighbours_on(grid)
    both = (police > police.mean(), overdoses > overdoses.mean())
    return Expert(
        grid=grid.name,
        cell=grid.cells,
        police=police,
        overdoses=overdoses,
        hot_police=hot_spots(police, near),
        hot_overdoses=hot_spots(overdoses, near),
        moran_police=local_moran(police, near, permutations=PERMUTATIONS, seed=seed),
        moran_overdoses=local_moran(overdoses, near, permutations=PERMUTATIONS, seed=seed),
        bivariate=local_moran(police, near, other=overdoses, permutations=PERMUTATIONS, seed=seed),
        lee=lees_l(police, overdoses, near, permutations=PERMUTATIONS, seed=seed),
        joins=colocation_joins(*both, near),
        quotient=_quotient(case),
    )


def _counts(grid: Grid, cells: Ints) -> Floats:
    row = grid.rows_of(cells)
    return np.bincount(row[row >= 0], minlength=len(grid.cells)).astype(np.float64)


def _quotient(case: Case) -> Colocation | None:
    """Return how overdoses lie to police activity, each pair weighed by the kernel of the clash index."""
    assert case.enforcement is not None
    assert case.overdoses is not None
    kinds = (case.enforcement, case.overdoses)
    sizes = [len(events) for events in kinds]
    if not all(sizes) or sum(sizes) > MOST_POINTS:
        return None
    points = tuple(
        np.concatenate([getattr(events, name) for events in kinds]) for name in ("latitude", "longitude")
    )
    is_police = np.arange(sum(sizes)) < sizes[0]
    pairs = pairs_within((points[0], points[1]), (points[0], points[1]), CUT * BANDWIDTH_M)
    return colocation_quotient(is_police, ~is_police, kernel_weights(pairs, BANDWIDTH_M))
