"""Points of one batch of rows: to WGS 84, tested against the place, and indexed to H3 cells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from etl.boundary import BoolArray, Boundary
from etl.place import Source
from etl.projection import is_projected, same_as_wgs84, to_wgs84

FloatArray = np.ndarray[Any, np.dtype[np.float64]]
CodeArray = np.ndarray[Any, np.dtype[np.uint8]]

# What can be wrong with a point, by code. 0 is a good point or none; DROPPED is not read at all.
REASONS = (
    "",
    "coordinates_incomplete",
    "coordinates_not_numbers",
    "coordinates_zero",
    "coordinates_swapped",
    "coordinates_scaled",
    "coordinates_projected",
    "coordinates_out_of_range",
    "coordinates_wrong_sign",
    "outside_place",
    "geometry_unreadable",
    "geometry_empty",
)
CODE = {reason: np.uint8(code) for code, reason in enumerate(REASONS)}
DROPPED = np.uint8(255)
LOST = np.uint8(254)  # a good row that another row with its identity beats
TURNED = np.uint8(253)  # a good row that may not come in: erased once, or past its source's retention
DEGREES, EAST_NORTH = 3, 4  # point_state of etl/staging/typed.py
_SCALES = (1e-6, 1e-7, 1e-5, 1e-4, 1e-3)
_LOOKUP_PRECISION_M = (
    100.0  # a postcode stands for a street's length of addresses, unless its source says more
)


@dataclass(frozen=True)
class Points:
    """Latitude, longitude (WGS 84; NaN = unlocated), precision in metres and a reason code, one a row."""

    latitude: FloatArray
    longitude: FloatArray
    precision_m: FloatArray
    code: CodeArray


def locate(batch: dict[str, Any], source: Source, lookup: dict[str, tuple[float, float, float]]) -> Points:
    """Return the points of a batch in WGS 84, before any test against the place.

    batch: point_state, latitude, longitude, easting, northing and postcode as etl/staging/typed.py
    gives them. lookup: postcode -> (latitude, longitude, precision in metres).
    """
    state = np.asarray(batch["point_state"])
    size = len(state)
    code = np.zeros(size, np.uint8)
    code[state == 1] = CODE["coordinates_incomplete"]
    code[state == 2] = CODE["coordinates_not_numbers"]
    precision = np.full(size, source.location_precision_m)
    latitude, longitude = np.full(size, np.nan), np.full(size, np.nan)
    degrees = state == DEGREES
    if degrees.any():
        y = batch["latitude"][degrees] * source.coordinate_scale
        x = batch["longitude"][degrees] * source.coordinate_scale * source.longitude_sign
        if not same_as_wgs84(source.crs) and not is_projected(source.crs):
            x, y = to_wgs84(x, y, source.crs)
        latitude[degrees], longitude[degrees] = y, x
    grid = state == EAST_NORTH
    if grid.any():
        east = batch["easting"][grid] * source.coordinate_scale
        north = batch["northing"][grid] * source.coordinate_scale
        x, y = to_wgs84(east, north, source.crs)
        latitude[grid], longitude[grid] = y, x
        code[grid] = np.where(np.isnan(x), CODE["coordinates_out_of_range"], 0)
        code[np.flatnonzero(grid)[(east == 0) & (north == 0)]] = CODE["coordinates_zero"]
    if lookup and "postcode" in batch:
        for row in np.flatnonzero((state == 0) & (batch["postcode"] != None)):  # noqa: E711 - elementwise
            if batch["postcode"][row] in lookup:
                latitude[row], longitude[row], known = lookup[batch["postcode"][row]]
                precision[row] = max(source.location_precision_m, known or _LOOKUP_PRECISION_M)
    return Points(latitude, longitude, precision, code)


def judge_globe(points: Points, boundary: Boundary | None) -> BoolArray:
    """Write into `points.code` what is wrong with points at 0, 0 or off the globe; return which are left."""
    latitude, longitude, code = points.latitude, points.longitude, points.code
    there = (code == 0) & ~np.isnan(latitude)
    zero = there & (latitude == 0) & (longitude == 0)
    code[zero] = CODE["coordinates_zero"]
    there &= ~zero
    wild = there & ~((np.abs(latitude) <= 90) & (np.abs(longitude) <= 180))
    code[wild] = _why_wild(latitude[wild], longitude[wild], boundary)
    return np.asarray(there & ~wild)


def judge_place(
    points: Points, there: BoolArray, batch: dict[str, Any], source: Source, boundary: Boundary
) -> None:
    """Write into `points.code` what is wrong with points outside `boundary`, already widened.

    there: which points lie on the globe. Points that only lie outside are dropped where the source says
    `outside = "drop"`.
    """
    latitude, longitude, code = points.latitude, points.longitude, points.code
    inside = boundary.holds(latitude[there], longitude[there])
    rows = np.flatnonzero(there)[~inside]
    code[rows] = _why_outside(latitude[rows], longitude[rows], boundary)
    grid = rows[np.asarray(batch["point_state"])[rows] == EAST_NORTH] if "point_state" in batch else rows[:0]
    if len(grid):
        x, y = to_wgs84(
            batch["northing"][grid] * source.coordinate_scale,
            batch["easting"][grid] * source.coordinate_scale,
            source.crs,
        )
        code[grid[boundary.near(y, x)]] = CODE["coordinates_swapped"]
    if source.outside == "drop":
        code[code == CODE["outside_place"]] = DROPPED


def _why_wild(latitude: FloatArray, longitude: FloatArray, boundary: Boundary | None) -> CodeArray:
    """Return codes for points off the globe: swapped, scaled or in another coordinate system."""
    code = np.full(len(latitude), CODE["coordinates_out_of_range"])
    projected = (np.abs(latitude) > 1000) | (np.abs(longitude) > 1000)
    code[projected] = CODE["coordinates_projected"]
    for scale in reversed(_SCALES):
        y, x = latitude * scale, longitude * scale
        if boundary is not None:
            fits = boundary.near(y, x) | boundary.near(y, -x)
        elif scale == _SCALES[0]:
            fits = (
                (np.abs(latitude) >= 1e6)
                & (np.abs(longitude) >= 1e6)
                & (np.abs(y) <= 90)
                & (np.abs(x) <= 180)
            )
        else:
            continue
        code[fits] = CODE["coordinates_scaled"]
    if boundary is not None:
        code[boundary.near(longitude, latitude)] = CODE["coordinates_swapped"]
    elif len(latitude):
        code[(np.abs(longitude) <= 90) & (np.abs(latitude) <= 180)] = CODE["coordinates_swapped"]
    return code


def _why_outside(latitude: FloatArray, longitude: FloatArray, boundary: Boundary) -> CodeArray:
    """Return codes for points on the globe but outside: swapped, mirrored, or simply elsewhere."""
    code = np.full(len(latitude), CODE["outside_place"])
    code[boundary.near(latitude, -longitude)] = CODE["coordinates_wrong_sign"]
    code[boundary.near(longitude, latitude)] = CODE["coordinates_swapped"]
    return code
