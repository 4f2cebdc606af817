"""The published tables that are not figures: services, hotspots, sites, base map, sources."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import shapely

from etl import store
from etl.cells import EDGE_M
from etl.feed import all_feeds
from etl.status import SourceStatus
from layers.periods import first_day, quarter_of
from layers.publish.material import Material
from layers.publish.places import DAYS, METRES_PER_DEGREE

SIMPLIFIED_DEGREES = {"place": 1e-4, "neighbourhood": 1e-4, "water": 1e-4, "park": 1e-4, "street": 2e-5}
CONFIDENTIAL_NAME = "Confidential service"


def service_rows(material: Material) -> pa.Table:
    """Return services as boards may see them: of a confidential one its type, what it offers and its cell.

    Where the place says so, confidential ones are left out.
    """
    _, board, _ = material.ground.stored
    resolution = material.ground.grids[board].resolution
    statement = store.sql("publish_services", cell=f"cell_{resolution}")
    rows = []
    hidden = 0
    for row in store.rows(material.con, statement, {"as_of": material.as_of}):
        service_id, stop, name, kind, setting, latitude, longitude, cell = row[:8]
        hours = json.dumps({day: text for day, text in zip(DAYS, row[8:15], strict=True) if text})
        needles, naloxone, capacity, approximate_m = row[15:]
        if setting == "confidential":
            if material.place.confidential_services == "hidden":
                continue
            hidden += 1
            service_id, stop, name = f"confidential-{hidden}", "", CONFIDENTIAL_NAME
            latitude = longitude = capacity = None
            hours = "{}"
            approximate_m = EDGE_M[resolution]
        rows.append(
            (
                *(service_id, stop, name, kind, setting, latitude, longitude, cell, hours),
                *(needles, naloxone, capacity, approximate_m),
            )
        )
    return _table(
        rows,
        [
            *((name, pa.string()) for name in ("service_id", "stop", "name", "type", "setting")),
            ("latitude", pa.float64()),
            ("longitude", pa.float64()),
            ("cell", pa.int64()),
            ("hours", pa.string()),
            ("offers_needles", pa.bool_()),
            ("offers_naloxone", pa.bool_()),
            ("capacity_per_day", pa.float64()),
            ("approximate_m", pa.float64()),
        ],
    )


def hotspot_rows(material: Material) -> pa.Table:
    """Return the declared hotspots that boards may see; a point with a radius becomes a circle."""
    rows = []
    for row in store.rows(material.con, store.sql("publish_hotspots")):
        *said, latitude, longitude, radius_m, wkb = row
        rows.append((*said, wkb or _circle(latitude, longitude, radius_m or 0.0)))
    text = pa.string()
    fields = [("hotspot_id", text), ("name", text), ("operation", text), ("starts_on", pa.date32())]
    fields += [("ends_on", pa.date32()), ("weekdays", text), ("hours", text), ("geometry_wkb", pa.binary())]
    return _table(rows, fields)


def site_rows(material: Material) -> pa.Table:
    """Return venues, schools and play areas.

    To about a metre: what is placed by its postcode would else share the exact point of events that are.
    """
    found = store.rows(material.con, store.sql("publish_places_shown"))
    rows = [(*row[:4], round(row[4], 5), round(row[5], 5), *row[6:]) for row in found]
    fields = [(name, pa.string()) for name in ("kind", "id", "name", "type")]
    fields += [("latitude", pa.float64()), ("longitude", pa.float64())]
    return _table(rows, [*fields, ("starts_on", pa.date32()), ("ends_on", pa.date32())])


def postcode_rows(material: Material) -> pa.Table:
    """Return the postcodes inside the place, to about ten metres, so that a reader can find one.

    A look-up lists a register's postcodes, whoever lives there: it says nothing of events. Rounded, since
    rows that are placed by their postcode share its exact point.
    """
    found = store.rows(material.con, store.sql("publish_postcodes"))
    latitude, longitude = (np.array([row[at] for row in found], float) for at in (1, 2))
    coarse, _, _ = material.ground.stored
    inside = material.ground.rows_at(coarse, latitude, longitude) >= 0
    rows = [
        (code, round(lat, 4), round(lon, 4))
        for (code, lat, lon), here in zip(found, inside, strict=True)
        if here
    ]
    return _table(rows, [("code", pa.string()), ("latitude", pa.float64()), ("longitude", pa.float64())])


def base_rows(material: Material) -> pa.Table:
    """Return the shapes of the base map, simplified to what a map can show."""
    outline = shapely.to_wkb(material.ground.outline)
    found = [row for row in store.rows(material.con, store.sql("publish_base")) if row[0] != "place"]
    rows = []
    for kind, name, about, wkb in [("place", material.place.name, "", outline), *found]:
        shape = shapely.from_wkb(wkb)
        if kind in SIMPLIFIED_DEGREES:
            shape = shapely.simplify(shape, SIMPLIFIED_DEGREES[kind], preserve_topology=True)
        rows.append((kind, name, about, shapely.to_wkb(shape)))
    fields = [(name, pa.string()) for name in ("kind", "name", "class")]
    return _table(rows, [*fields, ("geometry_wkb", pa.binary())])


COUNTED = ("read", "loaded", "quarantined", "superseded", "unlocated")


def source_rows(material: Material, feeds: Iterable[str], statuses: Iterable[SourceStatus]) -> pa.Table:
    """Return what was loaded, source by source, its row counts in words."""
    loaded_on = dict(store.rows(material.con, store.sql("publish_runs")))
    held = {one.source: one for one in statuses}
    extents: dict[str, list[Any]] = {}
    for feed in sorted(feeds):
        for source, *extent in store.rows(material.con, store.sql("publish_extent", feed=feed)):
            extents[source] = extent
    rows: list[tuple[object, ...]] = []
    for source in material.place.sources:
        if source.id not in held:
            continue
        status, feed = held[source.id], source.feed
        counts = (status.read, status.loaded, status.quarantined, status.superseded, status.unlocated)
        kind = all_feeds()[feed].kind
        words = [material.rule.rows_in_words(source.id, count, kind) for count in counts]
        if kind == "event":
            words = [
                material.told.say(material.rule, f"rows {name} of {source.id}", count, said)
                for name, count, said in zip(COUNTED, counts, words, strict=True)
            ]
        first, last, precision, metres = extents.get(
            source.id, (None, None, None, source.location_precision_m)
        )
        rows.append(
            (
                *(len(rows), source.id, feed, all_feeds()[feed].title, source.producer, source.licence),
                *(source.cannot_show or all_feeds()[feed].cannot_show, *words),
                *_whole_quarters(first, last, material.newest),
                *(loaded_on.get(source.id), metres, precision),
            )
        )
    text = [(name, pa.string()) for name in ("source", "feed", "title", "producer", "licence", "cannot_show")]
    return _table(
        rows,
        [
            ("position", pa.int32()),
            *text,
            *((f"rows_{name}", pa.string()) for name in COUNTED),
            *((name, pa.date32()) for name in ("first_date", "last_date", "loaded_on")),
            ("location_precision_m", pa.float64()),
            ("time_precision", pa.string()),
        ],
    )


def _circle(latitude: float, longitude: float, radius_m: float) -> bytes:
    """Return a circle as a WKB polygon of 32 corners, WGS 84."""
    turn = np.linspace(0, 2 * np.pi, 33)[:-1]
    degrees = max(radius_m, 1.0) / METRES_PER_DEGREE
    east = longitude + degrees * np.cos(turn) / np.cos(np.radians(latitude))
    circle: bytes = shapely.to_wkb(
        shapely.Polygon(np.column_stack([east, latitude + degrees * np.sin(turn)]))
    )
    return circle


def _whole_quarters(
    first: dt.date | None, last: dt.date | None, newest: int
) -> tuple[dt.date | None, dt.date | None]:
    """Return the first and last day of the published quarters that hold a source's first and last month.

    Whole quarters, none newer than `newest`: a month could be that of a single event, even of yesterday.
    """
    if first is None or last is None or quarter_of(first) > newest:
        return None, None
    after = first_day(min(quarter_of(last), newest) + 1)
    return first_day(quarter_of(first)), after - dt.timedelta(days=1)


def _table(rows: Sequence[tuple[object, ...]], fields: list[tuple[str, pa.DataType]]) -> pa.Table:
    """Return rows as an Arrow table of the fields given, which may be empty."""
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(fields)
    return pa.table(
        {name: pa.array(column, kind) for (name, kind), column in zip(fields, columns, strict=True)}
    )
