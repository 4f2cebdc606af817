"""Rates steadied by those of the whole place or of the neighbours.

theta_i = b + a / (a + b / P_i) (r_i - b), r_i = O_i / P_i, b = sum O / sum P,
a = max(0, sum P (r - b)^2 / sum P - b / Pbar). The local form takes the sums over a cell and its neighbours.
Source: Marshall 1991, JRSS C 40:283; checked against esda and spdep.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from layers.statistics.checked import Floats, numbers
from layers.statistics.neighbours import binary


@dataclass(frozen=True)
class SmoothedRates:
    """rate: theta; mean and variance: b and a, one value for the place or one a cell."""

    rate: Floats
    mean: Floats
    variance: Floats


def global_rates(counts: Floats, population: Floats) -> SmoothedRates:
    """Return rates drawn towards the place's. Cells without population get the mean, and no say in it."""
    every = sparse.csr_array(np.ones((1, len(counts))))
    return _smoothed(counts, population, every)


def local_rates(counts: Floats, population: Floats, neighbours: sparse.csr_array) -> SmoothedRates:
    """Return rates drawn towards those of each cell and its neighbours."""
    return _smoothed(counts, population, binary(neighbours, with_self=True))


def _smoothed(counts: Floats, population: Floats, groups: sparse.csr_array) -> SmoothedRates:
    """groups: 1 x n (one group for all) or n x n (each cell's own)."""
    counts = numbers("counts", counts, lowest=0)
    population = numbers("population", population, lowest=0, size=len(counts))
    peopled = population > 0
    counts = np.where(peopled, counts, 0.0)
    safe = np.where(peopled, population, 1.0)
    rate = counts / safe
    people, members = groups @ population, groups @ peopled.astype(np.float64)
    some = np.maximum(people, np.finfo(float).tiny)
    mean = (groups @ counts) / some
    # sum P (r - b)^2 opened up would lose digits; written out over the groups' entries it does not
    entries = groups.tocoo()
    row, column = entries.coords
    squares = np.bincount(
        row, population[column] * (rate[column] - mean[row]) ** 2, minlength=groups.shape[0]
    )
    variance = np.maximum(squares / some - mean * members / some, 0.0)
    shrink = np.divide(
        variance, variance + mean / safe, out=np.zeros(len(counts)), where=(variance + mean / safe) > 0
    )
    smoothed = mean + np.where(peopled, shrink * (rate - mean), 0.0)
    return SmoothedRates(smoothed, mean, variance)
