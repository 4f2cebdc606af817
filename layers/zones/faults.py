"""What is wrong with a drawn shape, where on the map, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np
import shapely

from etl.errors import BadInputError
from etl.projection import METRES_PER_DEGREE, area_km2, to_wgs84
from layers.statistics.checked import Floats
from layers.words import percent
from layers.zones.geojson import WIDEST_LONGITUDE, Rings, read_rings, require_degrees
from layers.zones.shape import cut_at_antimeridian, flaw, unrolled

Severity = Literal["error", "warning"]
LARGEST_SHARE: Final = 0.5  # of the place: beyond it less is left to compare with than is inside
LARGE_SHARE: Final = 0.25
OUTSIDE_SHARE: Final = 0.001  # of the shape: less is the width of a pen on the place's edge
SMALLEST_M2: Final = 1.0
NARROWEST_M: Final = 2.0  # 2 x area / perimeter of a part: no pavement is as narrow


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
    found = flaw(drawn)
    if found is not None:
        return (Fault(found.kind, found.words, found.next_step, found.longitude, found.latitude),)
    return _on_the_ground(cut_at_antimeridian(drawn), outline)


def _rings_of(shape: shapely.Geometry) -> list[Rings]:
    parts = [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon" and not part.is_empty]
    if not parts:
        raise BadInputError("The shape", "covers no ground", "Draw it again.")
    return [[shapely.get_coordinates(ring) for ring in (part.exterior, *part.interiors)] for part in parts]


def _no_degrees(polygons: list[Rings], outline: shapely.Geometry) -> Fault | None:
    """Return the fault of coordinates in another order or unit, None where they may be degrees in order."""
    corners = np.vstack([ring for polygon in polygons for ring in polygon])
    x, y = corners[:, 0], corners[:, 1]
    degrees = bool((np.abs(x) <= WIDEST_LONGITUDE).all() and (np.abs(y) <= 90).all())
    if degrees and _overlaps(outline, x, y):
        return None
    if _overlaps(outline, y, x):
        return Fault(
            "swapped",
            "Latitude and longitude are the wrong way round: swapped, the shape lies in this place.",
            "Put longitude first in each pair, then latitude.",
            *_middle(y, x),
        )
    if degrees:
        return None
    for crs, name in _grids(outline):
        longitude, latitude = to_wgs84(x, y, crs)
        if np.isfinite(longitude).all() and _overlaps(outline, longitude, latitude):
            return Fault(
                "metres",
                f"The coordinates are metres of {name} ({crs}), not degrees.",
                "Save the file in WGS 84 (EPSG:4326) and bring it in again.",
                *_middle(longitude, latitude),
            )
    return Fault(
        "metres",
        f"The coordinates are not degrees: {x[0]:g}, {y[0]:g} is no longitude and latitude.",
        "Save the file in WGS 84 (EPSG:4326), longitude first, and bring it in again.",
        None,
        None,
    )


def _grids(outline: shapely.Geometry) -> Iterator[tuple[str, str]]:
    """Yield the grids in which a file of this place is likely to be, with their names."""
    yield "EPSG:3857", "Web Mercator"
    yield "EPSG:27700", "the British National Grid"
    at = outline.representative_point()
    zone, south = int((at.x + 180) // 6) % 60 + 1, at.y < 0
    yield f"EPSG:{32700 + zone if south else 32600 + zone}", f"UTM zone {zone}{'S' if south else 'N'}"


def _overlaps(outline: shapely.Geometry, longitude: Floats, latitude: Floats) -> bool:
    """Return whether the bounds of corners and of the place meet."""
    west, south, east, north = outline.bounds
    apart = (
        longitude.max() < west or longitude.min() > east or latitude.max() < south or latitude.min() > north
    )
    return not apart


def _middle(longitude: Floats, latitude: Floats) -> tuple[float, float]:
    return float(longitude.min() + longitude.max()) / 2, float(latitude.min() + latitude.max()) / 2


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
            part = percent(max(share, 0.01))
            words = f"{part} of the shape lies outside this place, where no records are held."
            step = "Keep it inside, or read its figures as those of the part inside."
            found.append(Fault("partly_outside", words, step, float(at.x), float(at.y), "warning"))
    share = area_km2(shape) / max(area_km2(outline), 1e-12)
    if share > LARGE_SHARE:
        at = shape.representative_point()
        severity: Severity = "error" if share > LARGEST_SHARE else "warning"
        words = (
            f"The shape is {percent(share)} as large as the whole place: little is left to compare it with."
        )
        step = f"Draw it smaller; a zone may be up to {percent(LARGEST_SHARE)} of the place."
        found.append(Fault("too_large", words, step, float(at.x), float(at.y), severity))
    return tuple(sorted(found, key=lambda fault: fault.severity != "error"))


def _small(shape: shapely.Geometry) -> Iterator[Fault]:
    """Yield the faults of parts with hardly any ground, or hardly any width."""
    parts = shapely.get_parts(shape)
    _, south, _, north = shape.bounds
    metres = METRES_PER_DEGREE * np.array([np.cos(np.radians((south + north) / 2)), 1.0])
    flat = shapely.transform(parts, lambda points: points * metres)  # edges stay straight
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
