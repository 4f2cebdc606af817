"""Cells worked out together are the cells h3 itself gives, everywhere on the globe."""

from __future__ import annotations

import h3
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.cells import index_points
from etl.cells_many import _PENTAGONS, index_many

LATITUDES, LONGITUDES = st.floats(-90, 90), st.floats(-180, 180)


@given(st.lists(st.tuples(LATITUDES, LONGITUDES), min_size=1, max_size=30), st.integers(1, 12))
def test_cells_are_those_of_h3(points: list[tuple[float, float]], resolution: int) -> None:
    latitude, longitude = (np.array(values) for values in zip(*points, strict=True))
    found = index_points(latitude, longitude, resolution)
    assert found.tolist() == [int(h3.latlng_to_cell(y, x, resolution), 16) for y, x in points]


@pytest.mark.parametrize("resolutions", [(7, 8, 9, 10), (5, 6, 7, 8), (1, 4, 11)])
def test_together_is_one_by_one_over_the_globe(resolutions: tuple[int, ...]) -> None:
    rng = np.random.default_rng(3)
    latitude = np.degrees(np.arcsin(rng.uniform(-1, 1, 300_000)))
    longitude = rng.uniform(-180, 180, 300_000)
    found = index_many(latitude, longitude, resolutions)
    for resolution in resolutions:
        assert (found[resolution] == index_points(latitude, longitude, resolution)).all()


def test_together_is_one_by_one_round_a_pentagon_and_in_a_town() -> None:
    rng = np.random.default_rng(4)
    pentagon = sorted(h3.get_pentagons(5))[2]
    for y, x in (h3.cell_to_latlng(pentagon), (53.7, -1.5), (42.36, -71.06), (34.0, -39.0)):
        latitude, longitude = rng.normal(y, 0.2, 100_000), rng.normal(x, 0.2, 100_000)
        found = index_many(latitude, longitude, (7, 8, 9, 10))
        for resolution, cells in found.items():
            assert (cells == index_points(latitude, longitude, resolution)).all()


def test_the_irregular_base_cells_are_h3s() -> None:
    assert sorted(h3.get_base_cell_number(cell) for cell in h3.get_pentagons(0)) == list(_PENTAGONS)
