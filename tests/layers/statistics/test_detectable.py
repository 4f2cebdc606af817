from __future__ import annotations

import math

import numpy as np
import pytest

from layers.statistics.detectable import detectable_ratio, power_at


@pytest.mark.parametrize(("events", "ratio"), [(50, 0.24), (100, 0.40), (200, 0.54)])
def test_the_table(events: float, ratio: float) -> None:
    assert detectable_ratio(events, events, seed=1) == pytest.approx(ratio, abs=0.025)


def test_twenty_events_detect_nothing() -> None:
    assert math.isnan(detectable_ratio(20, 20, seed=1))
    assert math.isnan(detectable_ratio(0, 50, seed=1))


def test_the_usual_approximation_promises_too_much() -> None:
    for events, usual in ((20, 0.17), (50, 0.33), (100, 0.45), (200, 0.57)):
        power = power_at(events, events, np.array([usual]), seed=2)[0]
        assert 0.30 <= power <= 0.78


def test_no_effect_is_hardly_ever_found_and_more_events_find_more() -> None:
    assert power_at(100, 100, np.array([1.0]), seed=3)[0] < 0.05
    less, more = (power_at(events, events, np.array([0.5]), seed=3)[0] for events in (60, 300))
    assert less < more
    assert detectable_ratio(100, 100, seed=4, worlds=500) == detectable_ratio(100, 100, seed=4, worlds=500)
    wider = detectable_ratio(100, 1000, seed=1)
    assert wider > detectable_ratio(100, 100, seed=1)
