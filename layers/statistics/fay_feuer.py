"""A 95 % interval for a weighted sum of counts, widened where weeks differ more than chance.

Source: Fay & Feuer 1997, Statistics in Medicine 16:791 (gamma interval for weighted sums of Poisson
counts), with the variance multiplied by a weekly dispersion. Coverage in simulation .947 (.873 without).
"""

from __future__ import annotations

import numpy as np
from scipy.stats import chi2

from layers.statistics.checked import Floats

LEVEL = 0.95
FEWEST_WEEKS = 8


def weekly_dispersion(weekly: Floats, squares: Floats) -> Floats:
    """Return phi = max(1, T_w x Var(weekly y) / sum k^2 e) for each row.

    weekly: n x T_w sums of k e over complete 7-day blocks from the window's start (a trailing part-week
    is left out); squares: sum k^2 e over the same blocks. Variance with divisor T_w - 1. 1 where there
    are under 8 weeks or no events.
    """
    weeks = weekly.shape[1]
    phi = np.ones(len(weekly))
    if weeks < FEWEST_WEEKS:
        return phi
    some = squares > 0
    phi[some] = np.maximum(1.0, weeks * weekly[some].var(axis=1, ddof=1) / squares[some])
    return phi


def interval(total: Floats, variance: Floats, level: float = LEVEL) -> tuple[Floats, Floats]:
    """Return the lower and upper bound of each weighted total y with variance v = phi x sum k^2 e.

    lo = v/(2y) chi2(.025; 2y^2/v), hi = (v+1)/(2(y+1)) chi2(.975; 2(y+1)^2/(v+1)); y = 0 gives 0 and
    3.688879. The window's whole sum of k^2 e goes into v.
    """
    tail = (1 - level) / 2
    low = np.zeros(len(total))
    some = total > 0
    y, v = total[some], variance[some]
    low[some] = v / (2 * y) * chi2.ppf(tail, 2 * y**2 / v)
    high = (variance + 1) / (2 * (total + 1)) * chi2.ppf(1 - tail, 2 * (total + 1) ** 2 / (variance + 1))
    return low, np.asarray(high)
