"""A town to draw zones in: with two streets and a building, and what the page would send about it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import shapely

from etl import store
from layers.publish.version import publish
from tests.layers.town import build_town, write

WEST, SOUTH = -31.51, 47.19
OURS = {"X-Safe-Passage": "zones"}


def build_drawn_town(home: Path) -> Path:
    """Return a home with a published version and a restricted store."""
    found = build_town(home).home
    con = store.connect(store.restricted_path(found))
    lines = [[(-31.53, 47.2), (-31.47, 47.2)], [(-31.5, 47.18), (-31.5, 47.22)]]
    write(
        con,
        found,
        "street",
        {
            "source": ["st"] * 2,
            "name": ["Quay Road", "Mill Lane"],
            "class": ["main", "local"],
            "geometry_wkb": [shapely.to_wkb(shapely.LineString(line)) for line in lines],
        },
    )
    house = shapely.box(-31.5005, 47.2005, -31.4995, 47.201)
    write(
        con,
        found,
        "building",
        {"source": ["bu"], "use": ["public"], "geometry_wkb": [shapely.to_wkb(house)]},
    )
    con.close()
    publish(found, as_of=dt.date(2026, 11, 22))
    return found


def square(west: float = WEST, south: float = SOUTH, size: float = 0.01) -> dict[str, Any]:
    """Return a square as GeoJSON; sides in degrees."""
    east, north = west + size, south + size
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def part(part_id: str = "p1", operation: str = "add", **more: Any) -> dict[str, Any]:
    """Return a part of a zone as the page sends it."""
    given = {"id": part_id, "kind": "polygon", "operation": operation, "parameters": {}, "geometry": square()}
    return {**given, **more}


def document(name: str = "Quay", **more: Any) -> dict[str, Any]:
    """Return a zone's document of one square."""
    return {"name": name, "parts": [part()], **more}
