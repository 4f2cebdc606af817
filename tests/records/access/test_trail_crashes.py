"""A process killed while it notes loses no act that was kept, and leaves nothing that looks tampered with."""

from __future__ import annotations

import random
import time
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from records.access import trail as trail_module
from records.access.open import access_path, open_access
from records.access.trail import open_trail
from records.access.trail_check import verify
from records.access.trail_key import KEY_FILE, read_head
from tests.records.access.trail_fixture import note_many, note_one, note_until_killed
from tests.records.test_crashes import SERVER

KILLS = 50


def drained(heard: Connection) -> list[int]:
    found: list[int] = []
    with heard, suppress(EOFError):
        while True:
            found.append(heard.recv())
    return found


def test_fifty_kills_while_noting_lose_nothing_and_are_no_fault(tmp_path: Path) -> None:
    chance, kept = random.Random(6), 0
    for _ in range(KILLS):
        heard, said = SERVER.Pipe(duplex=False)
        writer = SERVER.Process(target=note_until_killed, args=(tmp_path, said))
        writer.start()
        said.close()
        assert heard.recv() == 0
        kept = max(heard.recv() for _ in range(1 + chance.randrange(2)))
        time.sleep(chance.uniform(0, 0.02))
        writer.kill()
        writer.join()
        kept = max([kept, *drained(heard)])
        with open_access(access_path(tmp_path)) as store:
            verdict = verify(open_trail(store, tmp_path, {}))
        assert verdict.faults == ()
        assert verdict.count >= kept
    assert kept >= KILLS


def test_a_kill_between_commit_and_head_is_no_fault_and_the_head_catches_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_access(access_path(tmp_path)) as store:
        note_one(open_trail(store, tmp_path, {}), 1)
        with monkeypatch.context() as killed:
            killed.setattr(trail_module, "move_on", lambda *_, **__: None)
            note_one(open_trail(store, tmp_path, {}), 2)
        trail = open_trail(store, tmp_path, {})
        assert (verify(trail).count, verify(trail).faults) == (2, ())
        head = read_head(tmp_path, trail.key or b"")
        assert head is not None
        assert head.number == 1
        note_one(trail, 3)
        assert read_head(tmp_path, trail.key or b"") == verify(trail).head


def test_processes_that_note_at_once_make_one_chain(tmp_path: Path) -> None:
    writers = [SERVER.Process(target=note_many, args=(tmp_path, f"writer {n}", 10)) for n in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert [writer.exitcode for writer in writers] == [0] * 4
    assert (tmp_path / KEY_FILE).is_file()
    with open_access(access_path(tmp_path)) as store:
        verdict = verify(open_trail(store, tmp_path, {}))
    assert (verdict.count, verdict.head.number, verdict.faults) == (40, 40, ())
