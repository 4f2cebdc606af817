"""Shapes made by rule instead of by hand, and what is done to shapes drawn.

Shapes come and go in WGS 84 degrees (longitude first), cut at the antimeridian; lengths are metres on the
ground. Reaches are laid out in a plane touching the middle of what is drawn on (etl's LocalFrame).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import shapely

from etl.errors import BadInputError
from etl.projection import LocalFrame, circle_ring, frame_of
from layers.zones.shape import cut_at_antimeridian, fold, only_polygons, require_clean, rolled, run_on

CIRCLE_CORNERS = 128  # on the circle: its area is 0.04 % short
FARTHEST_M = 50_000.0
QUARTER_CORNERS = 16
Point = tuple[float, float]  # longitude, latitude


def circle(centre: Point, radius_m: float) -> shapely.Geometry:
    """Return the polygon of 128 corners at `radius_m` from a point, geodesic distance on WGS 84."""
    longitude, latitude = require_place(centre)
    ring = circle_ring(longitude, latitude, _metres("The radius", radius_m), CIRCLE_CORNERS)
    return cut_at_antimeridian(shapely.polygons(ring))


def around(points: Sequence[Point], radius_m: float) -> shapely.Geometry:
    """Return the union of the circles round points, such as a zone's services."""
    if not len(points):
        raise BadInputError("The radius", "has nothing to be drawn round", "Choose a service.")
    return only_polygons(shapely.union_all([circle(point, radius_m) for point in points]))


def rectangle(
    centre: Point, width_m: float, height_m: float, turned_degrees: float = 0.0
) -> shapely.Geometry:
    """Return a rectangle round a point, turned clockwise from north by `turned_degrees`."""
    longitude, latitude = require_place(centre)
    across, up = _metres("The width", width_m) / 2, _metres("The height", height_m) / 2
    angle = np.radians(_finite("The turn", turned_degrees))
    corners = np.array([(-across, -up), (across, -up), (across, up), (-across, up)])
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    return on_the_map(LocalFrame(longitude, latitude), shapely.polygons(corners @ turn))


def along(lines: Iterable[shapely.Geometry], reach_m: float) -> shapely.Geometry:
    """Return the ground within `reach_m` of lines, such as those of named streets; their ends are round."""
    drawn = [line for line in lines if not line.is_empty]
    if not drawn:
        raise BadInputError("The streets", "have no lines here", "Choose a street by the name on the list.")
    frame = frame_of(drawn)
    flat = shapely.union_all(frame.to_metres(np.array(drawn, dtype=object)))
    reach = _metres("The reach", reach_m)
    return on_the_map(frame, shapely.buffer(flat, reach, quad_segs=QUARTER_CORNERS))


def footprint(
    buildings: Iterable[shapely.Geometry], points: Sequence[Point], reach_m: float = 0.0
) -> shapely.Geometry:
    """Return the buildings that hold the points, joined, widened by `reach_m`; corners of walls stay sharp.

    Raises BadInputError for a point that lies in no building.
    """
    shapes = np.array(list(buildings), dtype=object)
    chosen: list[shapely.Geometry] = []
    for point in points:
        longitude, latitude = require_place(point)
        here = shapes[shapely.intersects_xy(shapes, longitude, latitude)] if len(shapes) else shapes
        if not len(here):
            raise BadInputError(
                "The building",
                f"at longitude, latitude {longitude:.6f}, {latitude:.6f} is not on file",
                "Point at the middle of a building on the map.",
            )
        chosen.extend(here)
    if not chosen:
        raise BadInputError("The footprint", "names no building", "Point at one on the map.")
    joined = only_polygons(shapely.union_all(chosen))
    if not reach_m:
        return joined
    frame = frame_of(joined)
    wider = shapely.buffer(frame.to_metres(joined), _metres("The reach", reach_m), join_style="mitre")
    return on_the_map(frame, wider)


def combine(first: shapely.Geometry, second: shapely.Geometry, operation: str) -> shapely.Geometry:
    """Return the union (`add`) of two shapes, or the first less the second (`subtract`).

    Raises BadInputError where a shape crosses itself or nothing is left.
    """
    require_clean(first)
    require_clean(second)
    left = fold(first, second, operation)
    if left.is_empty:
        raise BadInputError("The shape", "would cover no ground", "Subtract less.")
    return left


def split(shape: shapely.Geometry, line: shapely.Geometry) -> tuple[shapely.Geometry, ...]:
    """Return the parts into which a line cuts a shape, from west to east; they share edges, not ground.

    Raises BadInputError where the line does not cut through.
    """
    require_clean(shape)
    one = rolled(shape)
    way = shapely.LineString(run_on(shapely.get_coordinates(line)))
    if one is not shape and way.bounds[2] < 0:
        way = shapely.transform(way, lambda points: points + np.array([360.0, 0.0]))
    edges = shapely.node(shapely.union_all([shapely.boundary(one), shapely.intersection(way, one)]))
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(edges)))
    inside = [face for face in faces if shapely.intersects(one, face.representative_point())]
    if len(inside) <= len(shapely.get_parts(one)):
        raise BadInputError(
            "The line", "does not cut the shape in two", "Draw it from one side right across to the other."
        )
    return tuple(cut_at_antimeridian(face) for face in sorted(inside, key=lambda face: face.bounds))


def snap(shape: shapely.Geometry, target: shapely.Geometry, within_m: float) -> shapely.Geometry:
    """Return a shape whose corners near a target lie on it: on its nearest corner, else its nearest edge.

    within_m: how near; corners farther off stay exactly where they are. Raises BadInputError where the shape
    would cross itself or vanish.
    """
    require_clean(shape)
    reach = _metres("The tolerance", within_m)
    frame = frame_of(shape)
    flat_target = frame.to_metres(target)
    at, onto = shapely.get_coordinates(flat_target), shapely.get_coordinates(target)

    def move(points: np.ndarray) -> np.ndarray:
        flat = shapely.get_coordinates(frame.to_metres(shapely.points(points)))
        moved = points.copy()
        nearest, away = _nearest(flat, at)
        on_corner = away <= reach
        moved[on_corner] = onto[nearest[on_corner]]
        rest = np.flatnonzero(~on_corner)
        lines = shapely.shortest_line(shapely.points(flat[rest]), flat_target)
        close = shapely.length(lines) <= reach
        ends = shapely.get_coordinates(frame.to_degrees(shapely.get_point(lines[close], 1)))
        moved[rest[close]] = ends
        return moved

    snapped = shapely.remove_repeated_points(shapely.transform(shape, move))
    require_clean(snapped, "The shape, once snapped,")
    return snapped


def _nearest(points: np.ndarray, targets: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the nearest target of each point and how far it is."""
    tree = shapely.STRtree(shapely.points(targets))
    (_, nearest), away = tree.query_nearest(shapely.points(points), return_distance=True, all_matches=False)
    return nearest, away


def on_the_map(frame: LocalFrame, flat: shapely.Geometry) -> shapely.Geometry:
    """Return ground given in metres of a frame as a Polygon or MultiPolygon in WGS 84."""
    return cut_at_antimeridian(only_polygons(frame.to_degrees(flat)))


def require_place(point: Point) -> Point:
    """Return a point as finite degrees; raises BadInputError where it is none, or at a pole."""
    longitude, latitude = _finite("The longitude", point[0]), _finite("The latitude", point[1])
    if abs(longitude) > 180 or abs(latitude) > 89:
        raise BadInputError(
            "The place",
            f"{longitude:g}, {latitude:g} is no longitude and latitude that can be drawn round",
            "Put longitude first, in degrees.",
        )
    return longitude, latitude


def _metres(name: str, value: float) -> float:
    metres = _finite(name, value)
    if not 0 < metres <= FARTHEST_M:
        raise BadInputError(name, f"is {metres:g} m", f"Give more than 0 and at most {FARTHEST_M:,.0f} m.")
    return metres


def _finite(name: str, value: float) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not np.isfinite(value):
        raise BadInputError(name, "is no number", "Give a number.")
    return float(value)
