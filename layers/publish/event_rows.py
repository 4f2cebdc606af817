"""The events behind each layer, one by one: what an exact file counts anew for some hours and days."""

from __future__ import annotations

from typing import Final

import numpy as np
import pyarrow as pa

from etl import store
from layers.layer import Layer
from layers.measure import EventDensity, EventShare
from layers.publish.events import Reach
from layers.publish.material import Material

ROWS = ("coarse_row", "board_row", "fine_row")
LEAST: Final = 6  # times that a cube must hold fewer rows than there are events, or it is not kept
CUBES: Final = {"by_month": "", "by_hour": "slot, "}  # what each counts by beside layer, month and cells
SCHEMA: Final = pa.schema(
    [
        ("layer_id", pa.string()),
        ("month", pa.int32()),
        ("day", pa.uint8()),
        ("slot", pa.int16()),
        ("source", pa.dictionary(pa.int32(), pa.string())),
        ("time_precision", pa.dictionary(pa.int32(), pa.string())),
        ("area_row", pa.int32()),
        *((name, pa.int32()) for name in ROWS),
        ("part", pa.bool_()),
    ]
)


def event_rows(material: Material, layer: Layer, reach: Reach) -> pa.Table | None:
    """Return a layer's events in the months it covers, None for a layer that is not counted by cell.

    The feed must be the one that is keyed.
    """
    match layer.measure:
        case EventDensity() as measure:
            condition, part = measure.sql, "false"
        case EventShare() as measure:
            condition, part = measure.whole, measure.part
        case _:
            return None
    columns = material.cell_columns
    statement = store.sql(
        "publish_event_rows", cells=", ".join(columns.values()), condition=condition, part=part
    )
    found = store.fetch_arrow(material.con, statement)
    kept = np.isin(found["event_month"].to_numpy(), list(reach.covered.months))
    found = found if kept.all() else found.filter(pa.array(kept))
    grids = {
        name: _grid_rows(material, grid, found[column])
        for name, (grid, column) in zip(ROWS, columns.items(), strict=True)
    }
    return pa.table(
        {
            "layer_id": pa.repeat(layer.id, found.num_rows),
            "month": found["event_month"].cast(pa.int32()),
            "day": found["day"],
            "slot": found["slot"],
            "source": found["source"].dictionary_encode(),
            "time_precision": found["time_precision"].dictionary_encode(),
            "area_row": found["area_row"],
            **grids,
            "part": found["part"],
        },
        schema=SCHEMA,
    )


def arrange(con: store.Connection, rows: pa.Table) -> None:
    """Write events to the exact file that `con` is making, sorted, and the cubes that shrink them enough.

    rows: those of all layers (SCHEMA).
    """
    con.register("event_rows", rows)
    sort_events(con)
    con.unregister("event_rows")


def sort_events(con: store.Connection) -> None:
    """Do as `arrange` with a table or view that `con` knows as event_rows; it need not fit into memory."""
    con.execute(store.sql("publish_exact_events"))
    for cube, by in CUBES.items():
        con.execute(store.sql("publish_exact_cube", cube=cube, by=by, least=str(LEAST)))


def _grid_rows(material: Material, grid: str, cells: pa.ChunkedArray) -> pa.Array:
    """Return the row of each event in a grid, -1 where it has no cell or lies outside."""
    told = cells.fill_null(0).to_numpy()
    distinct, at = np.unique(told, return_inverse=True)
    return pa.array(material.ground.grids[grid].rows_of(distinct)[at].astype(np.int32))
