from __future__ import annotations

import math
from importlib import import_module

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from etl.errors import BadInputError
from layers.statistics.getis_ord import hot_spots
from tests.layers.statistics.lattices import random_neighbours, rook


def plain_g_star(values: list[float], near: np.ndarray) -> list[float]:
    """Gi* written out with loops, divisor n, weight 1 for the cell and its neighbours."""
    n = len(values)
    mean = math.fsum(values) / n
    spread = math.sqrt(math.fsum(v * v for v in values) / n - mean**2)
    out = []
    for i in range(n):
        group = [j for j in range(n) if near[i, j] or j == i]
        weight = len(group)
        scale = spread * math.sqrt((n * weight - weight**2) / (n - 1))
        out.append((math.fsum(values[j] for j in group) - mean * weight) / scale if scale else math.nan)
    return out


def test_golden_3_six_points() -> None:
    points = np.array([(10, 10), (20, 10), (40, 10), (15, 20), (30, 20), (30, 30)], float)
    near = np.hypot(*(points[:, None] - points).transpose(2, 0, 1)) <= 15
    found = hot_spots(np.array([2, 3, 3.2, 5, 8, 7]), sparse.csr_array(near.astype(float)))
    assert found.z[0] == pytest.approx(-1.39727626, abs=5e-9)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.integers(5, 30))
def test_against_the_formula_with_loops(seed: int, cells: int) -> None:
    values = np.random.default_rng(seed).gamma(2.0, 3.0, cells)
    near = random_neighbours(cells, seed)
    np.testing.assert_allclose(
        hot_spots(values, near).z, plain_g_star(values.tolist(), near.toarray()), rtol=1e-7
    )


def test_against_esda() -> None:
    getisord = import_module("esda.getisord")
    libpysal = import_module("libpysal")
    values = np.random.default_rng(3).poisson(2.0, 400).astype(float)
    theirs = getisord.G_Local(
        values, libpysal.weights.lat2W(20, 20), transform="B", star=True, permutations=0
    )
    np.testing.assert_allclose(hot_spots(values, rook(20, 20)).z, theirs.Zs, rtol=1e-9, atol=1e-9)


def test_one_hot_corner_is_called_hot_and_nothing_else() -> None:
    values = np.random.default_rng(8).poisson(1.0, 400).astype(float)
    values[[0, 1, 20, 21]] = 30
    hot = hot_spots(values, rook(20, 20)).hot()
    assert hot[[0, 1, 20]].all()
    assert not hot.reshape(20, 20)[4:, 4:].any()


def test_values_that_do_not_vary_have_no_hot_spot() -> None:
    found = hot_spots(np.full(9, 0.1), rook(3, 3))
    assert not found.hot().any()
    assert not found.cold().any()


def test_a_missing_value_is_refused_by_row() -> None:
    with pytest.raises(BadInputError, match="row 4"):
        hot_spots(np.array([1, 2, 3, 4, np.nan, 6, 7, 8, 9]), rook(3, 3))


def test_neighbours_that_do_not_fit_the_cells_are_refused() -> None:
    with pytest.raises(BadInputError, match="9 numbers expected"):
        hot_spots(np.arange(8.0), rook(3, 3))
    with pytest.raises(BadInputError, match="2 x 3"):
        hot_spots(np.arange(2.0), sparse.csr_array((2, 3), dtype=float))


@pytest.mark.parametrize("cells", [0, 1])
def test_one_cell_or_none_has_no_hot_spot(cells: int) -> None:
    found = hot_spots(np.ones(cells), sparse.csr_array((cells, cells), dtype=float))
    assert found.z.shape == (cells,)
    assert not found.hot().any()
