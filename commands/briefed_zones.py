"""Which published zones a file names, for a briefing: a shape that is not published gets no figures here."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from etl.errors import BadInputError, RefusedError
from layers.published.version import Published

LARGEST: Final = 20_000_000  # bytes
NEXT: Final = "Approve and publish it first (safepassage zones, safepassage publish), or leave it out"


def zones_named(published: Published, path: Path) -> list[str]:
    """Return the ids of the zones in a file, in its order: an id or name a line ('none'), or GeoJSON.

    Raises:
        BadInputError: a file that names no zone, or names one in a way that fits several.
        RefusedError: a zone that is not published.
    """
    if path.stat().st_size > LARGEST:
        raise BadInputError(str(path), "is too large for a list of zones", "Give ids or names, one a line.")
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInputError(str(path), "is not text in UTF-8", "Give ids or names, one a line.") from error
    named = _of_geojson(path, text) if text.lstrip().startswith("{") else _of_lines(text)
    if not named:
        raise BadInputError(
            str(path), "names no zone", "Give ids or names, one a line, or the word none for no zone."
        )
    if [name for _, name in named] == ["none"]:
        return []
    return list(dict.fromkeys(_find(published, f"{path}: {where}", name) for where, name in named))


def _of_lines(text: str) -> list[tuple[str, str]]:
    lines = ((f"line {number}", line.strip()) for number, line in enumerate(text.splitlines(), 1))
    return [(where, line) for where, line in lines if line and not line.startswith("#")]


def _of_geojson(path: Path, text: str) -> list[tuple[str, str]]:
    try:
        document: Any = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        raise BadInputError(
            str(path), "is not readable GeoJSON", "Export it again from /zones.geojson."
        ) from error
    features = document.get("features", [document])
    found = []
    for number, feature in enumerate(features if isinstance(features, list) else [], 1):
        about = feature.get("properties") if isinstance(feature, dict) else None
        zone_id = about.get("zone_id") if isinstance(about, dict) else None
        if not isinstance(zone_id, str) or not zone_id:
            raise RefusedError(
                f"{path}: feature {number}",
                "is a shape without the id of a published zone; a briefing has no figures of such a shape",
                NEXT,
            )
        found.append((f"feature {number}", zone_id))
    return found


def _find(published: Published, where: str, name: str) -> str:
    zones = published.zones()
    if name in zones:
        return name
    same: Sequence[str] = [key for key, zone in zones.items() if zone.name.casefold() == name.casefold()]
    if len(same) > 1:
        raise BadInputError(where, f"{name[:80]!r} is the name of {', '.join(same)}", "Give the id.")
    if not same:
        listed = ", ".join(f"{key} ({zone.name})" for key, zone in zones.items()) or "none"
        raise RefusedError(where, f"{name[:80]!r} is not a published zone; published are: {listed}", NEXT)
    return same[0]
