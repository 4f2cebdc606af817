"""Shapes made by rule, against geodesics: distances and areas in metres at any latitude."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pyproj
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.errors import BadInputError
from etl.projection import LocalFrame, area_km2, frame_of
from layers.zones.making import along, around, circle, combine, footprint, rectangle, snap, split
from layers.zones.shape import as_geojson, flaw, read_geometry, rolled
from tests.layers.zones.test_shape import box

GEOD = pyproj.Geod(ellps="WGS84")
PLACES = [
    (0.3, 0.0),
    (-1.5, 52.0),
    (25.0, 70.0),
    (-71.0, -42.0),
    (179.999, 52.0),
    (-180.0, 0.0),
    (180.0, -70.0),
]


def metres_from(place: tuple[float, float], shape: shapely.Geometry) -> np.ndarray:
    """Return how far the corners of a shape are from a place, those that only cut it at 180 aside."""
    corners = np.array([corner for corner in shapely.get_coordinates(shape) if abs(corner[0]) != 180])
    many = np.ones(len(corners))
    _, _, metres = GEOD.inv(many * place[0], many * place[1], corners[:, 0], corners[:, 1])
    return np.asarray(metres)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("radius_m", [100.0, 400.0, 5_000.0])
def test_a_circle_has_its_radius_and_area_anywhere(place: tuple[float, float], radius_m: float) -> None:
    shape = circle(place, radius_m)
    assert metres_from(place, shape) == pytest.approx(radius_m, abs=1e-3)
    assert area_km2(shape) * 1e6 == pytest.approx(np.pi * radius_m**2, rel=5e-4)  # 128 corners: .04 % short
    assert flaw(shape) is None
    assert shape.bounds[0] >= -180
    assert shape.bounds[2] <= 180
    assert read_geometry(as_geojson(shape)).equals(shape)


@pytest.mark.parametrize("place", PLACES)
def test_a_rectangle_has_its_sides_and_turns_clockwise(place: tuple[float, float]) -> None:
    straight, turned = rectangle(place, 600, 200), rectangle(place, 600, 200, 30)
    for shape in (straight, turned):
        assert area_km2(shape) * 1e6 == pytest.approx(120_000, rel=1e-5)
        assert metres_from(place, shape) == pytest.approx(np.hypot(300, 100), abs=0.01)
    flat = LocalFrame(*place).to_metres(turned)
    northeast = max(shapely.get_coordinates(flat), key=lambda corner: corner[0] + corner[1])
    angle = np.radians(30)
    expected = [300 * np.cos(angle) + 100 * np.sin(angle), -300 * np.sin(angle) + 100 * np.cos(angle)]
    assert any(np.allclose(corner, expected, atol=0.01) for corner in shapely.get_coordinates(flat))
    assert northeast[0] > 0


@pytest.mark.parametrize("place", PLACES)
def test_circles_round_services_are_not_counted_twice(place: tuple[float, float]) -> None:
    one = circle(place, 400)
    assert area_km2(around([place, place], 400)) == pytest.approx(area_km2(one))
    longitude, latitude, _ = GEOD.fwd(*place, 90, 400)
    lens = 2 * 400**2 * np.pi / 3 - 400**2 * np.sqrt(3) / 2  # two circles whose middles are a radius apart
    joined = area_km2(around([place, (longitude, latitude)], 400)) * 1e6
    assert joined == pytest.approx(2 * np.pi * 400**2 - lens, rel=1e-3)


@pytest.mark.parametrize("place", PLACES)
def test_a_street_is_widened_by_its_reach_on_both_sides_and_at_the_ends(place: tuple[float, float]) -> None:
    line = LocalFrame(*place).to_degrees(shapely.LineString([(-500, 0), (500, 0)]))
    shape = along([line, shapely.LineString()], 50)
    assert area_km2(shape) * 1e6 == pytest.approx(1000 * 100 + np.pi * 50**2, rel=2e-3)
    assert metres_from(place, shape).max() == pytest.approx(550, abs=0.1)
    assert flaw(shape) is None


@pytest.mark.parametrize("place", PLACES)
def test_a_frame_measures_as_the_ellipsoid_does(place: tuple[float, float]) -> None:
    """To 1 in 100,000 within 30 km and 1 in 2,000 within 250 km, as its docstring says."""
    frame = LocalFrame(*place)
    for reach, tolerance in ((30_000, 1e-5), (250_000, 5e-4)):
        square = frame.to_degrees(shapely.segmentize(shapely.box(0, 0, reach, reach / 2), reach / 50))
        assert area_km2(square) * 1e6 == pytest.approx(reach**2 / 2, rel=2 * tolerance)
        corners = shapely.get_coordinates(square)
        metres = sum(GEOD.inv(*one, *other)[2] for one, other in pairwise(corners))
        assert metres == pytest.approx(3 * reach, rel=tolerance)
        back = frame.to_metres(square)
        assert shapely.get_coordinates(back).max() == pytest.approx(reach, abs=1e-3)


def test_a_footprint_is_the_building_that_is_pointed_at() -> None:
    houses = [box(0, 0, 0.001, 0.001), box(0.001, 0, 0.002, 0.001), box(1, 1, 1.001, 1.001)]
    shapes = [read_geometry(house) for house in houses]
    assert footprint(shapes, [(0.0005, 0.0005)]).equals(shapes[0])
    assert footprint(shapes, [(0.0005, 0.0005), (0.0015, 0.0005)]).equals(shapely.box(0, 0, 0.002, 0.001))
    wider = footprint(shapes, [(0.0005, 0.0005)], 10)
    side = GEOD.inv(0, 0, 0.001, 0)[2] + 20
    assert area_km2(wider) * 1e6 == pytest.approx(side * (GEOD.inv(0, 0, 0, 0.001)[2] + 20), rel=1e-4)
    with pytest.raises(BadInputError, match="is not on file"):
        footprint(shapes, [(0.5, 0.5)])
    with pytest.raises(BadInputError, match="is not on file"):
        footprint([], [(0.5, 0.5)])


def test_combining_adds_and_subtracts_and_says_when_nothing_is_left() -> None:
    a, b = shapely.box(0, 0, 2, 2), shapely.box(1, 1, 3, 3)
    assert combine(a, b, "add").area == 7
    assert combine(a, b, "subtract").area == 3
    with pytest.raises(BadInputError, match="no ground"):
        combine(a, shapely.box(-1, -1, 3, 3), "subtract")
    with pytest.raises(BadInputError, match="not clean"):
        combine(a, shapely.Polygon([(0, 0), (2, 2), (2, 0), (0, 2)]), "add")


@pytest.mark.parametrize(
    ("shape", "line", "areas"),
    [
        (shapely.box(0, 0, 4, 4), [(1, -1), (1, 5)], [4, 12]),
        (shapely.box(0, 0, 4, 4), [(1, 0), (1, 4)], [4, 12]),
        (shapely.box(0, 0, 4, 4), [(-1, 1), (2, 1), (2, -1)], [2, 14]),
        (shapely.box(0, 0, 4, 4), [(-1, 2), (5, 2), (5, 3), (-1, 3)], [4, 4, 8]),
        (shapely.box(0, 0, 4, 4).difference(shapely.box(1, 1, 3, 3)), [(2, -1), (2, 5)], [6, 6]),
        (shapely.union(shapely.box(0, 0, 1, 4), shapely.box(2, 0, 3, 4)), [(-1, 1), (4, 1)], [1, 1, 3, 3]),
        (shapely.union(shapely.box(0, 0, 1, 4), shapely.box(2, 0, 3, 4)), [(-1, 1), (1.5, 1)], [1, 3, 4]),
        (read_geometry(box(179, 0, 181, 2)), [(178, 1), (-178, 1)], [2, 2]),
        (read_geometry(box(179, 0, 181, 2)), [(-179.5, -1), (-179.5, 3)], [1, 3]),
        (read_geometry(box(179, 0, 181, 2)), [(179.5, -1), (179.5, 3)], [1, 3]),
    ],
)
def test_a_line_splits_a_shape_into_parts_that_add_up(
    shape: shapely.Geometry, line: list[tuple[float, float]], areas: list[float]
) -> None:
    parts = split(shape, shapely.LineString(line))
    assert sorted(round(part.area, 9) for part in parts) == areas
    assert shapely.symmetric_difference(shapely.union_all(parts), shape).area < 1e-9
    assert all(part.bounds[0] >= -180 and part.bounds[2] <= 180 for part in parts)


@pytest.mark.parametrize("line", [[(1, 1), (2, 2)], [(-1, 1), (2, 1)], [(5, 0), (5, 4)], [(0, 0), (0, 4)]])
def test_a_line_that_does_not_cut_through_is_refused(line: list[tuple[float, float]]) -> None:
    with pytest.raises(BadInputError, match="does not cut the shape in two"):
        split(shapely.box(0, 0, 4, 4), shapely.LineString(line))


@pytest.mark.parametrize("place", PLACES[:4])
def test_corners_within_the_tolerance_snap_and_the_others_stay(place: tuple[float, float]) -> None:
    frame = LocalFrame(*place)
    target = frame.to_degrees(shapely.LineString([(0, 0), (0, 100), (100, 100)]))
    shape = frame.to_degrees(shapely.Polygon([(3, 2), (4, 50), (2, 97), (60, 60), (60, 2)]))
    snapped = shapely.get_coordinates(snap(shape, target, 5))
    assert snapped[0] == pytest.approx(shapely.get_coordinates(target)[0], abs=0)  # on its corner, exactly
    assert snapped[2] == pytest.approx(shapely.get_coordinates(target)[1], abs=0)
    assert (snapped[3:5] == shapely.get_coordinates(shape)[3:5]).all()  # beyond 5 m: untouched
    on_line = shapely.get_coordinates(frame.to_metres(shapely.Point(snapped[1])))[0]
    assert on_line == pytest.approx([0, 50], abs=0.01)


def test_snapping_that_spoils_a_shape_is_refused() -> None:
    frame = LocalFrame(0, 51)
    thin = frame.to_degrees(shapely.box(0, 0, 4, 100))
    line = frame.to_degrees(shapely.LineString([(2, -50), (2, 150)]))
    with pytest.raises(BadInputError, match="once snapped"):
        snap(thin, line, 10)


BAD = float("nan")


@pytest.mark.parametrize(
    "make",
    [
        lambda: circle((BAD, 0), 100),
        lambda: circle((0, 89.5), 100),
        lambda: circle((181, 0), 100),
        lambda: circle((0, 0), 0),
        lambda: circle((0, 0), -5),
        lambda: circle((0, 0), BAD),
        lambda: circle((0, 0), 50_001),
        lambda: circle((0, 0), True),
        lambda: circle((0, "0"), 100),
        lambda: around([], 100),
        lambda: rectangle((0, 0), 0, 10),
        lambda: rectangle((0, 0), 10, 10, BAD),
        lambda: along([], 50),
        lambda: along([shapely.LineString([(0, 0), (1, 1)])], 0),
        lambda: footprint([shapely.box(0, 0, 1, 1)], []),
        lambda: snap(shapely.box(0, 0, 1, 1), shapely.LineString([(0, 0), (1, 1)]), -1),
    ],
)
def test_numbers_that_make_no_shape_are_refused(make: Callable[[], shapely.Geometry]) -> None:
    with pytest.raises(BadInputError) as caught:
        make()
    assert caught.value.next_step


@given(st.floats(-180, 180), st.floats(-85, 85), st.floats(1, 50_000))
@settings(max_examples=50)
def test_every_circle_holds_its_middle_and_is_clean(
    longitude: float, latitude: float, radius_m: float
) -> None:
    shape = circle((longitude, latitude), radius_m)
    assert flaw(shape) is None
    assert shapely.intersects_xy(shape, longitude, latitude) or abs(abs(longitude) - 180) < 1e-9
    assert area_km2(shape) * 1e6 == pytest.approx(np.pi * radius_m**2, rel=1e-3)
    frame = frame_of(shape)
    _, _, metres = GEOD.inv(frame.longitude, frame.latitude, longitude, latitude)
    assert metres < 0.02 * radius_m + 0.1
    assert rolled(shape).geom_type == "Polygon"
