"""The rival: the same job as a careful analyst would script it with pandas, geopandas and h3.

Vectorised throughout: no row loop but h3's own call, which has no array form in the h3 package.
Prints the counts as JSON. Run: python -m tests.bench.rival_pandas CALLS OUTLINE OUT
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import geopandas
import h3.api.numpy_int as h3
import numpy as np
import pandas as pd
from convertbng import cutil

RESOLUTIONS = (7, 8, 9, 10)
OUTCOMES = {
    "survived": "survived",
    "conveyed": "survived",
    "died": "died",
    "unknown": "unknown",
    "": "unknown",
}
POINT = ["lat", "lon", "easting", "northing"]


def load(path: Path, outline_path: Path, out: Path) -> dict[str, int]:
    """Type, project, clip, index and de-duplicate the calls; write what is kept, refused and superseded."""
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
    number.loc[grid, "lon"], number.loc[grid, "lat"] = cutil.convert_lonlat(east, north)  # OSTN15, as ours
    points = geopandas.GeoSeries(geopandas.points_from_xy(number["lon"], number["lat"]), crs=4326)
    located = degrees | grid
    joined = geopandas.sjoin(points.to_frame("geometry"), outline, predicate="within")  # indexed and prepared
    inside = pd.Series(raw.index.isin(joined.index), raw.index)
    half = ~located & (raw[POINT] != "").any(axis=1)
    zero = degrees & (number["lat"] == 0) & (number["lon"] == 0)
    faults = pd.DataFrame(
        {
            "occurred_at_unparsed": when.isna(),
            "outcome_unknown_value": outcome.isna(),
            "coordinates_incomplete": half,
            "coordinates_zero": zero,
            "outside_place": located & ~zero & ~inside,
        }
    )
    bad = faults.any(axis=1)
    local = when.dt.tz_localize("Europe/London", ambiguous=True, nonexistent="shift_forward")
    frame = geopandas.GeoDataFrame(
        {
            "row": np.arange(1, len(raw) + 1),
            "event_id": raw["id"],
            "occurred_local": when,
            "occurred_utc": local.dt.tz_convert("UTC"),
            "occurred_date": when.dt.date,
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
    latitude, longitude = kept.geometry[there].y.tolist(), kept.geometry[there].x.tolist()
    for resolution in RESOLUTIONS:
        cells = (h3.latlng_to_cell(y, x, resolution) for y, x in zip(latitude, longitude, strict=True))
        kept.loc[there, f"cell_{resolution}"] = pd.array(np.fromiter(cells, np.int64, len(latitude)), "Int64")
    kept.to_parquet(out)
    ordered[beaten].to_parquet(out.with_suffix(".superseded.parquet"))
    reasons = faults[bad].apply(lambda row: ";".join(faults.columns[row]), axis=1)
    raw[bad].assign(reasons=reasons).to_parquet(out.with_suffix(".quarantine.parquet"))
    return {
        "read": len(raw),
        "loaded": len(kept),
        "quarantined": int(bad.sum()),
        "superseded": int(beaten.sum()),
        "unlocated": int((~there).sum()),
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(load(*map(Path, sys.argv[1:]))))
