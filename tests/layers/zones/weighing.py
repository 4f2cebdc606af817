"""A small home to weigh zones in, and a plain second way of counting from its raw rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import h3 as h3_itself
import shapely

from layers.zones.material import ZoneMaterial, zone_material
from tests.layers.clash.home import AS_OF, change, clash_home
from tests.layers.town import Town

FIRST, AFTER = dt.date(2025, 9, 29), dt.date(2026, 9, 28)  # 52 weeks, Monday to Sunday, up to 30 September
LAST = dt.date(2026, 9, 30)  # the last day that is old enough


@dataclass(frozen=True)
class Weighing:
    """The home, its raw rows and its material."""

    home: Path
    town: Town
    material: ZoneMaterial


@dataclass(frozen=True)
class Row:
    """One raw event: where and when, its hour of the week and its cell."""

    latitude: float
    longitude: float
    day: dt.date
    hour: int
    cell: int

    @property
    def week(self) -> int:
        return (self.day - FIRST).days // 7


def build(home: Path) -> Weighing:
    """Return a home whose police rows are all about drugs and exact, two schools and a few outcomes."""
    town = clash_home(home)
    change(
        home,
        "update police_activity set category = 'possession'",
        "insert into sensitive_place"
        " (source, run_id, file, row_number, name, type, latitude, longitude) values"
        " ('p', 'r', 'f', 1, 'Corner school', 'school', 47.190, -31.512),"
        " ('p', 'r', 'f', 2, 'Hill school', 'school', 47.225, -31.470)",
        "insert into harsher_area"
        " (source, run_id, file, row_number, name, type, rule, latitude, longitude, radius_m, ends_on) values"
        " ('h', 'r', 'f', 1, 'Station order', 'public_space_order', 'No drinking.',"
        " 47.190, -31.51, 200, null),"
        " ('h', 'r', 'f', 2, 'Old order', 'dispersal', null, 47.190, -31.51, 200, '2026-01-31'),"
        " ('h', 'r', 'f', 3, 'Far order', 'other', null, 47.225, -31.47, 200, null)",
        "insert into outcome_measure"
        " (source, run_id, file, row_number, measure, service_id, period_start, period_end, route, value)"
        " values"
        " ('o', 'r', 'f', 1, 'service_visits', 'X1', '2026-07-01', '2026-09-30', 'not_applicable', 400),"
        " ('o', 'r', 'f', 2, 'service_visits', 'X1', '2026-04-01', '2026-06-30', 'not_applicable', 300),"
        " ('o', 'r', 'f', 3, 'service_visits', 'X1', '2024-04-01', '2024-06-30', 'not_applicable', 999),"
        " ('o', 'r', 'f', 4, 'referrals_accepted', 'X1', '2026-07-01', '2026-09-30', 'coerced', 7)",
    )
    return Weighing(home, town, zone_material(home, AS_OF))


def rows(weighing: Weighing, kind: str, *, window: bool = True) -> Iterator[Row]:
    """Yield the located events of a kind, in the window or in all that is old enough."""
    raw = weighing.town.calls if kind == "need" else weighing.town.police
    for at, latitude in enumerate(raw["latitude"]):
        day, moment = raw["occurred_date"][at], raw["occurred_local"][at]
        longitude = raw["longitude"][at]
        if latitude is None:
            continue
        assert isinstance(day, dt.date)
        assert isinstance(moment, dt.datetime)
        assert isinstance(latitude, float)
        assert isinstance(longitude, float)
        if FIRST <= day < AFTER or (not window and day <= LAST):
            cell = h3_itself.str_to_int(h3_itself.latlng_to_cell(latitude, longitude, 10))
            yield Row(latitude, longitude, day, day.weekday() * 24 + moment.hour, cell)


def within(shape: shapely.Geometry, row: Row) -> bool:
    """Return whether an event lies in a shape, edges included, by shapely alone."""
    return bool(shape.intersects(shapely.Point(row.longitude, row.latitude)))
