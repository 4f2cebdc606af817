"""Shapes of one batch of rows: read, moved to WGS 84, repaired, and reduced to a point where needed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from etl.projection import area_km2, shapes_to_wgs84
from etl.staging.points import CODE, Points

_POLYGONAL = (3, 6)
_ABSURD_DEGREES = 60.0  # no area of one place is that wide


@dataclass(frozen=True)
class Shapes:
    """WKB in WGS 84 (None for points and rows without a shape), areas, and how many were repaired."""

    wkb: np.ndarray[Any, Any]
    area_km2: np.ndarray[Any, np.dtype[np.float64]]
    repaired: int


def read_shapes(raw: Any, crs: str, points: Points, *, kind: str, as_text: bool) -> Shapes:
    """Return the shapes of a batch, and fill in `points` for rows located by their shape alone.

    raw: WKB (bytes) or, as_text, well-known text as bytes; None where a row has none. Unreadable,
    empty or absurd shapes get a reason code; an area feed needs a polygon.
    """
    wkb = np.full(len(raw), None, object)
    areas = np.full(len(raw), np.nan)
    given = np.array([item is not None for item in raw], bool)
    if kind == "area":
        points.code[~given] = CODE["geometry_empty"]
    if not given.any():
        return Shapes(wkb, areas, 0)
    rows = np.flatnonzero(given)
    if as_text:
        parsed = shapely.from_wkt([bytes(raw[row]).decode("utf-8") for row in rows], on_invalid="ignore")
    else:
        parsed = shapely.from_wkb([bytes(raw[row]) for row in rows], on_invalid="ignore")
    shapes = shapely.force_2d(shapes_to_wgs84(parsed, crs))
    repaired = 0
    for row, shape in zip(rows, shapes, strict=True):
        if shape is None:
            points.code[row] = CODE["geometry_unreadable"]
            continue
        if not shape.is_valid:
            shape = shapely.make_valid(shape)
            repaired += 1
        if kind == "area":
            shape = _polygons(shape)
        reason = _wrong(shape, kind)
        if reason:
            points.code[row] = CODE[reason]
            continue
        if kind != "area" and np.isnan(points.latitude[row]) and points.code[row] == 0:
            point = _inner_point(shape)
            points.latitude[row], points.longitude[row] = point.y, point.x
        if shape.geom_type not in ("Point", "MultiPoint"):
            wkb[row] = shapely.to_wkb(shape)
            if kind == "area":
                areas[row] = area_km2(shape)
    return Shapes(wkb, areas, repaired)


def _polygons(shape: Any) -> Any:
    """Return the polygonal part of a repaired shape (a repair can leave lines and points behind)."""
    parts = [part for part in shapely.get_parts(shape) if shapely.get_type_id(part) in _POLYGONAL]
    if not parts:
        return shapely.Polygon()
    return parts[0] if len(parts) == 1 else shapely.union_all(parts)


def _wrong(shape: Any, kind: str) -> str:
    """Return the reason a WGS 84 shape cannot be used; '' when it can."""
    if shape.is_empty or (kind == "area" and shape.area == 0):
        return "geometry_empty"
    west, south, east, north = shape.bounds
    if (
        not np.isfinite([west, south, east, north]).all()
        or west < -180
        or east > 180
        or south < -90
        or north > 90
    ):
        return "coordinates_projected"
    if east - west > _ABSURD_DEGREES or north - south > _ABSURD_DEGREES:
        return "coordinates_out_of_range"
    return ""


def _inner_point(shape: Any) -> Any:
    """Return a point on the shape: the middle of a line, a point inside a polygon."""
    if shape.geom_type == "LineString":
        return shape.interpolate(0.5, normalized=True)
    return shape if shape.geom_type == "Point" else shape.representative_point()
