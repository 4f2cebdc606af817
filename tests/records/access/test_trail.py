"""The trail shows whatever is done to its rows, its head and its key by whoever has not the key."""

from __future__ import annotations

import datetime as dt
import shutil
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from records.access import trail_key
from records.access.open import access_path, open_access
from records.access.trail import KINDS, Act, Trail, Wanted, acts, begun, note, open_trail, people
from records.access.trail_check import Fault, read_remembered, verify
from records.access.trail_key import HEAD_FILE, KEY_FILE, Head, read_head
from records.errors import StoreError, UnfitError
from records.store import Store
from tests.records.access.trail_fixture import NOON, note_one

Cut = Callable[[sqlite3.Connection], object]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a home whose trail holds twelve acts, not to be changed."""
    home = tmp_path_factory.mktemp("trail")
    with open_access(access_path(home)) as store:
        trail = begun(open_trail(store, home, {}), {})
        for number in range(1, 13):
            note_one(trail, number)
    return home


@pytest.fixture
def home(made: Path, tmp_path: Path) -> Path:
    """Return such a home to be tampered with."""
    return shutil.copytree(made, tmp_path / "home")


def tamper(home: Path, *statements: str) -> None:
    """Change the rows as whoever may write the file can, who first does away with what forbids it."""
    with closing(sqlite3.connect(home / "access.sqlite")) as connection:
        for name in ("trail_no_update", "trail_no_delete"):
            connection.execute(f"drop trigger {name}")
        for statement in statements:
            connection.execute(statement)
        connection.commit()


def faults(home: Path, remembered: Head | None = None) -> list[tuple[str, int, int]]:
    with open_access(access_path(home)) as store:
        verdict = verify(open_trail(store, home, {}), remembered)
    return [(fault.what, fault.first, fault.last) for fault in verdict.faults]


def note_more(home: Path, count: int) -> None:
    with open_access(access_path(home)) as store:
        trail = open_trail(store, home, {})
        for number in range(count):
            note_one(trail, 100 + number)


def note_at_once(trail: Trail, *, writers: int, each: int) -> None:
    """Note so many acts by each of so many threads that begin together."""
    ready = threading.Barrier(writers)

    def work(name: str) -> None:
        ready.wait()
        for number in range(each):
            note_one(trail, number, by=name)

    threads = [threading.Thread(target=work, args=(f"writer {n}",)) for n in range(writers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_a_trail_that_nobody_touched_is_whole(home: Path) -> None:
    with open_access(access_path(home)) as store:
        trail = open_trail(store, home, {})
        verdict = verify(trail)
        newest, count = acts(trail, newest=3)
    assert verdict.faults == ()
    assert verdict.count == count == 12
    assert verdict.head == read_head(home, trail.key or b"") == Head(12, newest[0].link)
    assert [act.number for act in newest] == [12, 11, 10]
    assert newest[0] == Act(
        12, NOON, "ada", "Council", "steward", "export", "map 12", {"grid": "r8"}, "c12", "f" * 64,
        newest[0].link,
    )  # fmt: skip
    assert faults(home, Head(12, newest[0].link)) == faults(home, Head(10, newest[2].link)) == []


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("update trail set by='eve' where number=5", [("changed", 5, 5)]),
        ("update trail set at='2026-05-04' where number=5", [("changed", 5, 5)]),
        ("update trail set organisation='Police' where number=5", [("changed", 5, 5)]),
        ("update trail set role='board' where number=5", [("changed", 5, 5)]),
        ("update trail set kind='load' where number=5", [("changed", 5, 5)]),
        ("update trail set subject='' where number=5", [("changed", 5, 5)]),
        ("update trail set details='{}' where number=12", [("changed", 12, 12)]),
        ("update trail set details=x'00ff' where number=1", [("changed", 1, 1)]),
        ("update trail set content_id='' where number=1", [("changed", 1, 1)]),
        ("update trail set file_sha256='' where number=7", [("changed", 7, 7)]),
        # the link of a row is part of the next: both fail
        ("update trail set link=replace(link, 'a', 'b') where number=7", [("changed", 7, 8)]),
        ("delete from trail where number=5", [("missing", 5, 5)]),
        ("delete from trail where number in (1, 5, 6)", [("missing", 1, 1), ("missing", 5, 6)]),
        ("delete from trail where number>9", [("cut", 10, 12)]),
        ("delete from trail", [("cut", 1, 12)]),
        (
            "insert into trail select number+1, at, by, organisation, role, kind, subject, details, "
            "content_id, file_sha256, link from trail where number=12",
            [("changed", 13, 13)],
        ),
    ],
)
def test_what_was_done_to_a_row_is_named_by_number(
    home: Path, statement: str, found: list[tuple[str, int, int]]
) -> None:
    tamper(home, statement)
    assert faults(home) == found


def test_two_acts_that_changed_places_are_told_from_changed_ones(home: Path) -> None:
    tamper(
        home,
        "update trail set number=99 where number=5",
        "update trail set number=5 where number=8",
        "update trail set number=8 where number=99",
    )
    with open_access(access_path(home)) as store:
        found = {fault.first: fault for fault in verify(open_trail(store, home, {})).faults}
    assert found[5].words == "act 5 stands in another's place: it was noted as act 8"
    assert found[8].words == "act 8 stands in another's place: it was noted as act 5"
    assert set(found) == {5, 6, 8, 9}  # those after them are chained to links that stand elsewhere now


def test_an_act_put_between_two_moves_the_later_ones(home: Path) -> None:
    copied = "at, by, organisation, role, kind, subject, details, content_id, file_sha256, link"
    tamper(
        home,
        "update trail set number=number+1000 where number>10",
        "update trail set number=number-999 where number>1000",
        f"insert into trail select 11, {copied} from trail where number=3",
    )
    found = faults(home)
    assert ("changed", 11, 11) in found
    assert ("moved", 13, 13) in found


def test_a_tail_cut_off_stays_visible_when_more_acts_follow(home: Path) -> None:
    tamper(home, "delete from trail where number>9")
    note_more(home, 2)
    assert faults(home) == [("cut", 12, 12)]
    note_more(home, 3)  # past the number that the head remembers
    assert faults(home) == [("replaced", 12, 12)]


def test_an_older_file_put_back_whole_is_seen_by_the_head(home: Path) -> None:
    older = (home / "access.sqlite").read_bytes()
    head = (home / HEAD_FILE).read_bytes()
    with open_access(access_path(home)) as store:
        last = note_one(open_trail(store, home, {}), 13)
    (home / "access.sqlite").write_bytes(older)
    assert faults(home) == [("cut", 13, 13)]
    (home / HEAD_FILE).write_bytes(head)  # with its older head beside it only a copy elsewhere can tell
    assert faults(home) == []
    assert faults(home, Head(13, last.link)) == [("cut", 13, 13)]


def test_a_trail_written_anew_with_another_key_is_seen(home: Path) -> None:
    with open_access(access_path(home)) as store:
        trail = open_trail(store, home, {})
        remembered = verify(trail).head
        rows = acts(trail)[0]
    for name in ("access.sqlite", KEY_FILE, HEAD_FILE):
        (home / name).rename(home / f"{name}.old")
    with open_access(access_path(home)) as store:
        forged = begun(open_trail(store, home, {}), {})
        for act in reversed(rows):
            note(forged, **said(act))
    assert faults(home) == []
    assert faults(home, remembered) == [("replaced", 12, 12)]
    (home / KEY_FILE).write_text((home / f"{KEY_FILE}.old").read_text(encoding="utf-8"), encoding="utf-8")
    assert faults(home) == [("head", 0, 0), ("changed", 1, 12)]
    (home / HEAD_FILE).write_text((home / f"{HEAD_FILE}.old").read_text(encoding="utf-8"), encoding="utf-8")
    assert faults(home) == [("changed", 1, 12), ("replaced", 12, 12)]


def said(act: Act) -> dict[str, Any]:
    return {name: value for name, value in vars(act).items() if name not in ("number", "link")}


@pytest.mark.parametrize("content", [None, "", "12:ab", "7:" + "0" * 64 + ":" + "0" * 64])
def test_a_head_that_is_lost_or_changed_is_a_fault_and_stays_one(home: Path, content: str | None) -> None:
    (home / HEAD_FILE).unlink()
    if content is not None:
        (home / HEAD_FILE).write_text(content, encoding="ascii")
    assert faults(home) == [("head", 0, 0)]
    note_more(home, 1)
    assert faults(home) == [("head", 0, 0)]


def test_nothing_is_noted_with_a_lost_or_readable_key(home: Path) -> None:
    with open_access(access_path(home)) as store:
        (home / KEY_FILE).chmod(0o640)
        with pytest.raises(StoreError, match="chmod 600"):
            open_trail(store, home, {})
        (home / KEY_FILE).unlink()
        trail = open_trail(store, home, {})
        with pytest.raises(StoreError, match="the key of the audit trail is missing"):
            note_one(trail, 13)
        assert [fault.what for fault in verify(trail).faults] == ["key"]
        assert acts(trail)[1] == 12
    assert not (home / KEY_FILE).exists()


def test_the_key_may_come_from_the_environment_and_is_never_written(tmp_path: Path) -> None:
    given = {trail_key.KEY_SETTING: "k" * 40}
    with open_access(access_path(tmp_path)) as store:
        trail = begun(open_trail(store, tmp_path, given), given)
        note_one(trail, 1)
        assert verify(open_trail(store, tmp_path, given)).faults == ()
        assert not (tmp_path / KEY_FILE).exists()
        named = tmp_path / "named"
        named.write_text("k" * 40 + "\n", encoding="utf-8")
        named.chmod(0o600)
        by_file = {trail_key.KEY_FILE_SETTING: str(named)}
        assert open_trail(store, tmp_path, by_file).key == trail.key
        other = {trail_key.KEY_SETTING: "o" * 40}
        assert [each.what for each in verify(open_trail(store, tmp_path, other)).faults] == [
            "head",
            "changed",
        ]
        with pytest.raises(StoreError, match="shorter than 32"):
            open_trail(store, tmp_path, {trail_key.KEY_SETTING: "short"})


def test_the_database_itself_refuses_to_change_or_delete_rows(home: Path) -> None:
    with closing(sqlite3.connect(home / "access.sqlite")) as connection:
        for statement in ("update trail set by='eve'", "delete from trail"):
            with pytest.raises(sqlite3.IntegrityError, match="only added"):
                connection.execute(statement)
    assert b"trail.key" not in (home / "access.sqlite").read_bytes()
    assert (home / KEY_FILE).read_bytes().strip() not in (home / "access.sqlite").read_bytes()
    assert {(home / name).stat().st_mode & 0o777 for name in (KEY_FILE, HEAD_FILE)} == {0o600}


def test_acts_are_found_by_kind_person_day_and_content(home: Path) -> None:
    with open_access(access_path(home)) as store:
        trail = open_trail(store, home, {})
        note_one(trail, 13, by="bo", kind="load", at=NOON + dt.timedelta(days=1))

        def numbers(**wanted: Any) -> list[int]:
            found, count = acts(trail, Wanted(**wanted))
            assert len(found) == count
            return [act.number for act in found]

        assert numbers(kinds=("load",)) == numbers(by="bo") == [13]
        assert numbers(since=NOON.date() + dt.timedelta(days=1)) == [13]
        assert numbers(until=NOON.date()) == list(range(12, 0, -1))
        assert numbers(content_id="c4") == [4]
        assert acts(trail, newest=2, skip=3)[0][0].number == 10
        assert people(trail) == ("ada", "bo")


def test_a_tampered_row_can_still_be_shown(home: Path) -> None:
    tamper(home, "update trail set details='[', at='never' where number=4")
    with open_access(access_path(home)) as store:
        shown = acts(open_trail(store, home, {}))[0]
    assert shown[8].details == {"row": "cannot be read"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "spying"}, {"by": ""}, {"subject": "x" * 201}, {"by": "a\nb"}, {"subject": "\ud800"},
        {"details": {"x": "y" * 9_000}}, {"details": {"x": object()}}, {"details": {"x": float("nan")}},
    ],
)  # fmt: skip
def test_what_cannot_be_noted_is_refused(home: Path, wrong: dict[str, Any]) -> None:
    with open_access(access_path(home)) as store, pytest.raises(UnfitError):
        note_one(open_trail(store, home, {}), 13, **wrong)
    assert faults(home) == []


def test_a_remembered_head_is_read_as_it_was_printed() -> None:
    head = Head(12, "ab" * 32)
    assert read_remembered(f" {head}\n".upper()) == head
    for wrong in ("", "12", "12:ab", "x:" + "ab" * 32):
        with pytest.raises(UnfitError):
            read_remembered(wrong)


def test_threads_that_note_at_once_make_one_chain(tmp_path: Path) -> None:
    with open_access(access_path(tmp_path)) as store:
        trail = open_trail(store, tmp_path, {})
        note_at_once(trail, writers=6, each=8)
        verdict = verify(open_trail(store, tmp_path, {}))
        assert verdict.faults == ()
        assert verdict.count == 48
        assert read_head(tmp_path, open_trail(store, tmp_path, {}).key or b"") == verdict.head


def test_every_kind_has_words() -> None:
    assert all(words and len(kind) <= 40 for kind, words in KINDS.items())
    assert isinstance(Trail, type)
    assert Fault("head", 0, 0, "x").words == "x"


def test_a_file_and_a_server_keep_the_same_trail_and_refuse_to_change_it(
    access: Store, tmp_path: Path
) -> None:
    folder = tmp_path / "beside"
    folder.mkdir()
    trail = open_trail(access, folder, {})
    note_at_once(trail, writers=3, each=4)
    opened = open_trail(access, folder, {})
    assert (verify(opened).count, verify(opened).faults) == (12, ())
    assert acts(opened, Wanted(by="writer 1", since=NOON.date(), until=NOON.date()))[1] == 4
    for statement in ("update trail set subject='x'", "delete from trail"):
        with pytest.raises(StoreError, match="only added"), access.writing() as connection:
            connection.execute(text(statement))
    assert verify(opened).faults == ()
    (folder / HEAD_FILE).unlink()
    assert [fault.what for fault in verify(opened).faults] == ["head"]


def test_a_head_never_moves_back_to_a_slower_writers_act(home: Path) -> None:
    with open_access(access_path(home)) as store:
        trail = open_trail(store, home, {})
        newest, older = acts(trail, newest=2)[0]
    assert trail.key
    trail_key.advance_head(home, trail.key, Head(older.number, older.link))
    assert read_head(home, trail.key) == Head(newest.number, newest.link)
