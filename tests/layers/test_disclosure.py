from __future__ import annotations

import hashlib
import hmac

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import brentq

from etl.errors import RefusedError
from layers.disclosure import NO_DATA, RELEASED, WITHHELD, Law, Release, assured, noise, ratio, release, share
from layers.noise import NOISE_WEIGHTS

SECRET = bytes(range(32))
D = np.arange(-7, 8)


def plain_noise(secret: bytes, key_sum: int) -> int:
    """The rule again, in the plainest words: walk up the table until u is used up."""
    u = int.from_bytes(hmac.new(secret, key_sum.to_bytes(4, "big"), hashlib.sha256).digest()[:2], "big")
    for d, weight in zip(range(-7, 8), NOISE_WEIGHTS, strict=True):
        if u < weight:
            return d
        u -= weight
    raise AssertionError("the weights do not sum to 65,536")


def plain_release(secret: bytes, n: int, key_sum: int, threshold: int = 8, rounding: int = 5) -> int | None:
    if n == 0:
        return 0
    m = n + plain_noise(secret, key_sum)
    if n < threshold or m < threshold:
        return None
    below = m - m % rounding
    return below + rounding if 2 * (m % rounding) >= rounding else below


def test_table_is_the_discrete_normal_of_variance_ten() -> None:
    def variance(s: float) -> float:
        weight = np.exp(-(D**2) / (2 * s * s))
        return float((weight * D**2).sum() / weight.sum())

    s = brentq(lambda s: variance(s) - 10, 1, 20)
    exact = np.exp(-(D**2) / (2 * s * s))
    exact *= 65_536 / exact.sum()
    weights = np.array(NOISE_WEIGHTS)
    assert s == pytest.approx(3.475211, abs=1e-6)
    assert weights.sum() == 65_536
    assert (weights == weights[::-1]).all()
    assert (weights[D != 0] == np.rint(exact)[D != 0]).all()
    assert abs(weights[D == 0][0] - exact[D == 0][0]) < 2
    assert (weights * D).sum() == 0
    assert (weights * D**2).sum() / 65_536 == pytest.approx(10, abs=0.001)


def test_noise_follows_the_table() -> None:
    drawn = noise(SECRET, np.arange(40_000, dtype=np.uint32))
    share_of = np.bincount(drawn + 7, minlength=15) / len(drawn)
    assert np.abs(share_of - np.array(NOISE_WEIGHTS) / 65_536).max() < 0.006
    assert drawn.var() == pytest.approx(10, rel=0.03)


@given(st.lists(st.tuples(st.integers(0, 400), st.integers(0, 2**32 - 1)), max_size=30))
def test_release_equals_the_plain_rule(sets: list[tuple[int, int]]) -> None:
    counts, keys = np.array([n for n, _ in sets], np.int64), np.array([k for _, k in sets], np.uint32)
    found = release(Law(), SECRET, counts, keys)
    expected = [plain_release(SECRET, n, k) for n, k in sets]
    assert [c if s == RELEASED else None for c, s in zip(found.count, found.state, strict=True)] == expected


@given(st.integers(1, 7), st.integers(0, 2**32 - 1))
def test_one_to_seven_is_never_released(n: int, key: int) -> None:
    found = release(Law(), SECRET, np.array([n]), np.array([key], np.uint32))
    assert found.state[0] == WITHHELD
    assert found.count[0] == -1


def test_released_counts_hide_one_to_seven() -> None:
    counts = np.repeat(np.arange(0, 60), 300)
    found = release(Law(), SECRET, counts, np.arange(len(counts), dtype=np.uint32))
    shown = found.count[found.state == RELEASED]
    assert set(shown % 5) == {0}
    assert not np.isin(shown, np.arange(1, 10)).any()
    assert (found.count[counts == 0] == 0).all()
    assert WITHHELD in found.state[counts == 8]  # 8 with enough negative noise stays in


@given(st.randoms(use_true_random=False))
def test_order_of_cells_changes_nothing(random: object) -> None:
    counts, keys = np.arange(50), np.arange(50, dtype=np.uint32) * 77
    order = np.arange(50)
    random.shuffle(order)  # type: ignore[attr-defined]
    first, second = release(Law(), SECRET, counts, keys), release(Law(), SECRET, counts[order], keys[order])
    assert (first.count[order] == second.count).all()


def test_ties_round_up_and_no_count_becomes_zero() -> None:
    law = Law(threshold=10, rounding=10)
    counts = np.repeat(np.arange(10, 30), 200)
    keys = np.arange(len(counts), dtype=np.uint32)
    found = release(law, SECRET, counts, keys)
    noised = counts + noise(SECRET, keys)
    shown = found.state == RELEASED
    assert (found.count[shown] == np.floor(noised[shown] / 10 + 0.5) * 10).all()
    assert found.count[shown].min() == 10


@pytest.mark.parametrize(("threshold", "rounding"), [(4, 1), (0, 1), (8, 9), (8, 0)])
def test_settings_that_protect_nobody_are_refused(threshold: int, rounding: int) -> None:
    with pytest.raises(RefusedError):
        Law(threshold, rounding)


def released(*counts: int) -> Release:
    """A negative number stands for withheld."""
    numbers = np.array(counts, np.int64)
    return Release(numbers, np.where(numbers < 0, WITHHELD, RELEASED).astype(np.int8))


def test_shares_come_from_released_figures_only() -> None:
    rates = share(Law(), released(25, -1, 10, 0, 0, 40), released(100, 100, -1, 50, 0, 35))
    assert rates.value[[0, 3, 5]].tolist() == [25.0, 0.0, 100.0]
    assert rates.state.tolist() == [RELEASED, WITHHELD, WITHHELD, RELEASED, NO_DATA, RELEASED]
    assert np.isnan(rates.value[[1, 2, 4]]).all()


def test_no_rate_on_fewer_than_ten_events_and_low_under_twenty() -> None:
    law = Law()
    for n in range(8, 60):
        found = release(law, SECRET, np.full(200, n), np.arange(200, dtype=np.uint32))
        rates = share(law, found, found)
        if n < 10:
            assert (rates.state != RELEASED).all()
        if n < 20:
            assert rates.low[rates.state == RELEASED].all()
    rich = share(law, released(50), released(200))
    assert (rich.state[0], rich.low[0], rich.value[0]) == (RELEASED, False, 25.0)


def test_assured_is_the_least_a_released_count_can_stand_for() -> None:
    law = Law()
    counts = np.repeat(np.arange(8, 80), 400)
    found = release(law, SECRET, counts, np.arange(len(counts), dtype=np.uint32))
    shown = found.state == RELEASED
    assert (assured(law, found.count)[shown] <= counts[shown]).all()


def test_ratio_to_a_base_that_is_not_known_is_no_data() -> None:
    rates = ratio(Law(), released(100, 100, -1), np.array([2000.0, np.nan, 50.0]), 1000)
    assert rates.value[0] == 50.0
    assert rates.state.tolist() == [RELEASED, NO_DATA, WITHHELD]
