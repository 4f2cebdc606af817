"""The busiest stretch of a week: a plain second way, weeks of known truth, and weeks without one."""

from __future__ import annotations

import numpy as np
import pytest

from layers.statistics.busy_hours import LENGTHS, SCORE_THAT_STANDS_OUT, Stretch, busiest_stretch
from layers.statistics.released_change import NOISE_VARIANCE
from tests.layers.statistics.test_released_change import released


def week_of(rng: np.random.Generator, expected: np.ndarray) -> np.ndarray:
    counts = released(rng, rng.poisson(expected.ravel())).astype(float)
    return np.where(counts < 0, np.nan, counts).reshape(7, 24)


def plain_score(week: np.ndarray, day: int, days: int, hour: int, hours: int) -> float:
    """The score of one candidate, hour by hour."""
    filled = np.where(np.isnan(week), 4.0, week)
    counted, added = 0.0, 0.0
    for d in range(days):
        for h in range(hours):
            at = ((day + d) * 24 + hour + h) % 168
            counted += filled[at // 24, at % 24]
            if np.isnan(week[at // 24, at % 24]):
                added += 4.0
            elif filled[at // 24, at % 24] > 0:
                added += NOISE_VARIANCE + 2
    share = days * hours / 168
    expected = filled.sum() * share
    return float((counted - expected) / np.sqrt(expected * (1 - share) + added))


def test_no_candidate_lies_further_out_than_the_one_returned() -> None:
    expected = np.full((7, 24), 12.0)
    expected[6, 21:] = expected[0, :2] = 60.0  # over Sunday's midnight
    week = week_of(np.random.default_rng(3), expected)
    found = busiest_stretch(week, 5)
    assert found is not None
    own = plain_score(week, found.day, found.days, found.hour, found.hours)
    others = [
        plain_score(week, day, days, hour, hours)
        for day in range(7)
        for days in range(1, 8)
        for hour in range(24)
        for hours in LENGTHS
    ]
    assert own == pytest.approx(max(others))
    assert own > SCORE_THAT_STANDS_OUT
    assert (found.day, found.days, found.hour, found.hours) == (6, 1, 21, 5)
    assert found.times > 2


def test_weekend_nights_are_found() -> None:
    expected = np.full((7, 24), 20.0)
    expected[4, 22:] = expected[5, :3] = expected[5, 22:] = expected[6, :3] = 60.0
    found = busiest_stretch(week_of(np.random.default_rng(1), expected), 5)
    assert found is not None
    assert (found.day, found.days, found.hour, found.hours) == (4, 2, 22, 5)


@pytest.mark.parametrize("expected", [0.5, 5, 9, 12, 60])
def test_an_even_week_seldom_has_one(expected: float) -> None:
    rng = np.random.default_rng(int(10 * expected))
    weeks = [busiest_stretch(week_of(rng, np.full((7, 24), expected)), 5) for _ in range(100)]
    assert sum(each is not None for each in weeks) <= 5


def test_an_empty_or_withheld_week_has_none() -> None:
    assert busiest_stretch(np.zeros((7, 24)), 5) is None
    assert busiest_stretch(np.full((7, 24), np.nan), 5) is None


def test_the_same_hours_of_every_day_are_one_stretch() -> None:
    week = np.full((7, 24), 10.0)
    week[:, 9:17] = 40.0
    found = busiest_stretch(week, 5)
    assert found == Stretch(0, 7, 9, 8, pytest.approx(2.0))
    assert busiest_stretch(week, 0) == found, "exact counts too"
