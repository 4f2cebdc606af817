"""Trying a load out changes nothing and says what the load would do; new files come in whole."""

from __future__ import annotations

import csv
import hashlib
from pathlib import Path

import pytest

from etl import store
from etl.errors import BadInputError
from etl.load.dry_run import DryRun, dry_run
from etl.load.place import load_place
from tests.etl.folder import CALLS, NOW, Folder, calls

FIRST = calls("1,2026-01-02 10:00,53.5,-1.5,died", "2,2026-01-03 10:00,53.6,-1.5,survived")
SECOND = calls("2,2026-01-03 10:00,53.6,-1.4,died", "3,never,53.6,-1.5,died", "=4,2026-01-04 10:00,0,0,died")


def everything(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of every file below a folder by name."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def attempt(folder: Folder, name: str, content: str, source: str = "calls") -> DryRun:
    (folder.path / "new").write_text(content, encoding="utf-8")
    return dry_run(
        folder.path / "place.toml",
        source,
        folder.raw,
        folder.home,
        now=NOW,
        incoming={name: folder.path / "new"},
        quarantine=folder.path / "quarantine.csv",
    )


def test_a_dry_run_says_what_the_load_then_does_and_leaves_every_byte_alone(folder: Folder) -> None:
    folder.place(CALLS, boundary=True)
    folder.file("calls_1.csv", FIRST)
    folder.load()
    before = everything(folder.home), everything(folder.raw)
    tried = attempt(folder, "calls_2.csv", SECOND)
    assert (everything(folder.home), everything(folder.raw)) == before
    report = tried.report
    assert (report.rows_read, report.rows_loaded, report.rows_quarantined) == (3, 1, 2)
    assert any("superseded 1 rows" in note for note in report.notes)
    assert report.reasons == {"coordinates_zero": 1, "occurred_at_unparsed": 1}
    (example,) = tried.examples["occurred_at_unparsed"]
    assert (example.file, example.row, example.raw["when"]) == ("calls_2.csv", 2, "never")
    note, header, *rows = csv.reader(
        (folder.path / "quarantine.csv").read_text(encoding="utf-8-sig").splitlines()
    )
    assert "Not for publication" in note[0]
    assert header[:4] == ["file", "row", "reasons", "what to mend"]
    assert rows[1][header.index("id")] == "'=4"
    folder.file("calls_2.csv", SECOND)
    assert folder.load()["calls"] == report


def test_a_dry_run_refuses_what_the_load_refuses_and_leaves_nothing_behind(folder: Folder) -> None:
    folder.place(CALLS)
    folder.file("calls_1.csv", FIRST)
    folder.load()
    before = everything(folder.home)
    with pytest.raises(BadInputError, match="no column 'lat'"):
        attempt(folder, "calls_2.csv", "id,when,latt,lon,outcome\n")
    assert everything(folder.home) == before
    assert not (folder.path / "quarantine.csv").exists()


def test_a_dry_run_waits_for_no_other_writer(folder: Folder) -> None:
    folder.place(CALLS)
    folder.file("calls_1.csv", FIRST)
    folder.load()
    with store.writer_lock(folder.home), pytest.raises(BadInputError, match="another command is writing"):
        attempt(folder, "calls_2.csv", SECOND)


def test_new_files_stay_only_when_the_load_succeeds(folder: Folder) -> None:
    folder.place(CALLS)
    folder.file("calls_1.csv", FIRST)
    folder.load()
    place, saved = folder.path / "place.toml", folder.home / "restricted" / "place.toml"
    new = folder.path / "new.csv"
    new.write_text("nothing\n1\n", encoding="utf-8")
    raw, kept = everything(folder.raw), saved.read_bytes()
    place.write_bytes(place.read_bytes() + b"# edited\n")
    for name in ("calls_1.csv", "calls_2.csv"):
        with pytest.raises(BadInputError):
            load_place(place, folder.raw, folder.home, now=NOW, only="calls", incoming={name: new})
        assert everything(folder.raw) == raw
        assert saved.read_bytes() == kept
    new.write_text(SECOND, encoding="utf-8")
    (report,) = load_place(
        place, folder.raw, folder.home, now=NOW, only="calls", incoming={"calls_1.csv": new}
    )
    assert report.rows_read == 3
    assert saved.read_bytes() == place.read_bytes()
    assert sorted(everything(folder.raw)) == ["calls_1.csv"]


def test_one_source_alone_leaves_the_others_as_they_are(folder: Folder) -> None:
    folder.place(CALLS, CALLS.replace('"calls"', '"more"').replace("calls*", "more*"))
    folder.file("calls_1.csv", FIRST)
    folder.file("more.csv", FIRST)
    reports = load_place(folder.path / "place.toml", folder.raw, folder.home, now=NOW, only="more")
    assert [report.source for report in reports] == ["more"]
    assert folder.rows("select distinct source from overdose_call") == [{"source": "more"}]


def test_reading_while_this_process_writes_is_said_and_is_no_defect(folder: Folder) -> None:
    folder.place(CALLS)
    folder.file("calls_1.csv", FIRST)
    folder.load()
    with store.restricted_writer(folder.home), pytest.raises(BadInputError, match="has this store open"):
        store.read_only(store.restricted_path(folder.home))
