from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom

from etl.errors import BadInputError
from layers.statistics.opening_hours import (
    WEEK_MINUTES,
    aoristic_share,
    collapse,
    open_minutes,
    opening_ratio,
)

HOUR, DAY = 60, 1440
WEEKDAYS_9_TO_17 = tuple((d * DAY + 9 * HOUR, d * DAY + 17 * HOUR) for d in range(5))


def test_half_an_hour_is_added_on_either_side() -> None:
    flags = open_minutes(WEEKDAYS_9_TO_17)
    assert flags.sum() == 5 * 9 * HOUR
    assert flags[8 * HOUR + 30]
    assert not flags[8 * HOUR + 29]
    assert flags[17 * HOUR + 29]
    assert not flags[17 * HOUR + 30]


def test_hours_may_run_over_sunday_night_and_all_week() -> None:
    flags = open_minutes(((6 * DAY + 22 * HOUR, 2 * HOUR),), margin=0)
    assert flags[:120].all()
    assert flags[-120:].all()
    assert flags.sum() == 240
    assert open_minutes(((0, WEEK_MINUTES),)).all()


@settings(max_examples=50, deadline=None)
@given(st.integers(0, WEEK_MINUTES - 1), st.integers(1, 3 * WEEK_MINUTES), st.integers(0, 100))
def test_aoristic_weights_against_a_minute_by_minute_walk(start: int, length: int, seed: int) -> None:
    flags = np.random.default_rng(seed).random(WEEK_MINUTES) < 0.3
    walk = flags[(start + np.arange(length)) % WEEK_MINUTES].mean()
    assert aoristic_share(flags, np.array([start]), np.array([length]))[0] == pytest.approx(walk, rel=1e-12)


def test_an_interval_half_in_open_hours_counts_half() -> None:
    flags = open_minutes(((9 * HOUR, 10 * HOUR),), margin=0)
    assert aoristic_share(flags, np.array([8 * HOUR]), np.array([120])).tolist() == [0.5]


def test_events_of_one_operation_are_one_incident() -> None:
    values, ids = collapse(np.array([1.0, 0, 1, 1]), np.array([7, 7, -1, -1]))
    assert values.tolist() == [0.5, 1, 1]
    assert ids.tolist() == [7, -1, -1]


def test_the_ratio_by_hand() -> None:
    """Near: 3 of 4 incidents in open hours; in the whole city 4 of 10."""
    flags = open_minutes(((9 * HOUR, 17 * HOUR),), margin=0)
    inside, outside = 10 * HOUR, 20 * HOUR
    start = np.array([inside] * 3 + [outside] + [inside] + [outside] * 5)
    near = np.arange(10) < 4
    found = opening_ratio(flags, start, np.ones(10, np.int64), np.full(10, -1), near)
    assert found.share == 0.75
    assert found.city_share == 0.4
    assert found.ratio == pytest.approx(1.875)
    assert found.p == pytest.approx(binom.sf(2, 4, 0.4), rel=1e-9)


def test_one_long_operation_is_no_evidence() -> None:
    """Forty arrests of one morning near the door are one incident, and nothing follows from one."""
    flags = open_minutes(((9 * HOUR, 17 * HOUR),), margin=0)
    random = np.random.default_rng(0)
    start = np.concatenate([np.full(40, 10 * HOUR), random.integers(0, WEEK_MINUTES, 200)])
    operation = np.concatenate([np.full(40, 5), np.full(200, -1)])
    near = np.arange(240) < 40
    collapsed = opening_ratio(flags, start, np.ones(240, np.int64), operation, near)
    as_events = opening_ratio(flags, start, np.ones(240, np.int64), np.full(240, -1), near)
    assert collapsed.incidents == 1
    assert collapsed.p > 0.02
    assert as_events.p < 1e-6


def test_nothing_near_gives_no_ratio() -> None:
    flags = open_minutes(WEEKDAYS_9_TO_17)
    found = opening_ratio(flags, np.array([5]), np.array([1]), np.array([-1]), np.array([False]))
    assert found.incidents == 0
    assert np.isnan(found.ratio)


def test_impossible_times_are_refused() -> None:
    with pytest.raises(BadInputError, match="span"):
        open_minutes(((0, WEEK_MINUTES + 1),))
    with pytest.raises(BadInputError, match="minute of the week"):
        aoristic_share(open_minutes(()), np.array([WEEK_MINUTES]), np.array([1]))


def test_an_operation_partly_near_counts_by_the_events_that_are() -> None:
    """Two events of one operation near, in open hours; its third is elsewhere, outside them."""
    flags = open_minutes(((9 * HOUR, 17 * HOUR),), margin=0)
    start = np.array([10 * HOUR, 11 * HOUR, 20 * HOUR, 21 * HOUR])
    operation, near = np.array([3, 3, 3, -1]), np.array([True, True, False, False])
    found = opening_ratio(flags, start, np.ones(4, np.int64), operation, near)
    assert (found.incidents, found.share) == (1, 1.0)
    assert found.city_share == pytest.approx((2 / 3 + 0) / 2)


def test_incidents_keep_to_the_level_of_the_test_and_events_do_not() -> None:
    """Quiet cities with half their events in operations: at .05 about .05 are accused, by events .15."""
    flags = open_minutes(WEEKDAYS_9_TO_17)
    random = np.random.default_rng(31)
    accused = {"incidents": 0, "events": 0}
    for _ in range(300):
        size = np.where(random.random(260) < 0.2, 5, 1)
        start = np.repeat(random.integers(0, WEEK_MINUTES, 260), size)
        operation = np.repeat(np.where(size > 1, np.arange(260), -1), size)
        near = np.repeat(np.arange(260) < 60, size)
        minute = np.ones(len(start), np.int64)
        accused["incidents"] += opening_ratio(flags, start, minute, operation, near).p <= 0.05
        apart = np.full(len(start), -1)
        accused["events"] += opening_ratio(flags, start, minute, apart, near).p <= 0.05
    assert accused["incidents"] / 300 <= 0.06
    assert accused["events"] / 300 >= 0.10
