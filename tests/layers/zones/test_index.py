"""The index of points against plain ray casting in exact arithmetic, and laws of counting in shapes."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.errors import BadInputError
from layers.statistics.checked import Flags, Floats
from layers.zones import index
from layers.zones.index import PointIndex
from layers.zones.making import combine
from layers.zones.shape import as_geojson, read_geometry

STEP = 1 / 64  # all coordinates are multiples: products of differences are exact in 53 bits
KINDS = ("star", "hole", "sliver", "touching", "parts", "larger", "antimeridian", "comb")


def cast_rays(rings: list[Floats], x: Floats, y: Floats) -> Flags:
    """Return which points lie inside or on the edge: one ray a point, every edge looked at."""
    odd, on_edge = np.zeros(len(x), bool), np.zeros(len(x), bool)
    for ring in rings:
        for (x0, y0), (x1, y1) in pairwise(ring):
            side = (x1 - x0) * (y - y0) - (y1 - y0) * (x - x0)
            within = (np.minimum(x0, x1) <= x) & (x <= np.maximum(x0, x1))
            within &= (np.minimum(y0, y1) <= y) & (y <= np.maximum(y0, y1))
            on_edge |= (side == 0) & within
            odd ^= ((y0 <= y) != (y1 <= y)) & ((side > 0) == (y1 > y0))
    return odd | on_edge


def lattice(values: Floats) -> Floats:
    """Round to the lattice."""
    return np.round(np.asarray(values) / STEP) * STEP


def star(random: np.random.Generator, middle: Floats, radius: float, corners: int) -> Floats:
    """Return a closed ring of lattice points round a middle."""
    angle = np.sort(random.uniform(0, 2 * np.pi, corners))
    reach = radius * random.uniform(0.3, 1.0, corners)
    ring = lattice(middle + np.column_stack([reach * np.cos(angle), reach * np.sin(angle)]))
    return np.vstack([ring, ring[:1]])


def shell_of(random: np.random.Generator, kind: str) -> list[list[Floats]]:
    """Return polygons (rings, the shell first) of one kind, not always valid."""
    middle = np.array([random.uniform(-2, 2), random.uniform(48, 52)])
    if kind == "antimeridian":
        middle[0] += 180
    corners = int(random.integers(3, 25))
    if kind == "larger":
        return [[star(random, np.array([0.0, 50.0]), 30.0, 40)]]
    if kind == "sliver":
        start, along = lattice(middle), lattice(random.uniform(-2, 2, 2))
        ring = np.array([start, start + along, start + along + [0, STEP], start])
        return [[ring]]
    if kind == "touching":
        a, b = lattice(random.uniform(0.2, 1.5, 2)), lattice(middle)
        square = np.array([(0, 0), (1, 0), (1, 1), (0, 1), (0, 0)], float)
        inner = np.array([(0, 0), (0.25, 0.5), (0.5, 0.25), (0, 0)])
        return [[b + square * a, b + inner * lattice(a / 4) * 4], [b - square * a]]
    if kind == "comb":
        teeth = int(random.integers(2, 9))
        across = np.repeat(np.arange(2 * teeth), 2)[1:-1] * STEP * 4
        up = np.tile([0.0, 1.0, 1.0, 0.0], teeth)[: len(across)]
        ring = np.column_stack([across, up])
        ring = np.vstack([ring, [across[-1], 2.0], [0.0, 2.0], ring[:1]])
        return [[lattice(middle) + ring]]
    polygon = [star(random, middle, random.uniform(0.3, 3), corners)]
    if kind in ("hole", "antimeridian"):
        polygon.append(star(random, polygon[0][:-1].mean(axis=0), 0.3, int(random.integers(3, 9))))
    if kind == "parts":
        return [polygon, [star(random, middle + 4.0, 1.5, corners)]]
    return [polygon]


def shapes(number: int, seed: int) -> Iterator[tuple[str, list[Floats], shapely.Geometry]]:
    """Yield valid shapes of all kinds in turn: kind, rings as made, and what is read of their GeoJSON."""
    random = np.random.default_rng(seed)
    made = 0
    while made < number:
        kind = KINDS[made % len(KINDS)]
        polygons = shell_of(random, kind)
        if not shapely.is_valid(shapely.multipolygons([shapely.Polygon(p[0], p[1:]) for p in polygons])):
            continue
        jumping = [
            [np.column_stack([(r[:, 0] + 180) % 360 - 180, r[:, 1]]).tolist() for r in p] for p in polygons
        ]
        yield (
            kind,
            [ring for polygon in polygons for ring in polygon],
            read_geometry({"type": "MultiPolygon", "coordinates": jumping}),
        )
        made += 1


def points_for(rings: list[Floats], random: np.random.Generator) -> tuple[Floats, Floats]:
    """Return points on the lattice in and round the rings, many on corners and edges, some twice."""
    corners = np.vstack(rings)
    halves = np.vstack([(ring[1:] + ring[:-1]) / 2 for ring in rings])
    low, high = corners.min(axis=0) - 0.2, corners.max(axis=0) + 0.2
    spread = lattice(random.uniform(low, high, (200, 2)))
    points = np.vstack(
        [corners, halves, spread, spread[:20], corners + np.array([STEP, 0]), halves - np.array([0, STEP])]
    )
    return points[:, 0], np.clip(points[:, 1], -90, 90)


def test_a_thousand_shapes_hold_the_points_that_plain_ray_casting_finds() -> None:
    random = np.random.default_rng(8)
    held = dict.fromkeys(KINDS, 0)
    for kind, rings, shape in shapes(1000, 20):
        x, y = points_for(rings, random)
        expected = cast_rays(rings, x, y)
        if kind == "antimeridian":  # where an edge is cut at 180 its new corner is rounded
            near = shapely.dwithin(shapely.points(x, y), shapely.MultiLineString(rings), 1e-12)
            expected, x, y = expected[~near], x[~near], y[~near]
            x = np.where(x > 180, x - 360, x)
        found = PointIndex(y, x).inside(shape)
        assert found.tolist() == np.flatnonzero(expected).tolist(), kind
        held[kind] += len(found)
    assert min(held.values()) > 1000


@pytest.mark.parametrize("limits", [(1_000_000, 8_000_000), (50, 8_000_000), (50, 10)])
def test_crowded_and_stray_points_are_found_as_by_shapely(
    limits: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Clusters, one stray point far away, rows without coordinates; and strips a few at a time."""
    monkeypatch.setattr(index, "_ROWS_AT_ONCE", limits[0])
    monkeypatch.setattr(index, "_PAIRS_AT_ONCE", limits[1])
    random = np.random.default_rng(3)
    cluster = random.normal([[0.0, 52.0]], 0.02, (5_000, 2))
    points = np.vstack([cluster, np.repeat(cluster[:3], 200, axis=0), [(179.0, -80.0), (np.nan, 52.0)]])
    x, y = random.permutation(points).T
    found = PointIndex(y, x)
    for radius in (0.001, 0.02, 0.04, 0.2):
        angle = np.sort(random.uniform(0, 2 * np.pi, 90))
        reach = (radius * random.uniform(0.4, 1, 90))[:, None]
        shape = shapely.Polygon([0, 52] + reach * np.column_stack([np.cos(angle), np.sin(angle)]))
        expected = np.flatnonzero(shapely.intersects_xy(shape, x, y))
        assert found.inside(shape).tolist() == expected.tolist()
        assert found.count(shape) == len(expected)


def test_positions_found_give_sums_without_looking_at_each_row() -> None:
    random = np.random.default_rng(4)
    x, y, size = random.uniform(0, 1, 3000), random.uniform(0, 1, 3000), random.integers(0, 9, 3000)
    points, shape = PointIndex(y, x), shapely.Point(0.5, 0.5).buffer(0.3)
    found = points.find(shape)
    before = np.append(0, np.cumsum(size[points.order]))
    total = (before[found.stops] - before[found.starts]).sum() + size[points.order[found.alone]].sum()
    assert total == size[points.inside(shape)].sum()


def test_no_points_and_a_shape_far_away_hold_nothing() -> None:
    nothing = PointIndex(np.empty(0), np.full(0, np.nan))
    assert nothing.inside(shapely.box(0, 0, 1, 1)).tolist() == []
    assert (
        PointIndex(np.array([np.nan]), np.array([1.0])).inside(shapely.box(-180, -90, 180, 90)).tolist() == []
    )
    assert PointIndex(np.array([5.0]), np.array([5.0])).count(shapely.box(10, 10, 11, 11)) == 0
    assert PointIndex(np.array([5.0]), np.array([5.0])).count(shapely.MultiPolygon()) == 0


def test_a_shape_that_crosses_itself_is_refused_with_the_place() -> None:
    bow_tie = shapely.Polygon([(0, 0), (2, 2), (2, 0), (0, 2)])
    with pytest.raises(BadInputError, match=r"1\.000000, 1\.000000"):
        PointIndex(np.array([1.0]), np.array([1.0])).inside(bow_tie)


RINGS = st.builds(
    lambda seed, radius: star(np.random.default_rng(seed), np.array([0.0, 50.0]), radius, 7),
    st.integers(0, 10_000),
    st.floats(0.5, 2.0),
)


@given(RINGS, RINGS)
@settings(max_examples=60)
def test_laws_of_adding_and_subtracting(one: Floats, other: Floats) -> None:
    """In A or B, in A and not B, and never more than the whole; points on edges aside."""
    a, b = shapely.Polygon(one), shapely.Polygon(other)
    if not (shapely.is_valid(a) and shapely.is_valid(b)) or shapely.covers(b, a):
        return
    x, y = (axis.ravel() for axis in np.meshgrid(np.arange(-2.01, 2, 0.093), np.arange(48.03, 52, 0.1)))
    edges = shapely.union(shapely.boundary(a), shapely.boundary(b))
    off = ~shapely.dwithin(shapely.points(x, y), edges, 1e-9)
    points = PointIndex(y[off], x[off])
    in_a, in_b = set(points.inside(a).tolist()), set(points.inside(b).tolist())
    assert set(points.inside(combine(a, b, "add")).tolist()) == in_a | in_b
    assert set(points.inside(combine(a, b, "subtract")).tolist()) == in_a - in_b
    assert points.count(read_geometry(as_geojson(a))) == len(in_a)
