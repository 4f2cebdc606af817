"""Polygons of GeoJSON as rings of numbers, read with suspicion: nothing that is sent ends in a crash."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from etl.errors import BadInputError
from layers.statistics.checked import Floats

VERTICES_AT_MOST = 100_000
WIDEST_LONGITUDE = 360.0  # a map panned once round the world still gives a readable place
_NESTED_AT_MOST = 8
_WHERE = "The shape"
_AGAIN = "Draw it again, or export it as GeoJSON in WGS 84."
Rings = list[Floats]  # of one polygon: closed, n x 2, the shell first


def read_rings(geojson: Any) -> list[Rings]:
    """Return the polygons of GeoJSON as rings of finite numbers, whatever their unit.

    geojson: Polygon, MultiPolygon, or collections and features of them. Heights are left out, open rings
    closed. Raises BadInputError for what is no polygon or no number, or has over VERTICES_AT_MOST corners.
    """
    polygons: list[Rings] = []
    left = VERTICES_AT_MOST
    for rings in _coordinates(geojson, 0):
        if not isinstance(rings, list | tuple) or not rings:
            raise unreadable("a polygon has no rings")
        polygon: Rings = []
        for ring in rings:
            if not isinstance(ring, list | tuple):
                raise unreadable("a ring is not a list of corners")
            left -= max(len(ring) - 1, 1)  # a closed ring repeats its first corner
            if left < 0:
                raise too_many()
            where = f"{_WHERE}, polygon {len(polygons) + 1}, ring {len(polygon) + 1}"
            polygon.append(_read_ring(ring, where))
        polygons.append(polygon)
    if not polygons:
        raise unreadable("it holds no polygon")
    return polygons


def require_degrees(polygons: list[Rings]) -> None:
    """Raise BadInputError where a corner is no longitude and latitude."""
    for polygon in polygons:
        for ring in polygon:
            wrong = (np.abs(ring[:, 0]) > WIDEST_LONGITUDE) | (np.abs(ring[:, 1]) > 90)
            if wrong.any():
                x, y = ring[int(np.argmax(wrong))]
                raise BadInputError(
                    _WHERE,
                    f"has a corner at {x:g}, {y:g}, which is no longitude and latitude in degrees",
                    "Put longitude first, and save the file in WGS 84 (EPSG:4326).",
                )


def too_many(where: str = _WHERE) -> BadInputError:
    """Return the error for a shape with more corners than are taken."""
    return BadInputError(
        where,
        f"has more than {VERTICES_AT_MOST:,} corners",
        "Simplify it first (in QGIS: Vector, Geometry Tools, Simplify).",
    )


def unreadable(why: str) -> BadInputError:
    """Return the error for what is no polygon."""
    return BadInputError(_WHERE, f"cannot be read: {why}", _AGAIN)


def _coordinates(value: Any, depth: int) -> Iterator[Any]:
    """Yield the coordinates of each polygon in a GeoJSON object."""
    kind = value.get("type") if isinstance(value, dict) else None
    if depth > _NESTED_AT_MOST:
        raise unreadable(f"it nests more than {_NESTED_AT_MOST} objects in each other")
    if kind == "Feature":
        yield from _coordinates(value.get("geometry"), depth + 1)
    elif kind in ("FeatureCollection", "GeometryCollection"):
        members = value.get("features" if kind == "FeatureCollection" else "geometries")
        if not isinstance(members, list | tuple):
            raise unreadable(f"its {kind} has no list of members")
        for member in members:
            yield from _coordinates(member, depth + 1)
    elif kind == "Polygon":
        yield value.get("coordinates")
    elif kind == "MultiPolygon":
        polygons = value.get("coordinates")
        if not isinstance(polygons, list | tuple):
            raise unreadable("its MultiPolygon has no list of polygons")
        yield from polygons
    else:
        known = ("Point", "MultiPoint", "LineString", "MultiLineString")
        raise unreadable(f"a {kind} covers no ground" if kind in known else "it is no GeoJSON polygon")


def _read_ring(ring: Sequence[Any], where: str) -> Floats:
    """Return a ring as closed n x 2 floats."""
    points = np.empty((len(ring), 2))
    for row, corner in enumerate(ring):
        pair = isinstance(corner, list | tuple) and len(corner) >= 2
        if not pair or type(corner[0]) not in (int, float) or type(corner[1]) not in (int, float):
            raise BadInputError(f"{where}, corner {row + 1}", "is not a pair of numbers", _AGAIN)
        try:
            points[row] = corner[0], corner[1]
        except OverflowError as error:
            raise BadInputError(f"{where}, corner {row + 1}", "is no finite number", _AGAIN) from error
    wrong = ~np.isfinite(points).all(axis=1)
    if wrong.any():
        raise BadInputError(f"{where}, corner {int(np.argmax(wrong)) + 1}", "is no finite number", _AGAIN)
    if len(points) and (points[0] != points[-1]).any():
        points = np.vstack([points, points[:1]])
    if len(points) < 4:
        raise BadInputError(where, "has fewer than three corners", "Add corners, or take it away.")
    return points
