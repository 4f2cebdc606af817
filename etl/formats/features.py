"""A small spatial file as features: GeoJSON, GeoPackage, KML, shapefile, also packed, in WGS 84.

For shapes that people made by hand; what a place loads goes through read_vector() as a table.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import shapely

from etl.errors import BadInputError
from etl.formats.archive import choose_member, extract_member
from etl.formats.json_text import told_of_json
from etl.formats.notes import GEOMETRY_COLUMN, read_notes
from etl.formats.vector import layer_names, read_vector, refuse_javascript
from etl.place import Source

MAX_BYTES: Final = 256 * 1024**2
_PACKED: Final = (".zip", ".kmz")
_JSON: Final = (".geojson", ".json")
# What a file must begin with: the library that reads it tells formats by content, and some name other files.
_STARTS: Final[Mapping[str, bytes]] = {".gpkg": b"SQLite format 3\x00", ".shp": b"\x00\x00\x27\x0a"}
SUFFIXES: Final = (*_JSON, *_STARTS, ".kml")
_WGS84: Final = ("CRS84", "EPSG::4326", "EPSG:4326")


@dataclass(frozen=True)
class Feature:
    """One feature. number: its place in the file, from 1. geometry: GeoJSON in WGS 84, as in the file."""

    number: int
    properties: Mapping[str, Any]
    geometry: Mapping[str, Any] | None


def read_features(path: Path, layer: str = "") -> tuple[tuple[Feature, ...], tuple[str, ...]]:
    """Return the features of a file, and notes on how it was read.

    layer: the one to read of a file that has several; all of them where none is named. Raises BadInputError
    when the file is missing, too large, cut off, not what its name says, or has no features.
    """
    with _unpacked(path) as file:
        if file.stat().st_size > MAX_BYTES:
            raise BadInputError(str(path), "is larger than 256 MB", "Leave out what is not needed.")
        found = _read_geojson(file, path) if file.suffix.lower() in _JSON else None
        features, notes = found or _read_layers(file, path, layer)
    if not features:
        raise BadInputError(str(path), "has no features", "Check that this is the right file and layer.")
    return tuple(features), tuple(dict.fromkeys(notes))


@contextmanager
def _unpacked(path: Path) -> Iterator[Path]:
    if not path.is_file():
        raise BadInputError(str(path), "does not exist", "Check the path.")
    if path.suffix.lower() not in _PACKED:
        _require_kind(path, path)
        yield path
        return
    with tempfile.TemporaryDirectory(prefix="safepassage-") as folder:
        member = extract_member(path, choose_member(path, "", SUFFIXES), Path(folder))
        _require_kind(member, path)
        yield member


def _require_kind(file: Path, path: Path) -> None:
    suffix = file.suffix.lower()
    if suffix not in SUFFIXES:
        raise BadInputError(
            str(path), "is of a kind that is not read here", f"Kinds are: {', '.join((*SUFFIXES, *_PACKED))}."
        )
    with file.open("rb") as opened:
        start = opened.read(4096)
    right = start.startswith(_STARTS.get(suffix, b"")) and (suffix != ".kml" or b"<kml" in start)
    if not right:
        raise BadInputError(str(path), f"is not what its name ({suffix}) says", "Export it again.")


def _read_geojson(file: Path, path: Path) -> tuple[list[Feature], list[str]] | None:
    """Return the features with every number as it is written; None where the file names another crs."""
    refuse_javascript(file)
    with told_of_json(path):
        found = json.loads(file.read_text("utf-8-sig"))
    kind = found.get("type") if isinstance(found, dict) else None
    if not kind:
        raise BadInputError(str(path), "is JSON, but not GeoJSON", "Export it as GeoJSON.")
    named = json.dumps(found.get("crs") or "CRS84")
    if not any(name in named for name in _WGS84):
        return None
    members = found.get("features") if kind == "FeatureCollection" else [found]
    if not isinstance(members, list):
        raise BadInputError(str(path), "has no list of features", "Export it again.")
    return [_feature(member, number, path) for number, member in enumerate(members, 1)], []


def _feature(member: Any, number: int, path: Path) -> Feature:
    if not isinstance(member, dict):
        raise BadInputError(f"{path}: feature {number}", "is not a GeoJSON object", "Export it again.")
    if member.get("type") != "Feature":
        return Feature(number, {}, member)
    properties, geometry = member.get("properties"), member.get("geometry")
    return Feature(
        number,
        properties if isinstance(properties, dict) else {},
        geometry if isinstance(geometry, dict) else None,
    )


def _read_layers(file: Path, path: Path, layer: str) -> tuple[list[Feature], list[str]]:
    features: list[Feature] = []
    notes: list[str] = []
    for name in _layers(file, path, layer):
        source = Source(id="zones", feed="", files=(file.name,), format="vector", sheet=name)
        try:
            reader = read_vector(file, source)
        except BadInputError as error:
            if error.what == "has no features" and not layer:
                continue
            raise BadInputError(str(path), error.what, "Export it again, in WGS 84.") from error
        notes += read_notes(reader)
        for row in reader.read_all().to_pylist():
            wkb = row.pop(GEOMETRY_COLUMN, None)
            shape = None if wkb is None else json.loads(shapely.to_geojson(shapely.from_wkb(wkb)))
            features.append(Feature(len(features) + 1, row, shape))
    return features, notes


def _layers(file: Path, path: Path, layer: str) -> list[str]:
    """Return the layers to read: the one named, or all."""
    try:
        layers = layer_names(file)
    except BadInputError as error:
        raise BadInputError(str(path), error.what, "Export it again.") from error
    if layer and layer not in layers:
        raise BadInputError(str(path), f"has no layer {layer!r:.60}", f"Layers are: {', '.join(layers)}.")
    return [layer] if layer else layers
