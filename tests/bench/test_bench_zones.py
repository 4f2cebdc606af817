"""The bench of zones: its shapes are what it says, and a missed bound shows."""

from __future__ import annotations

import numpy as np
import shapely

from layers.zones.shape import count_corners
from tests.bench.bench_zones import LARGE, Shape, bound_of, outlines, scatter
from tests.bench.measured import measured

TOWN = shapely.box(-39.04, 33.96, -38.96, 34.04)


def test_its_shapes_are_clean_and_have_the_corners_said() -> None:
    shapes = list(outlines(TOWN, np.random.default_rng(1)))
    assert [count_corners(shape.shape) for shape in shapes] == [shape.corners for shape in shapes]
    assert all(shapely.is_valid(shape.shape) for shape in shapes)
    assert {shape.corners for shape in shapes if not shape.shown_only} == {24, 5_000}


def test_its_points_repeat_and_cluster() -> None:
    latitude, longitude = scatter(TOWN, 10_000, np.random.default_rng(1))
    assert len(latitude) == len(longitude) == 10_000
    assert len(np.unique(latitude)) < 10_000


def test_a_shape_that_a_hand_could_draw_has_a_bound_at_ten_million_points() -> None:
    shape = Shape("x", 24, TOWN)
    for took, met in ((119.0, True), (121.0, False)):
        assert measured("x", "CPU ms", [took], bound=bound_of(shape, LARGE)).met is met
    assert bound_of(shape, 100_000) is None
    assert bound_of(Shape("x", 24, TOWN, shown_only=True), LARGE) is None
