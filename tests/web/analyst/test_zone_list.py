"""The list of zones and their shapes behind what is drawn, over ten thousand of them."""

from __future__ import annotations

import datetime as dt
import time
from types import SimpleNamespace
from typing import Any

import pytest

from etl.errors import BadInputError
from records.store import Store, open_store
from records.zones import delete, restore, save, save_all, set_status
from tests.web.analyst.drawn import document
from web.analyst.zones.listing import DRAWN, LISTED, ZoneList

NOON = dt.datetime(2026, 5, 3, 12, tzinfo=dt.UTC)
MANY = 10_000


@pytest.fixture(scope="module")
def store() -> Any:
    with open_store("sqlite://") as found:
        save_all(found, (document(f"Zone <{n}> Ö") for n in range(MANY)), by="Ada", at=NOON)
        yield found


@pytest.fixture(scope="module")
def zones(store: Store) -> ZoneList:
    return ZoneList(SimpleNamespace(store=lambda: store))  # type: ignore[arg-type]


def test_of_ten_thousand_zones_a_page_is_listed_and_the_rest_are_found(zones: ZoneList, store: Store) -> None:
    began = time.process_time()
    first, last = zones.page("", "0"), zones.page("", str(MANY - 10))
    assert time.process_time() - began < 0.5  # 0.05 s where nothing else runs
    assert [len(page["zones"]) for page in (first, last)] == [LISTED, 10]
    assert first["found"] == last["found"] == MANY
    assert first["zones"][0] == {
        "id": "z10000",
        "name": "Zone <9999> Ö",
        "status": "Draft",
        "version": 1,
        "changed": "3 May 2026, 12:00 UTC",
        "boards": "Not published",
    }
    assert [each["name"] for each in zones.page(" zone <999> ö", "0")["zones"]] == ["Zone <999> Ö"]
    assert zones.page("%", "0")["found"] == zones.page("_one", "0")["found"] == 0
    delete(store, "z7", "Ada", NOON)
    assert zones.page("<6>", "0")["deleted"] == [{"id": "z7", "name": "Zone <6> Ö"}]
    assert zones.page("<6>", "0")["zones"] == []
    restore(store, "z7", "Ada", NOON - dt.timedelta(days=1))
    for find, skip in (("x" * 201, "0"), ("", "-1"), ("", "1" * 10), ("", "٣"), ("", "")):
        with pytest.raises(BadInputError):
            zones.page(find, skip)


def test_what_binds_is_drawn_before_drafts(zones: ZoneList, store: Store) -> None:
    set_status(store, "z3", expected="draft", status="proposed", by="Ada", at=NOON, reason="")
    set_status(store, "z4", expected="draft", status="withdrawn", by="Ada", at=NOON, reason="")
    shapeless = save(store, {"name": "No shape"}, by="Ada", at=NOON + dt.timedelta(days=1)).zone_id
    drawn = zones.around()
    delete(store, shapeless, "Ada", NOON)
    ids = [each["properties"]["id"] for each in drawn["features"]]
    assert (drawn["found"], len(ids)) == (MANY, DRAWN - 1)  # one of the first has no shape
    assert ids[:2] == ["z3", "z10000"]
    assert drawn["features"][0]["properties"]["label"] == "Zone <2> Ö\nProposed, not agreed"
    assert "z4" not in ids
    began = time.process_time()
    assert len(zones.around()["features"]) == DRAWN
    assert time.process_time() - began < 0.2  # each version is read once
