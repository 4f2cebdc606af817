"""The rival: the same job as a careful analyst would script it with pandas, geopandas and h3.

Vectorised throughout: no row loop but h3's own call, which has no array form in the h3 package. Its integer
interface is the faster one and gives what is stored; each resolution is indexed, since the parent of a fine
cell need not be the cell of the point. The projection is geopandas' `to_crs`, and points are sought in the
outline by `sjoin`, with its spatial index and prepared shapes. It keeps what the loader keeps (refused rows
with every reason, beaten versions, daylight-saving flags, the file's digest) and leaves it on the disk for
certain. Prints the counts as JSON.

`to_crs` lacks the British grid's own correction (OSTN15 comes with no wheel of pyproj) and is up to 3.4 m
off, so that a call next to the outline can fall on its other side; bench_load.py allows for those calls.
With OWN the two libraries that the loader chose take the place of h3 and `to_crs`: h3ronpy indexes whole
arrays, convertbng knows OSTN15. Its counts must be the loader's, to the row.
Run: python -m tests.bench.rival_pandas CALLS OUTLINE OUT [OWN]
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import geopandas
import h3.api.numpy_int as h3
import numpy as np
import numpy.typing as npt
import pandas as pd

Floats = npt.NDArray[np.float64]
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
SCALES = (1e-3, 1e-4, 1e-5, 1e-6, 1e-7)
LATEST, EARLIEST = pd.Timestamp("2026-11-02"), pd.Timestamp("1970-01-01")


def load(path: Path, outline_path: Path, out: Path, *, own: bool) -> dict[str, Any]:
    """Type, project, clip, index and de-duplicate the calls; write what is kept, refused and superseded."""
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    areas = pd.read_csv(outline_path)
    outline = geopandas.GeoDataFrame(geometry=geopandas.GeoSeries.from_wkt(areas["wkt"], crs=4326))
    raw = pd.read_csv(path, dtype=str, keep_default_na=False).apply(lambda column: column.str.strip())
    when = pd.to_datetime(raw["occurred_at"], format="%d/%m/%Y %H:%M", errors="coerce")
    number = raw[POINT].apply(pd.to_numeric, errors="coerce")
    outcome = raw["outcome"].str.lower().map(OUTCOMES)
    naloxone = raw["naloxone"].str.lower().map({"yes": True, "no": False})
    degrees = number["lat"].notna() & number["lon"].notna()
    grid = number["easting"].notna() & number["northing"].notna() & ~degrees
    east, north = number["easting"][grid].to_numpy(), number["northing"][grid].to_numpy()
    number.loc[grid, "lon"], number.loc[grid, "lat"] = project(east, north, own=own)
    points = geopandas.GeoSeries(geopandas.points_from_xy(number["lon"], number["lat"]), crs=4326)
    located = degrees | grid
    joined = geopandas.sjoin(points.to_frame("geometry"), outline, predicate="within")  # indexed and prepared
    inside = pd.Series(raw.index.isin(joined.index), raw.index)
    zero = degrees & (number["lat"] == 0) & (number["lon"] == 0)
    given = raw[POINT] != ""
    unread = (given & number.isna()).any(axis=1)
    faults = pd.DataFrame(
        {
            "occurred_at_missing": raw["occurred_at"] == "",
            "occurred_at_unparsed": when.isna() & (raw["occurred_at"] != ""),
            "occurred_at_in_future": when > LATEST,
            "occurred_at_too_early": when < EARLIEST,
            "outcome_unknown_value": outcome.isna(),
            "naloxone_given_not_yes_or_no": naloxone.isna() & (raw["naloxone"] != ""),
            "coordinates_incomplete": ~located & given.any(axis=1) & ~unread,
            "coordinates_not_numbers": ~located & unread,
            "coordinates_zero": zero,
        }
    ).join(_faults_outside(number, located & ~zero & ~inside, grid, outline.total_bounds, own=own))
    bad = faults.any(axis=1)
    local = when.dt.tz_localize(ZONE, ambiguous=True, nonexistent="shift_forward")
    unsure = when.dt.tz_localize(ZONE, ambiguous="NaT", nonexistent="shift_forward").isna() & when.notna()
    missing = when.dt.tz_localize(ZONE, ambiguous=True, nonexistent="NaT").isna() & when.notna()
    frame = geopandas.GeoDataFrame(
        {
            "row": np.arange(1, len(raw) + 1),
            "event_id": raw["id"],
            "occurred_local": when,
            "occurred_utc": local.dt.tz_convert("UTC"),
            "time_flag": np.select([unsure, missing], ["ambiguous", "missing"], ""),
            "occurred_date": when.dt.normalize(),
            "hour": when.dt.hour,
            "occurred_month": when.dt.to_period("M").dt.start_time,
            "outcome": outcome,
            "naloxone_given": naloxone,
            "updated_at": pd.to_datetime(raw["updated_at"], format="ISO8601", errors="coerce"),
            "located": located,
        },
        geometry=points,
    )[~bad]
    ordered = frame.sort_values(["updated_at", "row"])
    beaten = ordered.duplicated("event_id", keep="last")
    kept = ordered[~beaten].sort_values("row")
    there = kept["located"]
    latitude, longitude = kept.geometry[there].y.to_numpy(), kept.geometry[there].x.to_numpy()
    for resolution in RESOLUTIONS:
        cells = index(latitude, longitude, resolution, own=own)
        kept.loc[there, f"cell_{resolution}"] = pd.array(cells, "Int64")
    kept.attrs["sha256"] = digest
    refused = faults[bad]
    first = refused.iloc[:, 0].map({True: f"{refused.columns[0]};", False: ""})
    reasons = sum(
        (refused[name].map({True: f"{name};", False: ""}) for name in refused.columns[1:]), start=first
    )
    for part, frame in (
        ("", kept),
        (".superseded", ordered[beaten]),
        (".quarantine", raw[bad].assign(reasons=reasons)),
    ):
        written = out.with_suffix(f"{part}.parquet")
        frame.to_parquet(written)
        with written.open("rb") as stream:
            os.fsync(stream.fileno())
    return {
        "read": len(raw),
        "loaded": len(kept),
        "quarantined": int(bad.sum()),
        "superseded": int(beaten.sum()),
        "unlocated": int((~there).sum()),
        "ambiguous": int((kept["time_flag"] == "ambiguous").sum()),
        "missing": int((kept["time_flag"] == "missing").sum()),
        "reasons": {name: int(count) for name, count in refused.sum().items() if count},
    }


def project(east: Floats, north: Floats, *, own: bool) -> tuple[Floats, Floats]:
    """Return (longitude, latitude) of coordinates on the British grid."""
    if own:
        from convertbng import cutil  # only here: the other run must not pay for it

        longitude, latitude = cutil.convert_lonlat(east, north)
        return np.asarray(longitude), np.asarray(latitude)
    points = geopandas.GeoSeries(geopandas.points_from_xy(east, north), crs=27700).to_crs(4326)
    return points.x.to_numpy(), points.y.to_numpy()


def index(latitude: Floats, longitude: Floats, resolution: int, *, own: bool) -> npt.NDArray[np.int64]:
    """Return the cell of each point."""
    if own:
        from h3ronpy.vector import coordinates_to_cells

        return np.asarray(coordinates_to_cells(latitude, longitude, resolution)).view(np.int64)
    pairs = zip(latitude.tolist(), longitude.tolist(), strict=True)
    return np.fromiter((h3.latlng_to_cell(y, x, resolution) for y, x in pairs), np.int64, len(latitude))


def _faults_outside(
    number: pd.DataFrame, outside: pd.Series, grid: pd.Series, bounds: Iterable[float], *, own: bool
) -> pd.DataFrame:
    """Return what is wrong with the points that do not lie in the outline, one column a reason."""
    west, south, east, north = bounds
    points = number[outside]
    on_grid = grid[outside]
    x, y = points["lon"].copy(), points["lat"].copy()
    swapped_x, swapped_y = y.copy(), x.copy()
    swapped_x[on_grid], swapped_y[on_grid] = project(
        points["northing"][on_grid].to_numpy(), points["easting"][on_grid].to_numpy(), own=own
    )

    def near(longitude: pd.Series, latitude: pd.Series) -> pd.Series:
        return longitude.between(west, east) & latitude.between(south, north)

    swapped = near(swapped_x, swapped_y)
    mirrored = near(-x, y) & ~swapped
    wild = (y.abs() > 90) | (x.abs() > 180) | x.isna()
    projected = wild & ((x.abs() > 1000) | (y.abs() > 1000)) & ~swapped
    scaled = pd.Series(False, points.index)
    for scale in SCALES:
        scaled |= wild & (near(x * scale, y * scale) | near(-x * scale, y * scale)) & ~swapped
    known = swapped | mirrored | projected | scaled
    return pd.DataFrame(
        {
            "coordinates_swapped": swapped,
            "coordinates_wrong_sign": mirrored,
            "coordinates_scaled": scaled,
            "coordinates_projected": projected & ~scaled,
            "coordinates_out_of_range": wild & ~known,
            "outside_place": ~wild & ~known,
        }
    ).reindex(number.index, fill_value=False)


if __name__ == "__main__":
    sys.stdout.write(json.dumps(load(*map(Path, sys.argv[1:4]), own="OWN" in sys.argv[4:])))
