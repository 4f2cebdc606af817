from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from etl.errors import BadInputError
from layers.statistics.colocation import colocation_quotient
from tests.layers.statistics.lattices import rook


def test_by_hand_on_a_row_of_six() -> None:
    """A B A A B B in a row. Of A's three, shares of B are 1, 1/2, 1/2; B is 3 of the 5 others."""
    is_a = np.array([1, 0, 1, 1, 0, 0], bool)
    found = colocation_quotient(is_a, ~is_a, rook(1, 6))
    np.testing.assert_allclose(found.local[is_a], [1 / 0.6, 0.5 / 0.6, 0.5 / 0.6])
    assert np.isnan(found.local[~is_a]).all()
    assert found.quotient == pytest.approx((2 / 3) / 0.6)
    # from B to A the neighbours are A A, A B and B
    assert colocation_quotient(~is_a, is_a, rook(1, 6)).quotient == pytest.approx((1.5 / 3) / 0.6)
    # A to A: the others of A are two
    assert colocation_quotient(is_a, is_a, rook(1, 6)).quotient == pytest.approx((1 / 3) / (2 / 5))


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.integers(6, 30))
def test_against_the_formula_with_loops(seed: int, count: int) -> None:
    random = np.random.default_rng(seed)
    kind = np.append(random.integers(0, 3, count - 2), [0, 1])
    weights = random.random((count, count)) * (random.random((count, count)) < 0.4)
    found = colocation_quotient(kind == 0, kind == 1, sparse.csr_array(weights))
    local = []
    for i in np.flatnonzero(kind == 0):
        whole = sum(weights[i, j] for j in range(count) if j != i)
        if whole:
            near = sum(weights[i, j] for j in range(count) if j != i and kind[j] == 1)
            local.append(near / whole / ((kind == 1).sum() / (count - 1)))
    np.testing.assert_allclose(found.local[np.isfinite(found.local)], local, rtol=1e-9)
    np.testing.assert_allclose(found.quotient, np.mean(local) if local else np.nan, rtol=1e-9)


def test_kinds_dealt_at_random_lie_to_each_other_as_anywhere() -> None:
    random = np.random.default_rng(1)
    quotients = []
    for _ in range(200):
        is_a = random.random(225) < 0.3
        quotients.append(colocation_quotient(is_a, ~is_a, rook(15, 15)).quotient)
    assert np.mean(quotients) == pytest.approx(1, abs=0.01)


def test_nobody_near_gives_no_quotient_and_wrong_kinds_are_refused() -> None:
    alone = sparse.csr_array((3, 3), dtype=float)
    assert np.isnan(colocation_quotient(np.array([1, 0, 0]), np.array([0, 1, 0]), alone).quotient)
    with pytest.raises(BadInputError, match="both kinds"):
        colocation_quotient(np.array([1, 1, 0]), np.array([0, 1, 0]), alone)
    with pytest.raises(BadInputError, match="no points of a kind"):
        colocation_quotient(np.array([1, 1, 0]), np.zeros(3, bool), alone)
    with pytest.raises(BadInputError, match="no points of a kind"):
        colocation_quotient(np.array([0, 1, 0]), np.array([0, 1, 0]), alone)
    with pytest.raises(BadInputError, match="do not fit"):
        colocation_quotient(np.array([1, 0]), np.array([0, 1]), alone)
