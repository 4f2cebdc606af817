from __future__ import annotations

import datetime as dt
import hashlib
import json
import random
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from threading import Barrier

import pytest

from records import zones
from records.errors import ConflictError, NotFoundError, NotNowError, UnfitError
from records.store import Store, open_store, workspace_path
from tests.zone_fixture import full_document

NOON = dt.datetime(2026, 5, 3, 12, tzinfo=dt.UTC)


def later(minutes: int) -> dt.datetime:
    return NOON + dt.timedelta(minutes=minutes)


def test_what_is_saved_is_what_is_got(store: Store) -> None:
    document = full_document()
    saved = zones.save(store, document, by="Ada", at=NOON, note="first")
    assert saved == zones.ZoneVersion("z1", 1, document, "Ada", NOON, "first", None, saved.digest)
    text = json.dumps(document, sort_keys=True, separators=(",", ":"))
    assert saved.digest == hashlib.sha256(text.encode()).hexdigest()


def test_what_is_saved_is_there_when_the_store_is_opened_again(tmp_path: Path) -> None:
    with open_store(workspace_path(tmp_path)) as store:
        saved = zones.save(store, full_document(), by="Ada", at=NOON)
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


def test_an_import_is_kept_whole_or_not_at_all(store: Store) -> None:
    ids = zones.save_all(store, [full_document(name=f"Zone {n}") for n in range(3)], by="Ada", at=NOON)
    assert ids == ("z1", "z2", "z3")
    assert zones.get(store, "z2").document["name"] == "Zone 1"
    with pytest.raises(UnfitError):
        zones.save_all(store, [full_document(), full_document(name="")], by="Ada", at=NOON)
    assert len(zones.list_zones(store)) == 3


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_ten_thousand_zones_are_listed_at_once(store: Store) -> None:
    named = ({"name": f"Zone {n}"} for n in range(10_000))
    assert zones.save_all(store, named, by="Ada", at=NOON)[-1] == "z10000"
    began = time.process_time()
    assert len(zones.list_zones(store)) == 10_000
    assert time.process_time() - began < 1  # 0.05 s where nothing else runs


def test_many_editors_at_once_lose_nothing(store: Store) -> None:
    """Each editor saves on top of what it last saw; whoever is told of a conflict looks again."""
    zones.save(store, {"name": "Zone", "note": ""}, by="Ada", at=NOON)

    all_have_seen = Barrier(6)

    def edit(editor: int) -> int:
        conflicts = 0
        for turn in range(5):
            seen = zones.get(store, "z1")
            if turn == 0:
                all_have_seen.wait()
            while True:
                note = f"{seen.document['note']} {editor}.{turn}"
                try:
                    document = {"name": "Zone", "note": note}
                    zones.save(store, document, zone_id="z1", based_on=seen.number, by=f"E{editor}", at=NOON)
                    break
                except ConflictError as error:
                    seen, conflicts = error.latest, conflicts + 1
        return conflicts

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(edit, range(6))) >= 5
    latest = zones.get(store, "z1")
    assert latest.number == 31
    assert sorted(latest.document["note"].split()) == sorted(f"{e}.{t}" for e in range(6) for t in range(5))


def test_what_happened_is_only_ever_added_to(store: Store) -> None:
    """A hundred steps of any kind: everything known before a step is still there, and the same, after it."""
    chance = random.Random(11)
    before = zones.History((), ())
    said: tuple[zones.Comment, ...] = ()
    zones.save(store, full_document(), by="Ada", at=NOON)
    for turn in range(100):
        with suppress(NotNowError):
            take_a_step(store, chance, later(turn))
        after, comments = zones.history(store, "z1"), zones.comments(store, "z1")
        assert after.versions[: len(before.versions)] == before.versions
        assert after.events[: len(before.events)] == before.events
        assert comments[: len(said)] == said
        before, said = after, comments
    assert {event.kind for event in before.events} == {
        "status",
        "approved",
        "taken_down",
        "deleted",
        "restored",
    }


def take_a_step(store: Store, chance: random.Random, at: dt.datetime) -> None:
    record = zones.get_record(store, "z1")
    match chance.choice(("save", "status", "approve", "take down", "delete", "restore", "comment")):
        case "save":
            zones.save(store, full_document(), zone_id="z1", based_on=record.latest, by="Ada", at=at)
        case "status":
            status = chance.choice(("draft", "proposed", "agreed", "withdrawn"))
            zones.set_status(
                store, "z1", expected=record.status, status=status, by="Ada", at=at, reason="why"
            )
        case "approve":
            zones.approve(store, "z1", chance.randint(1, record.latest), "Sam", at)
        case "take down":
            zones.take_down(store, "z1", "Sam", at)
        case "delete":
            zones.delete(store, "z1", "Ada", at)
        case "restore":
            zones.restore(store, "z1", "Ada", at)
        case _:
            zones.comment(store, "z1", record.latest, by="Ben", at=at, text="Hm")
