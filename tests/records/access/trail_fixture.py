"""A trail for tests, and processes that note acts until they are killed."""

from __future__ import annotations

import datetime as dt
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from records.access.open import access_path, open_access
from records.access.trail import Act, Trail, note, open_trail

NOON = dt.datetime(2026, 5, 3, 12, tzinfo=dt.UTC)


def note_one(trail: Trail, number: int, **others: Any) -> Act:
    """Note an export that differs by its number."""
    said: dict[str, Any] = {
        "at": NOON,
        "by": "ada",
        "organisation": "Council",
        "role": "steward",
        "kind": "export",
        "subject": f"map {number}",
        "details": {"grid": "r8"},
        "content_id": f"c{number}",
        "file_sha256": "f" * 64,
    }
    return note(trail, **{**said, **others})


def note_until_killed(home: Path, said: Connection) -> None:
    """Note acts one after another, saying the number of each once it is kept."""
    with open_access(access_path(home)) as store:
        trail = open_trail(store, home, {})
        said.send(0)
        while True:
            said.send(note_one(trail, 0).number)


def note_many(home: Path, name: str, count: int) -> None:
    """Note so many acts, as one of several processes."""
    with open_access(access_path(home)) as store:
        trail = open_trail(store, home, {})
        for number in range(count):
            note_one(trail, number, by=name)
