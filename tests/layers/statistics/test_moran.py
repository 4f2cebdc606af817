from __future__ import annotations

import itertools
from importlib import import_module

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.errors import BadInputError
from layers.statistics.moran import local_moran
from tests.layers.statistics.lattices import random_neighbours, rook


def plain_local(own: np.ndarray, other: np.ndarray, near: np.ndarray) -> list[float]:
    """Local Moran written out with loops, scaled by n - 1."""
    n = len(own)
    z = [(v - own.mean()) / own.std() for v in own]
    u = [(v - other.mean()) / other.std() for v in other]
    whole = sum(v * v for v in z)
    out = []
    for i in range(n):
        group = [j for j in range(n) if near[i, j]]
        out.append((n - 1) * z[i] * (sum(u[j] for j in group) / len(group) if group else 0.0) / whole)
    return out


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10**6), st.integers(8, 25))
def test_against_the_formula_with_loops(seed: int, cells: int) -> None:
    random = np.random.default_rng(seed)
    own, other = random.gamma(2.0, 1.0, cells), random.gamma(2.0, 1.0, cells)
    near = random_neighbours(cells, seed)
    one = local_moran(own, near, permutations=1, seed=0)
    two = local_moran(own, near, other=other, permutations=1, seed=0)
    np.testing.assert_allclose(one.statistic, plain_local(own, own, near.toarray()), rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(two.statistic, plain_local(own, other, near.toarray()), rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("bivariate", [False, True])
def test_statistics_and_quadrants_are_those_of_esda(bivariate: bool) -> None:
    moran = import_module("esda.moran")
    libpysal = import_module("libpysal")
    random = np.random.default_rng(5)
    own, other = random.gamma(2.0, 1.0, 225), random.gamma(2.0, 1.0, 225)
    lattice = libpysal.weights.lat2W(15, 15)
    if bivariate:
        theirs = moran.Moran_Local_BV(own, other, lattice, permutations=0)
        ours = local_moran(own, rook(15, 15), other=other, permutations=1, seed=0)
    else:
        theirs = moran.Moran_Local(own, lattice, permutations=0)
        ours = local_moran(own, rook(15, 15), permutations=1, seed=0)
    np.testing.assert_allclose(ours.statistic, theirs.Is, rtol=1e-9, atol=1e-12)
    np.testing.assert_array_equal(ours.quadrant, theirs.q)


def test_permutation_p_is_near_that_of_every_possible_deal() -> None:
    """Seven cells, integer values with ties: every draw of the neighbours can be listed."""
    near = rook(1, 7)
    values = np.array([5.0, 4, 1, 0, 1, 2, 5])
    found = local_moran(values, near, permutations=4999, seed=11)
    z = (values - values.mean()) / values.std()
    for i in range(7):
        degree = int(near[[i], :].sum())
        others = np.delete(z, i)
        lag = near.toarray()[i] @ z
        deals = [sum(others[list(pick)]) for pick in itertools.combinations(range(6), degree)]
        high = np.mean([z[i] * deal >= z[i] * lag - 1e-9 for deal in deals])
        low = np.mean([z[i] * deal <= z[i] * lag + 1e-9 for deal in deals])
        assert found.p_high[i] == pytest.approx(high, abs=0.03)
        assert found.p_low[i] == pytest.approx(low, abs=0.03)


def test_p_is_even_where_nothing_is_to_be_found() -> None:
    """Independent values: a twentieth of the cells, give or take, at p_high <= .05."""
    values = np.random.default_rng(2).normal(size=2500)
    share = np.mean(local_moran(values, rook(50, 50), permutations=499, seed=3).p_high <= 0.05)
    assert 0.03 < share < 0.07


def test_the_seed_decides_and_a_cell_alone_is_never_called() -> None:
    near = random_neighbours(30, 9, 0.05)
    values = np.random.default_rng(9).normal(size=30)
    once, again = (local_moran(values, near, permutations=99, seed=4) for _ in range(2))
    np.testing.assert_array_equal(once.p, again.p)
    alone = np.diff(near.indptr) == 0
    assert alone.any()
    assert (once.p[alone] == 1).all()


def test_a_quantity_that_does_not_vary_is_refused() -> None:
    with pytest.raises(BadInputError, match="same value"):
        local_moran(np.ones(9), rook(3, 3), seed=0)


@pytest.mark.parametrize("wrong", [np.nan, np.inf])
def test_a_missing_value_is_refused_by_row(wrong: float) -> None:
    values = np.array([1, 2, 3, 4, wrong, 6, 7, 8, 9])
    with pytest.raises(BadInputError) as refusal:
        local_moran(values, rook(3, 3), seed=0)
    assert "row 4" in refusal.value.where
