"""One part of a zone: a shape as it was drawn, and whether it is added or taken away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from etl.errors import BadInputError
from layers.zones.choices import KINDS, OPERATIONS, read_choice
from layers.zones.reading import (
    Point,
    read_finite,
    read_keys,
    read_point,
    read_points,
    read_text,
    read_texts,
)

RADIUS_AT_MOST_M = 50_000
MINUTES_AT_MOST = 60
LISTED_AT_MOST = 500
GEOMETRY_KINDS: Final = {"Polygon": 2, "MultiPolygon": 3}  # how deep lists lie above a position
_PARAMETERS: Final[Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]] = {  # needed, allowed
    "circle": (("centre", "radius_m"), ()),
    "radius": (("services", "radius_m"), ()),
    "walk": (("minutes",), ("services", "centre")),
    "streets": (("streets", "reach_m"), ()),
    "footprint": ((), ("buildings",)),
    "import": ((), ("file", "feature")),
}


@dataclass(frozen=True)
class Part:
    """A part as drawn. geometry: GeoJSON Polygon or MultiPolygon, WGS 84, longitude first, untouched.

    operation: how it joins the parts before it. parameters: what it was made from, by kind.
    """

    id: str
    kind: str
    operation: str
    parameters: Mapping[str, Any]
    geometry: Mapping[str, Any]

    @property
    def vertices(self) -> int:
        """Return how many corners the geometry has; the position that closes a ring is no corner."""
        return sum(max(len(ring) - 1, 1) for ring in rings(self.geometry))


def read_part(document: object, where: str) -> Part:
    """Return the part a document holds. Raises BadInputError naming the part and field.

    Only the form of the geometry is looked at here; whether it makes a sound zone is for faults.py to say.
    """
    given = read_keys(document, ("id", "kind", "operation", "parameters", "geometry"), where)
    kind = read_choice(given.get("kind"), KINDS, f"{where}, kind")
    return Part(
        id=read_text(given.get("id"), f"{where}, id", 60, lines=False, needed=True),
        kind=kind,
        operation=read_choice(given.get("operation", "add"), OPERATIONS, f"{where}, operation"),
        parameters=_read_parameters(given.get("parameters", {}), kind, where),
        geometry=read_geometry_form(given.get("geometry"), f"{where}, geometry"),
    )


def write_part(part: Part) -> dict[str, Any]:
    """Return the part's document."""
    return {
        "id": part.id,
        "kind": part.kind,
        "operation": part.operation,
        "parameters": dict(part.parameters),
        "geometry": dict(part.geometry),
    }


def rings(geometry: Mapping[str, Any]) -> list[list[list[float]]]:
    """Return every ring of a GeoJSON Polygon or MultiPolygon, shells and holes alike."""
    polygons = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
    return [ring for polygon in polygons for ring in polygon]


def read_geometry_form(value: object, where: str) -> dict[str, Any]:
    """Return the geometry if it has the form of a GeoJSON Polygon or MultiPolygon of finite numbers.

    Raises BadInputError.
    """
    kind = value.get("type") if isinstance(value, Mapping) else None
    if not isinstance(value, Mapping) or not isinstance(kind, str) or kind not in GEOMETRY_KINDS:
        raise BadInputError(
            where,
            f"is a {kind!s:.40}, not an area" if kind else "is not a GeoJSON geometry",
            "Draw an area, or import polygons.",
        )
    _require_positions(value.get("coordinates"), GEOMETRY_KINDS[kind], where)
    return {"type": kind, "coordinates": value["coordinates"]}


def _require_positions(value: object, depth: int, where: str) -> None:
    if not isinstance(value, list) or not value:
        raise BadInputError(
            where, "has an empty or broken list of corners", "Draw or import the shape again."
        )
    for item in value:
        if depth:
            _require_positions(item, depth - 1, where)
        else:
            read_finite(item, f"{where}, corner")


def _read_parameters(value: object, kind: str, where: str) -> dict[str, Any]:
    needed, allowed = _PARAMETERS.get(kind, ((), ()))
    given = read_keys(value, (*needed, *allowed), f"{where}, parameters")
    missing = [key for key in needed if key not in given]
    if missing:
        raise BadInputError(
            f"{where}, parameters", f"lack {', '.join(missing)}", f"A part of kind {kind!r} needs them."
        )
    return {key: _read_parameter(key, item, f"{where}, {key}") for key, item in given.items()}


def _read_parameter(key: str, value: object, where: str) -> float | str | list[str] | Point | list[Point]:
    if key == "centre":
        return read_point(value, where)
    if key == "buildings":
        return read_points(value, where, LISTED_AT_MOST)
    if key in ("services", "streets"):
        return list(read_texts(value, where, LISTED_AT_MOST))
    if key == "file":
        return read_text(value, where, 300, lines=False)
    number = read_finite(value, where)
    most = {"minutes": MINUTES_AT_MOST, "feature": 1_000_000_000}.get(key, RADIUS_AT_MOST_M)
    if not 0 < number <= most:
        raise BadInputError(where, f"is {number:g}, outside 0 to {most:,}", "Choose a number in that range.")
    return number
