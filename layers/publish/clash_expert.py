"""Expert figures as surfaces of the analysts' exact file: never published, whatever the settings."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from etl.errors import BadInputError
from layers.clash.case import Case
from layers.clash.expert import PERMUTATIONS, Expert, figures_on
from layers.clash.surfaces import SurfaceInfo
from layers.grids import Grid
from layers.publish.clash_cells import Classes, Drawn, cells_table
from layers.statistics.join_counts import JoinCounts
from layers.statistics.moran import LocalMoran
from layers.statistics.multiple_testing import false_discovery_q
from layers.words import percent

SEED = 20260101  # the permutations of every place, so that figures repeat
LEVEL = 0.05
QUADRANTS = (
    "Not told from chance",
    "High among high",
    "Low among high",
    "Low among low",
    "High among low",
)
JOINS = ("No more than chance", "More than chance")
CAVEAT = (
    f"For experts: {PERMUTATIONS} permutations, false-discovery rate {percent(LEVEL)}. It does not set "
    "activity against need; in simulation it accuses three to four quiet places in ten."
)
MORAN = "Local Moran (Anselin 1995), neighbours of each cell weighed alike."
POLICE, OVERDOSES, BOTH, TOGETHER = (
    SurfaceInfo(
        id="expert_moran_enforcement",
        title="Expert: local Moran, police activity",
        question="Which cells are like or unlike their neighbours in recorded police activity about drugs?",
        unit="class",
        caveat=CAVEAT,
        source=MORAN,
        labels=QUADRANTS,
    ),
    SurfaceInfo(
        id="expert_moran_overdoses",
        title="Expert: local Moran, overdoses",
        question="Which cells are like or unlike their neighbours in overdoses?",
        unit="class",
        caveat=CAVEAT,
        source=MORAN,
        labels=QUADRANTS,
    ),
    SurfaceInfo(
        id="expert_bivariate",
        title="Expert: police activity beside neighbours' overdoses",
        question="Where does police activity stand beside high or low overdoses in the cells around?",
        unit="class",
        caveat=CAVEAT,
        source="Bivariate local Moran (Anselin, Syabri and Smirnov 2002).",
        labels=QUADRANTS,
    ),
    SurfaceInfo(
        id="expert_joins",
        title="Expert: cells high in both beside others high in both",
        question="Where do cells with more than usual of both police activity and overdoses lie together?",
        unit="class",
        caveat=CAVEAT,
        source="Local co-location join counts (Anselin and Li 2019).",
        labels=JOINS,
    ),
)


def draw_expert(case: Case, grids: list[Grid]) -> list[Drawn]:
    """Return the expert surfaces; none where either quantity is missing or does not vary."""
    try:
        found = [(grid, figures_on(case, grid, seed=SEED)) for grid in grids]
    except BadInputError:
        return []
    return [
        _drawn(POLICE, found, lambda expert: moran_class(expert.moran_police)),
        _drawn(OVERDOSES, found, lambda expert: moran_class(expert.moran_overdoses)),
        _drawn(BOTH, found, lambda expert: moran_class(expert.bivariate)),
        _drawn(TOGETHER, found, lambda expert: join_class(expert.joins)),
    ]


def moran_class(moran: LocalMoran) -> Classes:
    """Return the quadrant of each cell that chance hardly explains, 0 for the others."""
    return np.where(false_discovery_q(moran.p) <= LEVEL, moran.quadrant, 0)


def join_class(joins: JoinCounts) -> Classes:
    """Return 1 for each cell with more joins than chance would give; no p is 0."""
    told = np.isfinite(joins.p)
    found = np.zeros(len(joins.p), np.int8)
    found[told] = false_discovery_q(joins.p[told]) <= LEVEL
    return found


def _drawn(
    info: SurfaceInfo, found: list[tuple[Grid, Expert]], classes: Callable[[Expert], Classes]
) -> Drawn:
    everywhere = [np.ones(len(grid.cells), bool) for grid, _ in found]
    return Drawn(
        info,
        [
            cells_table(info.id, grid, classes(expert), shown)
            for (grid, expert), shown in zip(found, everywhere, strict=True)
        ],
    )
