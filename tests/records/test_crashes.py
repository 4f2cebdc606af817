"""A writer killed in the middle of a save loses nothing that was acknowledged and leaves nothing half."""

from __future__ import annotations

import hashlib
import multiprocessing
import random
import signal
import sqlite3
import time
from contextlib import closing, suppress
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from records import zone_rows, zones
from records.store import open_store, workspace_path
from tests.records.writer import NOON, die_between_two_statements, document, write_until_killed

KILLS = 25
SERVER = multiprocessing.get_context("forkserver")
SERVER.set_forkserver_preload(["tests.records.writer", "tests.records.access.trail_fixture"])


def begin(home: Path) -> None:
    with open_store(workspace_path(home)) as store:
        zones.save(store, document(1), by="Ada", at=NOON)


def require_whole(home: Path, acknowledged: set[int]) -> int:
    """Return the latest version, once all was found whole and nothing acknowledged was missing."""
    with closing(sqlite3.connect(workspace_path(home))) as connection:
        assert connection.execute("pragma integrity_check").fetchall() == [("ok",)]
        assert connection.execute("pragma foreign_key_check").fetchall() == []
    with open_store(workspace_path(home)) as store:
        record, versions = zones.get_record(store, "z1"), zones.history(store, "z1").versions
        commented = {comment.number for comment in zones.comments(store, "z1")}
    assert [version.number for version in versions] == list(range(1, record.latest + 1))
    assert acknowledged <= commented <= set(range(2, record.latest + 1))
    for version in versions:
        assert version.document == document(version.number)
        assert version.digest == hashlib.sha256(zone_rows.written(version.document).encode()).hexdigest()
    return record.latest


def test_a_killed_writer_loses_nothing_and_leaves_nothing_half(tmp_path: Path) -> None:
    begin(tmp_path)
    chance = random.Random(5)
    acknowledged: set[int] = set()
    for _ in range(KILLS):
        heard, said = SERVER.Pipe(duplex=False)
        writer = SERVER.Process(target=write_until_killed, args=(tmp_path, said))
        writer.start()
        said.close()
        assert heard.recv() == "ready"
        acknowledged |= {heard.recv() for _ in range(chance.randrange(3))}
        time.sleep(chance.uniform(0, 0.02))
        writer.kill()
        writer.join()
        acknowledged |= drained(heard)
    latest = require_whole(tmp_path, acknowledged)
    assert latest >= max(acknowledged) > 1


def drained(heard: Connection) -> set[int]:
    """Return what a dead writer had said, its last word perhaps cut off."""
    found: set[int] = set()
    with heard, suppress(EOFError):
        while True:
            found.add(heard.recv())
    return found


@pytest.mark.parametrize("name", ["change", "new_version"])
def test_a_writer_killed_between_two_statements_has_written_neither(tmp_path: Path, name: str) -> None:
    begin(tmp_path)
    writer = SERVER.Process(target=die_between_two_statements, args=(tmp_path, name))
    writer.start()
    writer.join()
    assert writer.exitcode == -signal.SIGKILL
    assert require_whole(tmp_path, set()) == 1
