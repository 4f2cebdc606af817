"""Zones into files and out of them: our own with every field, anyone's with shape and name, none repaired."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import math
import zipfile
from pathlib import Path
from typing import Any

import geopandas as gpd
import pyogrio
import pytest
import shapely

from etl.errors import BadInputError
from layers.purpose import PURPOSE
from layers.zones.columns import KeptZone, columns_of
from layers.zones.incoming import read_zone_file
from layers.zones.outgoing import write_zone_file
from layers.zones.shape import whole
from layers.zones.zone import Zone, read_zone
from tests.zone_fixture import full_document, square

OUTLINE = shapely.box(-1.7, 53.7, -1.4, 53.9)
NOON = dt.datetime(2026, 5, 3, 12, tzinfo=dt.UTC)
TERM = "policing agreement area"
BOW_TIE = [[-1.55, 53.79], [-1.54, 53.80], [-1.54, 53.79], [-1.55, 53.80], [-1.55, 53.79]]


def kept(zone: Zone, status: str = "proposed", number: int = 2) -> KeptZone:
    return KeptZone(zone, f"z{number}", number, status, "Ada", NOON, "ab" * 32, approved=False)


def full(**changed: Any) -> Zone:
    return read_zone(full_document(**changed))


@pytest.mark.parametrize("suffix", ["geojson", "gpkg"])
def test_what_is_exported_comes_back_the_same(tmp_path: Path, suffix: str) -> None:
    odd = "=HYPERLINK(1) <script>alert(1)</script> 中文 'quoted' \"twice\", comma"
    plain = Zone("Only a name")
    zones = [
        full(),
        full(name=odd, services=["a,b", "c"], en_route=False, hours=""),
        plain,
        full(en_route=None),
    ]
    path = tmp_path / f"zones.{suffix}"
    notes = write_zone_file(
        path, [kept(zone) for zone in zones], term=TERM, data_version="20260503-0123456789ab"
    )
    assert notes == ("zone 'Only a name' has no shape yet",)
    found = read_zone_file(path, OUTLINE)
    assert [incoming.zone for incoming in found.zones] == zones
    assert [incoming.feature for incoming in found.zones] == [1, 2, 3, 4]
    assert "here it begins as a draft" in found.zones[0].notes[0]
    with pytest.raises(BadInputError, match="there already"):
        write_zone_file(path, [kept(full())], term=TERM, data_version="")
    write_zone_file(path, [kept(full())], term=TERM, data_version="", replace=True)
    assert len(read_zone_file(path, OUTLINE).zones) == 1
    assert sorted(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("suffix", ["geojson", "gpkg"])
def test_a_map_program_sees_names_types_place_and_purpose(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"zones.{suffix}"
    zones = [kept(full()), kept(full(name="Second"), "active", 3)]
    write_zone_file(path, zones, term=TERM, data_version="20260503-0123456789ab")
    frame = gpd.read_file(path)
    assert pyogrio.list_layers(path)[0].tolist() == [
        "zones",
        "Polygon" if suffix == "geojson" else "MultiPolygon",
    ]
    assert frame.crs == "EPSG:4326"
    assert frame.geometry.iloc[0].equals(whole(full().parts))
    assert frame["name"].tolist() == ["Station Road, evenings", "Second"]
    assert frame["starts_on"].iloc[0].date() == dt.date(2026, 6, 1)
    assert frame["version"].tolist() == [2, 3]
    assert frame["status_words"].tolist() == [
        "Proposed policing agreement area: not agreed and not in force.",
        "Policing agreement area in force.",
    ]
    assert set(frame["purpose"]) == {PURPOSE}
    assert set(frame["data_version"]) == {"20260503-0123456789ab"}
    assert frame["always_out"].str.contains("emergencies").all()
    assert frame["hours_words"].iloc[0] == "Fri–Sat 22–04"
    assert bool(frame["en_route"].iloc[0]) is True


def test_a_shape_changed_outside_is_taken_as_it_is_there(tmp_path: Path) -> None:
    path = tmp_path / "zones.gpkg"
    write_zone_file(path, [kept(full())], term=TERM, data_version="")
    frame = gpd.read_file(path)
    moved = frame.set_geometry(frame.geometry.translate(0.01, 0)).assign(name="Moved")
    moved.to_file(tmp_path / "moved.geojson", driver="GeoJSON")
    (found,) = read_zone_file(tmp_path / "moved.geojson", OUTLINE).zones
    assert found.zone == dataclasses.replace(full(name="Moved"), parts=found.zone.parts)
    assert [part.kind for part in found.zone.parts] == ["import"]
    assert shapely.hausdorff_distance(whole(found.zone.parts), moved.geometry.iloc[0]) < 1e-9
    assert "changed outside" in found.notes[0]


AREAS = gpd.GeoDataFrame(
    {"Name": ["West", "East"], "people": [3, 4]},
    geometry=[shapely.box(-1.56, 53.79, -1.55, 53.80), shapely.box(-1.55, 53.79, -1.54, 53.80)],
    crs="EPSG:4326",
)


def in_a_zip(path: Path) -> Path:
    packed = path.with_suffix(".zip")
    with zipfile.ZipFile(packed, "w") as archive:
        for part in sorted(path.parent.glob(f"{path.stem}.*")):
            if part != packed:
                archive.write(part, f"areas/{part.name}")
    return packed


@pytest.mark.parametrize("form", ["geojson", "gpkg", "kml", "shp", "zip", "british", "old geojson"])
def test_anyones_file_gives_names_and_shapes(tmp_path: Path, form: str) -> None:
    suffix = {"zip": "shp", "british": "gpkg", "old geojson": "geojson"}.get(form, form)
    path = tmp_path / f"areas.{suffix}"
    moved = AREAS.to_crs(27700) if form in ("british", "old geojson") else AREAS
    moved.to_file(path, **{"kml": {"driver": "KML"}, "old geojson": {"RFC7946": "NO"}}.get(form, {}))
    found = read_zone_file(in_a_zip(path) if form == "zip" else path, OUTLINE)
    assert [incoming.zone.name for incoming in found.zones] == ["West", "East"]
    unread = "description, people" if form == "kml" else "people"
    assert f"columns that were not read: {unread}" in found.notes
    for incoming, shape in zip(found.zones, AREAS.geometry, strict=True):
        assert incoming.zone == dataclasses.replace(Zone(incoming.zone.name), parts=incoming.zone.parts)
        (part,) = incoming.zone.parts
        assert (part.kind, part.operation, part.parameters["feature"]) == ("import", "add", incoming.feature)
        assert shapely.hausdorff_distance(whole(incoming.zone.parts), shape) < 1e-5


def test_a_named_layer_is_read_and_without_one_all_are(tmp_path: Path) -> None:
    path = tmp_path / "areas.gpkg"
    AREAS.iloc[:1].to_file(path, layer="west")
    AREAS.iloc[1:].to_file(path, layer="east")
    assert [one.zone.name for one in read_zone_file(path, OUTLINE).zones] == ["West", "East"]
    assert [one.zone.name for one in read_zone_file(path, OUTLINE, "east").zones] == ["East"]
    with pytest.raises(BadInputError, match="has no layer 'north'"):
        read_zone_file(path, OUTLINE, "north")


def geojson(tmp_path: Path, *features: Any, **head: Any) -> Path:
    path = tmp_path / "drawn.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features, **head}), "utf-8")
    return path


def feature(geometry: Any, **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def test_a_shape_without_a_name_is_called_after_the_file(tmp_path: Path) -> None:
    path = geojson(tmp_path, feature(square(-1.55, 53.79)), feature(square(-1.55, 53.79), name=" "))
    with pytest.raises(BadInputError, match=r"feature 2, name: is empty"):
        read_zone_file(path, OUTLINE)
    path.write_text(json.dumps(square(-1.55, 53.79)), "utf-8-sig")
    (found,) = read_zone_file(path, OUTLINE).zones
    assert found.zone.name == "drawn 1"
    assert found.zone.parts[0].geometry == square(-1.55, 53.79)


def test_what_is_no_area_is_left_out_and_said(tmp_path: Path) -> None:
    point = {"type": "Point", "coordinates": [-1.55, 53.79]}
    found = read_zone_file(
        geojson(tmp_path, feature(point), feature(square(-1.55, 53.79)), feature(None)), OUTLINE
    )
    assert [incoming.feature for incoming in found.zones] == [2]
    assert found.notes == ("2 features are no area and left out",)
    with pytest.raises(BadInputError, match="holds no areas"):
        read_zone_file(geojson(tmp_path, feature(point)), OUTLINE)


def test_a_hundred_thousand_corners_are_taken_and_more_are_not(tmp_path: Path) -> None:
    def round_shape(corners: int) -> dict[str, Any]:
        angles = [2 * math.pi * n / corners for n in range(corners)]
        ring = [[-1.55 + math.cos(a) / 100, 53.79 + math.sin(a) / 100] for a in angles]
        return {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}

    (found,) = read_zone_file(geojson(tmp_path, feature(round_shape(100_000), name="Round")), OUTLINE).zones
    assert found.zone.parts[0].geometry == round_shape(100_000)
    path = geojson(tmp_path, feature(round_shape(100_001), name="Round"))
    with pytest.raises(BadInputError, match=r"more than 100,000 corners"):
        read_zone_file(path, OUTLINE)


def swapped(geometry: dict[str, Any]) -> dict[str, Any]:
    return {**geometry, "coordinates": [[[y, x] for x, y in ring] for ring in geometry["coordinates"]]}


def ours() -> dict[str, Any]:
    return columns_of(kept(full()), TERM, "")


METRES = json.loads(shapely.to_geojson(AREAS.to_crs(27700).geometry.iloc[0]))
FAULTY = {
    "a bow-tie": (feature({"type": "Polygon", "coordinates": [BOW_TIE]}), "crosses"),
    "swapped coordinates": (feature(swapped(square(-1.55, 53.79))), "wrong way round"),
    "metres": (feature(METRES), "British National Grid"),
    "elsewhere": (feature(square(12, 55)), "outside this place"),
    "a NUL in its name": (
        feature(square(-1.55, 53.79), name="a\0b"),
        "name: has a character that cannot be shown",
    ),
    "a long name": (feature(square(-1.55, 53.79), name="x" * 121), "name: has 121 characters"),
    "a curve": (feature({"type": "CurvePolygon", "coordinates": []}), "not an area"),
    "broken corners": (feature({"type": "Polygon", "coordinates": [[[1, "x"]]]}), "not a number"),
    "a corner at NaN": (feature({"type": "Polygon", "coordinates": [[[math.nan, 2]]]}), "not a number"),
    "a field of ours broken": (
        feature(square(-1.55, 53.79), format="safe-passage-zone-1", name="A", strength="decree"),
        "strength: is 'decree'",
    ),
    "a shape of ours made a bow-tie": (
        feature({"type": "Polygon", "coordinates": [BOW_TIE]}, **ours()),
        "crosses",
    ),
    "parts of ours broken": (
        feature(square(-1.55, 53.79), format="safe-passage-zone-1", name="A", parts="[{"),
        "parts: is not a list",
    ),
}


@pytest.mark.parametrize(("bad", "what"), FAULTY.values(), ids=FAULTY)
def test_a_fault_is_said_with_file_feature_and_what_to_do(tmp_path: Path, bad: Any, what: str) -> None:
    path = geojson(tmp_path, feature(square(-1.55, 53.79), name="Good"), bad)
    with pytest.raises(BadInputError) as caught:
        read_zone_file(path, OUTLINE)
    assert str(caught.value).startswith(f"{path}: feature 2, ")
    assert what in str(caught.value)
    assert caught.value.next_step


def test_of_many_faults_the_first_are_told(tmp_path: Path) -> None:
    path = geojson(tmp_path, *[feature(square(12, 55)) for _ in range(30)])
    with pytest.raises(BadInputError) as caught:
        read_zone_file(path, OUTLINE)
    assert "feature 1," in str(caught.value)
    assert len(caught.value.__notes__) == 10
    assert caught.value.__notes__[-1] == "20 more features have faults."


UNREADABLE: dict[str, tuple[str, bytes, str]] = {
    "not UTF-8": ("a.geojson", '{"type":"Feature","a":"é"}'.encode("latin-1"), "not UTF-8 text"),
    "cut off": ("a.geojson", b'{"type":"Feature"', "is not JSON at line 1"),
    "a script": ("a.geojson", b"var zones = {}", "is JavaScript"),
    "no GeoJSON": ("a.json", b"[1, 2]", "not GeoJSON"),
    "no features": ("a.json", b'{"type":"FeatureCollection","features":[]}', "has no features"),
    "a list for features": ("a.json", b'{"type":"FeatureCollection","features":7}', "no list of features"),
    "text for a feature": (
        "a.json",
        b'{"type":"FeatureCollection","features":["x"]}',
        "not a GeoJSON object",
    ),
    "deep nesting": ("a.json", b"[" * 100_000, "is not JSON"),
    "another kind": ("a.docx", b"PK", "of a kind that is not read"),
    "a name that lies": ("a.gpkg", b"<OGRVRTDataSource></OGRVRTDataSource>", "not what its name"),
    "a KML that points elsewhere": ("a.kml", b"<OGRVRTDataSource></OGRVRTDataSource>", "not what its name"),
    "a cut GeoPackage": ("a.gpkg", b"SQLite format 3\0" + b"\0" * 84, "cannot be read"),
    "a cut KML": (
        "a.kml",
        b'<kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark>',
        "cannot be read",
    ),
    "a bare shapefile": ("a.shp", b"\x00\x00\x27\x0a" + b"\0" * 20, "cannot be read"),
    "a zip of nothing": ("a.zip", b"PK\x05\x06" + b"\0" * 18, "holds no"),
    "no zip": ("a.zip", b"nothing", "cannot be opened as a zip"),
}


@pytest.mark.parametrize(("name", "content", "what"), UNREADABLE.values(), ids=UNREADABLE)
def test_a_file_that_cannot_be_read_is_said_so(tmp_path: Path, name: str, content: bytes, what: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(BadInputError) as caught:
        read_zone_file(path, OUTLINE)
    assert caught.value.where.startswith(str(path))
    assert what in str(caught.value)
    with pytest.raises(BadInputError, match="does not exist"):
        read_zone_file(tmp_path / "none.kml", OUTLINE)


def test_an_outline_that_is_not_known_leaves_the_form_to_be_checked(tmp_path: Path) -> None:
    assert len(read_zone_file(geojson(tmp_path, feature(square(12, 55))), None).zones) == 1
    with pytest.raises(BadInputError, match="crosses"):
        read_zone_file(geojson(tmp_path, FAULTY["a bow-tie"][0]), None)
