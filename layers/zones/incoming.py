"""Zones out of a file: ours with every field, anyone's as a shape with a name. Nothing is repaired."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import shapely

from etl.errors import BadInputError
from etl.formats.features import Feature, read_features
from layers.zones.columns import is_ours, zone_from
from layers.zones.faults import Fault
from layers.zones.part import Part, read_geometry_form
from layers.zones.shape import as_geojson, read_geometry, whole
from layers.zones.sound import faults_of
from layers.zones.zone import Zone, read_zone

ZONES_AT_MOST: Final = 10_000
TOLD_AT_MOST: Final = 10
_NAMES: Final = ("name", "title", "label", "zone", "id")
_OF_KML: Final = (  # how a placemark is drawn: in every KML, filled in or not
    ["timestamp", "begin", "end", "altitudemode", "tessellate", "extrude", "visibility", "draworder", "icon"]
)
_NO_AREAS: Final = ("Point", "MultiPoint", "LineString", "MultiLineString")
_SAME: Final = 1e-9  # degrees; a tenth of a millimetre


@dataclass(frozen=True)
class Incoming:
    """A zone from a file. feature: its place there, from 1. notes: what a person should know of it."""

    zone: Zone
    feature: int
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class ZoneFile:
    """The zones of a file in its order, and notes on the file as a whole."""

    zones: tuple[Incoming, ...]
    notes: tuple[str, ...]


def read_zone_file(path: Path, outline: shapely.Geometry | None, layer: str = "") -> ZoneFile:
    """Return the zones of a GeoJSON, GeoPackage, KML or shapefile, or of one in a zip.

    outline: that of the place (WGS 84); None where it is not known, and then only the shapes themselves are
    checked. layer: the one to read of several. Raises BadInputError for the first feature that cannot be a
    zone, with the next ones as notes; then none should be taken.
    """
    features, notes = read_features(path, layer)
    areas = [feature for feature in features if not _no_area(feature)]
    if not areas:
        raise BadInputError(str(path), "holds no areas", "Draw polygons; a zone is an area.")
    if len(areas) > ZONES_AT_MOST:
        raise BadInputError(
            str(path), f"holds {len(areas):,} areas, more than {ZONES_AT_MOST:,}", "Split it."
        )
    zones: list[Incoming] = []
    wrong: list[BadInputError] = []
    for feature in areas:
        try:
            zones.append(_read_feature(feature, path, outline))
        except BadInputError as error:
            wrong.append(BadInputError(_where(path, feature, error.where), error.what, error.next_step))
    if wrong:
        for other in wrong[1:TOLD_AT_MOST]:
            wrong[0].add_note(f"{other.where}: {other.what}.")
        if len(wrong) > TOLD_AT_MOST:
            wrong[0].add_note(f"{len(wrong) - TOLD_AT_MOST} more features have faults.")
        raise wrong[0]
    return ZoneFile(tuple(zones), (*notes, *_left_out(features, areas)))


def _no_area(feature: Feature) -> bool:
    kind = feature.geometry.get("type") if feature.geometry else None
    return kind in _NO_AREAS or (kind is None and not is_ours(feature.properties))


def _left_out(features: tuple[Feature, ...], areas: list[Feature]) -> list[str]:
    notes = []
    if len(features) > len(areas):
        few = len(features) - len(areas)
        notes.append(f"{few} {'feature is' if few == 1 else 'features are'} no area and left out")
    others = [area.properties for area in areas if not is_ours(area.properties)]
    known = (*_NAMES, *_OF_KML)
    unread = sorted({str(key) for columns in others for key in columns if str(key).lower() not in known})
    if unread:
        shown = ", ".join(unread[:TOLD_AT_MOST])
        notes.append(f"columns that were not read: {shown:.300}")
    return notes


def _read_feature(feature: Feature, path: Path, outline: shapely.Geometry | None) -> Incoming:
    if not is_ours(feature.properties):
        zone = _named(feature, path)
        return Incoming(zone, feature.number, _check(zone, outline))
    zone = zone_from(feature.properties)
    notes: tuple[str, ...] = ()
    if feature.geometry is not None and not _draws(zone, feature.geometry):
        zone = replace(zone, parts=(_imported(feature, path),))
        notes = ("its shape was changed outside: it is taken as it is in the file, as one part",)
    status = feature.properties.get("status")
    if status not in (None, "", "draft"):
        notes = (*notes, f"it was {status!s:.20} where it was exported; here it begins as a draft")
    return Incoming(zone, feature.number, (*notes, *_check(zone, outline)))


def _named(feature: Feature, path: Path) -> Zone:
    """Return a zone that has only a name and a shape."""
    by_key = {str(key).lower(): value for key, value in feature.properties.items()}
    named = next((by_key[key] for key in _NAMES if by_key.get(key) not in (None, "")), None)
    name = f"{path.stem[:100]} {feature.number}" if named is None else str(named)
    return replace(read_zone({"name": name}), parts=(_imported(feature, path),))


def _imported(feature: Feature, path: Path) -> Part:
    geometry: Mapping[str, Any] = feature.geometry or {}
    if geometry.get("type") == "GeometryCollection":
        geometry = as_geojson(read_geometry(geometry))
    parameters = {"file": path.name[:200], "feature": feature.number}
    return Part("p1", "import", "add", parameters, read_geometry_form(geometry, "geometry"))


def _draws(zone: Zone, geometry: Mapping[str, Any]) -> bool:
    """Return whether the zone's parts give the geometry that stands beside them."""
    try:
        drawn, beside = whole(zone.parts), read_geometry(geometry)
    except BadInputError:
        return False
    if not shapely.is_valid(beside):
        return False
    return bool(shapely.equals_exact(shapely.normalize(drawn), shapely.normalize(beside), _SAME)) or (
        shapely.area(shapely.symmetric_difference(drawn, beside)) <= _SAME * shapely.area(drawn)
    )


def _check(zone: Zone, outline: shapely.Geometry | None) -> tuple[str, ...]:
    """Return the warnings about a zone's shape. Raises BadInputError for what makes it unusable."""
    found = faults_of(zone.parts, outline)
    for fault in found:
        if fault.severity == "error":
            raise BadInputError(_at(fault), fault.words.rstrip("."), fault.next_step)
    return tuple(fault.words for fault in found)


def _at(fault: Fault) -> str:
    if fault.longitude is None or fault.latitude is None:
        return "its shape"
    return f"its shape at {fault.longitude:.5f}, {fault.latitude:.5f}"


def _where(path: Path, feature: Feature, where: str) -> str:
    return f"{path}: feature {feature.number}, {where}"
