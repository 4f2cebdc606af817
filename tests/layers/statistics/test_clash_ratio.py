from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.statistics.clash_ratio import Bench, Verdict, clash_ratios, judge, set_bench
from layers.statistics.matched_placebo import in_order, matched_p
from layers.statistics.need_model import NeedModel
from layers.statistics.poisson import LogLinear
from layers.statistics.surroundings import Exposures, Surroundings
from tests.layers.statistics.towns import plain_verdicts


def bench(placebo: int = 400, *, overdoses: float = 5000.0, seed: int = 0) -> Bench:
    """A bench whose placebo cells expect 1 .. 21 events and have ratios between 0.5 and 1.5."""
    expected = np.linspace(1, 21, placebo)
    ratio = np.random.default_rng(seed).uniform(0.5, 1.5, placebo)
    model = NeedModel(
        LogLinear(np.zeros(1), True), np.zeros(3), np.ones(3), np.zeros(3, bool), expected, 11.0
    )
    return Bench(model, ratio, np.arange(placebo), overdoses)


def verdict(
    total: float, expected: float, *, low: float = 0.0, high: float = 100.0, against: Bench | None = None
) -> Verdict:
    """Judge one service alone."""
    one = [np.array([float(value)]) for value in (total, expected, low, high)]
    return judge(against or bench(), *one).verdict[0]


def test_the_classes_in_their_order() -> None:
    assert verdict(29, 2.9) is Verdict.TOO_FEW
    assert verdict(30, 3.0) is Verdict.CLASH
    assert verdict(60, 40) is Verdict.CANNOT_COMPARE  # no placebo cell expects so many
    assert verdict(14.5, 10) is not Verdict.CLASH  # 1.45 is under 1.5
    assert verdict(14.9, 10) is Verdict.POSSIBLE
    assert verdict(12, 10) is Verdict.NO_EVIDENCE
    assert verdict(6, 10, high=9.9) is Verdict.LESS
    assert verdict(6, 10, high=10.0) is Verdict.NO_EVIDENCE  # the bound must lie below 1
    assert verdict(30, 10, high=9.0) is Verdict.CLASH  # Clash is asked before Less


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 30), st.sampled_from([98, 99, 150, 1200]), st.booleans())
def test_classes_against_the_definitions_with_loops(
    seed: int, services: int, placebo: int, strong: bool
) -> None:
    random = np.random.default_rng(seed)
    against = bench(placebo, overdoses=1000 if strong else 999, seed=seed)
    expected = random.uniform(0.5, 24, services)
    total = expected * random.gamma(6.0, 0.25, services)
    low, high = total * 0.7, total * random.uniform(0.6, 2, services)
    found = judge(against, total, expected, low, high)
    assert found.verdict == tuple(plain_verdicts(against, total, expected, low, high))


def test_under_a_thousand_overdoses_there_is_no_clash() -> None:
    assert verdict(30, 10, against=bench(overdoses=1000)) is Verdict.CLASH
    assert verdict(30, 10, against=bench(overdoses=999)) is Verdict.POSSIBLE


def test_under_99_placebo_cells_there_is_too_little_to_say() -> None:
    assert verdict(30, 10, against=bench(99)) is Verdict.CLASH
    assert verdict(30, 10, against=bench(98)) is Verdict.TOO_FEW


def test_q_is_over_the_services_that_expect_three() -> None:
    """One clash among nineteen quiet services is still called; a service that expects 1 is no test."""
    totals = np.append(np.full(19, 9.0), 30.0)
    found = judge(bench(), totals, np.full(20, 10.0), totals, totals)
    assert found.compared == 199
    assert found.tested == 20
    assert found.verdict[19] is Verdict.CLASH  # q = 20 x 1/200 = .10
    few = judge(bench(), np.append(totals, 1.0), np.append(np.full(20, 10.0), 1.0), *([np.zeros(21)] * 2))
    assert few.tested == 20
    assert np.isnan(few.q[20])


def test_more_than_twenty_services_are_compared_with_more_places() -> None:
    totals, expected = np.full(21, 10.0), np.full(21, 10.0)
    assert judge(bench(2000), totals, expected, totals, totals).compared == 999
    assert judge(bench(400), totals, expected, totals, totals).compared == 400
    assert judge(bench(2000), totals[:20], expected[:20], totals[:20], totals[:20]).compared == 199


@pytest.mark.parametrize(
    ("services", "placebo", "needs"),
    [(1, 400, 1), (20, 400, 1), (21, 2000, 1), (100, 2000, 1), (101, 2000, 2), (50, 150, 4)],
)
def test_how_many_must_reach_the_smallest_p(services: int, placebo: int, needs: int) -> None:
    """m / (.10 (K + 1)), rounded up: m / 20 with 199 comparison places."""
    around = Surroundings(np.full(services, 10.0), np.ones(services), np.ones(services))
    spread = Exposures(np.ones((services, 8)), np.ones(services), np.ones(services))
    settled = bench(placebo)
    model = settled.model
    # an intercept alone: every service expects 10
    flat = NeedModel(
        LogLinear(np.array([np.log(10.0)]), True), model.centre, model.scale, model.kept, model.placebo, 11.0
    )
    found = clash_ratios(around, spread, Bench(flat, settled.placebo_ratio, settled.placebo_id, 5000.0), 56)
    assert found.clash_needs == needs
    assert found.attainable
    assert found.exposure[0] == pytest.approx(5.0)
    assert found.expected[0] == pytest.approx(5.0)
    assert found.index[0] == pytest.approx(100.0)
    weak = clash_ratios(around, spread, Bench(flat, settled.placebo_ratio, settled.placebo_id, 500.0), 56)
    assert weak.weakly_adjusted
    assert not weak.attainable


def test_ties_in_expected_are_settled_by_cell_id_and_ties_in_ratio_count() -> None:
    placebo_expected = np.array([5.0, 5, 5, 5, 7, 3])
    placebo_ratio = np.array([2.0, 1, 1, 2, 2, 2])
    ids = np.array([4, 3, 2, 1, 0, 9])
    comparison = in_order(placebo_ratio, placebo_expected, ids)
    # the three smallest ids at distance 0 are 1, 2, 3: ratios 2, 1, 1
    p = matched_p(np.array([2.0, 2.0 + 5e-13, 2.001]), np.full(3, 5.0), comparison, 3)
    np.testing.assert_allclose(p, [2 / 4, 2 / 4, 1 / 4])
    # distance 1 on either side of 6: the 7 has id 0, then ids 1, 2 at 5
    np.testing.assert_allclose(matched_p(np.array([2.0]), np.array([6.0]), comparison, 3), [3 / 4])


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), st.integers(0, 3), st.integers(1, 120), st.integers(1, 120))
def test_matched_p_against_sorting_every_placebo(seed: int, digits: int, cells: int, most: int) -> None:
    """Rounded to so few digits that ties are everywhere: in expected totals, in distances and in ratios."""
    random = np.random.default_rng(seed)
    expected = np.round(random.gamma(2.0, 3.0, cells), digits)
    ratio, ids = np.round(random.gamma(4.0, 0.25, cells), 1), random.permutation(cells)
    asked, at = np.round(random.gamma(4.0, 0.3, 20), 1), np.round(random.gamma(2.0, 3.0, 20), digits)
    plain = []
    for own, place in zip(asked, at, strict=True):
        nearest = sorted(range(cells), key=lambda j: (abs(expected[j] - place), ids[j]))[:most]
        plain.append((1 + sum(ratio[j] >= own - 1e-12 for j in nearest)) / (len(nearest) + 1))
    comparison = in_order(ratio, expected, ids)
    np.testing.assert_allclose(matched_p(asked, at, comparison, most), plain, rtol=1e-12)


def test_no_placebo_cell_at_all_is_too_few() -> None:
    none = np.empty(0)
    empty = set_bench(Surroundings(none, none, none), np.empty(0, np.int64), 5000.0)
    around = Surroundings(np.array([4.0]), np.array([2.0]), np.array([9.0]))
    found = clash_ratios(around, Exposures(np.ones((1, 8)), np.ones(1), np.ones(1)), empty, 56)
    assert found.verdict == (Verdict.TOO_FEW,)
    assert found.few_placebos
    assert np.isnan(found.expected[0])
