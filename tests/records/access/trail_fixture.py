"""A trail for tests, and processes that note acts until they are killed."""

from __future__ import annotations

import datetime as dt
from typing import Any

from records.access.trail import Act, Trail, note

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
