"""What boards would see of a version is what that version stands at, not what became of a later one."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from etl.errors import RefusedError
from records.zones import approve, save, set_status
from tests.records.writer import NOON
from tests.zone_fixture import full_document
from web.approval import approved_zones, preview_zone
from web.workspace import open_workspace


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
