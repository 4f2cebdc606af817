"""Events by hour of the week, for analysts' filter: part of an exact file and of nothing else."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from etl import store
from layers.layer import Layer
from layers.measure import EventDensity, EventShare
from layers.publish.events import Reach
from layers.publish.material import Material

ROWS = ("coarse_row", "board_row", "fine_row")


def event_hour_rows(material: Material, layer: Layer, reach: Reach) -> pa.Table | None:
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
        "publish_event_hours", cells=", ".join(columns.values()), condition=condition, part=part
    )
    found = store.fetch(material.con, statement)
    kept = np.isin(found["event_month"], list(reach.covered.months))
    grids = {
        name: material.ground.grids[grid].rows_of(np.ma.filled(found[column], 0).astype(np.int64))[kept]
        for name, (grid, column) in zip(ROWS, columns.items(), strict=True)
    }
    return pa.table(
        {
            "layer_id": pa.repeat(layer.id, int(kept.sum())),
            "month": found["event_month"][kept].astype(np.int32),
            "slot": found["slot"][kept].astype(np.int32),
            "source": pa.array(found["source"][kept], pa.string()),
            "time_precision": pa.array(found["time_precision"][kept], pa.string()),
            "area_row": found["area_row"][kept].astype(np.int32),
            **{name: rows.astype(np.int32) for name, rows in grids.items()},
            "events": found["events"][kept],
            "part": found["part"][kept],
        }
    )
