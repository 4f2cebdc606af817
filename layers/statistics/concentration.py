"""Whose need is covered: fifths of the residents by deprivation, and the concentration index.

C = 2 cov(x, R) / mean(x), R_i = (i - 1/2) / n, with i = 1 the most deprived and the population covariance
(divisor n). Below 0: x lies with the more deprived; 0: alike; above 0: with the less deprived.
x = 6, 4, 2, 1, 0 gives -.461538.

Fifths: areas are ranked from the most deprived down, and an area belongs to the fifth that holds the
middle of its residents. Areas of equal deprivation share the middle of them all.

Source: Kakwani, Wagstaff & van Doorslaer 1997, J. Econometrics 77:87; jackknife over weeks for the bounds
(Efron & Stein 1981, Annals of Statistics 9:586).
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from layers.statistics.checked import Floats, Ints, numbers
from layers.statistics.clustered_share import NORMAL_975
from layers.statistics.fay_feuer import FEWEST_WEEKS

FIFTHS = 5


def concentration_index(amounts: npt.ArrayLike) -> float:
    """Return C of amounts ordered from the most deprived; NaN where all are 0 or there is none."""
    x = numbers("amounts", amounts, lowest=0)
    if not len(x) or not x.sum() > 0:
        return math.nan
    rank = (np.arange(len(x)) + 0.5) / len(x)
    return float(2 * np.mean((x - x.mean()) * (rank - rank.mean())) / x.mean())


def fifths(deprivation: Floats, residents: Floats) -> Ints:
    """Return the fifth of each area, 0 for the most deprived .. 4; -1 where deprivation is not known.

    deprivation: higher is more deprived. Areas without residents take the place of their deprivation.
    """
    known = np.isfinite(deprivation)
    people = np.where(known, np.nan_to_num(residents), 0.0)
    if not people.sum() > 0:
        return np.full(len(deprivation), -1, np.int64)
    _, level = np.unique(-deprivation[known], return_inverse=True)
    at_level = np.bincount(level, people[known])
    middle = (np.cumsum(at_level) - at_level / 2) / people.sum()
    found = np.full(len(deprivation), -1, np.int64)
    found[known] = np.minimum((middle[level] * FIFTHS).astype(np.int64), FIFTHS - 1)
    return found


def concentration_bounds(amounts: Floats) -> tuple[float, float]:
    """Return the 95 % bounds of C of amounts summed over weeks (fifths x weeks), each week left out once.

    C +- 1.959964 s, s^2 = (T - 1) / T x sum over weeks of (C without it - their mean)^2; NaN where fewer
    than 8 weeks are known or some week alone holds everything.
    """
    weeks = amounts.shape[1]
    if weeks < FEWEST_WEEKS:
        return math.nan, math.nan
    left = amounts.sum(axis=1, keepdims=True) - amounts
    each = np.array([concentration_index(column) for column in left.T])
    spread = math.sqrt((weeks - 1) / weeks * float(((each - each.mean()) ** 2).sum()))
    value = concentration_index(amounts.sum(axis=1))
    return max(value - NORMAL_975 * spread, -1.0), min(value + NORMAL_975 * spread, 1.0)
