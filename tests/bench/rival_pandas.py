"""The rival: the same job as a careful analyst would script it with pandas, geopandas and h3.

Vectorised throughout: no row loop but h3's own call, which has no array form in the h3 package.
Prints the counts as JSON. Run: python -m tests.bench.rival_pandas FILE OUT
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import geopandas
import h3.api.numpy_int as h3
import numpy as np
import pandas as pd

RESOLUTIONS = (7, 8, 9, 10)
OUTCOMES = {"survived": "survived", "conveyed": "survived", "died": "died", "unknown": "unknown"}


def load(path: Path, out: Path) -> dict[str, int]:
    """Type, project, index and de-duplicate the calls, write them as Parquet, and return the counts."""
    raw = pd.read_csv(path, dtype=str, keep_default_na=False)
    when = pd.to_datetime(raw["occurred_at"], format="%d/%m/%Y %H:%M", errors="coerce")
    numbers = {name: pd.to_numeric(raw[name], errors="coerce") for name in ("lat", "lon", "easting", "northing")}
    outcome = raw["outcome"].str.strip().str.lower().map({**OUTCOMES, "": "unknown"})
    naloxone = raw["naloxone"].str.lower().map({"yes": True, "no": False})
    degrees = numbers["lat"].notna() & numbers["lon"].notna()
    grid = numbers["easting"].notna() & numbers["northing"].notna() & ~degrees
    half = ~degrees & ~grid & (raw[["lat", "lon", "easting", "northing"]] != "").any(axis=1)
    zero = degrees & (numbers["lat"] == 0) & (numbers["lon"] == 0)
    bad = when.isna() | outcome.isna() | half | zero | (raw["id"] == "")
    points = geopandas.GeoSeries(
        geopandas.points_from_xy(numbers["easting"][grid], numbers["northing"][grid]), crs=27700
    ).to_crs(4326)
    latitude, longitude = numbers["lat"].to_numpy(copy=True), numbers["lon"].to_numpy(copy=True)
    latitude[grid], longitude[grid] = points.y.to_numpy(), points.x.to_numpy()
    local = when.dt.tz_localize("Europe/London", ambiguous=True, nonexistent="shift_forward")
    frame = pd.DataFrame({
        "id": raw["id"], "local": when, "utc": local.dt.tz_convert("UTC"), "outcome": outcome, "naloxone": naloxone,
        "latitude": latitude, "longitude": longitude, "hour": when.dt.hour, "month": when.dt.to_period("M").dt.start_time,
        "updated": pd.to_datetime(raw["updated_at"], format="ISO8601", errors="coerce"),
    })[~bad]
    kept = frame.reset_index(names="row").sort_values(["updated", "row"]).drop_duplicates("id", keep="last")
    located = kept["latitude"].notna()
    y, x = kept.loc[located, "latitude"].to_numpy(), kept.loc[located, "longitude"].to_numpy()
    for resolution in RESOLUTIONS:
        cells = np.fromiter((h3.latlng_to_cell(a, b, resolution) for a, b in zip(y.tolist(), x.tolist(), strict=True)), np.uint64, len(y))
        kept.loc[located, f"cell_{resolution}"] = pd.array(cells.view(np.int64), dtype="Int64")
    kept.to_parquet(out)
    raw[bad].assign(row=np.flatnonzero(bad) + 1).to_parquet(out.with_suffix(".quarantine.parquet"))
    return {
        "read": len(raw), "loaded": len(kept), "quarantined": int(bad.sum()),
        "superseded": len(frame) - len(kept), "unlocated": int((~located).sum()),
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(load(Path(sys.argv[1]), Path(sys.argv[2]))))
