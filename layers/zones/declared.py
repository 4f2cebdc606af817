"""What a place declares on the ground: sensitive places, police hotspots, areas of harsher rules."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import shapely

from etl import store
from layers.zones.making import circle


@dataclass(frozen=True)
class Site:
    """A sensitive place; shape in WGS 84."""

    name: str
    type: str
    shape: shapely.Geometry


@dataclass(frozen=True)
class Hotspot:
    """A declared hotspot in force on the day; when: its days and hours as declared. shown: to boards."""

    name: str
    operation: str
    when: str
    shape: shapely.Geometry
    shown: bool


@dataclass(frozen=True)
class HarsherArea:
    """An area of harsher rules or penalties in force on the day; rule: what it says, '' where not stated."""

    name: str
    type: str
    rule: str
    shape: shapely.Geometry


def read_sites(con: store.Connection) -> tuple[Site, ...]:
    """Return the sensitive places that have a place."""
    return tuple(
        Site(name, kind, shapely.from_wkb(wkb) if wkb else shapely.Point(longitude, latitude))
        for name, kind, latitude, longitude, wkb in store.rows(con, store.sql("publish_zone_sites"))
    )


def read_hotspots(con: store.Connection, as_of: dt.date) -> tuple[Hotspot, ...]:
    """Return the declared hotspots in force on a day."""
    found = []
    for row in store.rows(con, store.sql("publish_zone_hotspots")):
        name, operation, starts, ends, weekdays, hours, latitude, longitude, radius_m, wkb, shown = row
        shape = _ground(wkb, latitude, longitude, radius_m)
        if shape is not None and _in_force(starts, ends, as_of):
            when = ", ".join(part for part in (weekdays, hours) if part)
            found.append(Hotspot(name, operation, when, shape, bool(shown)))
    return tuple(found)


def read_harsher(con: store.Connection, as_of: dt.date) -> tuple[HarsherArea, ...]:
    """Return the areas of harsher rules in force on a day; none of a home from before there was the feed."""
    if "harsher_area" not in store.tables(con):
        return ()
    found = []
    for row in store.rows(con, store.sql("publish_zone_harsher")):
        name, kind, rule, starts, ends, latitude, longitude, radius_m, wkb = row
        shape = _ground(wkb, latitude, longitude, radius_m)
        if shape is not None and _in_force(starts, ends, as_of):
            found.append(HarsherArea(name, kind, rule, shape))
    return tuple(found)


def _ground(wkb: bytes | None, latitude: float, longitude: float, radius_m: float) -> shapely.Geometry | None:
    """Return a shape, or a disc round a point; None for a point without a radius."""
    if wkb:
        return shapely.from_wkb(wkb)
    return circle((longitude, latitude), radius_m) if radius_m > 0 else None


def _in_force(starts: dt.date | None, ends: dt.date | None, on: dt.date) -> bool:
    return (starts is None or starts <= on) and (ends is None or ends >= on)
