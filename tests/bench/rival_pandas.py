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

import json
import sys
from pathlib import Path

import geopandas
import numpy as np
import pandas as pd

from tests.bench.rival_points import (
    EARLIEST,
    LATEST,
    OUTCOMES,
    POINT,
    RESOLUTIONS,
    ZONE,
    counts_of,
    digest_of,
    faults_outside,
    index,
    make_certain,
    project,
)


def load(path: Path, outline_path: Path, out: Path, *, own: bool) -> dict[str, object]:
    """Type, project, clip, index and de-duplicate the calls; write what is kept, refused and superseded."""
    digest = digest_of(path)
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
            "occurred_at_in_future": when > pd.Timestamp(LATEST),
            "occurred_at_too_early": when < pd.Timestamp(EARLIEST),
            "outcome_unknown_value": outcome.isna(),
            "naloxone_given_not_yes_or_no": naloxone.isna() & (raw["naloxone"] != ""),
            "coordinates_incomplete": ~located & given.any(axis=1) & ~unread,
            "coordinates_not_numbers": ~located & unread,
            "coordinates_zero": zero,
        }
    ).join(_outside(number, located & ~zero & ~inside, grid, outline.total_bounds, own=own))
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
        make_certain(written)
    return counts_of(
        len(raw),
        len(kept),
        int(bad.sum()),
        int(beaten.sum()),
        int((~there).sum()),
        kept["time_flag"].value_counts().to_dict(),
        {name: int(count) for name, count in refused.sum().items()},
    )


def _outside(
    number: pd.DataFrame, outside: pd.Series, grid: pd.Series, bounds: np.ndarray, *, own: bool
) -> pd.DataFrame:
    """Return what is wrong with the points that do not lie in the outline, one column a reason."""
    points, on_grid = number[outside], grid[outside].to_numpy()
    east, north = (points[name].to_numpy()[on_grid] for name in ("easting", "northing"))
    west, south, right, top = bounds
    found = faults_outside(
        points["lon"].to_numpy(),
        points["lat"].to_numpy(),
        (on_grid, east, north),
        (west, south, right, top),
        own=own,
    )
    return pd.DataFrame(found, points.index).reindex(number.index, fill_value=False)


if __name__ == "__main__":
    sys.stdout.write(json.dumps(load(*map(Path, sys.argv[1:4]), own="OWN" in sys.argv[4:])))
