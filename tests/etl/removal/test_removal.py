"""Purged and erased rows are in no file any more, the ledger adds up, and no load brings them back."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from etl import store
from etl.errors import BadInputError, RefusedError
from etl.removal import rewrite
from etl.removal.erase import ById, ByPlace, Everything, erase
from etl.removal.purge import purge
from etl.status import SourceStatus, restricted_status
from tests.etl.folder import CALLS, NOW, Folder, calls

TODAY = NOW.date()  # 2026-11-01
CANARY = "CANARY-4e1d"
LATITUDE, LONGITUDE = "53.512345678", "-1.598765432"
KEPT = CALLS + "retention_days = 400\n"
OLD = f"{CANARY}-old,2025-01-02 10:00,{LATITUDE},{LONGITUDE},died"
OLD_BAD = f"{CANARY}-bad,2025-01-03 10:00,0,0,died"
UNREAD = "unread,yesterday,53.5,-1.5,died"
NEW = "new,2026-10-02 10:00,53.6,-1.4,died"


def status(folder: Folder) -> SourceStatus:
    """Return the one source's figures, which must add up."""
    (found,) = restricted_status(folder.home)
    kept = found.loaded + found.quarantined + found.superseded
    assert found.read == kept + found.purged + found.erased
    return found


def leaks(folder: Folder, *needles: str) -> list[str]:
    """Return the files of the restricted folder in which a text or a coordinate's bytes are left."""
    import struct

    wanted = [needle.encode() for needle in needles]
    wanted += [struct.pack("<d", float(needle)) for needle in needles if needle[0] in "-0123456789"]
    return [
        path.name
        for path in sorted((folder.home / "restricted").rglob("*"))
        if path.is_file() and any(each in path.read_bytes() for each in wanted)
    ]


def test_the_purge_takes_what_is_past_its_period_out_of_every_file(folder: Folder) -> None:
    folder.place(KEPT.replace("retention_days = 400", ""))
    folder.file("calls.csv", calls(OLD, OLD_BAD, UNREAD, NEW))
    folder.load()
    folder.file("calls.csv", calls(OLD.replace("died", "survived"), OLD_BAD, UNREAD, NEW))
    folder.load()  # the first rows are superseded now
    folder.place(KEPT)
    folder.load()
    assert leaks(folder, CANARY, LATITUDE)
    before = status(folder)
    assert (before.read, before.loaded, before.quarantined, before.superseded) == (8, 2, 4, 2)
    (seen,) = purge(folder.home, as_of=TODAY, now=NOW, preview=True)
    assert (seen.loaded, seen.quarantined, seen.superseded, seen.files) == (1, 2, 1, ("calls.csv",))
    assert (seen.first_day, seen.last_day) == (dt.date(2025, 1, 2), dt.date(2025, 1, 2))
    assert status(folder) == before
    assert purge(folder.home, as_of=TODAY, now=NOW) == [seen]
    after = status(folder)
    assert (after.read, after.loaded, after.quarantined, after.superseded, after.purged) == (8, 1, 2, 1, 4)
    assert leaks(folder, CANARY, LATITUDE) == []
    assert purge(folder.home, as_of=TODAY, now=NOW) == []
    # what has no readable date is as old as its load
    (late,) = purge(folder.home, as_of=TODAY + dt.timedelta(days=401), now=NOW)
    assert (late.loaded, late.quarantined, late.superseded) == (1, 2, 1)


def test_a_load_stores_nothing_that_is_past_its_period(folder: Folder) -> None:
    folder.place(KEPT)
    folder.file("calls.csv", calls(OLD, OLD_BAD, UNREAD, NEW))
    report = folder.load()["calls"]
    assert (report.rows_read, report.rows_loaded, report.rows_quarantined, report.rows_purged) == (4, 1, 1, 2)
    assert any("past the source's retention" in note for note in report.notes)
    assert leaks(folder, CANARY, LATITUDE) == []
    assert status(folder).purged == 2


def test_an_event_known_by_a_month_alone_is_kept_to_the_month_s_last_day(folder: Folder) -> None:
    month = KEPT.replace('["%Y-%m-%d %H:%M"]', '["%Y-%m"]\ntime_precision = "month"')
    folder.place(month)
    folder.file("calls.csv", calls("1,2025-09,53.5,-1.5,died", "2,2025-10,53.5,-1.5,died"))
    assert folder.load()["calls"].rows_purged == 0  # 400 days before 1 November 2026 is 27 September
    (seen,) = purge(folder.home, as_of=TODAY + dt.timedelta(days=4), now=NOW)
    assert (seen.loaded, seen.last_day) == (1, dt.date(2025, 9, 30))


def test_an_erased_event_is_gone_for_good_and_its_id_is_not_kept(folder: Folder) -> None:
    folder.place(CALLS)
    twice = f"{CANARY}-old,2025-01-05 10:00,{LATITUDE},{LONGITUDE},died"
    bad = f"{CANARY}-old,2025-01-05 10:00,0,0,died"
    folder.file("calls.csv", calls(OLD, twice, bad, NEW))
    folder.load()
    digest = folder.rows("select count(*) as n from overdose_call")
    with pytest.raises(BadInputError, match="is not here"):
        erase(folder.home, "calls", ById("nobody"), now=NOW)
    gone = erase(folder.home, "calls", ById(f"{CANARY}-old"), now=NOW)
    assert (gone.loaded, gone.quarantined, gone.superseded, gone.loaded_on) == (1, 1, 1, TODAY)
    assert leaks(folder, CANARY, LATITUDE) == []
    assert folder.rows("select count(*) as n from overdose_call") != digest
    with pytest.raises(BadInputError, match="was erased already"):
        erase(folder.home, "calls", ById(f"{CANARY}-old"), now=NOW)
    assert folder.load()["calls"].state == "unchanged"
    unsplit = f'"{CANARY}-old,x,y'
    folder.file("calls.csv", calls(OLD, twice, bad, NEW, NEW.replace("new", "2"), unsplit))
    report = folder.load()["calls"]
    assert (report.rows_read, report.rows_loaded, report.rows_quarantined) == (6, 2, 0)
    assert (report.rows_erased, report.rows_superseded) == (4, 0)
    assert status(folder).erased == 7
    assert leaks(folder, CANARY, LATITUDE) == []


def test_events_without_an_id_are_erased_by_moment_and_place(folder: Folder) -> None:
    folder.place(CALLS.replace('columns = { event_id = "id", ', 'identity = "row"\ncolumns = { '))
    here = f"{LATITUDE},{LONGITUDE}"
    lines = [
        f"a,2026-01-02 10:00,{here},died",
        f"b,2026-01-02 12:00,{here},died",
        "c,2026-01-02 10:00,53.6,-1.4,",
    ]
    folder.file("calls.csv", calls(*lines))
    folder.load()
    point = (float(LATITUDE) + 0.0001, float(LONGITUDE))  # 11 m off
    with pytest.raises(BadInputError, match="nothing lies within 5 m"):
        erase(folder.home, "calls", ByPlace("2026-01-02", *point, within_m=5), now=NOW)
    with pytest.raises(RefusedError, match="2 events lie within"):
        erase(folder.home, "calls", ByPlace("2026-01-02", *point), now=NOW)
    assert erase(folder.home, "calls", ByPlace("2026-01-02 10:00:00", *point), now=NOW).loaded == 1
    folder.file("calls.csv", calls(*lines, "d,2026-02-02 10:00,53.6,-1.4,"))
    report = folder.load()["calls"]
    assert (report.rows_loaded, report.rows_erased) == (3, 1)
    hours = folder.rows(
        "select hour(occurred_local) h, count(*) n from overdose_call group by all order by 1"
    )
    assert hours == [{"h": 10, "n": 2}, {"h": 12, "n": 1}]
    status(folder)


def test_an_erased_source_is_never_read_again(folder: Folder) -> None:
    folder.place(CALLS)
    folder.file("calls.csv", calls(OLD, OLD_BAD, NEW))
    folder.load()
    gone = erase(folder.home, "calls", Everything(), now=NOW)
    assert (gone.loaded, gone.quarantined, gone.superseded) == (2, 1, 0)
    assert leaks(folder, CANARY, LATITUDE, "new") == []
    report = folder.load()["calls"]
    assert (report.state, report.rows_read) == ("erased", 0)
    assert (status(folder).loaded, status(folder).erased) == (0, 3)
    with pytest.raises(BadInputError, match="was erased already"):
        erase(folder.home, "calls", Everything(), now=NOW)
    with pytest.raises(BadInputError, match=r"was never loaded here\. Choose one of: calls"):
        erase(folder.home, "nobody", Everything(), now=NOW)


def test_a_removal_that_fails_has_changed_nothing(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    folder.place(KEPT)
    folder.file("calls.csv", calls(OLD.replace("2025-01", "2026-01"), NEW))
    folder.load()
    path = store.restricted_path(folder.home)
    before, seen = path.read_bytes(), status(folder)
    later = TODAY + dt.timedelta(days=200)

    def full(_: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(rewrite, "to_disk", full)
    with pytest.raises(BadInputError, match="disk is full; nothing was changed"):
        purge(folder.home, as_of=later, now=NOW)
    monkeypatch.undo()
    assert (path.read_bytes(), status(folder)) == (before, seen)
    assert [each.name for each in path.parent.iterdir() if each.name.startswith("rewriting")] == []
    with store.read_only(path), pytest.raises(BadInputError, match="another program has this store open"):
        purge(folder.home, as_of=later, now=NOW)
    (gone,) = purge(folder.home, as_of=later, now=NOW)
    assert gone.loaded == 1
