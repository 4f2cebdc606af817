from __future__ import annotations

import numpy as np
import pytest

from layers.indicators import mean_by_row, spread
from layers.publish.scales import class_limits, readable


def test_a_rate_inside_one_area_is_copied_unchanged() -> None:
    values = np.array([12.5, 12.5, 12.5, 40.0])
    found = mean_by_row(values, np.array([3.0, 1, 9, 2]), np.array([0, 0, 0, 1]), 3)
    assert found[:2].tolist() == [12.5, 40.0]
    assert np.isnan(found[2])


def test_a_cell_across_two_areas_is_weighted_by_residents() -> None:
    found = mean_by_row(np.array([10.0, 30.0]), np.array([300.0, 100.0]), np.array([0, 0]), 1)
    assert found[0] == pytest.approx(15)


def test_an_empty_cell_takes_the_plain_mean_and_a_half_known_one_is_enough() -> None:
    rows = np.array([0, 0, 1, 1, 1])
    values = np.array([10.0, 20.0, 5.0, np.nan, np.nan])
    found = mean_by_row(values, np.zeros(5), rows, 2)
    assert found[0] == 15
    assert np.isnan(found[1])  # a third of the ground is not enough
    assert mean_by_row(values[:4], np.zeros(4), rows[:4], 2)[1] == 5


def test_residents_are_spread_over_all_samples_of_an_area() -> None:
    found = spread(np.array([90.0, 10.0]), np.array([0, 0, 1, -1, 0]))
    assert found[[0, 1, 2, 4]].tolist() == [30, 30, 10, 30]
    assert np.isnan(found[3])


def test_limits_are_readable_ascending_and_leave_zeros_out() -> None:
    values = np.concatenate([np.zeros(500), np.geomspace(1, 800, 300), [np.nan]])
    limits = class_limits(values)
    assert limits == sorted(set(limits))
    assert 4 <= len(limits) <= 6
    assert all(readable(limit) == limit for limit in limits)
    assert class_limits(np.array([0.0, np.nan])) == []
    close = class_limits(np.linspace(33, 41, 200))
    assert len(close) >= 4
    assert all(round(limit, 1) == limit for limit in close)
