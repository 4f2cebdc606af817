"""Kill -9 at random moments in an erasure, a recall, a publication: as before or as after, never between."""

from __future__ import annotations

import datetime as dt
import os
import random
import shutil
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from commands.aftermath import after_removal
from etl import store
from etl.place_file import saved_place
from etl.removal.erase import ById, erase
from etl.removal.purge import purge
from etl.status import restricted_status
from layers.publish.log import Decider
from layers.publish.pointer import current_version, publishing
from layers.publish.recall import recall
from layers.publish.version import publish
from layers.published.home import PublishedHome
from layers.published.recalled import recalled_versions
from tests.layers.conftest import AS_OF
from tests.layers.town import CANARY

KILLS = 20
NOON = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
STEWARD = Decider("A. Steward", NOON)
EVENT = f"{CANARY}-calls1234"
pytestmark = pytest.mark.heavy


def kill_often(
    kept_home: Path, home: Path, act: Callable[[Path], object], check: Callable[[Path], str]
) -> None:
    """Kill an act at random moments; check says which of two states it left, both of which must occur."""
    chance, whole, seen = random.Random(17), 0.0, dict[str, int]()
    for _ in range(KILLS):
        shutil.rmtree(home, ignore_errors=True)
        shutil.copytree(kept_home, home)
        began, child = time.perf_counter(), os.fork()
        if child == 0:
            sys.stdout = sys.stderr = open(os.devnull, "w")  # noqa: PTH123, SIM115 - a child that ends at once
            act(home)
            os._exit(0)
        if whole:
            time.sleep(chance.uniform(0, 1.1) * whole)
            os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        whole = whole or time.perf_counter() - began
        left = check(home)
        seen[left] = seen.get(left, 0) + 1
    assert set(seen) == {"before", "after"}, seen


def test_an_erasure_has_happened_or_not_and_running_it_again_completes_it(
    kept_home: Path, tmp_path: Path
) -> None:
    def act(home: Path) -> None:
        gone = erase(home, "calls", ById(EVENT), now=NOON)
        after_removal(home, [gone], keep_raw=False, today=NOON.date())

    def check(home: Path) -> str:
        (status,) = restricted_status(home)
        assert status.read == status.loaded + status.quarantined + status.superseded + status.erased
        found = "after" if status.erased else "before"
        assert (EVENT.encode() in store.restricted_path(home).read_bytes()) == (found == "before")
        if found == "before":
            erase(home, "calls", ById(EVENT), now=NOON)
        purge(home, as_of=NOON.date(), now=NOON)
        after_removal(home, [], keep_raw=False, today=NOON.date())
        assert not (home / "restricted" / "rewriting").exists()
        with store.read_only(store.restricted_path(home)) as con:
            assert store.value(con, "select count(*) from overdose_call") == 1499
        return found

    kill_often(kept_home, tmp_path / "home", act, check)


def test_a_purge_has_happened_or_not_and_running_it_again_completes_it(
    kept_home: Path, tmp_path: Path
) -> None:
    expiring = shutil.copytree(kept_home, tmp_path / "expiring")
    place = saved_place(expiring)
    text = place.read_text(encoding="utf-8")
    place.write_text(text.replace('id = "calls"', 'id = "calls"\nretention_days = 400', 1), encoding="utf-8")
    (expected,) = purge(expiring, as_of=NOON.date(), now=NOON, preview=True)
    assert 100 < expected.rows < 1400

    def act(home: Path) -> None:
        after_removal(home, purge(home, as_of=NOON.date(), now=NOON), keep_raw=False, today=NOON.date())

    def check(home: Path) -> str:
        (status,) = restricted_status(home)
        assert status.read == status.loaded + status.quarantined + status.superseded + status.purged
        assert status.purged in (0, expected.rows)
        act(home)
        assert purge(home, as_of=NOON.date(), now=NOON) == []
        assert not (home / "restricted" / "rewriting").exists()
        (now,) = restricted_status(home)
        assert (now.purged, now.loaded) == (
            expected.rows,
            now.read - now.quarantined - now.superseded - now.purged,
        )
        return "after" if status.purged else "before"

    kill_often(expiring, tmp_path / "home", act, check)


def test_a_recall_shows_nothing_from_its_first_moment_and_is_finished(
    kept_home: Path, tmp_path: Path
) -> None:
    first, second = (kept_home / "published" / "history").read_text(encoding="ascii").split()

    def check(home: Path) -> str:
        folder = home / "published"
        found = "after" if second in recalled_versions(folder) else "before"
        with publishing(home):
            pass
        assert current_version(folder) == (first if found == "after" else second)
        assert (folder / f"{second}.duckdb").is_file() == (found == "before")
        follower = PublishedHome(home)
        assert follower.current().meta().as_of
        follower.close()
        return found

    kill_often(kept_home, tmp_path / "home", lambda home: recall(home, second, decider=STEWARD), check)


def test_a_publication_is_current_and_whole_or_not_there(kept_home: Path, tmp_path: Path) -> None:
    second = (kept_home / "published" / "current").read_text(encoding="ascii").strip()
    later = AS_OF + dt.timedelta(days=1)

    def check(home: Path) -> str:
        follower = PublishedHome(home)
        shown = follower.current()
        assert all(len(shown.figures(*triple).state) for triple in sorted(shown.catalogue())[:5])
        found = "before" if shown.version == second else "after"
        follower.close()
        assert publish(home, as_of=later, decider=STEWARD) == current_version(home / "published")
        assert not list((home / "published").glob(".build-*"))
        return found

    act = lambda home: publish(home, as_of=later, decider=STEWARD)  # noqa: E731
    kill_often(kept_home, tmp_path / "home", act, check)
