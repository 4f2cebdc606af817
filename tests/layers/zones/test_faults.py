"""Every fault a shape can have: its kind, its place on the map, and what to do."""

from __future__ import annotations

import time
from typing import Any

import numpy as np
import pytest
import shapely

from etl.projection import LocalFrame
from layers.zones.faults import Fault, faults
from layers.zones.making import circle
from layers.zones.shape import as_geojson
from tests.layers.zones.test_shape import box, many, polygon

OUTLINE = shapely.box(-71.2, 42.2, -71.0, 42.4)
HERE = box(-71.11, 42.29, -71.10, 42.30)


def only(shape: Any) -> Fault:
    (fault,) = faults(shape, OUTLINE)
    assert fault.words.endswith(".")
    assert fault.next_step.endswith(".")
    return fault


def moved(ring: list[list[float]], scale: float = 0.01) -> list[list[float]]:
    return [[-71.15 + x * scale, 42.25 + y * scale] for x, y in ring]


SQUARE = [[0, 0], [4, 0], [4, 4], [0, 4], [0, 0]]


def test_a_good_shape_has_none() -> None:
    assert faults(HERE, OUTLINE) == ()
    assert faults(circle((-71.1, 42.3), 400), OUTLINE) == ()


@pytest.mark.parametrize(
    ("rings", "kind", "place"),
    [
        ([[[0, 0], [4, 4], [4, 0], [0, 4], [0, 0]]], "self_crossing", (2, 2)),
        ([[[0, 0], [4, 0], [4, 3], [1, -1], [0, 4], [0, 0]]], "self_crossing", (0.8, 0)),
        ([SQUARE, [[3, 1], [6, 1], [6, 3], [3, 3], [3, 1]]], "self_crossing", (4, 1)),
        ([SQUARE, [[5, 1], [6, 1], [6, 2], [5, 1]]], "hole_outside", (5, 1)),
        (
            [SQUARE, [[1, 1], [3, 1], [3, 3], [1, 3], [1, 1]], [[1.5, 1.5], [2, 1.5], [2, 2], [1.5, 1.5]]],
            "nested",
            (1.5, 1.5),
        ),
        ([SQUARE, [[0, 2], [2, 1], [4, 2], [2, 3], [0, 2]]], "disconnected", (4, 2)),
        ([[[0, 0], [2, 2], [4, 4], [0, 0]]], "degenerate", None),
        ([[[1, 1], [1, 1], [1, 1], [1, 1]]], "degenerate", (1, 1)),
    ],
)
def test_edges_that_enclose_no_ground_are_placed(
    rings: list[list[list[float]]], kind: str, place: tuple[float, float] | None
) -> None:
    fault = only(polygon(*(moved(ring) for ring in rings)))
    assert (fault.kind, fault.severity) == (kind, "error")
    if place is not None:
        x, y = moved([list(place)])[0]
        assert (fault.longitude, fault.latitude) == (pytest.approx(x), pytest.approx(y))


def test_a_shape_beside_the_place_is_outside_and_one_half_in_is_warned_of() -> None:
    assert only(box(-70.5, 42.2, -70.4, 42.25)).kind == "outside"
    partly = only(box(-71.01, 42.30, -70.99, 42.31))
    assert (partly.kind, partly.severity) == ("partly_outside", "warning")
    assert partly.words.startswith("50\u00a0%")
    assert partly.longitude is not None
    assert partly.longitude > -71.0


def test_the_width_of_a_pen_across_the_edge_is_no_fault() -> None:
    assert faults(box(-71.01, 42.30, -71.0 + 1e-6, 42.31), OUTLINE) == ()


@pytest.mark.parametrize(
    ("share", "expected"),
    [(0.24, None), (0.26, "warning"), (0.49, "warning"), (0.51, "error"), (30.0, "error")],
)
def test_a_shape_is_too_large_by_its_share_of_the_place(share: float, expected: str | None) -> None:
    side = 0.1 * share**0.5
    found = faults(box(-71.1 - side, 42.3 - side, -71.1 + side, 42.3 + side), OUTLINE)
    assert [fault.severity for fault in found if fault.kind == "too_large"] == (
        [expected] if expected else []
    )


def test_swapped_coordinates_are_told_by_where_they_would_fall() -> None:
    swapped = polygon([[y, x] for x, y in HERE["coordinates"][0]])
    fault = only(swapped)
    assert fault.kind == "swapped"
    assert (fault.longitude, fault.latitude) == (pytest.approx(-71.105), pytest.approx(42.295))
    east = shapely.box(120, 30, 121, 31)  # swapped, its longitudes are no latitudes
    (fault,) = faults(box(30.4, 120.4, 30.5, 120.5), east)
    assert fault.kind == "swapped"
    far_off = box(10, 20, 11, 21)
    assert only(far_off).kind == "outside"


@pytest.mark.parametrize(
    ("crs", "outline", "name"),
    [
        ("EPSG:27700", shapely.box(-0.2, 51.4, 0.0, 51.6), "British National Grid"),
        ("EPSG:3857", OUTLINE, "Web Mercator"),
        ("EPSG:32619", OUTLINE, "UTM zone 19N"),
        ("EPSG:32756", shapely.box(151, -34, 151.4, -33.7), "UTM zone 56S"),
    ],
)
def test_metres_are_told_by_the_grid_that_puts_them_in_the_place(crs: str, outline: Any, name: str) -> None:
    from pyproj import Transformer

    middle = outline.centroid
    x, y = Transformer.from_crs("EPSG:4326", crs, always_xy=True).transform(middle.x, middle.y)
    (fault,) = faults(box(x, y, x + 100, y + 100), outline)
    assert fault.kind == "metres"
    assert name in fault.words
    assert (fault.longitude, fault.latitude) == (
        pytest.approx(middle.x, abs=0.01),
        pytest.approx(middle.y, abs=0.01),
    )


def test_numbers_of_no_known_grid_are_still_no_degrees() -> None:
    fault = only(box(1e9, 1e9, 2e9, 2e9))
    assert (fault.kind, fault.longitude) == ("metres", None)


def test_what_cannot_be_read_is_a_fault_without_a_place() -> None:
    for sent in (None, {"type": "Point", "coordinates": [0, 0]}, polygon([[0, float("nan")]] * 4)):
        fault = only(sent)
        assert (fault.kind, fault.longitude, fault.latitude) == ("unreadable", None, None)
    assert only(shapely.Point(0, 0)).kind == "unreadable"


def test_hardly_any_ground_and_hardly_any_width() -> None:
    frame = LocalFrame(-71.1, 42.3)
    assert only(frame.to_degrees(shapely.box(0, 0, 0.9, 0.9))).kind == "degenerate"
    assert faults(frame.to_degrees(shapely.box(0, 0, 6, 6)), OUTLINE) == ()  # a kiosk
    sliver = only(frame.to_degrees(shapely.union(shapely.box(0, 0, 50, 50), shapely.box(90, 0, 91, 80))))
    assert (sliver.kind, sliver.severity) == ("sliver", "warning")
    assert sliver.longitude is not None
    assert sliver.longitude > -71.1 + 80 / 111_195


def test_a_fault_across_the_antimeridian_lies_on_the_map() -> None:
    outline = shapely.box(179, 10, 180, 11)
    (fault,) = faults(polygon([[179.8, 10], [-179.6, 10.6], [-179.6, 10], [179.8, 10.6]]), outline)
    assert fault.kind == "self_crossing"
    assert (fault.longitude, fault.latitude) == (pytest.approx(-179.9), pytest.approx(10.3))
    (fault,) = faults(box(179.9, 10.2, 180.1, 10.4), outline)
    assert (fault.kind, fault.words[:4]) == ("partly_outside", "50\u00a0%")


def test_a_map_panned_round_the_world_is_no_fault() -> None:
    assert faults(box(189.5, 10.2, 189.6, 10.3), shapely.box(-171, 10, -169, 11)) == ()


def test_errors_come_before_warnings() -> None:
    found = faults(box(-71.2, 42.2, -70.9, 42.4), OUTLINE)
    assert [(fault.kind, fault.severity) for fault in found] == [
        ("too_large", "error"),
        ("partly_outside", "warning"),
    ]


def large_bow_tie() -> dict[str, Any]:
    angle = np.linspace(0, 2 * np.pi, 100_000)
    ring = np.column_stack([-71.1 + 0.05 * np.sin(angle), 42.3 + 0.03 * np.sin(2 * angle)])
    ring[-1] = ring[0]
    return polygon(ring.tolist())


def test_a_hundred_thousand_corners_are_checked_at_once() -> None:
    fine = many(100_000)
    fine["coordinates"][0] = [[-71.1 + x * 0.05, 42.3 + y * 0.05] for x, y in fine["coordinates"][0]]
    started = time.process_time()
    assert faults(fine, OUTLINE) == ()
    assert only(large_bow_tie()).kind == "self_crossing"
    assert time.process_time() - started < 10  # about 1 s on a quiet machine
    assert only(many(100_001)).kind == "unreadable"
    assert as_geojson(OUTLINE)["type"] == "Polygon"
