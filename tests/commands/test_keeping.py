"""Purge, erase and recall on the command line: what goes, what is said, what nothing brings back."""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest

import app
from etl.errors import BadInputError, RefusedError
from layers.publish.cluster.normalised import parquet_folder
from layers.publish.exact import exact_folder
from layers.publish.log import Decider, decisions
from layers.publish.pointer import current_version, rollback
from layers.publish.recall import recall
from layers.publish.staging import staged_version, staging_folder
from layers.publish.version import publish
from layers.published.home import PublishedHome
from records.access.trail import acts
from tests.layers.conftest import AS_OF
from tests.layers.town import CANARY
from web.trail import opened_trail

STEWARD = Decider("A. Steward", dt.datetime(2026, 11, 22, 9, 30, tzinfo=dt.UTC))


@pytest.fixture
def home(kept_home: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(kept_home, tmp_path / "home"))


def run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *words: str
) -> tuple[int, Any, str]:
    """Return a command's exit code, its JSON (None without --json) and what it said."""
    monkeypatch.setattr(sys, "argv", ["safepassage", *words])
    with pytest.raises(SystemExit) as ended:
        app.main()
    out, err = capsys.readouterr()
    return int(ended.value.code or 0), json.loads(out) if out else None, " ".join(err.split())


def kinds(home: Path) -> list[str]:
    with opened_trail(home) as trail:
        return [act.kind for act in acts(trail)[0]]


def test_a_recalled_version_is_gone_for_servers_and_for_every_way_back(home: Path) -> None:
    folder, follower = home / "published", PublishedHome(home)
    first, second = (folder / "history").read_text(encoding="ascii").split()
    assert follower.current().version == second
    assert recall(home, second, decider=STEWARD) == first == current_version(folder)
    assert follower.current().version == first  # at once, in a server that had it open
    assert [path.stem for path in folder.glob("*.duckdb")] == [first]
    assert decisions(home)[-1].what == "recall"
    with pytest.raises(RefusedError, match="was recalled"):
        rollback(home, second)
    with pytest.raises(BadInputError, match="no earlier version"):
        rollback(home)
    with pytest.raises(RefusedError, match="same figures of the same day"):
        publish(home, as_of=AS_OF)
    assert current_version(folder) == first
    with pytest.raises(BadInputError, match="was recalled before"):
        recall(home, second, decider=STEWARD)
    assert recall(home, first, decider=STEWARD) is None
    with pytest.raises(BadInputError, match="nothing has been published"):
        follower.current()
    follower.close()


def test_a_recall_that_died_half_way_shows_nothing_and_is_finished(home: Path) -> None:
    folder = home / "published"
    first, second = (folder / "history").read_text(encoding="ascii").split()
    (folder / "recalled").write_text(f"{second}\n", encoding="ascii")  # and then it was killed
    with pytest.raises(BadInputError, match="was recalled"):
        PublishedHome(home).current()
    assert recall(home, first, decider=STEWARD) is None
    assert list(folder.glob("*.duckdb")) == []


def test_an_erasure_is_told_carried_out_and_noted(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    event, reason = f"{CANARY}-calls1234", ["--reason", "request 12"]
    exact, staged, parquet = (
        exact_folder(home) / "exact-1.duckdb",
        staging_folder(home) / "20260101-000000000000.duckdb",
        parquet_folder(home) / "0a1b" / "part-00000.parquet",
    )
    put_by = [  # by DuckDB, for a program that was killed while it sorted events
        exact_folder(home) / ".build-exact-1-77.duckdb.tmp" / "duckdb_temp_storage-0.tmp",
        home / "restricted" / "store.duckdb.tmp" / "duckdb_temp_storage-0.tmp",
    ]
    for path in (exact, staged, parquet, *put_by):  # made of the data before
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(event.encode())
        for each in (path, path.parent):
            os.utime(each, (0, 0))
    versions = sorted((path.stem for path in (home / "published").glob("[0-9]*.duckdb")), reverse=True)
    base = ["erase", "--home", str(home), "--source", "calls", *reason]
    assert run(monkeypatch, capsys, *base)[0] == 2
    code, _, said = run(monkeypatch, capsys, *base, "--event", event, "--preview")
    assert (code, staged_version(home)) == (0, staged.stem)
    assert "1 row would be erased: calls: 1 loaded" in said
    assert "Nothing is changed yet" in said
    code, document, _ = run(monkeypatch, capsys, *base, "--event", event, "--json")
    assert (code, document["recall"], document["exact"]) == (0, versions, True)
    assert document["removed"][0]["loaded"] == 1
    assert document["staged"] == [staged.stem]
    assert event not in json.dumps(document)
    assert document["parquet"]
    assert not exact.exists()
    assert [
        path
        for path in (home / "restricted").rglob("*")
        if path.is_file() and event.encode() in path.read_bytes()
    ] == []
    assert kinds(home)[0] == "erase"
    code, _, said = run(monkeypatch, capsys, "recall", versions[0], "--home", str(home), *reason)
    assert code == 0
    assert f"Version {versions[1]} is current." in said
    assert kinds(home)[:2] == ["recall", "erase"]
    code, _, said = run(monkeypatch, capsys, "recall", versions[0], "--home", str(home), *reason)
    assert (code, "was recalled before" in said, kinds(home)[0]) == (3, True, "not_done")


def test_a_purge_deletes_the_raw_files_of_the_home_unless_told_to_leave_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from tests.etl.folder import CALLS, Folder, calls

    folder = Folder(tmp_path)
    old, new = "1,2025-01-02 10:00,53.5,-1.5,died", "2,2026-10-02 10:00,53.5,-1.5,died"
    folder.place(CALLS)
    kept = folder.path / "home" / "raw"
    kept.mkdir(parents=True)
    (folder.path / "raw").rmdir()
    (folder.path / "raw").symlink_to(kept)
    folder.file("calls1.csv", calls(old, new))
    folder.file("calls2.csv", calls(new.replace("2,", "3,", 1)))
    folder.load()
    folder.place(CALLS + "retention_days = 400\n")
    folder.load()
    base = ["purge", "--home", str(folder.home), "--as-of", "2026-11-01"]
    code, _, said = run(monkeypatch, capsys, *base, "--keep-raw")
    assert (code, "raw/calls1.csv was left (--keep-raw)" in said) == (0, True)
    assert "1 row purged: calls: 1 loaded, 2 Jan 2025" in said
    code, document, _ = run(monkeypatch, capsys, *base, "--json")  # nothing more to purge, but the file goes
    assert (code, document["removed"], document["raw_deleted"]) == (0, [], ["calls1.csv"])
    assert [path.name for path in kept.iterdir()] == ["calls2.csv"]
    assert folder.load()["calls"].state == "unchanged"
    assert folder.rows("select count(*) n from overdose_call") == [{"n": 2}]
