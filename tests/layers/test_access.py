from __future__ import annotations

import numpy as np
import pytest

from layers.access import (
    band_weight,
    floating_catchment,
    nearest_walk_m,
    on_sphere,
    open_hours_in_reach,
    open_week,
)

DEGREE_M = 111_195.08


def line(*east_m: float) -> np.ndarray:
    """Points along the equator, straight-line metres east of 0."""
    return on_sphere(np.zeros(len(east_m)), np.array(east_m) / DEGREE_M)


def test_bands_and_weights() -> None:
    walking = np.array([0, 400, 400.1, 800, 1600, 1600.1])
    assert band_weight(walking).tolist() == [1, 1, 0.68, 0.68, 0.22, 0]


def test_catchment_worked_example() -> None:
    # one service at 0; people at 100, 500 and 1,000 straight metres: 130, 650 and 1,300 walking
    demand = np.array([200.0, 100.0, 50.0, 10.0])
    found = floating_catchment(demand, np.array([3.0]), line(100, 500, 1000, 2000), line(0))
    ratio = 3 / (1 * 200 + 0.68 * 100 + 0.22 * 50)
    assert found == pytest.approx([ratio, 0.68 * ratio, 0.22 * ratio, 0])


def test_supply_that_can_be_reached_is_shared_out_whole() -> None:
    rng = np.random.default_rng(3)
    demand, supply = rng.integers(0, 500, 60).astype(float), rng.integers(1, 9, 7).astype(float)
    here, there = line(*rng.uniform(0, 5000, 60)), line(*rng.uniform(200, 4800, 7))
    found = floating_catchment(demand, supply, here, there)
    assert (found * demand).sum() == pytest.approx(supply.sum())


def test_nearest_service_in_walking_metres() -> None:
    assert nearest_walk_m(line(0, 1000), line(300, 5000)) == pytest.approx([390, 910], rel=1e-6)


def test_weeks_run_past_midnight_and_unknown_is_not_closed() -> None:
    week = open_week(["09:00-12:30;13:30-17:00", "closed", None, "", "", "", "22:00-02:00"])
    assert week is not None
    assert week.sum() / 4 == 3.5 + 3.5 + 4
    assert week[:8].all()  # Sunday's last two hours fall on Monday
    assert open_week([None, "", None, None, None, None, None]) is None
    closed = open_week(["closed"] * 7)
    assert closed is not None
    assert closed.sum() == 0


def test_hours_in_reach_are_not_counted_twice() -> None:
    weeks = np.array([open_week([text] + ["closed"] * 6) for text in ("09:00-12:00", "11:00-14:00")])
    found = open_hours_in_reach(line(0, 900, 5000), line(0, 500), weeks, within_m=800)
    assert found.tolist() == [5.0, 3.0, 0.0]
