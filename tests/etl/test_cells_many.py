"""Cells worked out together are the cells h3 itself gives, everywhere on the globe."""

from __future__ import annotations

import math

import h3
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.cells import Floats, boundaries, disks, index_points
from etl.cells_many import _PENTAGONS, CellIndex, _face_of

LATITUDES, LONGITUDES = st.floats(-90, 90), st.floats(-180, 180)


@given(st.lists(st.tuples(LATITUDES, LONGITUDES), min_size=1, max_size=30), st.integers(1, 12))
def test_cells_are_those_of_h3(points: list[tuple[float, float]], resolution: int) -> None:
    latitude, longitude = (np.array(values) for values in zip(*points, strict=True))
    found = index_points(latitude, longitude, resolution)
    assert found.tolist() == [int(h3.latlng_to_cell(y, x, resolution), 16) for y, x in points]


def _same(index: CellIndex, latitude: Floats, longitude: Floats) -> None:
    for resolution, cells in index.index(latitude, longitude).items():
        assert (cells == index_points(latitude, longitude, resolution)).all()


@pytest.mark.parametrize("resolutions", [(7, 8, 9, 10), (0, 1, 4, 5)])
def test_together_is_one_by_one_over_the_globe(resolutions: tuple[int, ...]) -> None:
    rng = np.random.default_rng(3)
    index = CellIndex(resolutions)
    for size in (100_000, 3_000, 100):
        latitude = np.degrees(np.arcsin(rng.uniform(-1, 1, size)))
        _same(index, latitude, rng.uniform(-180, 180, size))


def _on_sphere(towards: Floats) -> tuple[float, float]:
    x, y, z = towards / np.linalg.norm(towards)
    return math.degrees(math.asin(z)), math.degrees(math.atan2(y, x))


PLACES = {
    "pentagon": h3.cell_to_latlng(sorted(h3.get_pentagons(5))[2]),
    "corner of a face": h3.cell_to_latlng(sorted(h3.get_pentagons(0))[2]),
    "edge of a face": _on_sphere(_face_of(53.7, -1.5)[:, :2].sum(axis=1)),
    "middle of a face": _on_sphere(_face_of(53.7, -1.5).sum(axis=1)),  # where H3 itself is least exact
    "date line": (-17.0, 180.0),
    "pole": (89.9, 0.0),
    "Leeds": (53.7, -1.5),
    "Boston": (42.36, -71.06),
}


@pytest.mark.parametrize("where", PLACES)
@pytest.mark.parametrize("spread", [1e-5, 0.2])  # degrees: a few metres, a county
def test_together_is_one_by_one_in_a_place(where: str, spread: float) -> None:
    y, x = PLACES[where]
    rng = np.random.default_rng(4)
    for box in (None, (x - spread, y - spread, x + spread, y + spread)):
        index = CellIndex((7, 8, 9, 10, 12), box)
        for _ in range(3):  # what the first finds the next look up
            latitude, longitude = rng.normal(y, spread, 5_000), rng.normal(x, spread, 5_000)
            _same(index, np.clip(latitude, -90, 90), (longitude + 180) % 360 - 180)


def test_points_on_the_edges_and_corners_of_cells_are_h3s() -> None:
    cells = index_points(np.array([53.7]), np.array([-1.5]), 8)
    corners = boundaries(disks(cells, 20)).reshape(-1, 2)
    middles = (corners + np.roll(corners, 1, axis=0)) / 2
    longitude, latitude = np.vstack([corners, middles]).T.copy()
    _same(CellIndex((7, 8, 9, 10)), latitude, longitude)


def test_what_is_no_place_on_the_globe_is_refused() -> None:
    for latitude, longitude in ((np.nan, 0.0), (91.0, 0.0), (0.0, 181.0)):
        with pytest.raises(ValueError, match="coordinates to index"):
            CellIndex((9, 10)).index(np.full(3_000, latitude), np.full(3_000, longitude))


def test_the_irregular_base_cells_are_h3s() -> None:
    assert sorted(h3.get_base_cell_number(cell) for cell in h3.get_pentagons(0)) == list(_PENTAGONS)
