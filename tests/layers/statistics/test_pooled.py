from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from layers.statistics.clash_ratio import Bench
from layers.statistics.need_model import NeedModel
from layers.statistics.poisson import LogLinear
from layers.statistics.pooled import groups_within, pooled_ratio


def bench(placebo: int = 300, *, overdoses: float = 2000.0) -> Bench:
    """A bench whose placebo cells expect 5 .. 35 events and have ratios around 1."""
    random = np.random.default_rng(1)
    expected = random.permutation(np.linspace(5, 35, placebo))
    model = NeedModel(LogLinear(np.zeros(1), True), np.zeros(3), np.ones(3), np.zeros(3, bool), expected, 20)
    return Bench(model, random.gamma(9.0, 1 / 9, placebo), random.permutation(placebo), overdoses)


EXPECTED = np.array([8.0, 12, 15, 20, 26, 31])
ALONE = np.arange(6)


def test_the_ratio_is_that_of_the_sums_and_p_that_of_plain_draws() -> None:
    """p against services drawn one by one with loops and other random numbers."""
    against = bench()
    total = EXPECTED * [1.2, 0.9, 1.4, 1.3, 1.0, 1.1]
    found = pooled_ratio(against, total, EXPECTED, ALONE, draws=9999, seed=3)
    assert found.ratio == pytest.approx(total.sum() / EXPECTED.sum(), rel=1e-12)
    assert found.services == 6
    random = np.random.default_rng(77)
    placebo, above = against.model.placebo, 0
    nearest = [sorted(range(300), key=lambda j: abs(placebo[j] - e))[:199] for e in EXPECTED]
    for _ in range(4000):
        drawn = [against.placebo_ratio[random.choice(near)] for near in nearest]
        above += sum(np.array(drawn) * EXPECTED) / EXPECTED.sum() >= found.ratio
    assert found.p == pytest.approx(above / 4000, abs=0.02)


def test_it_is_reported_only_above_a_quarter_more_with_p_and_overdoses_enough() -> None:
    assert pooled_ratio(bench(), 1.6 * EXPECTED, EXPECTED, ALONE, seed=1).reported
    for factor in (1.25, 1.0, 0.4):
        assert not pooled_ratio(bench(), factor * EXPECTED, EXPECTED, ALONE, seed=1).reported
    assert not pooled_ratio(bench(overdoses=999), 1.6 * EXPECTED, EXPECTED, ALONE, seed=1).reported
    one_group = pooled_ratio(bench(), 1.3 * EXPECTED, EXPECTED, np.zeros(6, int), seed=1)
    assert one_group.p > 0.05  # six services in one spot are one observation
    assert not one_group.reported


def test_neither_the_order_of_services_nor_the_numbering_of_groups_matters() -> None:
    total, group = 1.3 * EXPECTED, np.array([0, 0, 1, 2, 2, 3])
    one = pooled_ratio(bench(), total, EXPECTED, group, seed=5)
    order = np.array([4, 2, 0, 5, 1, 3])
    assert pooled_ratio(bench(), total[order], EXPECTED[order], 9 - group[order], seed=5) == one
    assert pooled_ratio(bench(), total, EXPECTED, group, seed=6).p != one.p


def test_the_order_of_placebo_cells_does_not_matter_where_many_expect_the_same() -> None:
    one = bench()
    model = dataclasses.replace(one.model, placebo=np.round(one.model.placebo / 5) * 5)
    order = np.random.default_rng(2).permutation(300)
    shuffled = dataclasses.replace(model, placebo=model.placebo[order])
    found = [
        pooled_ratio(against, 1.3 * EXPECTED, EXPECTED, ALONE, seed=5)
        for against in (
            Bench(model, one.placebo_ratio, one.placebo_id, 2000.0),
            Bench(shuffled, one.placebo_ratio[order], one.placebo_id[order], 2000.0),
        )
    ]
    assert found[0] == found[1]


def test_services_that_cannot_be_compared_are_left_out() -> None:
    expected = np.append(EXPECTED, [2.0, 90.0])
    with_them = pooled_ratio(bench(), 1.3 * expected, expected, np.arange(8), seed=1)
    assert with_them == pooled_ratio(bench(), 1.3 * EXPECTED, EXPECTED, ALONE, seed=1)


@pytest.mark.parametrize(("kept", "placebo"), [(0, 300), (1, 300), (6, 98)])
def test_without_two_services_or_99_places_there_is_no_pooled_ratio(kept: int, placebo: int) -> None:
    found = pooled_ratio(bench(placebo), 3 * EXPECTED[:kept], EXPECTED[:kept], ALONE[:kept], seed=1)
    assert np.isnan(found.ratio)
    assert np.isnan(found.p)
    assert not found.reported


def test_services_within_400_walking_metres_are_one_group_by_steps_too() -> None:
    """300 m apart on the ground is 390 m on foot, 320 m is 416: the first three hang together."""
    north = np.degrees(np.array([0.0, 300, 600, 920, 5000]) / 6_371_008.8)
    group = groups_within(42.3 + north, np.full(5, -71.0))
    assert group[0] == group[1] == group[2]
    assert len({*group[2:].tolist()}) == 3
    assert groups_within(np.empty(0), np.empty(0)).shape == (0,)
