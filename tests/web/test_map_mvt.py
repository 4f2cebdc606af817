from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.cells import boundaries, disks, index_points
from tests.web.tile_decoder import decode, read_varint
from web.map.mvt import EXTENT, MARGIN, encode_tile, encode_varints, to_mercator


def hexagons(
    latitude: float = 47.2, longitude: float = -31.5, resolution: int = 8, rings: int = 6
) -> np.ndarray:
    centre = index_points(np.array([latitude]), np.array([longitude]), resolution)
    return boundaries(disks(centre, rings))


def plain_mercator(longitude: float, latitude: float) -> tuple[float, float]:
    y = math.log(math.tan(math.pi / 4 + math.radians(latitude) / 2))
    return (longitude + 180) / 360, (1 - y / math.pi) / 2


def tile_of(longitude: float, latitude: float, zoom: int) -> tuple[int, int]:
    x, y = plain_mercator(longitude, latitude)
    return int(x * 2**zoom), int(y * 2**zoom)


@given(st.lists(st.integers(0, 2**63 - 1), max_size=30))
def test_varints_read_back(numbers: list[int]) -> None:
    body, sizes = encode_varints(np.array(numbers, np.uint64))
    at, read = 0, []
    for size in sizes:
        value, after = read_varint(body, at)
        assert after - at == size
        read.append(value)
        at = after
    assert read == numbers
    assert at == len(body)


@pytest.mark.parametrize("zoom", [0, 4, 9, 12])
def test_tile_holds_each_hexagon_that_reaches_it_and_no_other(zoom: int) -> None:
    corners = hexagons()
    x, y = tile_of(-31.5, 47.2, zoom)
    (layer,) = decode(encode_tile(zoom, x, y, to_mercator(corners)))
    assert (layer.name, layer.version, layer.extent) == ("cells", 2, EXTENT)
    expected = {}
    for row, ring in enumerate(corners):
        placed = []
        for longitude, latitude in ring:
            mx, my = plain_mercator(longitude, latitude)
            placed.append(((mx * 2**zoom - x) * EXTENT, (my * 2**zoom - y) * EXTENT))
        xs, ys = zip(*placed, strict=True)
        if (
            max(xs) > -MARGIN
            and min(xs) < EXTENT + MARGIN
            and max(ys) > -MARGIN
            and min(ys) < EXTENT + MARGIN
        ):
            expected[row] = placed
    assert [feature.id for feature in layer.features] == sorted(expected)
    for feature in layer.features:
        assert feature.type == 3
        (ring,) = feature.rings
        assert len(ring) == 6
        wanted = {(round(px), round(py)) for px, py in expected[feature.id]}
        assert all(min(math.dist(corner, other) for other in wanted) <= 1 for corner in ring)


def test_rings_run_clockwise_on_the_screen() -> None:
    x, y = tile_of(-31.5, 47.2, 12)
    (layer,) = decode(encode_tile(12, x, y, to_mercator(hexagons())))
    for feature in layer.features:
        ring = feature.rings[0]
        doubled = sum(
            a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, ring[1:] + ring[:1], strict=True)
        )  # y grows downwards: positive is clockwise
        assert doubled > 0


def test_neighbours_share_their_corners_exactly() -> None:
    x, y = tile_of(-31.5, 47.2, 10)
    (layer,) = decode(encode_tile(10, x, y, to_mercator(hexagons(rings=1))))
    corners = [corner for feature in layer.features for corner in feature.rings[0]]
    assert len(corners) == 42
    assert len(set(corners)) == 24  # seven hexagons in a flower


def test_tile_elsewhere_is_empty() -> None:
    assert encode_tile(12, 0, 0, to_mercator(hexagons())) == b""


def test_pentagons_and_bent_cells_have_six_corners() -> None:
    # resolution 5 round a pentagon: an icosahedron's edges bend these cells
    corners = boundaries(disks(index_points(np.array([64.7]), np.array([10.536]), 5), 3))
    assert corners.shape[1:] == (6, 2)
    assert np.isfinite(corners).all()
    flat = to_mercator(corners).reshape(-1, 2)
    assert (flat > 0).all()
    assert (flat < 1).all()
