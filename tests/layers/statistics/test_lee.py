from __future__ import annotations

from importlib import import_module

import numpy as np
import pytest
from scipy import sparse

from etl.errors import BadInputError
from layers.statistics.lee import lees_l
from tests.layers.statistics.lattices import rook


def columbus() -> tuple[np.ndarray, np.ndarray, sparse.csr_array]:
    geopandas = import_module("geopandas")
    libpysal = import_module("libpysal")
    table = geopandas.read_file(libpysal.examples.get_path("columbus.shp"))
    near = libpysal.weights.Queen.from_dataframe(table, use_index=False)
    return table["HOVAL"].to_numpy(float), table["CRIME"].to_numpy(float), sparse.csr_array(near.sparse)


def test_golden_5_house_values_and_crime_in_columbus() -> None:
    values, crime, near = columbus()
    assert lees_l(values, crime, near, permutations=9, seed=1).overall == pytest.approx(-0.23625603, abs=5e-9)
    assert lees_l(values, values, near, permutations=9, seed=1).overall == pytest.approx(0.30136527, abs=5e-9)
    local = lees_l(values, crime, near, permutations=9, seed=1).local
    np.testing.assert_allclose(local[:4], [0.10246023, -0.24169198, -0.1308714, 0.00895543], atol=5e-9)


def test_p_agrees_with_the_published_one_sided_tail() -> None:
    """esda's .026 is one tail of 999 deals; twice that, give or take the deals, is ours."""
    values, crime, near = columbus()
    assert lees_l(values, crime, near, permutations=1999, seed=6).p == pytest.approx(0.052, abs=0.02)


def test_against_the_formula_with_loops() -> None:
    random = np.random.default_rng(1)
    x, y, near = random.normal(size=20), random.normal(size=20), rook(4, 5).toarray()
    z, u = (x - x.mean()) / x.std(), (y - y.mean()) / y.std()
    top = sum(
        sum(z[j] for j in range(20) if near[i, j])
        * sum(u[j] for j in range(20) if near[i, j])
        / near[i].sum() ** 2
        for i in range(20)
    )
    assert lees_l(x, y, rook(4, 5), permutations=1, seed=0).overall == pytest.approx(top / 20, rel=1e-12)


def test_a_cell_without_neighbours_weighs_nothing() -> None:
    """1' (W'W) 1 counts the cells that have neighbours: L is the mean of theirs, in units of all."""
    near = rook(3, 3).toarray()
    near[8], near[:, 8] = 0, 0
    random = np.random.default_rng(2)
    x, y = random.normal(size=9), random.normal(size=9)
    z, u = (x - x.mean()) / x.std(), (y - y.mean()) / y.std()
    smooth = [(near[i] @ z / near[i].sum()) * (near[i] @ u / near[i].sum()) for i in range(8)]
    found = lees_l(x, y, sparse.csr_array(near), permutations=1, seed=0)
    assert found.overall == pytest.approx(sum(smooth) / 8, rel=1e-12)
    np.testing.assert_allclose(found.local, [*smooth, 0.0], rtol=1e-12)


def test_a_quantity_that_does_not_vary_is_refused() -> None:
    with pytest.raises(BadInputError, match="same everywhere"):
        lees_l(np.ones(9), np.arange(9.0), rook(3, 3), seed=0)


@pytest.mark.parametrize("wrong", [np.nan, np.inf])
def test_a_missing_value_is_refused_by_row(wrong: float) -> None:
    values = np.array([1, 2, 3, 4, wrong, 6, 7, 8, 9])
    with pytest.raises(BadInputError) as refusal:
        lees_l(values, np.arange(9.0), rook(3, 3), seed=0)
    assert "row 4" in refusal.value.where
