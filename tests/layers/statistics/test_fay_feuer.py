from __future__ import annotations

import numpy as np
import pytest
from scipy.special import gammaincinv

from layers.statistics.fay_feuer import interval, weekly_dispersion
from layers.statistics.kernel import kernel

RING = kernel(np.array([0.0, 348, 348, 348, 348, 348, 348]), 400.0)
EVENTS = np.array([4.0, 2, 1, 0, 3, 0, 1])


@pytest.mark.parametrize(("phi", "low", "high"), [(1.0, 4.326609, 16.189524), (2.0, 2.978540, 18.908221)])
def test_the_ring_of_seven_cells(phi: float, low: float, high: float) -> None:
    total = np.array([RING @ EVENTS])
    squares = np.array([RING**2 @ EVENTS])
    assert total[0] == pytest.approx(8.794456, abs=5e-7)
    assert total[0] / 5 == pytest.approx(1.758891, abs=5e-7)
    found = interval(total, phi * squares)
    np.testing.assert_allclose(np.concatenate(found), [low, high], atol=5e-7)


def test_nothing_seen_gives_zero_to_the_upper_limit_of_nothing() -> None:
    low, high = interval(np.array([0.0]), np.array([0.0]))
    assert low[0] == 0
    assert high[0] == pytest.approx(3.688879, abs=5e-7)


def test_plain_counts_give_the_exact_poisson_interval() -> None:
    """With every weight 1 the interval is Garwood's, written here with the gamma quantile."""
    counts = np.arange(1.0, 30)
    low, high = interval(counts, counts)
    np.testing.assert_allclose(low, gammaincinv(counts, 0.025), rtol=1e-10)
    np.testing.assert_allclose(high, gammaincinv(counts + 1, 0.975), rtol=1e-10)


def test_dispersion_by_hand() -> None:
    weekly = np.array([[1.0, 3, 1, 3, 1, 3, 1, 3], [2.0] * 8, [0.0] * 8, [0.0] * 7 + [16.0]])
    squares = np.array([8.0, 16.0, 0.0, 16.0])
    # variances with divisor 7: 8/7, 0, 0, 32; times 8 weeks over the squares
    np.testing.assert_allclose(weekly_dispersion(weekly, squares), [8 / 7, 1.0, 1.0, 16.0])


def test_under_eight_weeks_nothing_is_said_of_dispersion() -> None:
    assert weekly_dispersion(np.array([[0.0, 0, 0, 0, 0, 0, 90]]), np.array([90.0])).tolist() == [1.0]
