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


@pytest.mark.parametrize(
    ("clustered", "weekly", "least", "most"), [(0, 1, 0.94, 1), (1, 1, 0.91, 1), (1, 0, 0, 0.85)]
)
def test_the_interval_covers_the_truth_about_as_often_as_it_says(
    clustered: bool, weekly: bool, least: float, most: float
) -> None:
    """Simulated years around one service: alone, or in operations of about four in one week.

    Without the weekly dispersion operations are taken for chance, and the interval is far too narrow.
    """
    random = np.random.default_rng(20)
    years, weeks, expected = 2000, 52, 40.0
    size = 4.0 if clustered else 1.0
    truth = expected * RING.mean()
    totals, squares, by_week = np.zeros(years), np.zeros(years), np.zeros((years, weeks))
    for year in range(years):
        operations = random.poisson(expected / size)
        members = 1 + random.poisson(size - 1, operations)
        week = np.repeat(random.integers(0, weeks, operations), members)
        weight = RING[np.repeat(random.integers(0, 7, operations), members)]  # an operation keeps to a cell
        totals[year], squares[year] = weight.sum(), (weight**2).sum()
        by_week[year] = np.bincount(week, weight, weeks)
    phi = weekly_dispersion(by_week, squares) if weekly else np.ones(years)
    low, high = interval(totals, phi * squares)
    covered = np.mean((low <= truth) & (truth <= high))
    assert least <= covered <= most
