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
    months, area = found["event_month"], found["area_row"]
    events, keys = found["events"], found["keys"].astype(np.uint64)
    years = [period for period in reach.periods if period.kind == "year"]
    tables = []
    for period in years or [period for period in reach.periods if period.kind == "window"]:
        inside = np.isin(months, list(reach.covered.months_of(period)))
        for grid, row in (("place", np.zeros(len(area), np.int64)), ("area", area)):
            wanted = inside & (row >= 0)
            size = material.ground.size(grid)
            counts = np.zeros((size, len(names)), np.int64)
            sums = np.zeros((size, len(names)), np.uint64)
            np.add.at(counts, (row[wanted], kind[wanted]), events[wanted])
            np.add.at(sums, (row[wanted], kind[wanted]), keys[wanted])
            low_bits = (sums & np.uint64(0xFFFFFFFF)).astype(np.uint32)
            each = material.rule.release(counts.ravel(), low_bits.ravel())
            shape = (size, len(names))
            released = disclosure.withhold_partner(
                disclosure.Release(each.count.reshape(shape), each.state.reshape(shape))
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
