"""A change between released figures: laws, a plain second way, and what the intervals cover."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.errors import BadInputError
from layers.disclosure import RELEASED, Law, release
from layers.noise import LARGEST_NOISE, NOISE_WEIGHTS
from layers.statistics.released_change import count_changes, release_variance, share_changes

Z2 = 1.959963984540054**2
LAW = Law()


def one(
    before: float, after: float, exposure: tuple[float, float] = (1.0, 1.0)
) -> tuple[float, float, float]:
    found = count_changes([before], [after], exposure, 5)
    return float(found.estimate[0]), float(found.low[0]), float(found.high[0])


def rejects(before: float, after: float, ratio: float) -> bool:
    """The score test of one ratio, as a book writes it, with the variance of each release added."""
    rate = (before + after) / (1 + ratio)
    added = [12.0 - 0.0007 if each else 0.0 for each in (before, after)]
    variance = (ratio * rate + added[1]) + ratio**2 * (rate + added[0])
    return (after - ratio * before) ** 2 > Z2 * variance


@pytest.mark.parametrize(
    ("before", "after"), [(10, 10), (15, 60), (300, 180), (0, 25), (40, 0), (1000, 1045)]
)
def test_the_interval_is_what_the_score_test_does_not_reject(before: float, after: float) -> None:
    _, low, high = one(before, after)
    steps = np.geomspace(1e-3, 1e3, 20_001)
    kept = steps[[not rejects(before, after, float(step)) for step in steps]]
    assert kept[0] == pytest.approx(max(low, 1e-3), rel=1e-3)
    assert kept[-1] == pytest.approx(min(high, 1e3), rel=1e-3)


def test_noise_and_rounding_add_twelve_but_for_a_zero() -> None:
    assert release_variance(np.array([0.0, 10.0, 500.0]), 5) == pytest.approx([0, 12, 12], abs=0.01)


def test_from_none_and_to_none() -> None:
    estimate, low, high = one(0, 40)
    assert math.isinf(estimate)
    assert math.isinf(high)
    assert low > 1
    estimate, low, high = one(40, 0)
    assert (estimate, low) == (0.0, 0.0)
    assert high < 1
    nothing = count_changes([0], [0], (1, 1), 5)
    assert np.isnan([nothing.estimate[0], nothing.low[0], nothing.high[0]]).all()
    assert nothing.direction[0] == 0


def test_small_differences_of_small_counts_are_no_change() -> None:
    found = count_changes([10, 10, 100, 400], [15, 25, 120, 500], (1, 1), 5)
    assert found.direction.tolist() == [0, 0, 0, 1]


@given(st.integers(1, 300), st.integers(1, 300), st.sampled_from([0.25, 1.0, 2.0]))
def test_turning_time_round_turns_the_ratio_round(fives: int, more: int, years: float) -> None:
    there = count_changes([5 * fives + 5], [5 * more + 5], (1.0, years), 5)
    back = count_changes([5 * more + 5], [5 * fives + 5], (years, 1.0), 5)
    assert there.estimate[0] == pytest.approx(1 / back.estimate[0])
    assert there.low[0] == pytest.approx(1 / back.high[0])
    assert there.direction[0] == -back.direction[0]
    assert there.low[0] <= there.estimate[0] <= there.high[0]


def test_a_longer_period_with_as_much_more_is_no_change() -> None:
    assert one(100, 400, (0.25, 1.0))[0] == pytest.approx(1.0)


@given(st.integers(0, 100), st.integers(0, 100), st.integers(4, 200), st.integers(4, 200))
def test_a_share_changes_as_much_as_what_is_left(p: int, q: int, n: int, m: int) -> None:
    there = share_changes(([p], [5 * n]), ([q], [5 * m]), 5)
    assert there.estimate[0] == pytest.approx(q - p)
    assert -100 <= there.low[0] <= there.high[0] <= 100
    back = share_changes(([q], [5 * m]), ([p], [5 * n]), 5)
    assert there.low[0] == pytest.approx(-back.high[0])


def test_bad_numbers_are_refused() -> None:
    with pytest.raises(BadInputError, match="before, row 1"):
        count_changes([10, -5], [10, 10], (1, 1), 5)
    with pytest.raises(BadInputError, match="after"):
        count_changes([10], [10, 10], (1, 1), 5)


def released(rng: np.random.Generator, counts: np.ndarray) -> np.ndarray:
    """Released counts as `release` makes them, -1 where withheld, with noise drawn instead of keyed."""
    steps = np.arange(-LARGEST_NOISE, LARGEST_NOISE + 1)
    noised = counts + rng.choice(steps, size=len(counts), p=np.array(NOISE_WEIGHTS) / sum(NOISE_WEIGHTS))
    kept = (counts >= LAW.threshold) & (noised >= LAW.threshold)
    return np.where(counts == 0, 0, np.where(kept, (2 * noised + 5) // 10 * 5, -1))


def test_the_simulated_release_is_the_product_s_own() -> None:
    rng = np.random.default_rng(1)
    keys = rng.integers(0, 1 << 32, 40_000).astype(np.uint32)
    counts = np.full(40_000, 14)
    own = release(LAW, b"secret", counts, keys)
    simulated = released(rng, counts)
    assert (simulated == -1).mean() == pytest.approx((own.state != RELEASED).mean(), abs=0.01)
    assert simulated[simulated > 0].mean() == pytest.approx(own.count[own.count > 0].mean(), abs=0.1)


@pytest.mark.parametrize("expected", [12, 20, 50, 200, 2000])
@pytest.mark.parametrize("ratio", [0.5, 1.0, 1.5])
@pytest.mark.parametrize("longer", [1.0, 3.0])
def test_intervals_cover_the_true_ratio(expected: float, ratio: float, longer: float) -> None:
    rng = np.random.default_rng([int(expected), int(10 * ratio), int(longer)])
    before = released(rng, rng.poisson(expected, 40_000))
    after = released(rng, rng.poisson(expected * ratio * longer, 40_000))
    shown = (before >= 0) & (after >= 0)
    found = count_changes(before[shown], after[shown], (1.0, longer), 5)
    covered = ((found.low <= ratio) & (ratio <= found.high)).mean()
    assert 0.935 <= covered <= (1.0 if expected < 50 else 0.965)


@pytest.mark.parametrize("expected", [2, 5, 8, 10, 15, 30, 100, 1000])
@pytest.mark.parametrize("longer", [1.0, 3.0])
def test_no_change_is_seldom_called_one(expected: float, longer: float) -> None:
    """Of all pairs, so that what is withheld counts too: a board sees no more false changes than this."""
    rng = np.random.default_rng([int(expected), int(longer)])
    before = released(rng, rng.poisson(expected, 40_000))
    after = released(rng, rng.poisson(expected * longer, 40_000))
    shown = (before >= 0) & (after >= 0)
    found = count_changes(before[shown], after[shown], (1.0, longer), 5)
    assert np.count_nonzero(found.direction) / 40_000 <= 0.06


def test_leaving_the_release_out_would_call_chance_a_change() -> None:
    """What the added variance is for: Poisson alone takes noise and rounding for change."""
    rng = np.random.default_rng(9)
    before, after = (released(rng, rng.poisson(30, 40_000)) for _ in range(2))
    shown = (before > 0) & (after > 0)
    difference = np.abs(after - before)[shown] / np.sqrt((after + before)[shown])
    assert (difference > math.sqrt(Z2)).mean() > 0.07


@pytest.mark.parametrize("size", [60, 150, 1000])
@pytest.mark.parametrize(("p", "q"), [(0.3, 0.3), (0.5, 0.5), (0.9, 0.9), (0.3, 0.5), (0.9, 0.7)])
def test_intervals_cover_the_true_difference_of_shares(size: int, p: float, q: float) -> None:
    rng = np.random.default_rng([size, int(10 * p), int(10 * q)])
    wholes = [rng.poisson(size, 40_000) for _ in range(2)]
    parts = [released(rng, rng.binomial(whole, share)) for whole, share in zip(wholes, (p, q), strict=True)]
    shown_wholes = [released(rng, whole) for whole in wholes]
    both = np.all([each >= 0 for each in (*parts, *shown_wholes)], axis=0) & (
        np.min(shown_wholes, axis=0) >= 20
    )
    shares = [np.minimum(100 * a[both] / n[both], 100) for a, n in zip(parts, shown_wholes, strict=True)]
    found = share_changes((shares[0], shown_wholes[0][both]), (shares[1], shown_wholes[1][both]), 5)
    true = 100 * (q - p)
    assert 0.935 <= ((found.low <= true) & (true <= found.high)).mean() <= 0.99
