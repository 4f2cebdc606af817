from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import beta
from scipy.stats import t as student

from layers.statistics.clustered_share import Sums, clustered_shares, sums_by_week
from layers.statistics.kernel import kernel

DISTANCE = np.array([0.0, 300, 500, 700, 1500])
OVERDOSES, ENFORCEMENT, CONFISCATIONS = ([10, 6, 8, 4, 12], [12, 8, 10, 6, 14], [4, 2, 1, 0, 1])


def _share(values: list[int], inside: np.ndarray, weight: np.ndarray | None = None) -> float:
    """Return the share of events that all happened in one week."""
    rows = np.repeat(np.arange(len(values)), values)
    weights = np.ones(len(rows)) if weight is None else weight[rows]
    kept = inside[rows]
    week = np.zeros(len(rows), np.int64)
    found = clustered_shares(sums_by_week(week[kept], 1, weights[kept]), sums_by_week(week, 1, weights))
    return float(found.value[0])


@pytest.mark.parametrize(
    ("radius", "need", "enforcement", "confiscations", "removed"),
    [(400, 0.40, 0.40, 0.75, 0.754296), (800, 0.70, 0.72, 0.875, 1.0)],
)
def test_five_sites(
    radius: float, need: float, enforcement: float, confiscations: float, removed: float
) -> None:
    inside = radius >= DISTANCE
    assert _share(OVERDOSES, inside) == pytest.approx(need, abs=1e-12)
    assert _share(ENFORCEMENT, inside) == pytest.approx(enforcement, abs=1e-12)
    assert _share(CONFISCATIONS, inside) == pytest.approx(confiscations, abs=1e-12)
    assert _share(ENFORCEMENT, inside, kernel(DISTANCE, 400.0)) == pytest.approx(removed, abs=5e-7)


def test_by_hand_with_weeks_as_clusters() -> None:
    """The docstring's formula written out once more, a week at a time."""
    random = np.random.default_rng(3)
    weeks, n = 20, 400
    week = np.sort(random.integers(0, weeks, n))
    inside = (week % 4 == 0) | (random.random(n) < 0.2)
    found = clustered_shares(sums_by_week(week[inside], weeks), sums_by_week(week, weeks))
    share = inside.sum() / n
    residual = [sum(inside[week == one]) - share * sum(week == one) for one in range(weeks)]
    variance = weeks / (weeks - 1) * sum(value**2 for value in residual) / n**2
    assert variance > share * (1 - share) / n  # clustered, so wider than the binomial
    size = share * (1 - share) / variance * (1.959964 / student.ppf(0.975, weeks - 1)) ** 2
    assert found.effective[0] == pytest.approx(size, rel=1e-9)
    assert found.low[0] == pytest.approx(beta.ppf(0.025, size * share, size - size * share + 1), rel=1e-9)
    assert found.high[0] == pytest.approx(beta.ppf(0.975, size * share + 1, size - size * share), rel=1e-9)


def test_independent_events_in_few_weeks_give_clopper_and_pearson() -> None:
    found = clustered_shares(
        Sums(np.array([[7.0], [0.0], [50.0]]), np.array([7.0, 0.0, 50.0])),
        Sums(np.array([[50.0]]), np.array([50.0])),
    )
    np.testing.assert_allclose(found.low, [beta.ppf(0.025, 7, 44), 0, beta.ppf(0.025, 50, 1)], rtol=1e-9)
    np.testing.assert_allclose(found.high, [beta.ppf(0.975, 8, 43), beta.ppf(0.975, 1, 50), 1], rtol=1e-9)
    assert found.enough.all()


def test_too_few_events_or_too_wide_an_interval_are_said() -> None:
    whole = Sums(np.array([[29.0], [40.0], [40.0], [0.0]]), np.array([29.0, 40.0, 40.0, 0.0]))
    inside = Sums(np.array([[1.0], [16.0], [0.0], [0.0]]), np.array([1.0, 16.0, 0.0, 0.0]))
    found = clustered_shares(inside, whole)
    assert found.enough.tolist() == [False, False, True, False]
    assert np.isnan(found.value[3])


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 60), st.integers(1, 300))
def test_laws(seed: int, weeks: int, n: int) -> None:
    """Bounds hold the share; scaling weights changes nothing; inside and outside mirror each other."""
    random = np.random.default_rng(seed)
    week, weight, inside = random.integers(0, weeks, n), random.random(n) + 0.01, random.random(n) < 0.3
    whole = sums_by_week(week, weeks, weight)
    found = clustered_shares(sums_by_week(week[inside], weeks, weight[inside]), whole)
    assert 0 <= found.low[0] <= found.value[0] <= found.high[0] <= 1
    scaled = clustered_shares(
        sums_by_week(week[inside], weeks, 7 * weight[inside]), sums_by_week(week, weeks, 7 * weight)
    )
    np.testing.assert_allclose([scaled.low, scaled.high], [found.low, found.high], rtol=1e-8)
    other = clustered_shares(sums_by_week(week[~inside], weeks, weight[~inside]), whole)
    np.testing.assert_allclose([1 - other.high, 1 - other.low], [found.low, found.high], atol=1e-9)


def test_coverage_where_events_come_in_bursts() -> None:
    """Bursts of six calls a place and week: the binomial interval misses far too often, this one not."""
    random = np.random.default_rng(20260101)
    worlds, weeks, truth = 1_500, 52, 0.2
    bursts = random.poisson(2.0, (worlds, weeks))
    within = random.binomial(bursts, truth)
    inside, whole = 6.0 * within, 6.0 * bursts
    found = clustered_shares(Sums(inside, inside.sum(axis=1)), Sums(whole, whole.sum(axis=1)))
    covered = ((found.low <= truth) & (truth <= found.high)).mean()
    assert 0.93 <= covered <= 0.99
    plain = clustered_shares(
        Sums(inside.sum(axis=1, keepdims=True), inside.sum(axis=1)),
        Sums(whole.sum(axis=1, keepdims=True), whole.sum(axis=1)),
    )
    assert ((plain.low <= truth) & (truth <= plain.high)).mean() < 0.7
