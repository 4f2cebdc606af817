"""The events behind each layer, one by one: what an exact file counts anew for some hours and days."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa

from etl import store
from layers.layer import Layer
from layers.measure import EventDensity, EventShare
from layers.publish.events import Reach
from layers.publish.material import Material

GRIDS: Final = ("coarse", "board", "fine")
LEAST: Final = 6  # times that a cube must hold fewer rows than there are events, or it is not kept
CUBES: Final = {"by_month": "", "by_hour": "slot, "}  # what each counts by beside layer, month and cells
SCHEMA: Final = pa.schema(
    [
        ("layer_id", pa.string()),
        ("month", pa.int32()),
        ("day", pa.uint8()),
        ("slot", pa.int16()),
        ("source", pa.string()),
        ("time_precision", pa.string()),
        ("area_row", pa.int32()),
        *((f"{name}_row", pa.int32()) for name in GRIDS),
        ("part", pa.bool_()),
    ]
)


def write_events(material: Material, layer: Layer, reach: Reach, folder: Path) -> None:
    """Write a layer's events in the months it covers to a file of `folder`, none of one not counted by cell.

    The feed must be the one that is keyed.
    """
    match layer.measure:
        case EventDensity() as measure:
            condition, part = measure.sql, "false"
        case EventShare() as measure:
            condition, part = measure.whole, measure.part
        case _:
            return
    con, columns = material.con, material.cell_columns
    for name, grid in zip(GRIDS, columns, strict=True):
        cells = material.ground.grids[grid].cells
        con.register(f"{name}_cells", pa.table({"held": cells, "at": np.arange(len(cells), dtype=np.int32)}))
    store.run(
        con,
        "publish_event_rows",
        layer=store.literal(layer.id),
        condition=condition,
        part=part,
        months=", ".join(map(str, sorted(reach.covered.months))),
        file=store.literal(str(folder / f"{layer.id}.parquet")),
        **dict(zip(GRIDS, columns.values(), strict=True)),
    )
    for name in GRIDS:
        con.unregister(f"{name}_cells")


def arrange(con: store.Connection, folder: Path) -> None:
    """Write the events in a folder's files to the exact file that `con` is making, sorted, and their cubes.

    Only cubes that shrink them enough.
    """
    if any(folder.iterdir()):
        files = store.literal(str(folder / "*.parquet"))
        con.execute(store.sql("publish_event_files", files=files))
        sort_events(con)
        con.execute("drop view event_rows")
    else:
        con.register("event_rows", SCHEMA.empty_table())
        sort_events(con)
        con.unregister("event_rows")


def sort_events(con: store.Connection) -> None:
    """Do as `arrange` with a table or view that `con` knows as event_rows; it need not fit into memory."""
    con.execute(store.sql("publish_exact_events"))
    for cube, by in CUBES.items():
        con.execute(store.sql("publish_exact_cube", cube=cube, by=by, least=str(LEAST)))
