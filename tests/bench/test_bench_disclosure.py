"""The attack test, small: the whole one is `make bench-disclosure`."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import pytest

from tests.bench.attack_city import FIRST, make_city
from tests.bench.attack_services import likelihood, sums_of
from tests.bench.attack_shapes import Known, around, next_year, put_up, told_by
from tests.bench.attack_young import YOUNG, attack_young
from tests.bench.bench_disclosure import (
    ALL_FAMILIES,
    BEYOND,
    FAMILIES,
    PART_OF_ALL,
    Tally,
    attack_counts,
    held,
    kernel,
    learn,
    run,
    small_cells,
)

ALONE = 12.0  # variance of one released count


def test_shapes_tell_little_through_the_guard_and_all_without_it() -> None:
    """Of targets in each kind of city: what thirty shapes, a year more and sums tell, as a variance."""
    for seed, density in enumerate(("demo", "denser", "sparser")):
        random = np.random.default_rng(seed)
        city = make_city(density, random)
        rows = random.permutation(small_cells(city)[1]).tolist()
        found = next(each for each in (around(city, row) for row in rows) if each is not None)
        shapes = put_up(city, found, city.guard())
        later = next_year(city, found, shapes, city.guard(FIRST + 4))
        serving = put_up(city, found, city.guard(), stubborn=True)
        variances = [
            told_by(city, found, shapes, Known(), [])[1],
            told_by(city, found, serving, Known(stubborn=True), [])[1],
            told_by(city, found, shapes, Known(next_year=True), later)[1],
            told_by(city, found, shapes, Known(sums=True), [])[1],
        ]
        assert min(variances) > 2 * ALONE
        free = put_up(city, found, None)
        assert len(free) == 30
        assert told_by(city, found, free, Known(), [])[1] < 2


def test_counts_of_two_years_tell_little() -> None:
    tallies: dict[str, Tally] = defaultdict(Tally)
    attack_young("demo", np.random.default_rng(20261122), 2, tallies)
    assert len(tallies[YOUNG].gain) > 100
    assert np.mean(tallies[YOUNG].gain) < 0.1


def test_counts_on_fixed_ground_tell_little() -> None:
    random = np.random.default_rng(20261122)
    tallies: dict[str, Tally] = defaultdict(Tally)
    priors = learn("sparser", [make_city("sparser", random) for _ in range(1)])
    trusts = dict.fromkeys(ALL_FAMILIES, 1.0)
    attack_counts("sparser", make_city("sparser", random), priors, tallies, trusts)
    assert {*FAMILIES, BEYOND} < set(tallies)
    for name, tally in tallies.items():
        assert len(tally.gain) > 100, name
        if name == PART_OF_ALL:
            continue
        assert np.mean(tally.gain) < 0.1, name  # the bound of .05 needs more targets than a second gives


def test_figures_of_services_tell_little_and_nearly_all_where_they_are_rounded_alone() -> None:
    """Of hidden events at services' doors: between how many of 1 to 7 the figures leave anybody in doubt."""
    random = np.random.default_rng(6)
    police, need = (make_city("demo", random) for _ in range(2))
    sums = sums_of(kernel(), police, need)
    doors = np.where(np.eye(len(kernel())) > 0, 0.9, 0.0)[:, np.flatnonzero(sums.shown)]
    left: dict[bool, list[float]] = {True: [], False: []}
    for noised, doubts in left.items():
        for of_need in (False, True):
            for door in doors.T:
                likely = likelihood(sums, door[:, None], 4, random, of_need=of_need, noised=noised)
                doubts.append(1 / float(((likely / likely.sum()) ** 2).sum()))
    assert len(left[True]) > 10
    assert np.mean(left[False]) < 2
    assert np.mean(left[True]) > 4


@pytest.mark.heavy
@pytest.mark.parametrize("seed", [1, 2])
def test_no_attacker_gains_more_than_five_in_a_hundred(seed: int) -> None:
    tallies, _ = run(seed, 8, 14)
    assert held(tallies)
    assert len(tallies["least squares, all counts"].gain) >= 10_000
