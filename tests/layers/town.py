"""A small invented place written straight into a restricted store, for tests of publishing.

Two neighbourhoods of two statistical areas each, on the open Atlantic; events fall where a smooth
surface says, so that released, parent, withheld and true zero all occur.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import shapely

from etl import cells as h3
from etl import store
from etl.feed import all_feeds
from etl.place_file import read_place
from etl.schema import create_tables, table_columns

WEST, SOUTH, EAST, NORTH = -31.54, 47.17, -31.46, 47.23
MIDDLE = (WEST + EAST) / 2
SECRET = bytes(range(32))
CANARY = "CANARY-7f3a-Ünique"
TOML = """
id = "town"
name = "Testhaven"
time_zone = "Atlantic/Azores"

[disclosure]
year_starts_quarter = 4

[[source]]
id = "calls"
feed = "overdose_call"
files = ["calls.csv"]
columns = { event_id = "id", occurred_at = "at", latitude = "lat", longitude = "lon" }
time_format = ["%Y-%m-%d %H:%M"]
licence = "CC0-1.0"
"""
SCHEMA = {"varchar": pa.string(), "bigint": pa.int64(), "integer": pa.int32(), "double": pa.float64()}
SCHEMA |= {"timestamp": pa.timestamp("us"), "date": pa.date32(), "boolean": pa.bool_(), "blob": pa.binary()}

Rows = dict[str, list[object]]  # columns of a feed


@dataclass(frozen=True)
class Town:
    """A home with a restricted store. calls and police are the exact rows, for second counts."""

    home: Path
    calls: dict[str, list[object]]
    police: dict[str, list[object]]


def write(con: store.Connection, home: Path, feed: str, rows: dict[str, list[object]]) -> None:
    """Append rows, given as columns, to a feed's table; columns left out are NULL."""
    place = read_place(home / "restricted" / "place.toml")
    size = len(next(iter(rows.values())))
    columns = {}
    for name, kind in table_columns(all_feeds()[feed], place):
        columns[name] = pa.array(rows.get(name, [None] * size), SCHEMA.get(kind, pa.string()))
    store.insert(con, store.quote(feed), pa.table(columns))


def events(rng: np.random.Generator, feed: str, count: int, prefix: str) -> dict[str, list[object]]:
    """Return the common columns of `count` events over three years, half of them in one corner."""
    lat = np.where(rng.random(count) < 0.5, rng.normal(47.19, 0.004, count), rng.uniform(SOUTH, NORTH, count))
    lon = np.where(rng.random(count) < 0.5, rng.normal(-31.51, 0.005, count), rng.uniform(WEST, EAST, count))
    lat, lon = np.clip(lat, SOUTH + 1e-4, NORTH - 1e-4), np.clip(lon, WEST + 1e-4, EAST - 1e-4)
    start = dt.datetime(2023, 10, 1)
    minutes = rng.integers(0, 1096 * 1440, count)
    moments = [start + dt.timedelta(minutes=int(m)) for m in minutes]
    found: dict[str, list[object]] = {
        "source": [prefix] * count,
        "run_id": ["r1"] * count,
        "file": [f"{prefix}.csv"] * count,
        "row_number": list(range(1, count + 1)),
        "identity": [f"{CANARY}-{prefix}{i}" for i in range(count)],
        "occurrence": [0] * count,
        "event_id": [f"{CANARY}-{prefix}{i}" for i in range(count)],
        "occurred_local": list(moments),
        "occurred_utc": list(moments),
        "occurred_date": [m.date() for m in moments],
        "occurred_month": [m.date().replace(day=1) for m in moments],
        "time_precision": ["minute"] * count,
        "time_flag": [""] * count,
        "latitude": lat.tolist(),
        "longitude": lon.tolist(),
        "location_precision_m": [0.0] * count,
    }
    for resolution in (7, 8, 9, 10):
        found[f"cell_{resolution}"] = h3.index_points(lat, lon, resolution).tolist()
    return found


def build_town(home: Path, *, seed: int = 1) -> Town:
    """Write the town's restricted store under `home`."""
    rng = np.random.default_rng(seed)
    folder = home / "restricted"
    folder.mkdir(parents=True)
    (folder / "place.toml").write_text(TOML, encoding="utf-8")
    (folder / "secret").write_bytes(SECRET)
    con = store.connect(folder / "store.duckdb")
    create_tables(con, all_feeds(), read_place(folder / "place.toml"))
    con.execute("insert into loaded_files values ('calls', 'calls.csv', 'sha', 'digest', 'r1', 0)")
    con.execute(
        "insert into runs values ('r1', 'calls', 'overdose_call', '2026-11-01', '2026-11-01', 'd', '[]',"
        " 1503, 1500, 3, 0, 0, 0, [])"
    )
    for row in range(3):
        con.execute(
            "insert into quarantine"
            " values ('r1', 'calls', 'overdose_call', 'calls.csv', ?, ['outside_place'], ?, null)",
            [2000 + row, f'{{"note": "{CANARY}"}}'],
        )
    _write_boundaries(con, home)
    calls = events(rng, "overdose_call", 1500, "calls")
    calls["alone"] = [
        bool(flag) if known else None
        for flag, known in zip(rng.random(1500) < 0.4, rng.random(1500) < 0.9, strict=True)
    ]
    calls["outcome"], calls["naloxone_by"] = ["survived"] * 1500, ["unknown"] * 1500
    for name in ("latitude", "longitude", "cell_7", "cell_8", "cell_9", "cell_10"):
        calls[name][:40] = [None] * 40  # unlocated: the place's total still counts them
    write(con, home, "overdose_call", calls)
    police = events(rng, "police_activity", 900, "police")
    police["category"] = [("possession", "other")[i % 2] for i in range(900)]
    police["reason"], police["outcome"] = ["unknown"] * 900, ["unknown"] * 900
    police["location_precision_m"] = [300.0] * 900
    write(con, home, "police_activity", police)
    _write_services(con, home)
    con.close()
    return Town(home, calls, police)


def _write_boundaries(con: store.Connection, home: Path) -> None:
    middle_lat = (SOUTH + NORTH) / 2
    shapes = [
        ("place", "P", shapely.box(WEST, SOUTH, EAST, NORTH), None),
        ("neighbourhood", "N1", shapely.box(WEST, SOUTH, MIDDLE, NORTH), None),
        ("neighbourhood", "N2", shapely.box(MIDDLE, SOUTH, EAST, NORTH), None),
        ("small_area", "S1", shapely.box(WEST, SOUTH, MIDDLE, middle_lat), 4000.0),
        ("small_area", "S2", shapely.box(WEST, middle_lat, MIDDLE, NORTH), 1000.0),
        ("small_area", "S3", shapely.box(MIDDLE, SOUTH, EAST, middle_lat), 2000.0),
        ("small_area", "S4", shapely.box(MIDDLE, middle_lat, EAST, NORTH), 3000.0),
    ]
    km2 = [shape.area * 111.195**2 * float(np.cos(np.radians(47.2))) for _, _, shape, _ in shapes]
    write(
        con,
        home,
        "boundary",
        {
            "source": ["b"] * 7,
            "area_id": [row[1] for row in shapes],
            "name": [f"Area {row[1]}" for row in shapes],
            "level": [row[0] for row in shapes],
            "residents": [row[3] for row in shapes],
            "geometry_wkb": [shapely.to_wkb(row[2]) for row in shapes],
            "area_km2": list(km2),
        },
    )
    write(
        con,
        home,
        "area_indicator",
        {
            "source": ["i"] * 9,
            "area_id": [*("S1", "S2", "S3", "S4") * 2, "place"],
            "indicator": ["income_deprivation"] * 4 + ["low_income"] * 4 + ["gini"],
            "period": ["2025"] * 9,
            "value": [10.0, 20.0, 30.0, 40.0, 400.0, 300.0, 200.0, 600.0, 0.37],
            "measure": ["rate"] * 4 + ["count"] * 4 + ["rate"],
            "unit": ["%"] * 9,
            "note": ["Made up."] * 9,
        },
    )


def _write_services(con: store.Connection, home: Path) -> None:
    lat, lon = [47.20, 47.185, 47.21], [-31.50, -31.52, -31.47]
    cells = {f"cell_{r}": h3.index_points(np.array(lat), np.array(lon), r).tolist() for r in (7, 8, 9, 10)}
    write(
        con,
        home,
        "service",
        {
            "source": ["s"] * 3,
            "service_id": ["X1", f"{CANARY}-X2", "X3"],
            "name": ["Open exchange", f"{CANARY} refuge", "Naloxone bus"],
            "type": ["needle_exchange", "needle_exchange", "naloxone"],
            "setting": ["fixed", "confidential", "mobile"],
            "monday": ["09:00-17:00", "00:00-24:00", "10:00-12:00"],
            "offers_needles": [True, True, False],
            "offers_naloxone": [False, False, True],
            "latitude": list(lat),
            "longitude": list(lon),
            "location_precision_m": [0.0] * 3,
            **cells,
        },
    )
    hotspots = {
        "hotspot_id": ["H1", f"{CANARY}-H2"],
        "name": ["Quay", f"{CANARY} hidden"],
        "latitude": [47.19, 47.22],
        "longitude": [-31.51, -31.48],
        "radius_m": [300.0, 300.0],
        "show_to_boards": [True, False],
    }
    write(con, home, "hotspot", {"source": ["h"] * 2, **hotspots})
