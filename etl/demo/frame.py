"""Where the invented town lies, when it is published, and its metric frame.

All of etl/demo works in metres east and north of the town's origin, which is 34.0 N 39.0 W in the middle
of the Atlantic: the nearest land (the Azores) is more than 900 km away. The frame is UTM zone 24 N less a
constant, so that projected files can be written by adding the constant back.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import shapely
from pyproj import Transformer

DEMO_AS_OF = date(2026, 11, 1)  # the demo's fixed publication date
FIRST_DAY = date(2023, 10, 1)
LAST_DAY = date(2026, 9, 30)
DAYS = (LAST_DAY - FIRST_DAY).days + 1
TIME_ZONE = "Atlantic/Azores"
TOWN = "Velmouth"
PROJECTED_CRS = "EPSG:32624"
ORIGIN_EASTING_M = 500_000.0
ORIGIN_NORTHING_M = 3_762_156.0
DECIMALS = 6  # of a degree: about 0.1 m

Floats = np.ndarray[Any, np.dtype[np.float64]]
Ints = np.ndarray[Any, np.dtype[np.int64]]
Bools = np.ndarray[Any, np.dtype[np.bool_]]

_TO_DEGREES = Transformer.from_crs(PROJECTED_CRS, "EPSG:4326", always_xy=True)


def to_degrees(xy: Floats) -> Floats:
    """Return longitude and latitude (WGS 84, rounded to `DECIMALS`) of frame metres, shape (n, 2)."""
    longitude, latitude = _TO_DEGREES.transform(xy[:, 0] + ORIGIN_EASTING_M, xy[:, 1] + ORIGIN_NORTHING_M)
    return np.column_stack([np.round(longitude, DECIMALS), np.round(latitude, DECIMALS)])


def to_grid(xy: Floats) -> Floats:
    """Return eastings and northings (EPSG:32624, 0.1 m) of frame metres, shape (n, 2)."""
    return np.asarray(np.round(xy + np.array([ORIGIN_EASTING_M, ORIGIN_NORTHING_M]), 1))


def shape_to_degrees(shape: shapely.Geometry) -> shapely.Geometry:
    """Return a shape in WGS 84 degrees; equal vertices stay equal, so a tiling stays a tiling."""
    return shapely.transform(shape, to_degrees)


def shape_to_grid(shape: shapely.Geometry) -> shapely.Geometry:
    """Return a shape in EPSG:32624 metres."""
    return shapely.transform(shape, to_grid)
