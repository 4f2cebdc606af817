"""Shapes of zones: read, cut at the antimeridian, checked for clean edges, their parts folded to one shape.

All in WGS 84 degrees, longitude first; edges are straight in longitude and latitude (RFC 7946). A shape is
kept as drawn: nothing is repaired or thinned. What may be wrong with one is told by layers/zones/faults.py.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import shapely

from etl.errors import BadInputError
from layers.statistics.checked import Floats
from layers.zones.geojson import VERTICES_AT_MOST, Rings, read_rings, require_degrees, too_many, unreadable

_HALF_TURN, _TURN = 180.0, 360.0
_AT = re.compile(r"^(.*?)\s*\[(\S+) (\S+)\]$")


class Drawn(Protocol):
    """A part of a zone as drawn: what it is called, whether it adds or subtracts, and its GeoJSON."""

    @property
    def id(self) -> str: ...  # noqa: D102
    @property
    def operation(self) -> str: ...  # noqa: D102
    @property
    def geometry(self) -> Any: ...  # noqa: D102


@dataclass(frozen=True)
class Flaw:
    """Why the edges of a shape do not enclose ground, and where (degrees)."""

    kind: str
    words: str
    next_step: str
    longitude: float
    latitude: float


def read_geometry(geojson: Any) -> shapely.Geometry:
    """Return the ground that GeoJSON polygons cover together, as a Polygon or MultiPolygon.

    geojson: Polygon, MultiPolygon, GeometryCollection, Feature or FeatureCollection of them, in WGS 84. An
    edge longer than 180 degrees of longitude goes the short way, across the antimeridian, where the shape is
    cut (RFC 7946, 3.1.9). Heights are left out, open rings closed. A shape that crosses itself is given back
    uncut and invalid, for `flaw` to say where. Raises BadInputError for anything else.
    """
    polygons = read_rings(geojson)
    require_degrees(polygons)
    return cut_at_antimeridian(unrolled(polygons))


def whole(parts: Sequence[Drawn]) -> shapely.Geometry:
    """Return the ground of a zone: its parts in order, each added to or taken from those before it.

    Raises BadInputError naming the part that cannot be used, or where nothing is left.
    """
    shape: shapely.Geometry = shapely.MultiPolygon()
    corners = 0
    for part in parts:
        where = f"Part {part.id}"
        try:
            drawn = read_geometry(part.geometry)
        except BadInputError as error:
            raise BadInputError(where, error.what, error.next_step) from error
        corners += count_corners(drawn)
        if corners > VERTICES_AT_MOST:
            raise too_many(where)
        require_clean(drawn, where)
        shape = fold(shape, drawn, part.operation)
    if shape.is_empty:
        raise BadInputError("The zone", "covers no ground", "Add a part, or subtract less.")
    return shape


def fold(shape: shapely.Geometry, drawn: shapely.Geometry, operation: str) -> shapely.Geometry:
    """Return the union of two clean shapes (`add`), or the first less the second (`subtract`); maybe empty.

    Raises BadInputError for another operation, and where the two lie too close to be told apart.
    """
    if operation not in ("add", "subtract"):
        raise BadInputError("The operation", f"is {operation!r:.40}", "Use add or subtract.")
    try:
        together = shapely.union if operation == "add" else shapely.difference
        return only_polygons(together(shape, drawn))
    except shapely.GEOSException as error:
        raise BadInputError(
            "The shape", "has edges too close to each other to be joined", "Move one of the two a little."
        ) from error


def flaw(shape: shapely.Geometry) -> Flaw | None:
    """Return the first place where a shape's edges are not clean, None where they are."""
    if shapely.is_valid(shape):
        return None
    found = _AT.match(str(shapely.is_valid_reason(shape)))
    reason, x, y = found.groups() if found else ("", *shapely.get_coordinates(shape)[0])
    if "Too few points" in reason or shapely.area(shapely.convex_hull(shape)) == 0:
        kind, words = "degenerate", "The shape has no inside: its corners lie on one line."
        next_step = "Draw it again with corners that enclose some ground."
    elif "Hole lies outside" in reason:
        kind, words = "hole_outside", "A hole lies outside the shape it is cut from."
        next_step = "Take the hole away, or move it inside."
    elif "nested" in reason.lower():
        kind, words, next_step = "nested", "A hole or part lies inside another.", "Take one of the two away."
    elif "Interior is disconnected" in reason:
        kind, words = "disconnected", "Holes cut the shape into separate parts here."
        next_step = "Draw the parts as shapes of their own."
    else:
        kind, words = "self_crossing", "The edge crosses or touches itself here."
        next_step = "Move a corner beside this place, so that the edge no longer crosses itself."
    return Flaw(kind, words, next_step, (float(x) + _HALF_TURN) % _TURN - _HALF_TURN, float(y))


def require_clean(shape: shapely.Geometry, where: str = "The shape") -> None:
    """Raise BadInputError with the place where a shape's edges are not clean."""
    found = flaw(shape)
    if found is not None:
        place = f"longitude, latitude {found.longitude:.6f}, {found.latitude:.6f}"
        raise BadInputError(where, f"is not clean at {place}: {found.words.rstrip('.')}", found.next_step)


def count_corners(shape: shapely.Geometry) -> int:
    """Return the number of corners of a Polygon or MultiPolygon."""
    parts = shapely.get_parts(shape)
    rings = len(parts) + int(shapely.get_num_interior_rings(parts).sum())
    return int(shapely.get_num_coordinates(shape)) - rings


def as_geojson(shape: shapely.Geometry) -> dict[str, Any]:
    """Return a WGS 84 geometry as a GeoJSON object, coordinates in full."""
    return dict(json.loads(shapely.to_geojson(shape)))


def only_polygons(shape: shapely.Geometry) -> shapely.Geometry:
    """Return a geometry without its points and lines: a Polygon, or a MultiPolygon (empty where none)."""
    if shape.geom_type in ("Polygon", "MultiPolygon"):
        return shape
    parts = [part for part in _leaves(shape) if part.geom_type == "Polygon" and not part.is_empty]
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)


def unrolled(polygons: list[Rings]) -> shapely.Geometry:
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


def rolled(shape: shapely.Geometry) -> shapely.Geometry:
    """Return a shape cut at the antimeridian as one that runs on beyond 180; others as they are."""
    west, _, east, _ = shape.bounds
    if west != -_HALF_TURN or east != _HALF_TURN:
        return shape
    parts = shapely.get_parts(shape)
    on = shapely.transform(parts, lambda points: points + np.array([_TURN, 0.0]))
    moved = np.where(shapely.bounds(parts)[:, 2] < 0, on, parts)
    return only_polygons(shapely.union_all(moved))


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


def run_on(points: Floats) -> Floats:
    """Return points of a line (n x 2 degrees) without jumps of more than 180 degrees of longitude."""
    longitude = points[:, 0]
    step = np.diff(longitude)
    on_it = (np.abs(longitude[1:]) == _HALF_TURN) & (np.abs(longitude[:-1]) == _HALF_TURN)
    turns = np.where((np.abs(step) > _HALF_TURN) & ~on_it, -np.sign(step), 0.0)
    shift = _TURN * np.concatenate([[0.0], np.cumsum(turns)])
    return np.column_stack([longitude + shift, points[:, 1]])


def _turned(points: Floats, turn: float) -> Floats:
    return np.column_stack([np.clip(points[:, 0] - turn, -_HALF_TURN, _HALF_TURN), points[:, 1]])


def _unroll(polygon: Rings) -> shapely.Geometry:
    """Return one polygon whose rings run on across the antimeridian, its middle between -180 and 180."""
    rings = [run_on(ring) for ring in polygon]
    if any(ring[0, 0] != ring[-1, 0] for ring in rings):
        raise unreadable("it goes round a pole")
    middle = (rings[0][:, 0].min() + rings[0][:, 0].max()) / 2
    home = _TURN * np.round(middle / _TURN) if abs(middle) > _HALF_TURN else 0.0
    for ring in rings:
        own = (ring[:, 0].min() + ring[:, 0].max()) / 2
        ring[:, 0] -= _TURN * np.round((own - middle) / _TURN) + home
    return shapely.Polygon(rings[0], rings[1:])


def _leaves(shape: shapely.Geometry) -> Iterator[shapely.Geometry]:
    if hasattr(shape, "geoms"):
        for part in shape.geoms:
            yield from _leaves(part)
    else:
        yield shape
