"""The events of one feed as zones count them, and every set of them that is released for fixed ground."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from etl import store
from layers.layer import all_layers
from layers.measure import EventDensity, EventPerOutcome, EventShare
from layers.publish.events import Reach
from layers.publish.material import Material
from layers.publish.sets import KIND, part_of, sets_of, whole_of
from layers.statistics.released_change import release_variance
from layers.week import HOURS
from layers.zones.counts import Events
from layers.zones.guard import HOURLY, FeedRows, Fixed, Released
from layers.zones.index import PointIndex


def read_zone_sets(material: Material, feed: str, reaches: Mapping[str, Reach]) -> Events:
    """Return the keyed feed's events. reaches: of each of its layers, what is published."""
    sets, columns = sets_of(feed), material.cell_columns
    kinds = "".join(f", {store.quote(KIND + by)}" for by in sets.kinds)
    found = store.fetch(
        material.con, store.sql("publish_zone_sets", cells=", ".join(columns.values()), kinds=kinds)
    )
    flags = {name: sets.has(found["sets"].astype(np.int64), name) for name in sets.conditions}
    fixed = _fixed(material, feed, reaches)
    for layer_id, by in _kinds(feed, reaches).items():
        values = found[KIND + by].astype(str)
        for value in np.unique(values[flags[layer_id]]).tolist():
            name = f"{layer_id}={value}"
            flags[name] = flags[layer_id] & (values == value)
            reach = reaches[layer_id]
            fixed += [Fixed(name, grid, span) for span in _kind_spans(reach) for grid in ("place", "area")]
    slot = found["slot"].astype(np.int64)
    ground = {
        name: material.ground.grids[name].rows_of(np.ma.filled(found[column], 0).astype(np.int64))
        for name, column in columns.items()
    }
    ground["area"] = found["area_row"].astype(np.int64)
    ground["place"] = np.zeros(len(slot), np.int64)
    for name in ("place", "area"):
        known = (ground[name] >= 0) & (slot >= 0)
        ground[name + HOURLY] = np.where(known, ground[name] * HOURS + slot, -1)
    rows = FeedRows(found["event_month"].astype(np.int64), ground, flags)
    law = material.place.disclosure
    noise = float(release_variance(np.ones(1), law.rounding)[0])
    return Events(
        rows=rows,
        slot=slot,
        key=found["event_key"].astype(np.uint64),
        index=PointIndex(found["latitude"], found["longitude"]),
        released=Released(rows, fixed, law.threshold - 1, noise),
    )


def _kinds(feed: str, reaches: Mapping[str, Reach]) -> dict[str, str]:
    """Return the column whose values a feed's layers are counted by, by layer."""
    measures = {layer_id: all_layers()[layer_id].measure for layer_id in reaches}
    return {
        layer_id: measure.by
        for layer_id, measure in measures.items()
        if isinstance(measure, EventDensity) and measure.feed == feed and measure.by
    }


def _kind_spans(reach: Reach) -> list[frozenset[int]]:
    """Return the months of the periods for which kinds are counted (layers/publish/kinds.py)."""
    years = [period for period in reach.periods if period.kind == "year"]
    periods = years or [period for period in reach.periods if period.kind == "window"]
    return [frozenset(reach.covered.months_of(period)) for period in periods]


def _fixed(material: Material, feed: str, reaches: Mapping[str, Reach]) -> list[Fixed]:
    """Return what is released for fixed ground, kinds left out (layers/publish/events.py)."""
    found = []
    for layer_id, reach in reaches.items():
        measure = all_layers()[layer_id].measure
        if reach.feed != feed:
            continue
        for period in reach.periods:
            span = frozenset(reach.covered.months_of(period))
            grids = material.grids_of(period, reach.precision_m, years=reach.has_years)
            match measure:
                case EventShare():
                    parts = (whole_of(all_layers()[layer_id]), part_of(all_layers()[layer_id]))
                    found += [Fixed(part, grid, span) for part in parts for grid in grids]
                case EventPerOutcome():
                    found.append(Fixed(layer_id, "place", span))
                case EventDensity():
                    found += [Fixed(layer_id, grid, span) for grid in grids]
        if isinstance(measure, EventDensity):
            longest = [period for period in reach.periods if period.kind in ("year", "window")][-1:]
            spans = [frozenset(reach.covered.months_of(period)) for period in longest]
            found += [
                Fixed(layer_id, ground + HOURLY, span) for span in spans for ground in ("place", "area")
            ]
    return found
