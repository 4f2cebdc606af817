"""What is near a place: services that are not confidential, and the hotspots declared over it."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np
import shapely
from dash import html

from etl import cells as h3
from layers import words
from layers.access import DETOUR, METRES_A_MINUTE, on_sphere
from layers.look.symbols import service_label
from layers.published.rows import Hotspot, Service
from layers.published.version import Published
from web.inspect.go import go_button
from web.inspect.hours import hours_lines

MOST: Final = 5
LONG_WALK_MINUTES: Final = 60


@dataclass(frozen=True)
class Near:
    """A service and how far it is on foot: straight-line metres times the detour of layers/access.py."""

    service: Service
    walk_m: float


@functools.lru_cache(maxsize=4)
def _listed(published: Published) -> tuple[tuple[Service, ...], Any]:
    """Return the services with a point that may be shown, and their places in metres."""
    found = tuple(
        each for each in published.services() if each.setting != "confidential" and each.latitude is not None
    )
    latitude, longitude = (
        np.array([getattr(each, name) for each in found], float) for name in ("latitude", "longitude")
    )
    return found, on_sphere(latitude, longitude)


def nearest(published: Published, latitude: float, longitude: float, *, without: str = "") -> list[Near]:
    """Return the nearest service of each type, nearest first. without: a service id that is left out."""
    listed, there = _listed(published)
    if not listed:
        return []
    here = on_sphere(np.array([latitude]), np.array([longitude]))
    walk = DETOUR * np.linalg.norm(there - here, axis=1)
    by_type: dict[str, Near] = {}
    for at in np.argsort(walk, kind="stable").tolist():
        if listed[at].service_id != without:
            by_type.setdefault(listed[at].type, Near(listed[at], float(walk[at])))
    return list(by_type.values())[:MOST]


def inside(published: Published, shape: Any) -> dict[str, int]:
    """Return how many services that are not confidential lie inside a shape, by type."""
    counts: dict[str, int] = {}
    for service in _listed(published)[0]:
        if shape.intersects(shapely.Point(service.longitude, service.latitude)):
            counts[service.type] = counts.get(service.type, 0) + 1
    return dict(sorted(counts.items(), key=lambda each: (-each[1], each[0])))


def hotspots_over(published: Published, shape: Any) -> list[Hotspot]:
    """Return the declared hotspots in force on the day of publication that contain or touch a shape."""
    today = date.fromisoformat(published.meta().as_of)
    return [
        spot
        for spot in published.hotspots()
        if (spot.starts_on is None or spot.starts_on <= today)
        and (spot.ends_on is None or spot.ends_on >= today)
        and shape.intersects(shapely.from_wkb(spot.geometry_wkb))
    ]


def shape_of(published: Published, grid: str, row: int) -> Any:
    """Return the outline of a neighbourhood or hexagon, WGS 84."""
    if grid == "area":
        return shapely.from_wkb(published.areas()[row].geometry_wkb)
    return shapely.from_wkb(h3.boundaries_wkb(published.cells(grid).cell[row : row + 1])[0])


def walk_words(metres: float) -> str:
    """Return '350 m, 4 minutes on foot'; past an hour only the distance."""
    near = metres < 975
    distance = (
        f"{max(50, round(metres / 50) * 50):,} m" if near else f"{words.number(round(metres / 1000, 1))} km"
    )
    minutes = max(1, round(metres / METRES_A_MINUTE))
    if minutes > LONG_WALK_MINUTES:
        return f"{distance}, more than an hour on foot"
    return f"{distance}, {minutes} minute{'' if minutes == 1 else 's'} on foot"


def build_nearest(found: list[Near], heading: str, measured: str) -> html.Section:
    """Return the list of nearest services. measured: from where the distances run."""
    items = [html.Li(_item(near)) for near in found]
    note = (
        f"The nearest of each type, from {measured}. On foot: the straight line times {DETOUR}, at "
        f"{METRES_A_MINUTE * 60 / 1000:.1f} km an hour. Confidential services are left out."
    )
    none = "This version shows no service that is not confidential."
    return html.Section(
        [
            html.H3(heading),
            html.Ul(items, className="near") if items else html.P(none, className="absent"),
            html.P(note, className="note") if items else None,
        ],
        className="drawer-part",
    )


def _item(near: Near) -> list[Any]:
    service = near.service
    hours = "; ".join(hours_lines(service.hours))
    stop = f", stop {service.stop}" if service.stop else ""
    about = "about " if service.approximate_m else ""
    return [
        go_button(service.name + stop, f"service:{service.service_id}|{service.stop}"),
        html.Span(f"{service_label(service.type)}, {about}{walk_words(near.walk_m)}", className="far"),
        html.Span(hours, className="open") if hours else None,
    ]


def build_hotspots_over(spots: list[Hotspot]) -> html.Section | None:
    """Return the list of hotspots over a place; None without any."""
    if not spots:
        return None
    items = [
        html.Li(
            [
                go_button(spot.name or "Declared hotspot", f"hotspot:{spot.hotspot_id}"),
                html.Span(
                    ", ".join(each for each in (spot.operation, spot.weekdays, spot.hours) if each),
                    className="far",
                ),
            ]
        )
        for spot in spots
    ]
    note = "Areas the police declared and let boards see; no measure of crime or of need."
    return html.Section(
        [
            html.H3("Declared hotspots over it"),
            html.Ul(items, className="near"),
            html.P(note, className="note"),
        ],
        className="drawer-part",
    )
