"""What two released counts, or two released shares, say about a change: an estimate with a 95 % interval.

A released count is a Poisson count plus noise of variance 10 (layers/noise.py), rounded to a multiple of r,
which adds about (r^2 - 1) / 12; a released 0 is exact. An interval that takes in no change means that the
two figures may differ by chance, noise and rounding alone.

In simulation (tests/layers/statistics/test_released_change.py) intervals cover the truth 94 to 98 times in
100 from about 12 events on. Below that many of the counts are withheld, and those that are not lie high;
of all pairs without a change, shown or not, at most 6 in 100 are called one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.stats import norm

from layers.noise import LARGEST_NOISE, NOISE_WEIGHTS
from layers.statistics.checked import Floats, numbers

LEVEL = 0.95
_Z = float(norm.ppf((1 + LEVEL) / 2))
_STEPS = np.arange(-LARGEST_NOISE, LARGEST_NOISE + 1)
NOISE_VARIANCE = float(np.average(_STEPS**2, weights=NOISE_WEIGHTS))


@dataclass(frozen=True)
class Changes:
    """One change a row: estimate, low and high; direction is 1 or -1 where the interval leaves no doubt.

    All NaN, and direction 0, where neither figure counts an event.
    """

    estimate: Floats
    low: Floats
    high: Floats
    direction: npt.NDArray[np.int8]


def release_variance(released: Floats, rounding: int) -> Floats:
    """Return the variance that noise and rounding add to each released count; 0 for a 0, which is exact.

    rounding: 0 where counts are not released but exact.
    """
    if rounding == 0:
        return np.zeros(np.shape(released))
    return np.where(released > 0, NOISE_VARIANCE + (rounding**2 - 1) / 12, 0.0)


def count_changes(
    before: npt.ArrayLike, after: npt.ArrayLike, exposure: tuple[float, float], rounding: int
) -> Changes:
    """Return the ratio of the rates after / before, from released counts over exposure[0] and [1] (years).

    The interval holds every ratio that the score test does not reject: with x = before, y = after and
    q = ratio x exposure[1] / exposure[0], (y - q x)^2 <= z^2 (q (x + y) + s_y + q^2 s_x), a quadratic in q.
    Source: Gu, Ng, Tang & Schucany 2008, Biometrical Journal 50:283 (score test with constrained variance),
    the known variances s of release added as in Fieller 1954, JRSS B 16:175. From none the estimate and
    the upper bound are infinite.

    Raises BadInputError for counts that are negative or no numbers.
    """
    x = numbers("before", before, lowest=0)
    y = numbers("after", after, lowest=0, size=len(x))
    times = exposure[1] / exposure[0]
    square = x**2 - _Z**2 * release_variance(x, rounding)
    middle = 2 * x * y + _Z**2 * (x + y)
    constant = y**2 - _Z**2 * release_variance(y, rounding)
    # The larger root is big / square, the smaller constant / big: no difference of near equals
    big = (middle + np.sqrt(np.maximum(middle**2 - 4 * square * constant, 0.0))) / 2
    known = x + y > 0
    with np.errstate(divide="ignore", invalid="ignore"):
        estimate = np.where(known, y / x / times, np.nan)
        low = np.where(constant > 0, constant / big, 0.0) / times
        high = np.where(square > 0, big / square, np.inf) / times
    low, high = np.where(known, low, np.nan), np.where(known, high, np.nan)
    return Changes(estimate, low, high, _direction(low, high, 1.0))


def share_changes(
    before: tuple[npt.ArrayLike, npt.ArrayLike], after: tuple[npt.ArrayLike, npt.ArrayLike], rounding: int
) -> Changes:
    """Return the difference after - before of two shares in percentage points.

    before, after: (per cent, released whole it is a share of); a whole of 0 gives NaN. Variance of a share:
    p(1 - p)/n with p and n after one success and one failure were added, plus (s_part + p^2 s_whole)/n^2.
    Source: Agresti & Caffo 2000, American Statistician 54:280, with the variances s of release added.

    Raises BadInputError for shares outside what numbers can be, or rows that do not match.
    """
    share_before, variance_before, middle_before = _share(before, rounding)
    share_after, variance_after, middle_after = _share(after, rounding)
    half = _Z * np.sqrt(variance_before + variance_after)
    centre = middle_after - middle_before
    low, high = 100 * np.maximum(centre - half, -1.0), 100 * np.minimum(centre + half, 1.0)
    return Changes(100 * (share_after - share_before), low, high, _direction(low, high, 0.0))


def _share(given: tuple[npt.ArrayLike, npt.ArrayLike], rounding: int) -> tuple[Floats, Floats, Floats]:
    """Return the share, its variance, and the middle of its interval, each from 0 to 1."""
    percent = numbers("share", given[0], lowest=0)
    whole = numbers("whole", given[1], lowest=0, size=len(percent))
    share = np.where(whole > 0, percent / 100, np.nan)
    size = whole + 2
    middle = (share * whole + 1) / size
    part = np.where(share > 0, whole, 0.0)
    released = release_variance(part, rounding) + middle**2 * release_variance(whole, rounding)
    return share, middle * (1 - middle) / size + released / size**2, middle


def _direction(low: Floats, high: Floats, none: float) -> npt.NDArray[np.int8]:
    with np.errstate(invalid="ignore"):
        return ((low > none).astype(np.int8) - (high < none).astype(np.int8)).astype(np.int8)
