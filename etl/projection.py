"""Coordinates of other systems to WGS 84, and distances and areas on the ground.

Projected before SQL and on the main thread: pyproj inside a DuckDB function crashes with two threads.
"""

from __future__ import annotations

import contextlib
import functools
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyproj
import shapely
import shapely.affinity

_british_grid: Any = None
with contextlib.suppress(ImportError):  # without convertbng it is pyproj's, up to 3.4 m off
    from etl import british_grid as _british_grid

FloatArray = np.ndarray[Any, np.dtype[np.float64]]
WGS84 = "EPSG:4326"
METRES_PER_DEGREE = 111_195.0  # of latitude, on the mean sphere


@functools.cache
def _transformer(crs: str) -> pyproj.Transformer:
    return pyproj.Transformer.from_crs(crs, WGS84, always_xy=True)


@functools.cache
def is_projected(crs: str) -> bool:
    """Return whether the coordinates of `crs` are lengths and not degrees."""
    return bool(pyproj.CRS.from_user_input(crs).is_projected)


def same_as_wgs84(crs: str) -> bool:
    """Return whether coordinates of `crs` need no transformation."""
    return crs.upper() in (WGS84, "OGC:CRS84", "CRS84")


def to_wgs84(x: FloatArray, y: FloatArray, crs: str) -> tuple[FloatArray, FloatArray]:
    """Return (longitude, latitude) in degrees of coordinates (east, north) of `crs`; NaN where impossible."""
    if same_as_wgs84(crs) or len(x) == 0:
        return x, y
    x, y = np.ascontiguousarray(x, np.float64), np.ascontiguousarray(y, np.float64)
    if crs.upper() == "EPSG:27700" and _british_grid is not None:
        longitude, latitude = _british_grid.british_to_wgs84(x, y)
    else:
        longitude, latitude = _transformer(crs).transform(x, y)
    longitude, latitude = np.array(longitude, np.float64), np.array(latitude, np.float64)
    bad = ~(np.isfinite(longitude) & np.isfinite(latitude))
    longitude[bad] = np.nan
    latitude[bad] = np.nan
    return longitude, latitude


def shapes_to_wgs84(shapes: Any, crs: str) -> Any:
    """Return the geometries with their coordinates in WGS 84 (longitude, latitude)."""
    if same_as_wgs84(crs):
        return shapes

    def move(points: FloatArray) -> FloatArray:
        longitude, latitude = to_wgs84(points[:, 0], points[:, 1], crs)
        return np.column_stack([longitude, latitude])

    return shapely.transform(shapes, move)


def area_km2(shape: Any) -> float:
    """Return the geodesic area of a WGS 84 geometry in square kilometres."""
    return (
        abs(float(pyproj.Geod(ellps="WGS84").geometry_area_perimeter(shapely.orient_polygons(shape))[0]))
        / 1e6
    )


@dataclass(frozen=True)
class LocalFrame:
    """Metres east and north of a point (WGS 84), for drawing and measuring around it.

    Azimuthal equidistant on the WGS 84 ellipsoid: distances from the point are exact, others and areas good
    to 1 in 100,000 within 30 km of it and to 1 in 2,000 within 250 km, at any latitude.
    """

    longitude: float
    latitude: float

    def to_metres(self, shapes: Any) -> Any:
        """Return WGS 84 geometries in metres; shapes on both sides of the antimeridian are one piece."""
        return shapely.transform(shapes, self._moved(self._forward))

    def to_degrees(self, shapes: Any) -> Any:
        """Return geometries in WGS 84, longitudes within 180 degrees of the point's (so maybe beyond 180)."""

        def near(points: FloatArray) -> FloatArray:
            degrees = self._moved(self._backward)(points)
            turns = np.round((degrees[:, 0] - self.longitude) / 360.0)
            degrees[:, 0] -= 360.0 * turns
            return np.asarray(degrees)

        return shapely.transform(shapes, near)

    @staticmethod
    def _moved(transformer: pyproj.Transformer) -> Any:
        return lambda points: np.column_stack(transformer.transform(points[:, 0], points[:, 1]))

    @property
    def _forward(self) -> pyproj.Transformer:
        return _local(self.longitude, self.latitude, False)

    @property
    def _backward(self) -> pyproj.Transformer:
        return _local(self.longitude, self.latitude, True)


@functools.lru_cache(maxsize=256)
def _local(longitude: float, latitude: float, back: bool) -> pyproj.Transformer:
    plane = f"+proj=aeqd +lon_0={longitude!r} +lat_0={latitude!r} +datum=WGS84 +units=m"
    ends = (plane, WGS84) if back else (WGS84, plane)
    return pyproj.Transformer.from_crs(*ends, always_xy=True)


def frame_of(shapes: Any) -> LocalFrame:
    """Return the frame in the middle of WGS 84 geometries, whichever side of the antimeridian they lie on."""
    points = np.radians(shapely.get_coordinates(shapes))
    level = np.cos(points[:, 1])
    middle = np.array(
        [level * np.cos(points[:, 0]), level * np.sin(points[:, 0]), np.sin(points[:, 1])]
    ).mean(axis=1)
    x, y, z = (float(value) for value in middle)
    return LocalFrame(float(np.degrees(np.arctan2(y, x))), float(np.degrees(np.arctan2(z, np.hypot(x, y)))))


def circle_ring(longitude: float, latitude: float, radius_m: float, corners: int) -> FloatArray:
    """Return a closed ring of points (WGS 84) at `radius_m` on the ellipsoid from a point, anticlockwise.

    Its longitudes run on beyond 180 degrees. Source: geodesics after Karney 2013.
    """
    bearing = -np.linspace(0.0, 360.0, corners + 1)[:-1]
    start = np.ones(corners)
    east, north, _ = pyproj.Geod(ellps="WGS84").fwd(
        start * longitude, start * latitude, bearing, start * radius_m
    )
    east = east - 360.0 * np.round((east - longitude) / 360.0)
    ring = np.column_stack([east, north])
    return np.vstack([ring, ring[:1]])


def grow(shape: Any, metres: float) -> Any:
    """Return a WGS 84 geometry widened by `metres` (good to a few per cent over a city's extent)."""
    if metres <= 0:
        return shape
    latitude = shape.centroid.y
    squeeze = max(float(np.cos(np.radians(latitude))), 0.01)
    flat = shapely.affinity.scale(shape, xfact=squeeze, yfact=1.0, origin=(0, 0))
    return shapely.affinity.scale(
        flat.buffer(metres / METRES_PER_DEGREE), xfact=1 / squeeze, yfact=1.0, origin=(0, 0)
    )
