"""The simulator keeps its promises, and (heavy) the Clash Ratio passes its acceptance test."""

from __future__ import annotations

import numpy as np
import pytest

from layers.statistics.kernel import BANDWIDTH_M
from tests.bench.method_limits import limits, table_of_limits
from tests.bench.method_simulation import accepted, simulate, table
from tests.bench.simulated_city import EVENTS, OVERDOSES, SERVICES, TREATED, Lattice, make_city, make_lattice


@pytest.fixture(scope="module")
def lattice() -> Lattice:
    return make_lattice(BANDWIDTH_M)


def test_the_disc_is_that_of_the_written_test(lattice: Lattice) -> None:
    assert lattice.cells == 2437
    assert np.diff(lattice.neighbours.indptr).max() == 6
    assert lattice.weights.diagonal().min() == 1.0


@pytest.mark.parametrize("setting", ["A", "B"])
def test_a_city_has_the_totals_stated_whatever_is_treated(lattice: Lattice, setting: str) -> None:
    for multiplier in (1.0, 3.0):
        city = make_city(lattice, setting, multiplier, np.random.default_rng(5))
        assert city.enforcement.sum() == EVENTS
        assert city.overdoses.sum() == OVERDOSES
        assert len(set(city.service.tolist())) == SERVICES
        assert city.treated.sum() == TREATED


def test_treatment_raises_enforcement_at_treated_doors_only(lattice: Lattice) -> None:
    """The same cities with and without: at the doors the mean rises about threefold, far away it does not."""
    before, after = (
        [make_city(lattice, "A", multiplier, np.random.default_rng([7, n])) for n in range(40)]
        for multiplier in (1.0, 3.0)
    )
    doors = [sum(c.enforcement[c.service[c.treated]].sum() for c in cities) for cities in (before, after)]
    assert 2.0 < doors[1] / doors[0] < 3.2
    far = []
    for cities in (before, after):
        totals = [
            c.enforcement[(lattice.distance_m[c.service[c.treated]] > 1200).all(axis=0)].sum() for c in cities
        ]
        far.append(sum(totals))
    assert far[1] < far[0]


def test_a_seed_gives_one_table(lattice: Lattice) -> None:
    assert table(simulate(2, 5)) == table(simulate(2, 5))


def test_the_limits_are_those_of_one_seed_and_nobody_treated_is_nobody_raised(lattice: Lattice) -> None:
    assert table_of_limits(limits(2, 5)) == table_of_limits(limits(2, 5))
    quiet, twice = (
        make_city(lattice, "A", multiplier, np.random.default_rng(3), treated=treated)
        for multiplier, treated in ((2.0, 0), (1.0, SERVICES))
    )
    assert not quiet.treated.any()
    assert twice.treated.all()
    np.testing.assert_array_equal(quiet.enforcement, twice.enforcement)


def test_a_hidden_driver_moves_services_and_police_and_not_the_calls(lattice: Lattice) -> None:
    """The same random numbers: overdoses are those of A, services and enforcement are not."""
    plain, driven = (make_city(lattice, s, 1.0, np.random.default_rng(4)) for s in "AH")
    np.testing.assert_array_equal(plain.overdoses, driven.overdoses)
    assert (plain.enforcement != driven.enforcement).any()
    assert (plain.service != driven.service).any()


@pytest.mark.heavy
@pytest.mark.parametrize("seed", [11, 12])
def test_the_clash_ratio_passes_its_acceptance_test(seed: int) -> None:
    assert accepted(simulate(200, seed))
