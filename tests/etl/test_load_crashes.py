"""A full disk, and kill -9 at random moments: the store is as before or as after, never between."""

from __future__ import annotations

import contextlib
import os
import random
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from etl.status import restricted_status
from tests.etl.folder import CALLS, Folder, calls

ROOT = Path(__file__).resolve().parents[2]
LOAD = """
import os, resource, sys
from datetime import UTC, datetime
from pathlib import Path
from etl.errors import SafePassageError
from etl.load.place import load_place

def load(folder):
    try:
        now = datetime(2026, 11, 1, tzinfo=UTC)
        load_place(folder / "place.toml", folder / "raw", folder / "home", now=now)
    except SafePassageError as error:
        sys.exit(f"{error}")

if len(sys.argv) > 2:
    limit = int(sys.argv[2])
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    load(Path(sys.argv[1]))
else:  # one load for each line read, in a child that can be killed without paying for the imports again
    for _ in sys.stdin:
        child = os.fork()
        if child == 0:
            load(Path(sys.argv[1]))
            os._exit(0)
        print(child, flush=True)
        print(os.waitpid(child, 0)[1], flush=True)
"""


def many_calls(version: int, rows: int) -> str:
    outcome = ("died", "survived")[version % 2]
    return calls(*(f"{i},2026-01-02 10:00,{53 + i / 1e5:.5f},-1.5,{outcome}" for i in range(rows)))


def start(folder: Folder, *limit: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", LOAD, str(folder.path), *limit],
        cwd=ROOT,
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def state(folder: Folder) -> tuple[int, str]:
    """Return (rows, their one outcome) of a store that must be whole, and check its ledger."""
    found = folder.rows(
        "select count(*) as rows, min(outcome) as low, max(outcome) as high from overdose_call"
    )[0]
    assert found["low"] == found["high"], "rows of two versions are visible at once"
    for status in restricted_status(folder.home):
        kept = status.loaded + status.quarantined + status.superseded
        assert status.read == kept + status.purged + status.erased
    return found["rows"], found["low"] or ""


@pytest.mark.parametrize("kills", [20, pytest.param(50, marks=pytest.mark.heavy)])
def test_kill_at_random_moments_leaves_nothing_half_visible(folder: Folder, kills: int) -> None:
    rows = 3_000
    folder.place(CALLS)
    folder.file("calls.csv", many_calls(0, rows))
    folder.load()
    before = state(folder)
    assert before == (rows, "died")
    rng = random.Random(7)
    killed = tries = 0
    process = start(folder)
    assert process.stdin is not None
    assert process.stdout is not None
    whole = 0.0  # seconds that a load takes now, whatever else the machine does
    while killed < kills and tries < 10 * kills:
        tries += 1
        folder.file("calls.csv", many_calls(tries, rows))
        process.stdin.write("load\n")
        process.stdin.flush()
        child = int(process.stdout.readline())
        began = time.perf_counter()
        if whole:  # the first one is left to end, to learn how long a load takes
            time.sleep(rng.uniform(0, whole * 1.2))
            with contextlib.suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
        died = int(process.stdout.readline()) == signal.SIGKILL
        # one that ended says how long; while none does, the moments move on, so that the commit is met too
        whole = whole * 1.1 if died else time.perf_counter() - began
        killed += died
        after = state(folder)
        assert after in (before, (rows, ("died", "survived")[tries % 2]))
        before = after
    process.communicate()
    assert killed == kills, "the kills came too late to prove anything"
    folder.file("calls.csv", many_calls(0, rows + 1))
    assert folder.load()["calls"].rows_loaded == rows + 1
    assert not (folder.home / "restricted" / "staging").exists()


@pytest.mark.parametrize("limit_bytes", [100_000, 1_500_000, 2_500_000])
def test_a_full_disk_is_said_and_changes_nothing(folder: Folder, limit_bytes: int) -> None:
    """A limit on the size of files stands for the full disk: a write fails in the middle of the load."""
    folder.place(CALLS)
    folder.file("calls.csv", many_calls(0, 10))
    folder.load()
    before = state(folder)
    size = (folder.home / "restricted" / "store.duckdb").stat().st_size
    folder.file("calls.csv", many_calls(1, 60_000))
    process = start(folder, str(size + limit_bytes))
    _, errors = process.communicate()
    assert process.returncode == 1, errors
    assert "Traceback" not in errors
    assert "disk is full" in errors
    assert state(folder) == before
    assert folder.load()["calls"].rows_loaded == 60_000


def test_limits_of_this_process_are_untouched() -> None:
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] == resource.RLIM_INFINITY


def test_too_little_space_is_refused_before_anything_is_written(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    import shutil
    from collections import namedtuple

    from etl.errors import BadInputError

    usage = namedtuple("usage", "total used free")
    folder.place(CALLS)
    folder.file("calls.csv", many_calls(0, 10))
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(10**9, 10**9, 1000))
    with pytest.raises(BadInputError, match="MB are needed"):
        folder.load()
    assert folder.rows("select * from runs") == []
