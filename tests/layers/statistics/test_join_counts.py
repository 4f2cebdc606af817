from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.errors import BadInputError
from layers.statistics.join_counts import apart_joins, colocation_joins, local_joins
from tests.layers.statistics.lattices import random_neighbours, rook

LOWER_HALF = np.repeat([0, 1], 8)
SECOND = np.array([0, 1, 0, 1, 1, 1, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1])


def test_golden_6_the_four_by_four_lattice() -> None:
    near = rook(4, 4)
    assert colocation_joins(LOWER_HALF, SECOND, near).count.tolist() == [0] * 10 + [2, 2, 0, 0, 2, 2]
    assert apart_joins(LOWER_HALF, SECOND, near).count.tolist() == [0] * 8 + [1, 1] + [0] * 6
    assert local_joins(LOWER_HALF, near).count.tolist() == [0] * 8 + [2, 3, 3, 2, 2, 3, 3, 2]


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10**6))
def test_against_loops(seed: int) -> None:
    random = np.random.default_rng(seed)
    x, z = random.integers(0, 2, 18), random.integers(0, 2, 18)
    near = random_neighbours(18, seed)
    pairs = [(i, j) for i, j in itertools.product(range(18), repeat=2) if near.toarray()[i, j]]
    one = [sum(int(x[i] and x[j]) for i, j in pairs if i == k) for k in range(18)]
    both = [sum(int(x[i] and z[i] and x[j] and z[j]) for i, j in pairs if i == k) for k in range(18)]
    apart = [sum(int(x[i] and not z[i] and z[j] and not x[j]) for i, j in pairs if i == k) for k in range(18)]
    assert local_joins(x, near).count.tolist() == one
    assert colocation_joins(x, z, near).count.tolist() == both
    assert apart_joins(x, z, near).count.tolist() == apart


def test_p_is_that_of_every_possible_deal() -> None:
    marked = np.array([1, 1, 0, 1, 0, 0, 1, 0, 0])
    near = rook(3, 3)
    found = local_joins(marked, near)
    for i in np.flatnonzero(found.count):
        others = np.delete(marked, i)
        degree = int(near[[i], :].sum())
        deals = [sum(others[list(pick)]) for pick in itertools.combinations(range(8), degree)]
        assert found.p[i] == pytest.approx(np.mean(np.array(deals) >= found.count[i]))
    assert np.isnan(found.p[found.count == 0]).all()


def test_marks_must_be_yes_or_no() -> None:
    with pytest.raises(BadInputError, match="yes and no"):
        local_joins(np.arange(9), rook(3, 3))
