"""Shapes that the page asks the server to make, each ready to become parts of a zone."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any, Final

import shapely

from etl.errors import BadInputError
from layers.clash.streets import Streets
from layers.zones import making
from layers.zones.reading import read_finite, read_point, read_text, read_texts
from layers.zones.shape import as_geojson, read_geometry, whole
from layers.zones.walking import walk
from layers.zones.zone import SERVICES_AT_MOST, read_parts
from web.analyst.zones.desk import Scenery

Made = dict[str, Any]  # a part without its id: kind, parameters, geometry
MOST_TEXT: Final = 4_000_000
_PAIR = re.compile(r"^\s*(-?\d+(?:\.\d+)?)\s*[,;\s]\s*(-?\d+(?:\.\d+)?)\s*$")
_CHOOSE = "Choose one from the list."


def make_parts(
    asked: Mapping[str, Any], scenery: Scenery, streets: Callable[[], Streets | None]
) -> list[Made]:
    """Return the shapes asked for.

    asked: `operation` and what it needs. streets: the walkable graph, read only where it is needed.
    Raises BadInputError for what cannot be made, and for what no control could send.
    """
    operation = asked.get("operation")
    makers: dict[str, Callable[[], list[Made]]] = {
        "circle": lambda: _circle(asked),
        "radius": lambda: _radius(asked, scenery),
        "walk": lambda: _walk(asked, scenery, streets()),
        "streets": lambda: _streets(asked, scenery),
        "footprint": lambda: _footprint(asked, scenery),
        "typed": lambda: _typed(asked),
        "split": lambda: _split(asked),
        "combine": lambda: [_made("polygon", whole(read_parts(asked.get("parts"))))],
    }
    if not isinstance(operation, str) or operation not in makers:
        raise BadInputError("The operation", "is not known", "Reload the page.")
    return makers[operation]()


def _made(kind: str, shape: shapely.Geometry, **parameters: Any) -> Made:
    return {"kind": kind, "parameters": parameters, "geometry": as_geojson(shape)}


def _place(asked: Mapping[str, Any], name: str) -> tuple[float, float]:
    longitude, latitude = read_point(asked.get(name), "The place")
    return longitude, latitude


def _circle(asked: Mapping[str, Any]) -> list[Made]:
    centre, radius_m = _place(asked, "centre"), read_finite(asked.get("radius_m"), "The radius")
    return [_made("circle", making.circle(centre, radius_m), centre=list(centre), radius_m=radius_m)]


def _chosen(asked: Mapping[str, Any]) -> list[str]:
    services = list(read_texts(asked.get("services"), "Services", SERVICES_AT_MOST))
    if not services:
        raise BadInputError("Services", "are not chosen", _CHOOSE)
    return services


def _radius(asked: Mapping[str, Any], scenery: Scenery) -> list[Made]:
    services, radius_m = _chosen(asked), read_finite(asked.get("radius_m"), "The radius")
    shape = making.around(scenery.points(services), radius_m)
    return [_made("radius", shape, services=services, radius_m=radius_m)]


def _walk(asked: Mapping[str, Any], scenery: Scenery, streets: Streets | None) -> list[Made]:
    minutes = asked.get("minutes")
    if not isinstance(minutes, int):
        raise BadInputError("The walk", "has no minutes", "Choose 5 or 10 minutes.")
    if "centre" in asked:
        centre = _place(asked, "centre")
        return [_made("walk", walk([centre], minutes, streets), centre=list(centre), minutes=minutes)]
    services = _chosen(asked)
    shape = walk(scenery.points(services), minutes, streets)
    return [_made("walk", shape, services=services, minutes=minutes)]


def _streets(asked: Mapping[str, Any], scenery: Scenery) -> list[Made]:
    names = list(read_texts(asked.get("streets"), "Streets", SERVICES_AT_MOST))
    reach_m = read_finite(asked.get("reach_m"), "The reach")
    unknown = [name for name in names if name not in scenery.streets]
    if unknown or not names:
        what = f"{unknown[0]!r:.60} is no street of this place" if unknown else "are not chosen"
        raise BadInputError("Streets", what, _CHOOSE)
    lines = [line for name in names for line in scenery.streets[name]]
    return [_made("streets", making.along(lines, reach_m), streets=names, reach_m=reach_m)]


def _footprint(asked: Mapping[str, Any], scenery: Scenery) -> list[Made]:
    at = _place(asked, "at")
    if not scenery.buildings:
        raise BadInputError(
            "Buildings", "are not on file for this place", "Draw the building as a polygon instead."
        )
    return [_made("footprint", making.footprint(scenery.buildings, [at]), buildings=[list(at)])]


def _typed(asked: Mapping[str, Any]) -> list[Made]:
    text = read_text(asked.get("text"), "Corners", MOST_TEXT, needed=True)
    if text.startswith(("{", "[")):
        try:
            found = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise BadInputError(
                "The GeoJSON", "cannot be read", "Copy it whole, from { to }, and paste it again."
            ) from error
        return [_made("import", read_geometry(found))]
    corners = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        pair = _PAIR.match(line)
        if pair is None:
            raise BadInputError(
                f"Corners, line {number}",
                f"is {line.strip()!r:.40}, not a latitude and a longitude",
                "Write each corner like 51.5072, -0.1276.",
            )
        corners.append(read_point([float(pair[2]), float(pair[1])], f"Corners, line {number}"))
    return [_made("polygon", read_geometry({"type": "Polygon", "coordinates": [corners]}))]


def _split(asked: Mapping[str, Any]) -> list[Made]:
    line = asked.get("line")
    if not isinstance(line, list) or len(line) < 2:
        raise BadInputError("The line", "has fewer than two points", "Draw it from one side to the other.")
    cut = shapely.LineString([read_point(point, "The line") for point in line])
    pieces = making.split(read_geometry(asked.get("geometry")), cut)
    return [_made("polygon", piece) for piece in pieces]
