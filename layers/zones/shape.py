"""Shapes of zones: GeoJSON read with suspicion, cut at the antimeridian, and the parts folded to one shape.

All in WGS 84 degrees, longitude first; edges are straight in longitude and latitude (RFC 7946). A shape is
kept as drawn: nothing is repaired, closed up or thinned. What is wrong with it is told by
layers/zones/faults.py.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any, Protocol

import numpy as np
import shapely

from etl.errors import BadInputError
from layers.statistics.checked import Floats

VERTICES_AT_MOST = 100_000
WIDEST_LONGITUDE = 360.0  # a map panned once round the world still gives a readable place
_HALF_TURN, _TURN = 180.0, 360.0
_NESTED_AT_MOST = 8
_WHERE = "The shape"
_AGAIN = "Draw it again, or export it as GeoJSON in WGS 84."
Polygon = list[Floats]  # rings of n x 2 degrees, closed, the shell first


class Drawn(Protocol):
    """A part of a zone as drawn: what it is called, whether it adds or subtracts, and its GeoJSON."""

    @property
    def id(self) -> str: ...  # noqa: D102
    @property
    def operation(self) -> str: ...  # noqa: D102
    @property
    def geometry(self) -> Any: ...  # noqa: D102


def read_geometry(geojson: Any) -> shapely.Geometry:
    """Return the ground that GeoJSON polygons cover together, as a Polygon or MultiPolygon.

    geojson: Polygon, MultiPolygon, GeometryCollection, Feature or FeatureCollection of them, in WGS 84. An
    edge longer than 180 degrees of longitude goes the short way, across the antimeridian, where the shape is
    cut (RFC 7946, 3.1.9). Heights are left out, open rings closed. A shape that crosses itself is given back
    uncut and invalid, for faults() to say where. Raises BadInputError for anything else.
    """
    polygons = read_rings(geojson)
    require_degrees(polygons)
    return cut_at_antimeridian(unrolled(polygons))


def whole(parts: Sequence[Drawn]) -> shapely.Geometry:
    """Return the ground of a zone: its parts in order, each added to or taken from those before it.

    Raises BadInputError naming the part that cannot be used, or where nothing is left.
    """
    shape: shapely.Geometry = shapely.MultiPolygon()
    vertices = 0
    for part in parts:
        try:
            drawn = read_geometry(part.geometry)
        except BadInputError as error:
            raise BadInputError(f"Part {part.id}", error.what, error.next_step) from error
        vertices += shapely.get_num_coordinates(drawn)
        if vertices > VERTICES_AT_MOST:
            raise too_many(f"Part {part.id}")
        require_valid(drawn, f"Part {part.id}")
        folded = shapely.difference(shape, drawn) if part.operation == "subtract" else None
        shape = only_polygons(shapely.union(shape, drawn) if folded is None else folded)
    if shape.is_empty:
        raise BadInputError("The zone", "covers no ground", "Add a part, or subtract less.")
    return shape


def require_valid(shape: shapely.Geometry, where: str = _WHERE) -> None:
    """Raise BadInputError with the place of the fault where a shape crosses itself or is flat."""
    if not shapely.is_valid(shape):
        reason, _, at = str(shapely.is_valid_reason(shape)).partition("[")
        place = ", ".join(f"{float(value):.6f}" for value in at.rstrip("]").split())
        raise BadInputError(
            where,
            f"is not a clean shape: {reason.strip().lower()} at longitude, latitude {place}",
            "Move or take away the corners beside that place.",
        )


def too_many(where: str = _WHERE) -> BadInputError:
    """Return the error for a shape with more corners than are taken."""
    return BadInputError(
        where,
        f"has more than {VERTICES_AT_MOST:,} corners",
        "Simplify it first (in QGIS: Vector, Geometry Tools, Simplify).",
    )


def as_geojson(shape: shapely.Geometry) -> dict[str, Any]:
    """Return a WGS 84 geometry as a GeoJSON object, coordinates in full."""
    return dict(json.loads(shapely.to_geojson(shape)))


def only_polygons(shape: shapely.Geometry) -> shapely.Geometry:
    """Return a geometry without its points and lines: a Polygon, or a MultiPolygon (empty where none)."""
    if shape.geom_type in ("Polygon", "MultiPolygon"):
        return shape
    parts = [part for part in _leaves(shape) if part.geom_type == "Polygon" and not part.is_empty]
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)


def read_rings(geojson: Any) -> list[Polygon]:
    """Return the polygons of GeoJSON as rings of finite numbers, whatever their unit.

    Raises BadInputError for what is no polygon, no number, or has more than VERTICES_AT_MOST corners.
    """
    polygons: list[Polygon] = []
    left = VERTICES_AT_MOST + 1  # a closed ring repeats its first corner
    for rings in _coordinates(geojson, 0):
        if not isinstance(rings, list | tuple) or not rings:
            raise _not("a polygon has no rings")
        polygon: Polygon = []
        for ring in rings:
            if not isinstance(ring, list | tuple):
                raise _not("a ring is not a list of corners")
            left -= max(len(ring) - 1, 1)
            if left < 1:
                raise too_many()
            polygon.append(
                _read_ring(ring, f"{_WHERE}, polygon {len(polygons) + 1}, ring {len(polygon) + 1}")
            )
        polygons.append(polygon)
    if not polygons:
        raise _not("it holds no polygon")
    return polygons


def require_degrees(polygons: list[Polygon]) -> None:
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


def unrolled(polygons: list[Polygon]) -> shapely.Geometry:
    """Return polygons (degrees) as one geometry whose longitudes run on beyond 180 instead of jumping.

    Polygons that overlap are joined. Raises BadInputError for a ring round a pole.
    """
    shapes = np.array([_unroll(polygon) for polygon in polygons], dtype=object)
    if len(shapes) == 1:
        return shapes[0]
    together = shapely.multipolygons(shapes)
    if shapely.is_valid(together) or not shapely.is_valid(shapes).all():
        return together
    return only_polygons(shapely.union_all(shapes))


def cut_at_antimeridian(shape: shapely.Geometry) -> shapely.Geometry:
    """Return an unrolled geometry with all longitudes between -180 and 180; an invalid one as it is."""
    west, _, east, _ = shape.bounds
    if (west >= -_HALF_TURN and east <= _HALF_TURN) or not shapely.is_valid(shape):
        return shape
    pieces = []
    for turn in (-_TURN, 0.0, _TURN):
        band = shapely.box(turn - _HALF_TURN, -90, turn + _HALF_TURN, 90)
        piece = only_polygons(shapely.intersection(shape, band))
        pieces.append(shapely.transform(piece, lambda points, turn=turn: _turned(points, turn)))
    return only_polygons(shapely.union_all(pieces))


def _turned(points: Floats, turn: float) -> Floats:
    return np.column_stack([np.clip(points[:, 0] - turn, -_HALF_TURN, _HALF_TURN), points[:, 1]])


def _coordinates(value: Any, depth: int) -> Iterator[Any]:
    """Yield the coordinates of each polygon in a GeoJSON object."""
    kind = value.get("type") if isinstance(value, dict) else None
    if depth > _NESTED_AT_MOST:
        raise _not(f"it nests more than {_NESTED_AT_MOST} objects in each other")
    if kind == "Feature":
        yield from _coordinates(value.get("geometry"), depth + 1)
    elif kind in ("FeatureCollection", "GeometryCollection"):
        members = value.get("features" if kind == "FeatureCollection" else "geometries")
        if not isinstance(members, list | tuple):
            raise _not(f"its {kind} has no list of members")
        for member in members:
            yield from _coordinates(member, depth + 1)
    elif kind == "Polygon":
        yield value.get("coordinates")
    elif kind == "MultiPolygon":
        polygons = value.get("coordinates")
        if not isinstance(polygons, list | tuple):
            raise _not("its MultiPolygon has no list of polygons")
        yield from polygons
    else:
        known = ("Point", "MultiPoint", "LineString", "MultiLineString")
        raise _not(f"a {kind} covers no ground" if kind in known else "it is no GeoJSON polygon")


def _not(why: str) -> BadInputError:
    return BadInputError(_WHERE, f"cannot be read: {why}", _AGAIN)


def _read_ring(ring: Sequence[Any], where: str) -> Floats:
    """Return a ring as closed n x 2 floats."""
    points = np.empty((len(ring), 2))
    for row, corner in enumerate(ring):
        if not isinstance(corner, list | tuple) or len(corner) < 2:
            raise BadInputError(f"{where}, corner {row + 1}", "is not a pair of numbers", _AGAIN)
        x, y = corner[0], corner[1]
        if type(x) not in (int, float) or type(y) not in (int, float):
            raise BadInputError(f"{where}, corner {row + 1}", "is not a pair of numbers", _AGAIN)
        try:
            points[row] = x, y
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


def _unroll(polygon: Polygon) -> shapely.Geometry:
    """Return one polygon whose rings run on across the antimeridian, its middle between -180 and 180."""
    rings = [_run_on(ring) for ring in polygon]
    middle = (rings[0][:, 0].min() + rings[0][:, 0].max()) / 2
    home = _TURN * np.round(middle / _TURN) if abs(middle) > _HALF_TURN else 0.0
    for ring in rings:
        own = (ring[:, 0].min() + ring[:, 0].max()) / 2
        ring[:, 0] -= _TURN * np.round((own - middle) / _TURN) + home
    return shapely.polygons(rings[0], rings[1:] or None)


def _run_on(ring: Floats) -> Floats:
    """Return a ring without jumps of more than 180 degrees of longitude."""
    longitude = ring[:, 0]
    step = np.diff(longitude)
    on_it = (np.abs(longitude[1:]) == _HALF_TURN) & (np.abs(longitude[:-1]) == _HALF_TURN)
    turns = np.where((np.abs(step) > _HALF_TURN) & ~on_it, -np.sign(step), 0.0)
    shift = _TURN * np.concatenate([[0.0], np.cumsum(turns)])
    if shift[-1] != 0:
        raise _not("it goes round a pole")
    return np.column_stack([longitude + shift, ring[:, 1]])


def _leaves(shape: shapely.Geometry) -> Iterator[shapely.Geometry]:
    if hasattr(shape, "geoms"):
        for part in shape.geoms:
            yield from _leaves(part)
    else:
        yield shape
