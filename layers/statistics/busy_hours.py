"""The busiest stretch of a week, found in released counts by weekday and hour.

Every run of days with a run of hours (over midnight too) is one candidate; the one whose count lies furthest
above its share of the week is returned, if it lies further than chance, noise and rounding would put the
best of all candidates.

Source: scan for the most unusual window, after Kulldorff 1997, Communications in Statistics 26:1481, with a
normal score instead of the likelihood ratio, to take in the known variance of release. In simulation
(tests/layers/statistics/test_busy_hours.py) an even week has a stretch called busy less than 5 times in 100.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from layers.statistics.checked import Floats
from layers.statistics.released_change import release_variance

DAYS, HOURS = 7, 24
LENGTHS = range(3, 13)  # hours of a stretch
WITHHELD_COUNT = 4.0  # what a withheld hour (1 to 7) counts as
WITHHELD_VARIANCE = 4.0  # of a count that is as likely any of 1 to 7
SCORE_THAT_STANDS_OUT = 4.7


@dataclass(frozen=True)
class Stretch:
    """Hours from `hour` for `hours` hours, on each of `days` days from weekday `day` (0 = Monday).

    times: how many times an hour of the stretch has of an average hour of the week.
    """

    day: int
    days: int
    hour: int
    hours: int
    times: float


def busiest_stretch(counts: npt.ArrayLike, rounding: int) -> Stretch | None:
    """Return the stretch that stands out most, None where none does; counts: 7 x 24, NaN where withheld."""
    given = np.asarray(counts, np.float64)
    withheld = np.isnan(given)
    week = np.where(withheld, WITHHELD_COUNT, given)
    spread = np.where(withheld, WITHHELD_VARIANCE, release_variance(week, rounding))
    total = float(week.sum())
    best, found = SCORE_THAT_STANDS_OUT, None
    if total == 0:
        return None
    for hours in LENGTHS:
        sums, spreads = _runs(week, hours), _runs(spread, hours)
        for days in range(1, DAYS + 1):
            size = days * hours
            share = size / (DAYS * HOURS)
            expected = total * share
            counted, added = _over_days(sums, days), _over_days(spreads, days)
            score = (counted - expected) / np.sqrt(expected * (1 - share) + added)
            at = np.unravel_index(int(np.argmax(score)), score.shape)
            if score[at] > best:
                times = float(counted[at]) / size / (total / (DAYS * HOURS))
                best, found = float(score[at]), Stretch(int(at[0]), days, int(at[1]), hours, times)
    return found


def _runs(week: Floats, hours: int) -> Floats:
    """Return the sum of the `hours` hours from each hour of the week, over midnight and Sunday's end."""
    flat = week.ravel()
    summed = np.cumsum(np.concatenate([[0.0], flat, flat[:hours]]))
    return np.asarray(summed[hours : hours + flat.size] - summed[: flat.size]).reshape(DAYS, HOURS)


def _over_days(runs: Floats, days: int) -> Floats:
    """Return the sum of each day's run and those of the days after it; of all seven, once."""
    if days == DAYS:
        return np.asarray(runs.sum(axis=0, keepdims=True))
    twice = np.concatenate([np.zeros((1, HOURS)), np.cumsum(np.vstack([runs, runs[:days]]), axis=0)])
    return np.asarray(twice[days : days + DAYS] - twice[:DAYS])
