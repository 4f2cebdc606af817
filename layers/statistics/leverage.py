"""Exposure removed by a zone, and its leverage: what it protects for what it takes from the police.

Exposure removed = rho x sum of k e over events inside / sum of k e over all events; k is summed over the
zone's services, rho is the part of police activity that is assumed to stop inside (shown at .5, .8 and 1).
Its interval is that of a clustered share (w = k), times rho. Displaced activity is not in it: it is what
would fall away if nothing moved elsewhere.

Leverage L = exposure removed at rho = 1 / share of all recorded police activity inside = (A / B) / (C / n).
Interval: exp(ln L +- 1.959964 s), s^2 = T / (T - 1) x sum over weeks of (A_w/A - B_w/B - C_w/C + n_w/n)^2,
and never less than independent events would give, the sum over events of the same expression for each.

Source: linearised variance of a ratio with weeks as clusters (Woodruff 1971, JASA 66:411).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from layers.statistics.clustered_share import NORMAL_975, Sums
from layers.statistics.fay_feuer import FEWEST_WEEKS


@dataclass(frozen=True)
class Leverage:
    """The ratio and its bounds; NaN where nothing lies inside or no exposure is on file."""

    value: float
    low: float
    high: float


def leverage(exposed: Sums, all_exposed: Sums, counted: Sums, all_counted: Sums) -> Leverage:
    """Return the leverage of one zone. exposed: w = k inside; counted: w = 1 inside; all_*: the whole place.

    Every event inside must be in both, and every event with k > 0 among all that are counted.
    """
    a, b, c, n = (float(sums.total[0]) for sums in (exposed, all_exposed, counted, all_counted))
    if min(a, b, c) <= 0:
        return Leverage(math.nan, math.nan, math.nan)
    value = (a / b) / (c / n)
    in_k, in_1 = 1 / a - 1 / b, 1 / c - 1 / n
    inside, whole = float(exposed.squares[0]), float(all_exposed.squares[0])
    single = in_k**2 * inside - 2 * in_k * in_1 * a + in_1**2 * c
    single += (whole - inside) / b**2 - 2 * (b - a) / (b * n) + (n - c) / n**2
    weeks = all_counted.weekly.shape[1]
    clustered = 0.0
    if weeks >= FEWEST_WEEKS:
        parts = ((exposed, a, 1), (all_exposed, b, -1), (counted, c, -1), (all_counted, n, 1))
        spread = np.sum([sign * sums.weekly[0] / total for sums, total, sign in parts], axis=0)
        clustered = weeks / (weeks - 1) * float(spread @ spread)
    reach = math.exp(NORMAL_975 * math.sqrt(max(single, clustered, 0.0)))
    return Leverage(value, value / reach, value * reach)
