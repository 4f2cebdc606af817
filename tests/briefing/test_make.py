"""A briefing as files: what a bundle holds, and that its manifest and dictionary tell all of it."""

from __future__ import annotations

import csv
import functools
import hashlib
import io
import json
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas
import openpyxl
import pyogrio
import pytest
from PIL import Image

from briefing.asked import opening
from briefing.make import FORMATS, MIMETYPES, STEPS, Made, make, make_several
from etl.errors import BadInputError
from layers.published.version import Published
from layers.purpose import PURPOSE
from tests.briefing.files.test_page import Reading


@dataclass(frozen=True)
class Bundled:
    """The town's opening briefing in every format, and the steps that were told."""

    made: tuple[Made, ...]
    told: tuple[str, ...]
    files: dict[str, bytes]


@pytest.fixture(scope="module")
def bundled(town: Published) -> Bundled:
    told: list[str] = []
    made = make_several(town, opening(town), FORMATS, step=told.append)
    with zipfile.ZipFile(io.BytesIO(made[2].body)) as packed:
        assert packed.testzip() is None
        assert packed.namelist() == sorted(packed.namelist())
        assert {each.date_time for each in packed.infolist()} == {(2026, 11, 22, 0, 0, 0)}
        return Bundled(made, tuple(told), {name: packed.read(name) for name in packed.namelist()})


@pytest.fixture
def bundle(bundled: Bundled) -> dict[str, bytes]:
    """The files of the bundle."""
    return bundled.files


def test_a_format_is_made_in_steps_and_named_by_what_it_says(town: Published, bundled: Bundled) -> None:
    asked, told = opening(town), list[str]()
    made = make(town, asked, "pptx", step=told.append)
    assert made.content_id == asked.content_id(town.version)
    assert made.name == f"fixture-briefing-2026-11-22-{made.content_id}.pptx"
    assert made.mimetype == MIMETYPES["pptx"]
    assert told == [STEPS[0], STEPS[2]]
    assert made.body == bundled.made[1].body
    with pytest.raises(BadInputError, match="'docx' is not known"):
        make(town, asked, "docx")


def test_every_form_has_the_same_content_id_and_the_bundle_is_made_in_every_step(bundled: Bundled) -> None:
    assert bundled.told == STEPS
    assert len({each.content_id for each in bundled.made}) == 1
    office = [bundled.files["briefing.pdf"], bundled.files["slides.pptx"]]
    assert office == [each.body for each in bundled.made[:2]]


def test_the_manifest_tells_every_file_and_how_it_was_made(town: Published, bundle: dict[str, bytes]) -> None:
    manifest = json.loads(bundle["manifest.json"])
    hashes = {
        name: hashlib.sha256(body).hexdigest() for name, body in bundle.items() if name != "manifest.json"
    }
    assert {each["name"]: each["sha256"] for each in manifest["files"]} == hashes
    assert {each["name"]: each["bytes"] for each in manifest["files"]} == {
        name: len(bundle[name]) for name in hashes
    }
    assert manifest["parameters"] == opening(town).as_json()
    assert (manifest["data"]["version"], manifest["seed"]) == (town.version, None)
    assert manifest["purpose"] == PURPOSE
    assert manifest["programs"]["safepassage"]
    assert all(each["licence"] for each in manifest["sources"])


def test_each_file_opens_elsewhere_and_says_what_it_is_for(bundle: dict[str, bytes], tmp_path: Path) -> None:
    for name, body in bundle.items():
        (tmp_path / name).write_bytes(body)
    open_as: dict[str, Any] = {
        "png": lambda path: Image.open(path).load(),
        "svg": lambda path: Reading(path.read_text(encoding="utf-8")),
        "html": lambda path: Reading(path.read_text(encoding="utf-8")),
        "geojson": geopandas.read_file,
        "gpkg": lambda path: [
            geopandas.read_file(path, layer=each) for each in pyogrio.list_layers(path)[:, 0]
        ],
        "xlsx": openpyxl.load_workbook,
        "csv": lambda path: list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig")))),
        "json": lambda path: json.loads(path.read_text(encoding="utf-8")),
    }
    kinds = {name.rpartition(".")[2] for name in bundle}
    assert kinds == {*open_as, "pdf", "pptx"}  # their own tests open these two
    for name in bundle:
        kind = name.rpartition(".")[2]
        if kind in open_as:
            open_as[kind](tmp_path / name)
    for name in ("briefing.html", "figures.csv", "zones.geojson", "briefing.gpkg", "manifest.json"):
        assert PURPOSE.encode() in bundle[name], name
    words = PURPOSE.split()
    for name in bundle:
        if name.endswith(".svg"):
            assert all(word.encode() in bundle[name] for word in words)


def test_the_dictionary_lists_every_column_of_the_bundle(bundle: dict[str, bytes], tmp_path: Path) -> None:
    rows = functools.partial(lambda name: list(csv.DictReader(io.StringIO(bundle[name].decode("utf-8-sig")))))
    listed = {(row["table"], row["column"]) for row in rows("dictionary.csv")}
    found = {("figures", name) for name in rows("figures.csv")[0]}
    found |= {("dictionary", name) for name in rows("dictionary.csv")[0]}
    for name, body in bundle.items():
        if name.endswith(".geojson"):
            for feature in json.loads(body)["features"]:
                found |= {(name.removesuffix(".geojson"), each) for each in feature["properties"]}
    path = tmp_path / "b.gpkg"
    path.write_bytes(bundle["briefing.gpkg"])
    for layer in pyogrio.list_layers(path)[:, 0]:
        found |= {(layer, str(each)) for each in pyogrio.read_info(path, layer=layer)["fields"]}
    book = openpyxl.load_workbook(io.BytesIO(bundle["figures.xlsx"]), read_only=True)
    for sheet in book:
        found |= {(sheet.title, str(cell.value)) for cell in next(sheet.iter_rows(max_row=1))}
    assert found - listed == set()
