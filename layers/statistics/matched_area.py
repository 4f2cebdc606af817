"""A comparison area: for each cell of a zone the cell elsewhere that is most like it.

Covariates are standardised by their spread over all cells; zone cells and other cells are paired so that
the sum of squared distances is least, each cell used once (optimal matching). How well it went is the
largest standardised difference of means; above .25 the two are not alike.

Source: Rosenbaum 1989, JASA 84:1024 (optimal matching); Stuart 2010, Statistical Science 25:1 (.25).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import linear_sum_assignment
from scipy.spatial import cKDTree

from layers.statistics.checked import Floats, Ints

LARGEST_DIFFERENCE = 0.25  # standard deviations between the means, above which the areas are not alike


@dataclass(frozen=True)
class Match:
    """rows: of the candidates, one for each zone cell; difference: the largest standardised one."""

    rows: Ints
    difference: float


def matched_cells(zone: Floats, candidates: Floats) -> Match | None:
    """Return the matched candidates, None where there are fewer than the zone has cells.

    zone, candidates: cells x covariates. Candidates farther down a cell's list than the zone has cells are
    never needed: one of the nearer ones is always left over for it.
    """
    size = len(zone)
    if not size or len(candidates) < size:
        return None
    spread = np.concatenate([zone, candidates]).std(axis=0)
    scale = np.where(spread > 0, spread, 1.0)
    own, other = zone / scale, candidates / scale
    near = np.unique(cKDTree(other).query(own, k=np.arange(1, size + 1))[1])
    cost = ((own[:, None, :] - other[near][None, :, :]) ** 2).sum(axis=2)
    rows = near[linear_sum_assignment(cost)[1]]
    difference = float(np.abs(own.mean(axis=0) - other[rows].mean(axis=0)).max())
    return Match(np.asarray(rows, np.int64), difference)
