"""Approving a zone for boards: what is kept, what the guard is asked, what publishing is handed.

What boards would see of a version is what that version stands at, not what became of a later one.
"""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
import shapely
from typer.testing import CliRunner

from app import app
from etl.errors import BadInputError, RefusedError
from records.zones import approve, save, set_status
from tests.layers.town import build_town
from tests.records.writer import NOON
from tests.zone_fixture import full_document
from web.analyst.approve import build_approval
from web.approval import approve_zone, approved_zones, preview_zone, waiting_zones, withdraw_zone
from web.workspace import open_workspace

AT = dt.datetime(2026, 11, 22, 9, 30, tzinfo=dt.UTC)


def keep(home: Path, half: float) -> str:
    """Keep a square zone as a draft and return its id."""
    shape = shapely.box(-31.51 - half, 47.19 - half, -31.51 + half, 47.19 + half)
    part = {"id": "p1", "kind": "rectangle", "geometry": json.loads(shapely.to_geojson(shape))}
    with open_workspace(home) as store:
        return save(store, {"name": f"Square {half:g}", "parts": [part]}, by="Ana", at=AT).zone_id


def propose(home: Path, zone_id: str) -> None:
    with open_workspace(home) as store:
        set_status(store, zone_id, expected="draft", status="proposed", by="Ana", at=AT, reason="")


def test_a_steward_sees_then_approves_then_takes_down(tmp_path: Path) -> None:
    home = build_town(tmp_path / "home").home
    assert approved_zones(home) == ()
    assert not (home / "workspace.sqlite").exists()
    first, second = keep(home, 0.0075), keep(home, 0.00752)
    with pytest.raises(RefusedError, match="is draft"):
        preview_zone(home, first, 1, at=AT, as_of=AT.date())
    propose(home, first)
    propose(home, second)
    told = ["zones", "approve", first, "--home", str(home), "--as-of", "2026-11-22"]
    looked = CliRunner().invoke(app, [*told, "--preview", "--json"])
    assert looked.exit_code == 0, looked.output
    document = json.loads(looked.stdout)
    assert not document["approved"]
    assert document["zone"]["status"] == "proposed"
    assert approved_zones(home) == ()

    shown = approve_zone(home, first, 1, by="Sam Steward", at=AT, as_of=AT.date())
    assert shown.zone.name == "Square 0.0075"
    with pytest.raises(RefusedError, match="so close"):
        approve_zone(home, second, 1, by="Sam Steward", at=AT, as_of=AT.date())
    assert [(each.zone_id, each.current, each.status) for each in approved_zones(home)] == [
        (first, True, "proposed")
    ]
    assert {each.zone_id: each.approved for each in waiting_zones(home)} == {first: 1, second: None}
    assert withdraw_zone(home, first, by="Sam Steward", at=AT) == "Square 0.0075"
    assert [each.current for each in approved_zones(home)] == [False]
    with pytest.raises(RefusedError):
        withdraw_zone(home, first, by="Sam Steward", at=AT)
    with pytest.raises(BadInputError):
        preview_zone(home, "z99", 1, at=AT, as_of=AT.date())


def test_the_page_names_the_limit_before_anything_is_chosen() -> None:
    assert "30 versions a year" in str(build_approval())


def test_a_version_is_not_agreed_because_a_later_one_is(tmp_path: Path) -> None:
    with open_workspace(tmp_path) as store:
        save(store, full_document(note="never proposed"), by="Ada", at=NOON)
        save(store, full_document(note="proposed"), zone_id="z1", based_on=1, by="Ada", at=NOON)
        set_status(store, "z1", expected="draft", status="proposed", by="Ada", at=NOON, reason="")
        approve(store, "z1", 2, "Sam", NOON)
        save(store, full_document(note="agreed"), zone_id="z1", based_on=2, by="Ada", at=NOON)
        set_status(store, "z1", expected="proposed", status="agreed", by="Ada", at=NOON, reason="")
    assert [(each.number, each.status, each.current) for each in approved_zones(tmp_path)] == [
        (2, "proposed", True)
    ]
    with pytest.raises(RefusedError, match="version 1: is draft"):
        preview_zone(tmp_path, "z1", 1, at=NOON, as_of=dt.date(2026, 5, 3))
    with open_workspace(tmp_path) as store:
        set_status(store, "z1", expected="agreed", status="withdrawn", by="Ada", at=NOON, reason="")
    assert [(each.status, each.current) for each in approved_zones(tmp_path)] == [("withdrawn", False)]
