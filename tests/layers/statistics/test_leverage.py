from __future__ import annotations

import math

import numpy as np
import pytest

from layers.statistics.clustered_share import sums_by_week
from layers.statistics.kernel import kernel
from layers.statistics.leverage import Leverage, leverage

DISTANCE = np.repeat([0.0, 300, 500, 700, 1500], [12, 8, 10, 6, 14])


def _leverage(week: np.ndarray, weeks: int, inside: np.ndarray, weight: np.ndarray) -> Leverage:
    return leverage(
        sums_by_week(week[inside], weeks, weight[inside]),
        sums_by_week(week, weeks, weight),
        sums_by_week(week[inside], weeks),
        sums_by_week(week, weeks),
    )


@pytest.mark.parametrize(("radius", "expected"), [(400, 1.885740), (800, 1.388889)])
def test_five_sites(radius: float, expected: float) -> None:
    week = np.zeros(len(DISTANCE), np.int64)
    found = _leverage(week, 1, radius >= DISTANCE, kernel(DISTANCE, 400.0))
    assert found.value == pytest.approx(expected, abs=5e-7)
    assert found.low < found.value < found.high


def test_the_interval_against_plain_loops() -> None:
    random = np.random.default_rng(5)
    weeks, n = 12, 300
    week, weight = random.integers(0, weeks, n), kernel(random.random(n) * 1500, 400.0)
    inside = (weight > 0.3) & (week % 3 != 0)
    a, b, c = weight[inside].sum(), weight.sum(), inside.sum()
    each = [
        (w / a if held else 0) - w / b - (1 / c if held else 0) + 1 / n
        for w, held in zip(weight, inside, strict=True)
    ]
    by_week = [sum(one for one, at in zip(each, week, strict=True) if at == t) for t in range(weeks)]
    variance = max(weeks / (weeks - 1) * sum(x**2 for x in by_week), sum(x**2 for x in each))
    found = _leverage(week, weeks, inside, weight)
    assert math.log(found.high / found.value) == pytest.approx(1.959964 * math.sqrt(variance), rel=1e-9)
    assert found.low * found.high == pytest.approx(found.value**2, rel=1e-9)


def test_everything_inside_is_exactly_one_and_nothing_inside_is_nothing() -> None:
    week, weight = np.zeros(len(DISTANCE), np.int64), kernel(DISTANCE, 400.0)
    whole = _leverage(week, 1, np.ones(len(week), bool), weight)
    assert (whole.low, whole.value, whole.high) == pytest.approx((1, 1, 1), abs=1e-6)
    assert math.isnan(_leverage(week, 1, np.zeros(len(week), bool), weight).value)
