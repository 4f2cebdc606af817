"""What the rivals of the load share: projection, cells, points in the outline, and what is wrong outside it.

Plain array work that none of pandas, polars and DuckDB has itself. OWN: with the libraries that the loader
chose, h3ronpy for whole arrays of cells and convertbng for the British grid; else h3's own call and
pyproj's.
"""

from __future__ import annotations

import csv
import hashlib
import os
from pathlib import Path

import numpy as np
import numpy.typing as npt
import shapely

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
RESOLUTIONS = (7, 8, 9, 10)
OUTCOMES = {
    "survived": "survived",
    "conveyed": "survived",
    "died": "died",
    "unknown": "unknown",
    "": "unknown",
}
POINT = ["lat", "lon", "easting", "northing"]
ZONE = "Europe/London"
LATEST, EARLIEST = "2026-11-02", "1970-01-01"
SCALES = (1e-3, 1e-4, 1e-5, 1e-6, 1e-7)


def digest_of(path: Path) -> str:
    """Return a file's SHA-256."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def make_certain(path: Path) -> None:
    """Wait until a file lies on the disk."""
    with path.open("rb") as stream:
        os.fsync(stream.fileno())


def outline_of(path: Path) -> shapely.Geometry:
    """Return the place's outline, prepared."""
    with path.open(encoding="utf-8", newline="") as stream:
        outline = shapely.from_wkt(next(csv.DictReader(stream))["wkt"])
    shapely.prepare(outline)
    return outline


def project(east: Floats, north: Floats, *, own: bool) -> tuple[Floats, Floats]:
    """Return (longitude, latitude) of coordinates on the British grid."""
    if own:
        from convertbng import cutil  # only here: the other run must not pay for it

        longitude, latitude = cutil.convert_lonlat(east, north)
        return np.asarray(longitude), np.asarray(latitude)
    import geopandas

    points = geopandas.GeoSeries(geopandas.points_from_xy(east, north), crs=27700).to_crs(4326)
    return points.x.to_numpy(), points.y.to_numpy()


def index(latitude: Floats, longitude: Floats, resolution: int, *, own: bool) -> npt.NDArray[np.int64]:
    """Return the cell of each point."""
    if own:
        from h3ronpy.vector import coordinates_to_cells

        return np.asarray(coordinates_to_cells(latitude, longitude, resolution)).view(np.int64)
    import h3.api.numpy_int as h3

    pairs = zip(latitude.tolist(), longitude.tolist(), strict=True)
    return np.fromiter((h3.latlng_to_cell(y, x, resolution) for y, x in pairs), np.int64, len(latitude))


def faults_outside(
    longitude: Floats,
    latitude: Floats,
    grid: tuple[Flags, Floats, Floats],
    bounds: tuple[float, float, float, float],
    *,
    own: bool,
) -> dict[str, Flags]:
    """Return what is wrong with points that do not lie in the outline, an array a reason.

    grid: which are given on the British grid, and the eastings and northings of those.
    """
    west, south, east, north = bounds
    on_grid, eastings, northings = grid
    swapped_x, swapped_y = latitude.copy(), longitude.copy()
    swapped_x[on_grid], swapped_y[on_grid] = project(northings, eastings, own=own)

    def near(x: Floats, y: Floats) -> Flags:
        return (x >= west) & (x <= east) & (y >= south) & (y <= north)

    swapped = near(swapped_x, swapped_y)
    mirrored = near(-longitude, latitude) & ~swapped
    wild = (np.abs(latitude) > 90) | (np.abs(longitude) > 180) | np.isnan(longitude)
    projected = wild & ((np.abs(longitude) > 1000) | (np.abs(latitude) > 1000)) & ~swapped
    scaled = np.zeros(len(longitude), bool)
    for scale in SCALES:
        x, y = longitude * scale, latitude * scale
        scaled |= wild & (near(x, y) | near(-x, y)) & ~swapped
    known = swapped | mirrored | projected | scaled
    return {
        "coordinates_swapped": swapped,
        "coordinates_wrong_sign": mirrored,
        "coordinates_scaled": scaled,
        "coordinates_projected": projected & ~scaled,
        "coordinates_out_of_range": wild & ~known,
        "outside_place": ~wild & ~known,
    }


def counts_of(
    read: int,
    kept: int,
    refused: int,
    beaten: int,
    unlocated: int,
    flags: dict[str, int],
    reasons: dict[str, int],
) -> dict[str, object]:
    """Return what a rival prints, as the load counts it."""
    return {
        "read": read,
        "loaded": kept,
        "quarantined": refused,
        "superseded": beaten,
        "unlocated": unlocated,
        "ambiguous": flags.get("ambiguous", 0),
        "missing": flags.get("missing", 0),
        "reasons": {name: count for name, count in reasons.items() if count},
    }
