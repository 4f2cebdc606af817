from __future__ import annotations

from importlib import import_module

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.errors import BadInputError
from layers.statistics.kernel import (
    CUT,
    equirectangular_m,
    great_circle_m,
    kernel,
    kernel_weights,
    outside_share,
    pairs_within,
)

CITY = (42.33, -71.08)


def scattered(count: int, seed: int, spread: float = 0.03) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    return CITY[0] + random.uniform(-spread, spread, count), CITY[1] + random.uniform(-spread, spread, count)


def test_spot_values_of_the_kernel() -> None:
    np.testing.assert_allclose(
        kernel(np.array([0.0, 400.0, 800.0, 1200.0]), 400.0), [1, 0.606531, 0.135335, 0.011109], atol=5e-7
    )


def test_the_kernel_is_that_of_access_inside_its_cut() -> None:
    access = import_module("access")
    theirs = access.weights.gaussian(400)
    distances = np.linspace(0, 1200, 25)
    np.testing.assert_allclose(kernel(distances, 400.0), [theirs(d) for d in distances], rtol=1e-12)


def test_three_bandwidths_still_count_and_a_hair_more_does_not() -> None:
    assert kernel(np.array([1200.0]), 400.0)[0] > 0
    assert kernel(np.array([np.nextafter(1200.0, 2000.0)]), 400.0)[0] == 0


def test_a_degree_of_the_equator_and_the_way_to_the_pole() -> None:
    """One degree of a great circle is the mean radius x pi / 180; a quarter of the meridian is 90 of them."""
    degree = 6_371_008.8 * np.pi / 180
    origin = (np.array([0.0]), np.array([0.0]))
    assert great_circle_m(*origin, np.array([0.0]), np.array([1.0]))[0, 0] == pytest.approx(degree, rel=1e-12)
    assert great_circle_m(*origin, np.array([90.0]), np.array([7.0]))[0, 0] == pytest.approx(
        90 * degree, rel=1e-12
    )


def test_the_plane_agrees_with_the_sphere_within_half_a_percent() -> None:
    here, there = scattered(40, 1), scattered(30, 2)
    np.testing.assert_allclose(equirectangular_m(*here, *there), great_circle_m(*here, *there), rtol=5e-3)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6), st.floats(100, 3000), st.floats(1.0, 1.6))
def test_pairs_are_those_of_the_whole_distance_matrix(seed: int, reach_m: float, detour: float) -> None:
    here, there = scattered(20, seed), scattered(60, seed + 1)
    walked = great_circle_m(*here, *there) * detour
    pairs = pairs_within(here, there, reach_m, detour)
    rows, columns = np.nonzero(walked <= reach_m)
    np.testing.assert_array_equal(pairs.first, rows)
    np.testing.assert_array_equal(pairs.second, columns)
    np.testing.assert_allclose(pairs.walked_m, walked[rows, columns], rtol=1e-7, atol=1e-4)
    weights = kernel_weights(pairs, reach_m / CUT).toarray()
    np.testing.assert_allclose(weights, kernel(walked, reach_m / CUT), rtol=1e-7, atol=1e-9)


def test_no_points_give_no_pairs() -> None:
    none = (np.empty(0), np.empty(0))
    assert kernel_weights(pairs_within(none, scattered(3, 0), 1200.0), 400.0).shape == (0, 3)
    assert kernel_weights(pairs_within(scattered(3, 0), none, 1200.0), 400.0).nnz == 0


def test_half_the_kernel_of_a_point_on_a_straight_edge_lies_outside() -> None:
    """A fine square lattice filling the half-plane south of the point."""
    step = 40.0
    degrees = np.degrees(step / 6_371_008.8)
    north, east = np.meshgrid(np.arange(-40, 0) + 0.5, np.arange(-40, 40) + 0.5, indexing="ij")
    cells = (north.ravel() * degrees, east.ravel() * degrees)  # on the equator a degree is a degree
    weights = kernel_weights(pairs_within((np.zeros(1), np.zeros(1)), cells, 1200.0, 1.3), 400.0)
    area = np.full(len(cells[0]), (step / 1000) ** 2)
    assert outside_share(weights, area, 400.0, 1.3)[0] == pytest.approx(0.5, abs=0.005)


@pytest.mark.parametrize(
    ("latitude", "longitude", "word"),
    [
        (np.nan, 0.0, "latitude"),
        (91.0, 0.0, "no latitude"),
        (0.0, 181.0, "no longitude"),
        (0.0, np.inf, "longitude"),
    ],
)
def test_points_that_are_nowhere_are_refused(latitude: float, longitude: float, word: str) -> None:
    wrong = (np.array([CITY[0], latitude]), np.array([CITY[1], longitude]))
    with pytest.raises(BadInputError, match=word) as refusal:
        pairs_within(wrong, scattered(2, 0), 1200.0)
    assert "row 1" in refusal.value.where
