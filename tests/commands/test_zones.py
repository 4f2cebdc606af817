"""`safepassage zones ...` as a person meets it."""

from __future__ import annotations

import functools
import json
from pathlib import Path
from typing import Any

import pytest
import shapely

from layers.published.outline import PublishedPlace
from layers.zones.zone import read_zone
from records.store import open_store, workspace_path
from records.zones import approve, get, list_zones, save, set_status
from tests.records.writer import NOON
from tests.zone_fixture import full_document, square

HERE = square(-1.55, 53.79)
VERSION = "20261122-0123456789ab"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home without zones, as if a version were published in it."""
    place = PublishedPlace(shapely.box(-1.7, 53.7, -1.4, 53.9), "safe crossing", VERSION)
    monkeypatch.setattr("layers.published.outline.where_published", lambda _: place)
    return tmp_path / "home"


@pytest.fixture
def run(safepassage: Any) -> Any:
    return functools.partial(safepassage, "zones")


def here(**changed: Any) -> dict[str, Any]:
    part = {"id": "p1", "kind": "polygon", "operation": "add", "parameters": {}, "geometry": HERE}
    return full_document(parts=[part], **changed)


def test_zones_go_out_to_a_file_and_come_back_as_drafts(home: Path, run: Any, tmp_path: Path) -> None:
    with open_store(workspace_path(home)) as store:
        save(store, here(), by="Ada", at=NOON)
        set_status(store, "z1", expected="draft", status="proposed", by="Ada", at=NOON, reason="ready")
        approve(store, "z1", 1, "Sam", NOON)
        save(store, here(name="=1+1 <script>", note="new"), zone_id="z1", based_on=1, by="Ben", at=NOON)
    for suffix in ("gpkg", "geojson"):
        file = tmp_path / f"zones.{suffix}"
        assert run("export", file, "--home", home, "--zone", "z1").err.startswith("1 zone is in ")
        again = run("export", file, "--home", home, "--json")
        assert (again.code, again.document["error"]["next"]) == (3, "Name another file, or give --replace.")
        taken = run("import", file, "--home", home, "--by", "Cy", "--json")
        assert taken.code == 0
        assert [one["name"] for one in taken.document["zones"]] == ["=1+1 <script>"]
    with open_store(workspace_path(home)) as store:
        records = {record.zone_id: record for record in list_zones(store)}
        assert {zone_id: record.status for zone_id, record in records.items()} == {
            "z1": "proposed",
            "z2": "draft",
            "z3": "draft",
        }
        assert get(store, "z2").document == get(store, "z3").document == get(store, "z1").document
        assert (get(store, "z2").by, get(store, "z2").note) == ("Cy", "Imported from zones.gpkg")
    listed = run("list", "--home", home)
    assert (
        "z1 Proposed, not agreed: =1+1 <script> (version 2, version 1 approved for publication)" in listed.err
    )
    shown = run("list", "--home", home, "--status", "proposed", "--json").document
    assert [(one["zone_id"], one["approved"], one["latest"]) for one in shown] == [("z1", 1, 2)]


def test_one_version_is_exported_with_its_own_standing(home: Path, run: Any, tmp_path: Path) -> None:
    with open_store(workspace_path(home)) as store:
        save(store, here(), by="Ada", at=NOON)
        save(store, here(note="second"), zone_id="z1", based_on=1, by="Ben", at=NOON)
        set_status(store, "z1", expected="draft", status="proposed", by="Ada", at=NOON, reason="")
        approve(store, "z1", 2, "Sam", NOON)
    file = tmp_path / "one.geojson"
    assert run("export", file, "--home", home, "--zone", "z1", "--version", 1).code == 0
    (feature,) = json.loads(file.read_text())["features"]
    columns = feature["properties"]
    assert (columns["version"], columns["status"], columns["note"]) == (1, "draft", here()["note"])
    assert columns["approved_for_publication"] is False
    assert columns["data_version"] == VERSION
    assert columns["status_words"] == "Draft of a safe crossing: nobody has agreed to it."
    assert columns["purpose"].startswith("For planning services")
    assert read_zone(here()).name == columns["name"]
    missing = run("export", tmp_path / "none.geojson", "--home", home, "--zone", "z9", "--json")
    assert (missing.code, missing.document["error"]["where"]) == (3, "zone 'z9'")
    assert run("export", tmp_path / "none.geojson", "--home", home, "--version", 1).code == 2
    assert run("export", tmp_path / "none.dwg", "--home", home).code == 3
    assert not list(tmp_path.glob("none*"))


def test_an_import_with_one_fault_keeps_nothing(home: Path, run: Any, tmp_path: Path) -> None:
    features = [
        {"type": "Feature", "properties": {"name": "Good"}, "geometry": HERE},
        {"type": "Feature", "properties": {"name": "Far"}, "geometry": square(12, 55)},
    ]
    file = tmp_path / "two.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    failed = run("import", file, "--home", home, "--json")
    assert failed.code == 3
    assert failed.document["error"]["where"].startswith(f"{file}: feature 2, its shape at ")
    assert "Traceback" not in failed.err
    assert not workspace_path(home).exists()
    file.write_text(json.dumps(features[0]))
    checked = run("import", file, "--home", home, "--check", "--json").document
    assert (checked["kept"], checked["zones"][0]["zone_id"]) == (False, None)
    assert not workspace_path(home).exists()
    assert "1 zone is kept as a draft." in run("import", file, "--home", home).err
    nobody = run("import", file, "--home", home, "--by", " ", "--json")
    assert (nobody.code, nobody.document["error"]["where"]) == (3, "your name")


def test_where_nothing_is_published_the_place_is_not_checked_and_that_is_said(
    run: Any, tmp_path: Path
) -> None:
    file = tmp_path / "far.geojson"
    file.write_text(json.dumps(square(12, 55)))
    notes = run("import", file, "--home", tmp_path / "new", "--json").document["notes"]
    assert notes == ["nothing is published here yet, so nobody checked whether the zones lie in the place"]


def test_a_list_of_none_says_what_to_do_and_a_wrong_status_what_there_is(home: Path, run: Any) -> None:
    assert run("list", "--home", home).err.startswith("No zones. Next:")
    assert run("list", "--home", home, "--json").document == []
    wrong = run("list", "--home", home, "--status", "asleep", "--json")
    assert (wrong.code, wrong.document["error"]["where"]) == (3, "status")
    assert run("lost").code == 2
