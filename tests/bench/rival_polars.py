"""The rival: the same job as it would be scripted with polars, lazily and by expressions.

polars has neither projections nor H3: convertbng, shapely and h3ronpy work on its arrays, the libraries
that the loader chose, so that the counts must be the loader's to the row. What is kept, refused and beaten
is left on the disk for certain, as Parquet. Prints the counts as JSON.
Run: python -m tests.bench.rival_polars CALLS OUTLINE OUT
"""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
import shapely

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
    outline_of,
    project,
)


def load(path: Path, outline_path: Path, out: Path) -> dict[str, object]:
    """Type, project, clip, index and de-duplicate the calls; write what is kept, refused and superseded."""
    digest = digest_of(path)
    frame = placed(typed(path).collect(), outline_of(outline_path))
    faults = [name for name in frame.columns if name.startswith("fault ")]
    frame = frame.with_columns(bad=pl.any_horizontal(faults))
    ordered = frame.lazy().filter(~pl.col("bad")).sort("updated_at", "row")
    ordered = ordered.with_columns(newest=pl.col("event_id").is_last_distinct())
    good = ordered.sort("row").select(pl.exclude("^raw .*$", "^fault .*$", "bad")).collect()
    kept = good.filter("newest").drop("newest").with_columns(sha256=pl.lit(digest))
    beaten = good.filter(~pl.col("newest"))
    reasons = pl.concat_str(
        [
            pl.when(name).then(pl.lit(f"{name.removeprefix('fault ')};")).otherwise(pl.lit(""))
            for name in faults
        ]
    )
    refused = frame.filter("bad").select("row", "^raw .*$", "^fault .*$", reasons=reasons)
    for part, rows in (("", kept), (".superseded", beaten), (".quarantine", refused.drop(faults))):
        written = out.with_suffix(f"{part}.parquet")
        rows.write_parquet(written)
        make_certain(written)
    return counts_of(
        len(frame),
        len(kept),
        len(refused),
        len(beaten),
        int((~kept["located"]).sum()),
        dict(kept["time_flag"].value_counts().iter_rows()),
        {name.removeprefix("fault "): int(refused[name].sum()) for name in faults},
    )


def typed(path: Path) -> pl.LazyFrame:
    """Return the rows as text ("raw x"), as what they mean, and what is wrong with all but their place."""
    raw = pl.scan_csv(path, infer_schema=False, empty_string_is_null=False)
    raw = raw.select(pl.all().str.strip_chars().name.prefix("raw ")).with_row_index("row", 1)
    said = pl.col("raw occurred_at")
    when = pl.col("occurred_local")
    early, late = date.fromisoformat(EARLIEST), date.fromisoformat(LATEST)
    numbers = {name: pl.col(f"raw {name}").cast(pl.Float64, strict=False) for name in POINT}
    given = [pl.col(f"raw {name}") != "" for name in POINT]
    unread = pl.any_horizontal(
        there & pl.col(name).is_null() for there, name in zip(given, POINT, strict=True)
    )
    degrees = pl.col("lat").is_not_null() & pl.col("lon").is_not_null()
    grid = pl.col("easting").is_not_null() & pl.col("northing").is_not_null()
    first = when.dt.replace_time_zone(ZONE, ambiguous="earliest", non_existent="null")
    certain = when.dt.replace_time_zone(ZONE, ambiguous="null", non_existent="null")
    after = (when.dt.truncate("1h") + pl.duration(hours=1)).dt.replace_time_zone(
        ZONE, ambiguous="earliest", non_existent="null"
    )
    return (
        raw.with_columns(
            occurred_local=said.str.to_datetime("%d/%m/%Y %H:%M", strict=False),
            event_id=pl.col("raw id"),
            outcome=pl.col("raw outcome").str.to_lowercase().replace_strict(OUTCOMES, default=None),
            naloxone_given=pl.col("raw naloxone")
            .str.to_lowercase()
            .replace_strict({"yes": True, "no": False}, default=None, return_dtype=pl.Boolean),
            updated_at=pl.col("raw updated_at").str.to_datetime("%Y-%m-%dT%H:%M:%S", strict=False),
            **numbers,
        )
        .with_columns(degrees=degrees, grid=grid & ~degrees, located=degrees | grid, occurred_first=first)
        .with_columns(
            occurred_utc=pl.coalesce("occurred_first", after).dt.convert_time_zone("UTC"),
            time_flag=pl.when(when.is_not_null() & pl.col("occurred_first").is_null())
            .then(pl.lit("missing"))
            .when(when.is_not_null() & certain.is_null())
            .then(pl.lit("ambiguous"))
            .otherwise(pl.lit("")),
            occurred_date=when.dt.date(),
            hour=when.dt.hour(),
            occurred_month=when.dt.month_start().dt.date(),
        )
        .drop("occurred_first")
        .with_columns(
            **{
                "fault occurred_at_missing": said == "",
                "fault occurred_at_unparsed": when.is_null() & (said != ""),
                "fault occurred_at_in_future": (when > late).fill_null(False),
                "fault occurred_at_too_early": (when < early).fill_null(False),
                "fault outcome_unknown_value": pl.col("outcome").is_null(),
                "fault naloxone_given_not_yes_or_no": pl.col("naloxone_given").is_null()
                & (pl.col("raw naloxone") != ""),
                "fault coordinates_incomplete": ~pl.col("located") & pl.any_horizontal(given) & ~unread,
                "fault coordinates_not_numbers": ~pl.col("located") & unread,
                "fault coordinates_zero": (
                    pl.col("degrees") & (pl.col("lat") == 0) & (pl.col("lon") == 0)
                ).fill_null(False),
            }
        )
    )


def placed(frame: pl.DataFrame, outline: shapely.Geometry) -> pl.DataFrame:
    """Return the rows with longitude, latitude and cells, and what is wrong with their place."""
    latitude, longitude = (frame[name].to_numpy().copy() for name in ("lat", "lon"))
    east, north = (frame[name].to_numpy() for name in ("easting", "northing"))
    grid, located = (frame[name].to_numpy() for name in ("grid", "located"))
    longitude[grid], latitude[grid] = project(east[grid], north[grid], own=True)
    inside = np.zeros(len(frame), bool)
    inside[located] = shapely.contains_xy(outline, longitude[located], latitude[located])
    outside = np.flatnonzero(located & ~inside & ~frame["fault coordinates_zero"].to_numpy())
    on_grid = grid[outside]
    at = outside[on_grid]
    wrong = faults_outside(
        longitude[outside],
        latitude[outside],
        (on_grid, east[at], north[at]),
        shapely.bounds(outline),
        own=True,
    )
    columns = []
    for name, flags in wrong.items():
        whole = np.zeros(len(frame), bool)
        whole[outside] = flags
        columns.append(pl.Series(f"fault {name}", whole))
    there = np.flatnonzero(inside)
    for resolution in RESOLUTIONS:
        cells = np.zeros(len(frame), np.int64)
        cells[there] = index(latitude[there], longitude[there], resolution, own=True)
        columns.append(pl.Series(f"cell_{resolution}", cells))
    nothing = pl.col(f"^cell_({'|'.join(map(str, RESOLUTIONS))})$")
    found = frame.drop("degrees", "grid", *POINT).with_columns(
        *columns, pl.Series("longitude", longitude), pl.Series("latitude", latitude)
    )
    return found.with_columns(pl.when(nothing != 0).then(nothing).name.keep())


if __name__ == "__main__":
    sys.stdout.write(json.dumps(load(*map(Path, sys.argv[1:4]))))
