"""The town of tests/layers/town.py with as many more events as asked for, of three feeds and five sources."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa

from etl import cells as h3
from etl import store
from etl.feed import all_feeds
from etl.place_file import read_place
from etl.schema import table_columns
from tests.layers.town import EAST, NORTH, SCHEMA, SOUTH, WEST, build_town

PARTS = {  # source: its feed, its part of the rows, and the columns that its layers look at
    "ambulance": (
        "overdose_call",
        0.3,
        {"alone": (True, False, None), "naloxone_by": ("bystander", "unknown")},
    ),
    "hospital": ("overdose_call", 0.1, {"outcome": ("survived", "died")}),
    "register": (
        "police_activity",
        0.3,
        {"category": ("possession", "supply", "other"), "reason": ("drugs",)},
    ),
    "stops": ("police_activity", 0.1, {"category": ("stop", "search"), "outcome": ("warning", "unknown")}),
    "needles": ("needle_report", 0.2, {"status": ("discarded", "collected")}),
}
NAMELESS = "hospital"  # its rows have no id, and some of them are alike
FIRST_DAY, DAYS = np.datetime64("2023-10-01"), 1096


def build_big_town(home: Path, rows: int, seed: int = 1) -> None:
    """Write the restricted store of a town with about so many events."""
    build_town(home)
    random = np.random.default_rng(seed)
    place = read_place(home / "restricted" / "place.toml")
    with store.connect(home / "restricted" / "store.duckdb") as con:
        for source, (feed, part, words) in PARTS.items():
            given = _events(random, source, int(rows * part), words)
            size = len(given["source"])
            columns = {
                name: given[name].cast(kind) if name in given else pa.nulls(size, kind)
                for name, kind in (
                    (name, SCHEMA.get(kind, pa.string()))
                    for name, kind in table_columns(all_feeds()[feed], place)
                )
            }
            store.insert(con, store.quote(feed), pa.table(columns))
        con.execute("checkpoint")


def _events(
    random: np.random.Generator, source: str, size: int, words: dict[str, tuple[object, ...]]
) -> dict[str, pa.Array]:
    moment = FIRST_DAY.astype("M8[m]") + random.integers(0, DAYS * 1440, size)
    near = random.random(size) < 0.5
    lat = np.where(near, random.normal(47.19, 0.004, size), random.uniform(SOUTH, NORTH, size))
    lon = np.where(near, random.normal(-31.51, 0.005, size), random.uniform(WEST, EAST, size))
    lat, lon = np.clip(lat, SOUTH + 1e-4, NORTH - 1e-4), np.clip(lon, WEST + 1e-4, EAST - 1e-4)
    if source == NAMELESS:
        lat, lon = lat.round(2), lon.round(2)
        moment = moment.astype("M8[D]").astype("M8[m]")
    lost = random.random(size) < 0.03
    exact = np.where(random.random(size) < 0.8, "minute", "day")
    ids = np.array([f"{source}{at}" for at in range(size)], object)
    cells = {f"cell_{at}": pa.array(h3.index_points(lat, lon, at), mask=lost) for at in (7, 8, 9, 10)}
    return {
        "source": pa.repeat(source, size),
        "file": pa.repeat(f"{source}.csv", size),
        "row_number": pa.array(np.arange(size)),
        "occurrence": pa.repeat(0, size),
        "identity": pa.array(ids, pa.string(), mask=np.full(size, source == NAMELESS)),
        "occurred_local": pa.array(moment.astype("M8[us]"), mask=exact == "day"),
        "occurred_date": pa.array(moment.astype("M8[D]")),
        "occurred_month": pa.array(moment.astype("M8[M]").astype("M8[D]")),
        "time_precision": pa.array(exact),
        "latitude": pa.array(lat, mask=lost),
        "longitude": pa.array(lon, mask=lost),
        "location_precision_m": pa.repeat(0.0, size),
        **cells,
        **{
            name: pa.array([choices[at] for at in random.integers(0, len(choices), size)])
            for name, choices in words.items()
        },
    }
