"""Sixty towns' events as an exact file holds them, and the same rows as a plain table.

Batches draw from a pool of located events, so that a hundred million take minutes; each event has a day and
an hour of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from etl import cells as h3cells
from etl import store
from layers.days import month_of
from layers.publish.event_rows import sort_events
from layers.publish.pointer import write_version
from layers.published.version import Published
from tests.bench.many_towns import BATCH, DAYS, START, batches, make_towns

POOL: Final = 2_000_000  # located events that larger sizes draw from
RESOLUTIONS: Final = (7, 8, 9)
LAYERS: Final = ("recorded_police_activity", "overdose_calls", "syringe_confiscations", "drug_dogs")
SHARES: Final = (0.5, 0.3, 0.15, 0.05)
MEMORY: Final = "2GB"  # of DuckDB's for sorting; what needs more is put by on the disk
FIRST: Final = month_of(START.astype(object))
# The rows as the statements that arrange an exact file take them
VIEW: Final = f"""
create temp view event_rows as
select ['{"', '".join(LAYERS)}'][layer + 1] as layer_id,
       (year(moment) * 12 + month(moment) - 1)::integer as month, day(moment)::utinyint as day,
       ((isodow(moment) - 1) * 24 + hour(moment))::smallint as slot, 'towns' as source, '' as time_precision,
       -1 as area_row, coarse_row, board_row, fine_row, false as part
from raw.events"""


@dataclass(frozen=True)
class Located:
    """A pool of events' rows in each grid, coarse first, and the grids' cells."""

    rows: tuple[npt.NDArray[np.int32], ...]
    cells: tuple[npt.NDArray[np.int64], ...]


@dataclass(frozen=True)
class Filed:
    """The exact file, opened, and a connection to the plain table `events` (layer, moment, grids' rows)."""

    published: Published
    raw: store.Connection


def locate(events: int, seed: int) -> Located:
    """Return where that many events of the towns lie."""
    random = np.random.default_rng(seed)
    found = [
        [h3cells.index_points(batch.latitude, batch.longitude, resolution) for resolution in RESOLUTIONS]
        for batch in batches(make_towns(random), events, random)
    ]
    told = [np.unique(np.concatenate(each), return_inverse=True) for each in zip(*found, strict=True)]
    return Located(tuple(rows.astype(np.int32) for _, rows in told), tuple(cells for cells, _ in told))


@contextmanager
def filed(folder: Path, events: int, seed: int) -> Iterator[Filed]:
    """Write that many events to a plain table and arrange them in an exact file, for the block."""
    located = locate(min(events, POOL), seed)
    raw = store.connect(folder / "raw.duckdb")
    raw.execute(
        "create table events (layer tinyint, moment timestamp, coarse_row integer, board_row integer, "
        "fine_row integer)"
    )
    for batch in _batches(located, events, np.random.default_rng(seed)):
        store.insert(raw, "events", batch)
    raw.execute("checkpoint")
    raw.close()

    def arranged(con: store.Connection) -> None:
        con.execute(f"set memory_limit = '{MEMORY}'")
        con.execute(f"attach {store.literal(str(folder / 'raw.duckdb'))} as raw (read_only)")
        con.execute(VIEW)
        sort_events(con)
        con.execute("drop view event_rows")
        con.execute("detach raw")

    names = [f"r{resolution}" for resolution in RESOLUTIONS]
    path = write_version(folder, "exact-bench", names, {"cells": _cell_rows(located)}, more=arranged)
    published, raw = Published(path), store.connect(folder / "raw.duckdb", read_only=True, threads=2)
    try:
        yield Filed(published, raw)
    finally:
        published.close()
        raw.close()
        for path in list(folder.iterdir()):
            path.unlink()


def _batches(located: Located, events: int, random: np.random.Generator) -> Iterator[pa.Table]:
    pool = len(located.rows[0])
    for first in range(0, events, BATCH):
        size = min(BATCH, events - first)
        drawn = random.integers(0, pool, size)
        minute = random.integers(0, DAYS * 1440, size)
        yield pa.table(
            {
                "layer": random.choice(len(LAYERS), size, p=SHARES).astype(np.int8),
                "moment": (START.astype("datetime64[m]") + minute).astype("datetime64[us]"),
                **{str(grid): rows[drawn] for grid, rows in enumerate(located.rows)},
            }
        )


def _cell_rows(located: Located) -> pa.Table:
    """Return the grids as the published table `cells` has them."""
    tables = []
    for resolution, cells in zip(RESOLUTIONS, located.cells, strict=True):
        latitude, longitude = h3cells.centres(cells)
        tables.append(
            pa.table(
                {
                    "grid": pa.repeat(f"r{resolution}", len(cells)),
                    "row": np.arange(len(cells), dtype=np.int32),
                    "cell": cells,
                    "parent_row": pa.repeat(-1, len(cells)).cast(pa.int32()),
                    "area_id": pa.nulls(len(cells), pa.string()),
                    "area_km2": h3cells.areas_km2(cells),
                    "latitude": latitude,
                    "longitude": longitude,
                }
            )
        )
    return pa.concat_tables(tables)
