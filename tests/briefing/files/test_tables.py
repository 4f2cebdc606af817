"""Tables, map files and workbook as other programs read them."""

from __future__ import annotations

import csv
import functools
import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import geopandas
import openpyxl
import pyogrio
import pytest
import shapely

from briefing.content.model import Content, Said
from briefing.files.dictionary import dictionary
from briefing.files.figures import shown_maps
from briefing.files.geojson import make_geojson
from briefing.files.geopackage import make_geopackage
from briefing.files.tables import sheets
from briefing.files.tidy import make_csv, sheet_csv
from briefing.files.workbook import make_xlsx
from briefing.words.words import words_in
from tests.briefing.made import HIDDEN, PURPOSE, VARIANTS, made

WORDS = words_in("en")
TYPED = '=HYPERLINK("https://example.org","x")'


def rows_of(body: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"), newline="")))


def layers_of(body: bytes, folder: Path) -> dict[str, Any]:
    path = folder / "briefing.gpkg"
    path.write_bytes(body)
    return {name: geopandas.read_file(path, layer=name) for name in pyogrio.list_layers(path)[:, 0]}


@functools.cache
def full() -> Content:
    return made(3)


def typed() -> Content:
    """Return a briefing in which everything that a person can type would run, were it let."""
    found = full()
    zone = found.zones.zones[0]
    named = replace(zone, outline=replace(zone.outline, name=TYPED), policy=((TYPED, "+1+1"),))
    service = replace(found.ground.services[0], name="@SUM(A1)")
    return replace(
        found,
        title=TYPED,
        notes="-2+3 <script>alert(1)</script>",
        zones=replace(found.zones, zones=(named, *found.zones.zones[1:])),
        ground=replace(found.ground, services=(service, *found.ground.services[1:])),
        key_figures=(replace(found.key_figures[0], label="\t=1", value=Said("=1+1")),),
    )


def test_the_csv_holds_every_figure_with_its_state_and_says_what_it_is_for() -> None:
    rows = rows_of(make_csv(full(), WORDS))
    assert rows[0]["section"] == "about"
    assert rows[0]["text"] == PURPOSE
    cells = [row for row in rows if row["section"] == "map"]
    maps = shown_maps(full())
    assert len(cells) == sum(len(each.names) for each in maps)
    for state, shown in (("released", True), ("parent", True), ("zero", True), ("withheld", False)):
        found = [row["value"] for row in cells if row["state"] == state]
        assert found
        assert all((value != "") is shown for value in found)
    assert {row["value"] for row in cells if row["state"] == "zero"} == {"0"}
    highest = next(row for row in rows if row["measure"] == "Highest index")
    assert (highest["value"], highest["low"], highest["high"]) == ("230", "170", "310")
    zones = {row["item"] for row in rows if row["section"] == "zones_compared"}
    assert zones == {zone.outline.name for zone in full().zones.zones}


@pytest.mark.parametrize("variant", sorted(VARIANTS))
def test_what_is_withheld_is_in_no_file(variant: str, tmp_path: Path) -> None:
    content = VARIANTS[variant]()
    withheld = replace(content, key_figures=(*content.key_figures, *_hidden()))
    files = {"figures.csv": make_csv(withheld, WORDS), **make_geojson(withheld, WORDS)}
    workbook = zipfile.ZipFile(io.BytesIO(make_xlsx(withheld, WORDS)))
    files |= {name: workbook.read(name) for name in workbook.namelist()}
    for name, layer in layers_of(make_geopackage(withheld, WORDS), tmp_path).items():
        files[name] = layer.to_csv().encode()
    secret = f"{HIDDEN:g}"[:5].encode(), str(HIDDEN).encode(), b"31415926"
    assert [name for name, body in files.items() if any(each in body for each in secret)] == []
    if variant == "everything_withheld":
        states = {row["state"] for row in rows_of(files["figures.csv"]) if row["section"] == "map"}
        assert states == {"withheld"}


def _hidden() -> list[Any]:
    """Return figures whose maker forgot to take the number away."""
    figure = full().key_figures[0]
    states: Any = ("withheld", "too_few", "no_data")
    return [
        replace(figure, value=Said("Withheld", 31415926, 31415926, 31415926, state=each)) for each in states
    ]


def test_the_workbook_opens_with_a_sheet_for_each_table_and_numbers_as_numbers() -> None:
    book = openpyxl.load_workbook(io.BytesIO(make_xlsx(full(), WORDS)))
    tables = sheets(full(), WORDS)
    assert book.sheetnames == [*(table.name[:31] for table in tables), "dictionary"]
    clash = book["clash"]
    assert [cell.value for cell in clash[1]][:4] == ["rank", "service", "service_type", "class"]
    assert all(isinstance(cell.value, int | float) for cell in clash["A"][1:])
    for sheet in book:
        assert PURPOSE in (sheet.oddFooter.left.text or "").replace("&&", "&")
        assert sheet.freeze_panes == "A2"


def test_what_a_person_typed_is_inert_in_every_table(tmp_path: Path) -> None:
    body = make_xlsx(typed(), WORDS)
    book = openpyxl.load_workbook(io.BytesIO(body))
    cells = [cell for sheet in book for line in sheet for cell in line]
    assert {cell.data_type for cell in cells} == {"s", "n", "b"}  # no formula
    texts = {cell.value for cell in cells}
    assert {f"'{TYPED}", "'@SUM(A1)", "'=1+1", "'-2+3 <script>alert(1)</script>"} <= texts
    assert not any(cell.hyperlink for cell in cells)
    parts = zipfile.ZipFile(io.BytesIO(body))
    assert not any(b"<f>" in parts.read(name) or b"<f " in parts.read(name) for name in parts.namelist())
    fields = {text for row in rows_of(make_csv(typed(), WORDS)) for text in row.values()}
    assert {text for text in fields if text.startswith(("=", "+", "-", "@", "\t"))} <= {"+1"}  # a number
    zones = layers_of(make_geopackage(typed(), WORDS), tmp_path)["zones"]
    assert zones["zone"][0] == TYPED  # a map program runs nothing
    assert (
        json.loads(make_geojson(typed(), WORDS)["zones.geojson"])["features"][0]["properties"]["zone"]
        == TYPED
    )


def test_every_column_of_every_table_is_in_the_dictionary(tmp_path: Path) -> None:
    listed = {
        (row["table"], row["column"]): row
        for row in rows_of(sheet_csv(dictionary(sheets(full(), WORDS), WORDS)))
    }
    assert all(row["meaning"] and row["type"] for row in listed.values())
    book = openpyxl.load_workbook(io.BytesIO(make_xlsx(full(), WORDS)))
    names = {table.name[:31]: table.name for table in (*sheets(full(), WORDS), dictionary((), WORDS))}
    found = {(names[sheet.title], cell.value) for sheet in book for cell in sheet[1]}
    found |= {("figures", name) for name in rows_of(make_csv(full(), WORDS))[0]}
    for name, body in make_geojson(full(), WORDS).items():
        document = json.loads(body)
        for feature in document["features"]:
            found |= {(name.removesuffix(".geojson"), field) for field in feature["properties"]}
        assert set(document["fields"]) == set(feature["properties"])
    layers = layers_of(make_geopackage(full(), WORDS), tmp_path)
    found |= {
        (name, column) for name, layer in layers.items() for column in layer.columns if column != "geometry"
    }
    assert found - set(listed) == set()
    assert {(row["table"], row["column"]) for _, row in layers["dictionary"].iterrows()} <= set(listed)
    numbers = {key for key, row in listed.items() if row["type"] == "number"}
    assert all(listed[key]["unit"] for key in numbers)


def test_map_files_hold_the_same_shapes_and_say_what_is_a_proposal(tmp_path: Path) -> None:
    layers = layers_of(make_geopackage(full(), WORDS), tmp_path)
    files = {
        name.removesuffix(".geojson"): json.loads(body) for name, body in make_geojson(full(), WORDS).items()
    }
    assert set(layers) == {*files, "about", "figures", "dictionary"}
    for name, document in files.items():
        assert (document["type"], document["purpose"]) == ("FeatureCollection", PURPOSE)
        assert "crs" not in document
        layer = layers[name]
        assert layer.crs.to_epsg() == 4326
        assert len(layer) == len(document["features"])
        for feature, shape in zip(document["features"], layer.geometry, strict=True):
            written = shapely.geometry.shape(feature["geometry"])
            assert written.is_valid
            assert shapely.hausdorff_distance(written, shape) < 1e-6
            assert all(
                ring.exterior.is_ccw for ring in shapely.get_parts(written) if ring.geom_type == "Polygon"
            )
    assert layers["zones"]["in_force"].tolist() == [zone.outline.in_force for zone in full().zones.zones]
    assert all(text == PURPOSE for text in layers["zones"]["purpose"])
    cells = layers["cells_overdose_calls"]
    held = cells["state"].isin(["withheld", "no_data"])
    assert cells["value"].isna().equals(held)


def test_the_tables_are_in_the_readers_language() -> None:
    spanish = words_in("es")
    english, other = sheets(full(), WORDS), sheets(full(), spanish)
    assert [table.name for table in english] == [table.name for table in other]
    for one, same in zip(english, other, strict=True):
        if one.name in ("zones_compared", "measures", "changed"):
            continue  # their columns are the words of the briefing
        assert [column.name for column in one.columns] == [column.name for column in same.columns]
        assert all(a.meaning != b.meaning for a, b in zip(one.columns, same.columns, strict=True))
