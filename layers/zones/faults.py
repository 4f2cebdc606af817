"""What is wrong with a drawn shape, where on the map, and what to do about it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np
import shapely

from etl.errors import BadInputError
from etl.projection import area_km2, frame_of, to_wgs84
from layers.zones.shape import (
    Polygon,
    cut_at_antimeridian,
    read_rings,
    require_degrees,
    unrolled,
)

Severity = Literal["error", "warning"]
LARGEST_SHARE: Final = 0.5  # of the place: beyond it less is left to compare with than is inside
LARGE_SHARE: Final = 0.25
OUTSIDE_SHARE: Final = 0.001  # of the shape: less is the width of a pen on the place's edge
SMALLEST_M2: Final = 1.0
NARROWEST_M: Final = 2.0  # 2 x area / perimeter of a part: no pavement is as narrow
_AT = re.compile(r"^(.*?)\s*\[(\S+) (\S+)\]$")
_GRIDS = {
    "EPSG:27700": "the British National Grid",
    "EPSG:3857": "Web Mercator",
    "EPSG:2154": "Lambert-93",
}


@dataclass(frozen=True)
class Fault:
    """One fault. longitude, latitude: where to show it (WGS 84), None where it has no place on a map.

    An error keeps a zone from being saved or weighed, a warning does not.
    """

    kind: str
    words: str
    next_step: str
    longitude: float | None
    latitude: float | None
    severity: Severity = "error"


def faults(shape: Any, outline: shapely.Geometry) -> tuple[Fault, ...]:
    """Return what is wrong with a shape, errors first; none where it can be used as it is.

    shape: GeoJSON as it came, or a geometry; outline: that of the place (WGS 84). Never raises for what a
    person could draw or send.
    """
    try:
        polygons = _rings_of(shape) if isinstance(shape, shapely.Geometry) else read_rings(shape)
        wrong = _no_degrees(polygons, outline)
        if wrong is not None:
            return (wrong,)
        require_degrees(polygons)
        drawn = unrolled(polygons)
    except BadInputError as error:
        return (Fault("unreadable", f"{error.where} {error.what}.", error.next_step, None, None),)
    if not shapely.is_valid(drawn):
        return (_invalid(drawn),)
    return _on_the_ground(cut_at_antimeridian(drawn), outline)


def _rings_of(shape: shapely.Geometry) -> list[Polygon]:
    parts = [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon" and not part.is_empty]
    if not parts:
        raise BadInputError("The shape", "covers no ground", "Draw it again.")
    return [[shapely.get_coordinates(ring) for ring in (part.exterior, *part.interiors)] for part in parts]


def _invalid(drawn: shapely.Geometry) -> Fault:
    """Return the first fault in the form of a shape, and where it is."""
    found = _AT.match(str(shapely.is_valid_reason(drawn)))
    reason, x, y = found.groups() if found else ("", *shapely.get_coordinates(drawn)[0])
    longitude, latitude = (float(x) + 180) % 360 - 180, float(y)
    kind, words, next_step = (
        "self_crossing",
        "The edge crosses or touches itself here.",
        ("Move a corner beside this place, so that the edge no longer crosses itself."),
    )
    if "Hole lies outside" in reason:
        kind, words, next_step = (
            "hole_outside",
            "A hole lies outside the shape it is cut from.",
            ("Take the hole away, or move it inside."),
        )
    elif "nested" in reason.lower():
        kind, words, next_step = "nested", "A hole or part lies inside another.", "Take one of the two away."
    elif "Interior is disconnected" in reason:
        kind, words, next_step = (
            "disconnected",
            "Holes cut the shape into separate parts here.",
            ("Draw the parts as shapes of their own."),
        )
    if "Too few points" in reason or shapely.area(shapely.convex_hull(drawn)) == 0:
        kind, words, next_step = (
            "degenerate",
            "The shape has no inside: its corners lie on one line.",
            ("Draw it again with corners that enclose some ground."),
        )
    return Fault(kind, words, next_step, longitude, latitude)


def _no_degrees(polygons: list[Polygon], outline: shapely.Geometry) -> Fault | None:
    """Return the fault of coordinates in another order or unit, None where they may be degrees in order."""
    corners = np.vstack([ring for polygon in polygons for ring in polygon])
    x, y = corners[:, 0], corners[:, 1]
    middle = outline.representative_point()
    degrees = bool((np.abs(x) <= 360).all() and (np.abs(y) <= 90).all())
    if degrees and _near(outline, x, y):
        return None
    if _near(outline, y, x):
        return Fault(
            "swapped",
            "Latitude and longitude are the wrong way round: swapped, the shape lies in this place.",
            "Put longitude first in each pair, then latitude.",
            float(y.mean()),
            float(x.mean()),
        )
    if degrees:
        return None
    for crs, name in _GRIDS.items():
        longitude, latitude = to_wgs84(x, y, crs)
        if np.isfinite(longitude).all() and _near(outline, longitude, latitude):
            return Fault(
                "metres",
                f"The coordinates are metres of {name} ({crs}), not degrees.",
                "Save the file in WGS 84 (EPSG:4326) and bring it in again.",
                float(longitude.mean()),
                float(latitude.mean()),
            )
    return Fault(
        "metres",
        f"The coordinates are not degrees: {x[0]:g}, {y[0]:g} is no longitude and latitude.",
        "Save the file in WGS 84 (EPSG:4326), longitude first, and bring it in again.",
        float(middle.x),
        float(middle.y),
    )


def _near(outline: shapely.Geometry, longitude: Any, latitude: Any) -> bool:
    """Return whether any corner lies in the place's bounds."""
    west, south, east, north = outline.bounds
    inside = (longitude >= west) & (longitude <= east) & (latitude >= south) & (latitude <= north)
    return bool(inside.any())


def _on_the_ground(shape: shapely.Geometry, outline: shapely.Geometry) -> tuple[Fault, ...]:
    """Return the faults of a clean shape: too small, too narrow, outside, too large."""
    found = list(_small(shape))
    shapely.prepare(outline)
    if not shapely.intersects(outline, shape):
        at = shape.representative_point()
        return (
            Fault(
                "outside",
                "The shape lies outside this place, where no records are held.",
                "Move it into the place.",
                float(at.x),
                float(at.y),
            ),
        )
    if not shapely.covers(outline, shape):
        beyond = shapely.difference(shape, outline)
        share = area_km2(beyond) / max(area_km2(shape), 1e-12)
        if share > OUTSIDE_SHARE:
            at = beyond.representative_point()
            words = f"{max(share, 0.01):.0%} of the shape lies outside this place, where no records are held."
            step = "Keep it inside, or read its figures as those of the part inside."
            found.append(Fault("partly_outside", words, step, float(at.x), float(at.y), "warning"))
    share = area_km2(shape) / max(area_km2(outline), 1e-12)
    if share > LARGE_SHARE:
        at = shape.representative_point()
        severity: Severity = "error" if share > LARGEST_SHARE else "warning"
        words = f"The shape is {share:.0%} as large as the whole place: little is left to compare it with."
        step = f"Draw it smaller; a zone may be up to {LARGEST_SHARE:.0%} of the place."
        found.append(Fault("too_large", words, step, float(at.x), float(at.y), severity))
    return tuple(sorted(found, key=lambda fault: fault.severity != "error"))


def _small(shape: shapely.Geometry) -> Iterator[Fault]:
    """Yield the faults of parts with hardly any ground, or hardly any width."""
    parts = shapely.get_parts(shape)
    flat = frame_of(shape).to_metres(parts)
    area, length = shapely.area(flat), shapely.length(flat)
    if area.sum() < SMALLEST_M2:
        at = parts[0].representative_point()
        words = f"The shape covers less than {SMALLEST_M2:g} square metre."
        yield Fault("degenerate", words, "Draw it larger.", float(at.x), float(at.y))
        return
    narrow = np.flatnonzero(2 * area < NARROWEST_M * length)
    if len(narrow):
        at = parts[narrow[0]].representative_point()
        many = "A part" if len(narrow) == 1 else f"{len(narrow)} parts"
        words = f"{many} of the shape is less than {NARROWEST_M:g} m wide on average: a sliver."
        step = "Take it away, or widen it, if it is not meant."
        yield Fault(
            "sliver",
            words.replace("s of the shape is", "s of the shape are"),
            step,
            float(at.x),
            float(at.y),
            "warning",
        )
