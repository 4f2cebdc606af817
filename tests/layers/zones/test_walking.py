"""The ground within a walk: against walks worked out point by point, and city blocks known by heart."""

from __future__ import annotations

import numpy as np
import pyproj
import pytest
import shapely

from etl.errors import BadInputError
from etl.projection import LocalFrame, area_km2
from layers.clash.streets import Streets, join_streets, walked_pairs
from layers.zones.shape import flaw
from layers.zones.walking import OFF_STREET_M, walk

DOOR = (-39.0, 34.0)
FRAME = LocalFrame(*DOOR)
BLOCK_M, SIDE_M = 100.0, 1_000.0


@pytest.fixture(scope="module")
def blocks() -> Streets:
    """Return streets every 100 m, none in the north-east beyond the first block: a park."""
    steps = np.arange(-SIDE_M, SIDE_M + 1, BLOCK_M)
    lines = [shapely.LineString([(-SIDE_M, y), (SIDE_M if y <= 100 else 100, y)]) for y in steps]
    lines += [shapely.LineString([(x, -SIDE_M), (x, SIDE_M if x <= 100 else 100)]) for x in steps]
    streets = join_streets(FRAME.to_degrees(np.array(lines, dtype=object)))
    assert streets is not None
    return streets


def held(shape: shapely.Geometry, metres: np.ndarray) -> np.ndarray:
    """Return which points (metres from the door) lie in a shape."""
    points = FRAME.to_degrees(shapely.points(metres))
    return np.asarray(shapely.intersects(shape, points))


@pytest.mark.parametrize(("minutes", "reach_m"), [(5, 400), (10, 800)])
def test_along_a_street_the_walk_is_round_the_corners(blocks: Streets, minutes: int, reach_m: float) -> None:
    shape = walk([DOOR], minutes, blocks)
    on_streets = np.array([(x, y) for x in range(-900, 901, 100) for y in range(-900, 101, 10)], float)
    metres = np.abs(on_streets).sum(axis=1)
    clear = np.abs(metres - reach_m) > 15  # half a piece of street, and the sphere's 0.3 %
    wrong = held(shape, on_streets[clear]) != (metres < reach_m)[clear]
    assert on_streets[clear][wrong].tolist() == []
    assert flaw(shape) is None


@pytest.mark.parametrize(("minutes", "off"), [(5, (0.0, 0.0)), (10, (-45.0, -30.0))])
def test_anywhere_it_is_the_walk_that_the_clash_index_measures(
    blocks: Streets, minutes: int, off: tuple[float, float]
) -> None:
    east, north = shapely.get_coordinates(FRAME.to_degrees(shapely.Point(off)))[0]
    shape, reach_m = walk([(east, north)], minutes, blocks), minutes * 80.0
    metres = np.random.default_rng(1).uniform(-SIDE_M, SIDE_M, (4000, 2))
    longitude, latitude = shapely.get_coordinates(FRAME.to_degrees(shapely.points(metres))).T
    door = (np.array([north]), np.array([east]))
    pairs = walked_pairs(blocks, door, (latitude, longitude), 3_000.0)
    walked = np.full(len(metres), np.inf)
    walked[pairs.second] = pairs.walked_m
    nodes = shapely.points(
        np.degrees(np.arctan2(blocks.nodes[:, 1], blocks.nodes[:, 0])),
        np.degrees(np.arcsin(blocks.nodes[:, 2] / np.linalg.norm(blocks.nodes, axis=1))),
    )
    off_street = shapely.distance(shapely.points(metres), shapely.multipoints(FRAME.to_metres(nodes)))
    expected = (walked <= reach_m) & (off_street <= OFF_STREET_M)
    differ = held(shape, metres) != expected
    near_limit = (np.abs(walked - reach_m) < 5) | (np.abs(off_street - OFF_STREET_M) < 3)
    assert (differ & ~near_limit).sum() <= 0.002 * len(metres)  # where the nearest node changes
    assert expected.sum() > 300


def test_a_park_is_not_reached_far_from_its_streets(blocks: Streets) -> None:
    shape = walk([DOOR], 10, blocks)
    assert held(shape, np.array([[150.0, 150.0], [180.0, 120.0]])).all()
    assert not held(shape, np.array([[250.0, 250.0], [300.0, 220.0]])).any()


def test_two_services_share_their_ground(blocks: Streets) -> None:
    east = shapely.get_coordinates(FRAME.to_degrees(shapely.Point(-300, -300)))[0]
    one, other = walk([DOOR], 5, blocks), walk([(east[0], east[1])], 5, blocks)
    both = walk([DOOR, (east[0], east[1])], 5, blocks)
    assert shapely.symmetric_difference(both, shapely.union(one, other)).area < 1e-12
    assert area_km2(both) < area_km2(one) + area_km2(other)


@pytest.mark.parametrize(("minutes", "reach_m"), [(5, 400), (10, 800)])
@pytest.mark.parametrize("place", [(0.0, 0.0), (-1.5, 52.0), (25.0, 70.0), (179.999, 52.0)])
def test_without_streets_it_is_the_straight_line_by_the_detour(
    minutes: int, reach_m: float, place: tuple[float, float]
) -> None:
    shape = walk([place], minutes, None)
    for bearing in range(0, 360, 30):
        for share, inside in ((0.99, True), (1.01, False)):
            at = pyproj.Geod(ellps="WGS84").fwd(*place, bearing, share * reach_m / 1.3)
            assert bool(shapely.intersects_xy(shape, at[0], at[1])) is inside


def test_a_walk_that_cannot_be_drawn_says_why(blocks: Streets) -> None:
    with pytest.raises(BadInputError, match="7 minutes is not offered"):
        walk([DOOR], 7, blocks)
    with pytest.raises(BadInputError, match="no street within 400 m"):
        walk([(DOOR[0] + 1, DOOR[1])], 5, blocks)
    with pytest.raises(BadInputError, match="Choose a service"):
        walk([], 5, blocks)
