"""The rival: the same job in plain DuckDB SQL, from a raw table of text to three tables in a file.

There is no H3 extension of this release, and DuckDB's own spatial extension is none that pip installs: the
points leave the database as one Arrow table, convertbng, shapely and h3ronpy work on it (the libraries that
the loader chose), and what they find comes back as another, joined by position. Local time and daylight
saving are SQL, by the time zones built into DuckDB. Prints the counts as JSON, which must be the loader's
to the row.
Run: python -m tests.bench.rival_duckdb CALLS OUTLINE OUT
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import shapely

from tests.bench.rival_points import (
    EARLIEST,
    LATEST,
    OUTCOMES,
    RESOLUTIONS,
    ZONE,
    counts_of,
    digest_of,
    faults_outside,
    index,
    outline_of,
    project,
)

RAW = "create temp table raw as select * from read_csv(?, all_varchar = true, header = true)"
TYPED = """
create temp table typed as
with said as (
    select
        rowid + 1 as row, trim(id) as event_id, trim(occurred_at) as occurred_at,
        try_strptime(trim(occurred_at), '%d/%m/%Y %H:%M') as occurred_local,
        try_cast(lat as double) as lat, try_cast(lon as double) as lon,
        try_cast(easting as double) as easting, try_cast(northing as double) as northing,
        coalesce(lat, lon, easting, northing) is not null as given,
        (lat is not null and try_cast(lat as double) is null)
            or (lon is not null and try_cast(lon as double) is null)
            or (easting is not null and try_cast(easting as double) is null)
            or (northing is not null and try_cast(northing as double) is null) as unread,
        map($said, $meant)[coalesce(lower(trim(outcome)), '')] as outcome,
        lower(trim(naloxone)) as naloxone,
        try_cast(updated_at as timestamp) as updated_at
    from raw
)
select
    *, lat is not null and lon is not null as degrees,
    not degrees and easting is not null and northing is not null as grid, degrees or grid as located,
    degrees and lat = 0 and lon = 0 as zero,
    case naloxone when 'yes' then true when 'no' then false end as naloxone_given
from said
"""
POINTS = "select lat, lon, easting, northing, grid, located, zero from typed order by row"
# An hour that is there twice reads the same an hour later or earlier; one that is not comes back changed
HOURS = """
create temp table hours as
select
    hour_local, hour_local at time zone $zone as hour_utc,
    case
        when hour_utc at time zone $zone <> hour_local then 'missing'
        when (hour_utc + interval 1 hour) at time zone $zone = hour_local
            or (hour_utc - interval 1 hour) at time zone $zone = hour_local then 'ambiguous'
        else ''
    end as time_flag
from (select distinct date_trunc('hour', occurred_local) as hour_local from typed)
where hour_local is not null
"""
EVENTS = """
create temp table judged as
select
    placed.* exclude (place_fault), hour_utc + (occurred_local - hour_local) as occurred_utc,
    coalesce(time_flag, '') as time_flag, occurred_local::date as occurred_date, hour(occurred_local) as hour,
    date_trunc('month', occurred_local)::date as occurred_month,
    list_filter([
        case when occurred_at is null then 'occurred_at_missing' end,
        case when occurred_at is not null and occurred_local is null then 'occurred_at_unparsed' end,
        case when occurred_local > $latest::timestamp then 'occurred_at_in_future' end,
        case when occurred_local < $earliest::timestamp then 'occurred_at_too_early' end,
        case when outcome is null then 'outcome_unknown_value' end,
        case when naloxone is not null and naloxone_given is null then 'naloxone_given_not_yes_or_no' end,
        case when not located and given and not unread then 'coordinates_incomplete' end,
        case when not located and unread then 'coordinates_not_numbers' end,
        case when zero then 'coordinates_zero' end,
        place_fault
    ], lambda reason: reason is not null) as reasons
from (select * from typed positional join points) as placed
left join hours on hour_local = date_trunc('hour', occurred_local)
"""
KEPT = """
create temp table events as
select
    * exclude (reasons),
    row_number() over (partition by event_id order by updated_at desc, row desc) = 1 as newest
from judged where len(reasons) = 0;
create table superseded as select * exclude (newest) from events where not newest;
create table loaded as select * exclude (newest), $digest as sha256 from events where newest;
create table quarantine as
select raw.*, reasons from raw join judged on judged.row = raw.rowid + 1 where len(reasons) > 0;
"""
COUNTS = """
select (select count(*) from loaded), (select count(*) from quarantine), (select count(*) from superseded),
    (select count(*) from loaded where not located)
"""
FLAGS = "select time_flag, count(*) from loaded group by all"
REASONS = "select reason, count(*) from (select unnest(reasons) as reason from quarantine) group by all"


def load(path: Path, outline_path: Path, out: Path) -> dict[str, object]:
    """Type, project, clip, index and de-duplicate the calls; write what is kept, refused and superseded."""
    digest = digest_of(path)
    out.unlink(missing_ok=True)
    con = duckdb.connect(str(out), config={"autoinstall_known_extensions": "false"})
    con.execute(RAW, [str(path)])
    con.execute(TYPED, {"said": list(OUTCOMES), "meant": list(OUTCOMES.values())})
    con.register("points", placed(con.sql(POINTS).to_arrow_table(), outline_of(outline_path)))
    con.execute(HOURS, {"zone": ZONE})
    con.execute(EVENTS, {"latest": LATEST, "earliest": EARLIEST})
    for statement in KEPT.split(";")[:-1]:
        con.execute(statement, {"digest": digest} if "$digest" in statement else None)
    kept, refused, beaten, unlocated = con.execute(COUNTS).fetchall()[0]
    flags, reasons = (dict(con.execute(asked).fetchall()) for asked in (FLAGS, REASONS))
    con.close()
    return counts_of(kept + refused + beaten, kept, refused, beaten, unlocated, flags, reasons)


def placed(points: pa.Table, outline: shapely.Geometry) -> pa.Table:
    """Return longitude, latitude, cells and what is wrong with the place of each row, in the rows' order."""
    lat, lon, east, north = (
        points[name].to_numpy().astype(float) for name in ("lat", "lon", "easting", "northing")
    )
    grid, located, zero = (points[name].to_numpy().astype(bool) for name in ("grid", "located", "zero"))
    latitude, longitude = lat.copy(), lon.copy()
    longitude[grid], latitude[grid] = project(east[grid], north[grid], own=True)
    inside = np.zeros(len(lat), bool)
    inside[located] = shapely.contains_xy(outline, longitude[located], latitude[located])
    outside = np.flatnonzero(located & ~inside & ~zero)
    on_grid = grid[outside]
    at = outside[on_grid]
    wrong = faults_outside(
        longitude[outside],
        latitude[outside],
        (on_grid, east[at], north[at]),
        shapely.bounds(outline),
        own=True,
    )
    code = np.full(len(lat), -1, np.int8)
    for number, flags in enumerate(wrong.values()):
        code[outside[flags]] = number
    faults = pa.DictionaryArray.from_arrays(pa.array(code, mask=code < 0), pa.array(list(wrong)))
    found = {"longitude": pa.array(longitude), "latitude": pa.array(latitude), "place_fault": faults}
    there = np.flatnonzero(inside)
    for resolution in RESOLUTIONS:
        cells = np.zeros(len(lat), np.int64)
        cells[there] = index(latitude[there], longitude[there], resolution, own=True)
        found[f"cell_{resolution}"] = pa.array(cells, mask=~inside)
    return pa.table(found)


if __name__ == "__main__":
    sys.stdout.write(json.dumps(load(*map(Path, sys.argv[1:4]))))
