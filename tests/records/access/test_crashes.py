"""A change of an account that is killed in the middle is done wholly or not at all, and no other is lost."""

from __future__ import annotations

import itertools
import multiprocessing
import random
import signal
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest

from records.access import accounts
from records.access.open import access_path, open_access
from records.store import Store
from tests.records.access.changer import STEPS, change_until_killed, die_in_step, state, take_step
from tests.records.conftest import BACKENDS
from tests.records.test_crashes import drained

SERVER = multiprocessing.get_context("forkserver")
SERVER.set_forkserver_preload(["tests.records.access.changer"])
KILLS = {"sqlite": 25, "postgresql": 12}


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_killed_change_is_done_wholly_or_not_at_all(
    backend: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    lite = backend == "sqlite"
    target = access_path(tmp_path) if lite else request.getfixturevalue("postgresql").database()
    chance, done, unsaid = random.Random(6), 0, 0
    with open_access(target) as store, open_access(tmp_path / "reference.sqlite") as reference:
        for each in (store, reference):
            accounts.add_organisation(each, "Health", "health")
        for _ in range(KILLS[backend]):
            said = killed_after(target, done, chance)
            while done < said:
                take_step(reference, done)
                done += 1
            found = state(store)
            if found != state(reference):  # one that was done, and killed before it was said
                take_step(reference, done)
                done, unsaid = done + 1, unsaid + 1
            assert found == state(reference)
        assert done > 2 * STEPS
        require_sound(store, target)


def test_a_change_that_is_killed_before_any_of_its_statements_is_not_done(tmp_path: Path) -> None:
    path, moments = access_path(tmp_path), 0
    with open_access(path) as store, open_access(tmp_path / "reference.sqlite") as reference:
        for each in (store, reference):
            accounts.add_organisation(each, "Health", "health")
        for number in range(STEPS):
            for moment in itertools.count():
                process = SERVER.Process(target=die_in_step, args=(path, number, moment))
                process.start()
                process.join()
                if process.exitcode == 0:
                    break
                assert process.exitcode == -signal.SIGKILL
                assert state(store) == state(reference)
                moments += 1
            take_step(reference, number)
            assert state(store) == state(reference)
    assert moments > 5 * STEPS


def killed_after(target: str | Path, first: int, chance: random.Random) -> int:
    """Return how many steps a process said to have done when it was killed at a random moment."""
    heard, said = SERVER.Pipe(duplex=False)
    process = SERVER.Process(target=change_until_killed, args=(target, first, said))
    process.start()
    said.close()
    last: int = heard.recv()
    for _ in range(chance.randrange(STEPS)):
        last = heard.recv()
    time.sleep(chance.uniform(0, 0.01))
    process.kill()
    process.join()
    return max({last, *drained(heard)})


def require_sound(store: Store, target: str | Path) -> None:
    logins = [one.login for one in accounts.everyone(store)]
    assert len(set(logins)) == len(logins) > 2
    if isinstance(target, Path):
        with closing(sqlite3.connect(target)) as connection:
            assert connection.execute("pragma integrity_check").fetchall() == [("ok",)]
            assert connection.execute("pragma foreign_key_check").fetchall() == []
