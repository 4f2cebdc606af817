"""Counts by kind: what the events of a layer were, for the place and its neighbourhoods."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from layers import disclosure
from layers.layer import Layer
from layers.measure import EventDensity
from layers.publish.events import EventFeed, Reach
from layers.publish.material import Material
from layers.publish.sets import KIND, set_of
from layers.settled import gather


def kind_rows(
    material: Material, layer: Layer, measure: EventDensity, feed: EventFeed, reach: Reach
) -> list[pa.Table]:
    """Return released counts by kind, one table for each period and grid; [] of a single kind.

    By fixed year, or over the window where no year is whole: never both, nor by quarter, since
    overlapping periods would give several estimates of a withheld count.
    """
    if not measure.by:
        return []
    column = KIND + measure.by
    found = feed.counts.by(set_of(layer), "event_month", "area_row", column)
    published = np.isin(found["event_month"], list(reach.covered.months))
    found = {name: values[published] for name, values in found.items()}  # a kind may be new, too new to tell
    names, kind = np.unique(np.asarray(found[column], str), return_inverse=True)
    if len(names) < 2:
        return []  # one kind is the layer's own count
    area, quarters = found["area_row"], frozenset(reach.covered.quarters)
    counted = {}
    for grid, row in (("place", np.zeros(len(area), np.int64)), ("area", area)):
        unit = np.where(row >= 0, kind * material.ground.size(grid) + row, -1)
        keys = found["keys"].astype(np.uint64)
        now = gather(unit, found["event_month"] // 3, found["events"], keys, quarters)
        counted[grid] = material.settled(
            f"{layer.id} by {measure.by}", grid, now, parts=names.tolist(), block=material.year_of
        )
    years = [period for period in reach.periods if period.kind == "year"]
    tables = []
    for period in years or [period for period in reach.periods if period.kind == "window"]:
        for grid, told in counted.items():
            shape = (len(names), material.ground.size(grid))
            each = material.rule.release(*told.over(frozenset(period.quarters), shape[0] * shape[1]))
            released = disclosure.withhold_partner(
                disclosure.Release(each.count.reshape(shape).T, each.state.reshape(shape).T)
            )
            tables.append(_table(layer.id, grid, period.id, list(names), released))
    return tables


def _table(
    layer_id: str, grid: str, period_id: str, names: list[str], released: disclosure.Release
) -> pa.Table:
    size, count = released.count.shape[0], released.count.ravel()
    return pa.table(
        {
            "layer_id": pa.repeat(layer_id, len(count)),
            "grid": pa.repeat(grid, len(count)),
            "period_id": pa.repeat(period_id, len(count)),
            "row": pa.array(np.repeat(np.arange(size), len(names)), pa.int32()),
            "kind": pa.array(names * size, pa.string()),
            "count": pa.array(count.astype(np.int32), mask=count < 0),
            "state": pa.array(np.array(disclosure.STATES, object)[released.state.ravel()], pa.string()),
        }
    )
