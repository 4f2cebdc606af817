from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from records import zones
from records.errors import ConflictError, NotFoundError, NotNowError, UnfitError
from records.store import Store, open_store, workspace_path
from tests.zone_fixture import full_document

NOON = dt.datetime(2026, 5, 3, 12, tzinfo=dt.UTC)


def later(minutes: int) -> dt.datetime:
    return NOON + dt.timedelta(minutes=minutes)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(workspace_path(tmp_path)) as opened:
        yield opened


def test_what_is_saved_is_what_is_got(store: Store, tmp_path: Path) -> None:
    document = full_document()
    saved = zones.save(store, document, by="Ada", at=NOON, note="first")
    assert saved == zones.ZoneVersion("z1", 1, document, "Ada", NOON, "first", None, saved.digest)
    text = json.dumps(document, sort_keys=True, separators=(",", ":"))
    assert saved.digest == hashlib.sha256(text.encode()).hexdigest()
    with open_store(workspace_path(tmp_path)) as again:
        assert zones.get(again, "z1") == saved


def test_times_are_kept_in_utc_and_need_a_zone(store: Store) -> None:
    summer = dt.datetime(2026, 5, 3, 13, tzinfo=dt.timezone(dt.timedelta(hours=1)))
    assert zones.save(store, full_document(), by="Ada", at=summer).at == NOON
    with pytest.raises(Exception, match="without a zone"):
        zones.save(store, full_document(), by="Ada", at=NOON.replace(tzinfo=None))
    assert len(zones.list_zones(store)) == 1


def test_the_second_of_two_editors_is_told_and_nothing_is_merged(store: Store) -> None:
    zones.save(store, full_document(), by="Ada", at=NOON)
    ada = zones.save(store, full_document(note="Ada's"), zone_id="z1", based_on=1, by="Ada", at=later(1))
    with pytest.raises(ConflictError) as caught:
        zones.save(store, full_document(note="Ben's"), zone_id="z1", based_on=1, by="Ben", at=later(2))
    assert caught.value.latest == ada
    assert "Ada" in str(caught.value)
    assert zones.get(store, "z1") == ada
    with pytest.raises(ConflictError):
        zones.save(store, full_document(), zone_id="z1", by="Ben", at=later(2))
    ben = zones.save(store, full_document(note="Both"), zone_id="z1", based_on=2, by="Ben", at=later(3))
    assert (ben.number, ben.based_on) == (3, 2)
    assert [version.number for version in zones.history(store, "z1").versions] == [1, 2, 3]


def test_a_status_changes_only_from_what_was_seen(store: Store) -> None:
    zones.save(store, full_document(), by="Ada", at=NOON)
    record = zones.set_status(
        store, "z1", expected="draft", status="proposed", by="Ada", at=later(1), reason="ready"
    )
    assert (record.status, record.updated_at) == ("proposed", later(1))
    with pytest.raises(ConflictError, match="proposed at version 1"):
        zones.set_status(store, "z1", expected="draft", status="withdrawn", by="Ben", at=later(2), reason="")
    with pytest.raises(ConflictError):
        zones.set_status(
            store, "z1", expected="proposed", status="agreed", by="Ben", at=later(2), reason="", number=2
        )
    event = zones.history(store, "z1").events[0]
    assert (event.kind, event.before, event.after, event.reason) == ("status", "draft", "proposed", "ready")


def test_what_is_agreed_is_not_rewritten(store: Store) -> None:
    zones.save(store, full_document(), by="Ada", at=NOON)
    for before, after in (("draft", "proposed"), ("proposed", "agreed")):
        zones.set_status(store, "z1", expected=before, status=after, by="Ada", at=later(1), reason="")
    with pytest.raises(NotNowError, match="fixed"):
        zones.save(store, full_document(), zone_id="z1", based_on=1, by="Ada", at=later(2))
    with pytest.raises(NotNowError, match="Withdraw it first"):
        zones.delete(store, "z1", "Ada", later(2))


def test_approvals_are_kept_in_order_and_say_what_each_version_is_now(store: Store) -> None:
    zones.save(store, full_document(), by="Ada", at=NOON)
    zones.set_status(store, "z1", expected="draft", status="proposed", by="Ada", at=later(1), reason="")
    assert zones.approve(store, "z1", 1, "Sam", later(2)).approved == 1
    zones.save(store, full_document(note="new"), zone_id="z1", based_on=1, by="Ada", at=later(3))
    zones.set_status(store, "z1", expected="proposed", status="agreed", by="Ada", at=later(4), reason="")
    assert [(a.version.number, a.current, a.status) for a in zones.approvals(store)] == [
        (1, True, "proposed")
    ]
    zones.approve(store, "z1", 2, "Sam", later(5))
    assert [(a.version.number, a.current, a.status) for a in zones.approvals(store)] == [
        (1, False, "proposed"),
        (2, True, "agreed"),
    ]
    record = zones.set_status(
        store, "z1", expected="agreed", status="withdrawn", by="Ada", at=later(6), reason="ended"
    )
    assert record.approved is None
    assert [(a.current, a.status) for a in zones.approvals(store)] == [(False, "withdrawn")] * 2
    assert [event.kind for event in zones.history(store, "z1").events[-2:]] == ["status", "taken_down"]


def test_a_deleted_zone_leaves_the_list_and_comes_back(store: Store) -> None:
    zones.save(store, full_document(), by="Ada", at=NOON)
    zones.save(store, full_document(name="Other"), by="Ada", at=later(1))
    assert [record.name for record in zones.list_zones(store)] == ["Other", "Station Road, evenings"]
    zones.delete(store, "z1", "Ada", later(2))
    assert [record.zone_id for record in zones.list_zones(store)] == ["z2"]
    assert [record.zone_id for record in zones.list_zones(store, hidden=True)] == ["z1"]
    assert len(zones.history(store, "z1").versions) == 1
    with pytest.raises(NotNowError, match="deleted"):
        zones.save(store, full_document(), zone_id="z1", based_on=1, by="Ada", at=later(3))
    assert zones.restore(store, "z1", "Ada", later(4)).zone_id == "z1"
    assert [event.kind for event in zones.history(store, "z1").events] == ["deleted", "restored"]


def test_comments_stay_with_their_version(store: Store) -> None:
    zones.save(store, full_document(), by="Ada", at=NOON)
    zones.comment(store, "z1", 1, by="Ben", at=later(1), text="<b>Too wide</b>")
    assert [(c.number, c.by, c.text) for c in zones.comments(store, "z1")] == [(1, "Ben", "<b>Too wide</b>")]
    with pytest.raises(NotFoundError):
        zones.comment(store, "z1", 2, by="Ben", at=later(1), text="x")
    with pytest.raises(UnfitError):
        zones.comment(store, "z1", 1, by="Ben", at=later(1), text=" ")


@pytest.mark.parametrize("zone_id", ["z2", "z0", "1", "", "z1; drop table zone", "z99999999999999999999"])
def test_a_zone_that_is_not_there_is_said_so(store: Store, zone_id: str) -> None:
    zones.save(store, full_document(), by="Ada", at=NOON)
    with pytest.raises(NotFoundError):
        zones.get(store, zone_id)


def test_a_name_that_cannot_be_kept_is_refused(store: Store) -> None:
    for by in ("", "x" * 121, "A\0da", "\ud800"):
        with pytest.raises(UnfitError):
            zones.save(store, full_document(), by=by, at=NOON)
    with pytest.raises(UnfitError):
        zones.save(store, full_document(note=float("nan")), by="Ada", at=NOON)
    assert zones.list_zones(store) == ()
