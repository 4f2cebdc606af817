"""GeoJSON of every bad and good kind, the antimeridian, and parts folded to one shape."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.errors import BadInputError
from layers.zones.geojson import VERTICES_AT_MOST
from layers.zones.shape import as_geojson, flaw, read_geometry, rolled, whole

SQUARE = [[0, 0], [2, 0], [2, 2], [0, 2], [0, 0]]


def polygon(*rings: Any) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": list(rings)}


def box(west: float, south: float, east: float, north: float) -> dict[str, Any]:
    return polygon([[west, south], [east, south], [east, north], [west, north], [west, south]])


@dataclass(frozen=True)
class Part:
    geometry: Any
    operation: str = "add"
    id: str = field(default="p1")


def many(corners: int) -> dict[str, Any]:
    angle = np.linspace(0, 2 * np.pi, corners + 1)
    ring = np.column_stack([np.cos(angle), np.sin(angle)])
    ring[-1] = ring[0]
    return polygon(ring.tolist())


@pytest.mark.parametrize(
    "wrapped",
    [
        polygon(SQUARE),
        {"type": "MultiPolygon", "coordinates": [[SQUARE]]},
        {"type": "Feature", "properties": None, "geometry": polygon(SQUARE)},
        {"type": "GeometryCollection", "geometries": [polygon(SQUARE)]},
        {"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": polygon(SQUARE)}]},
        polygon([[*corner, 12.5] for corner in SQUARE]),
        polygon(SQUARE[:-1]),
    ],
)
def test_a_square_is_read_from_whatever_it_comes_in(wrapped: Any) -> None:
    assert read_geometry(wrapped).equals_exact(shapely.Polygon(SQUARE))


def test_a_shape_goes_out_as_it_came_in() -> None:
    ring = [[0.1 + 0.2, 51.123456789012345], [0.7, 51.1], [0.5, 51.9], [0.1 + 0.2, 51.123456789012345]]
    assert as_geojson(read_geometry(polygon(ring))) == polygon(ring)


@pytest.mark.parametrize(
    ("sent", "what"),
    [
        (None, "no GeoJSON polygon"),
        ([], "no GeoJSON polygon"),
        ("POLYGON ((0 0, 1 0, 1 1, 0 0))", "no GeoJSON polygon"),
        ({}, "no GeoJSON polygon"),
        ({"type": ["Polygon"]}, "no GeoJSON polygon"),
        ({"type": "Feature", "geometry": None}, "no GeoJSON polygon"),
        ({"type": "Point", "coordinates": [0, 0]}, "a Point covers no ground"),
        ({"type": "GeometryCollection"}, "no list of members"),
        ({"type": "GeometryCollection", "geometries": []}, "holds no polygon"),
        ({"type": "MultiPolygon", "coordinates": None}, "no list of polygons"),
        ({"type": "MultiPolygon", "coordinates": []}, "holds no polygon"),
        ({"type": "Polygon"}, "no rings"),
        (polygon(), "no rings"),
        (polygon("abc"), "not a list of corners"),
        (polygon([]), "fewer than three corners"),
        (polygon([[0, 0], [1, 1], [0, 0]]), "fewer than three corners"),
        (polygon([[0, 0], [1, 0], 5, [0, 0]]), "corner 3 is not a pair"),
        (polygon([[0, 0], [1], [1, 1], [0, 0]]), "corner 2: is not a pair"),
        (polygon([["0", "0"], [1, 0], [1, 1], [0, 0]]), "corner 1: is not a pair"),
        (polygon([[0, 0], [True, 0], [1, 1], [0, 0]]), "corner 2: is not a pair"),
        (polygon([[0, 0], [None, 0], [1, 1], [0, 0]]), "corner 2: is not a pair"),
        (polygon([[0, 0], [1, float("nan")], [1, 1], [0, 0]]), "corner 2: is no finite number"),
        (polygon([[0, 0], [1, 0], [1, float("inf")], [0, 0]]), "corner 3: is no finite number"),
        (polygon([[0, 0], [10**400, 0], [1, 1], [0, 0]]), "corner 2: is no finite number"),
        (polygon([[0, 0], [1, 91], [1, 1], [0, 0]]), "no longitude and latitude"),
        (polygon([[530000, 180000], [530100, 180000], [530100, 180100]]), "no longitude and latitude"),
        (polygon([[0, 80], [120, 80], [-120, 80], [0, 80]]), "round a pole"),
    ],
)
def test_what_is_no_polygon_is_refused_in_words(sent: Any, what: str) -> None:
    with pytest.raises(BadInputError) as caught:
        read_geometry(sent)
    assert what.replace("corner 3 is", "corner 3: is") in str(caught.value)


def test_nesting_without_end_is_refused() -> None:
    nested = polygon(SQUARE)
    for _ in range(500):
        nested = {"type": "GeometryCollection", "geometries": [nested]}
    with pytest.raises(BadInputError, match="nests more than"):
        read_geometry(nested)


def test_as_many_corners_as_allowed_are_read_and_one_more_is_not() -> None:
    assert shapely.get_num_coordinates(read_geometry(many(VERTICES_AT_MOST))) == VERTICES_AT_MOST + 1
    with pytest.raises(BadInputError, match="more than 100,000 corners"):
        read_geometry(many(VERTICES_AT_MOST + 1))
    half = many(VERTICES_AT_MOST // 2 + 1)
    with pytest.raises(BadInputError, match="Part p1: has more than 100,000 corners"):
        whole([Part(half), Part(half)])


def test_polygons_that_overlap_are_joined() -> None:
    two = {"type": "GeometryCollection", "geometries": [box(0, 0, 2, 2), box(1, 0, 3, 2)]}
    assert read_geometry(two).equals(shapely.box(0, 0, 3, 2))


@pytest.mark.parametrize(
    "crossing",
    [
        box(179.5, 10, 180.5, 11),
        box(-180.5, 10, -179.5, 11),
        polygon([[179.5, 10], [-179.5, 10], [-179.5, 11], [179.5, 11], [179.5, 10]]),
        polygon([[-179.5, 10], [-179.5, 11], [179.5, 11], [179.5, 10], [-179.5, 10]]),
    ],
)
def test_a_shape_across_the_antimeridian_is_cut_there(crossing: Any) -> None:
    cut = read_geometry(crossing)
    assert cut.equals(shapely.union(shapely.box(179.5, 10, 180, 11), shapely.box(-180, 10, -179.5, 11)))
    assert cut.bounds == (-180, 10, 180, 11)
    assert rolled(cut).equals(shapely.box(179.5, 10, 180.5, 11))


def test_a_hole_stays_in_its_shape_across_the_antimeridian() -> None:
    hole = [[179.9, 10.4], [179.9, 10.6], [-179.9, 10.6], [-179.9, 10.4], [179.9, 10.4]]
    cut = read_geometry(polygon(*box(179.5, 10, 180.5, 11)["coordinates"], hole))
    assert cut.area == pytest.approx(1 - 0.2 * 0.2)
    assert flaw(cut) is None
    beyond = [[-179.9, 10.4], [-179.9, 10.6], [-179.8, 10.6], [-179.8, 10.4], [-179.9, 10.4]]
    jumping = [[179.5, 10], [-179.5, 10], [-179.5, 11], [179.5, 11], [179.5, 10]]
    cut = read_geometry(polygon(jumping, beyond))
    assert cut.area == pytest.approx(1 - 0.1 * 0.2)
    assert flaw(cut) is None


def test_the_whole_earth_keeps_its_width() -> None:
    assert read_geometry(box(-180, -90, 180, 90)).area == 360 * 180


def test_a_map_panned_round_the_world_gives_the_same_place() -> None:
    assert read_geometry(box(190, 10, 191, 11)).bounds == (-170, 10, -169, 11)


def test_parts_are_folded_in_order() -> None:
    hole_last = whole([Part(box(0, 0, 3, 3)), Part(box(1, 1, 2, 2), "subtract")])
    filled_again = whole([Part(box(0, 0, 3, 3)), Part(box(1, 1, 2, 2), "subtract"), Part(box(1, 1, 2, 2))])
    assert (hole_last.area, filled_again.area) == (8, 9)


@pytest.mark.parametrize(
    ("parts", "what"),
    [
        ([], "The zone: covers no ground"),
        ([Part(box(0, 0, 1, 1)), Part(box(0, 0, 2, 2), "subtract")], "The zone: covers no ground"),
        ([Part(box(0, 0, 1, 1), "multiply", "p7")], "operation: is 'multiply'"),
        ([Part({"type": "Point"}, id="p3")], "Part p3: cannot be read"),
        (
            [Part(polygon([[0, 0], [2, 2], [2, 0], [0, 2], [0, 0]]), id="p4")],
            "Part p4: is not clean at longitude, latitude 1.000000, 1.000000: The edge crosses",
        ),
    ],
)
def test_a_zone_that_cannot_be_made_says_which_part(parts: list[Part], what: str) -> None:
    with pytest.raises(BadInputError) as caught:
        whole(parts)
    assert what in str(caught.value)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["type", "coordinates", "geometry", "geometries", "features"]), inner, max_size=3
        )
    ),
    max_leaves=12,
)
KINDS = ["Polygon", "MultiPolygon", "Feature", "GeometryCollection", "FeatureCollection"]
NUMBERS = st.floats(-400, 400) | st.integers(-200, 200)
RINGS = st.lists(st.lists(st.lists(NUMBERS, min_size=2, max_size=3), max_size=7), max_size=3)


@given(st.sampled_from(KINDS), JSON | RINGS, JSON)
@settings(max_examples=80)
def test_nothing_sent_ends_in_a_crash(kind: str, coordinates: Any, other: Any) -> None:
    sent = {
        "type": kind,
        "coordinates": coordinates,
        "geometry": other,
        "geometries": other,
        "features": other,
    }
    for value in (sent, other):
        try:
            shape = read_geometry(value)
        except BadInputError:
            continue
        assert shape.geom_type in ("Polygon", "MultiPolygon")
        assert flaw(shape) is not None or (shape.bounds[0] >= -180 and shape.bounds[2] <= 180)


def test_a_large_shape_is_read_at_once() -> None:
    sent = json.loads(json.dumps(many(VERTICES_AT_MOST)))
    started = time.process_time()
    read_geometry(sent)
    assert time.process_time() - started < 5  # about 0.2 s on a quiet machine
