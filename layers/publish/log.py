"""Who let which version go live, and when: one line of JSON each, only ever added to.

It lies in HOME/restricted/, since it names people: a server for boards has no copy.
"""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

FILE = "publications.jsonl"
What = Literal["publish", "roll back", "recall"]


@dataclass(frozen=True)
class Decision:
    """Somebody's decision; `was` is the version that was current then, '' for none. at: UTC, ISO 8601."""

    at: str
    what: What
    version: str
    was: str
    by: str


@dataclass(frozen=True)
class Decider:
    """Who decides, and when. noted: told what, version and was before it is carried out; may refuse."""

    by: str
    at: dt.datetime
    noted: Callable[[What, str, str], object] | None = None


def note(home: Path, decider: Decider, what: What, version: str, was: str) -> None:
    """Add a decision before it is carried out, so that none is missing; hold the publisher's lock.

    A home without a restricted folder (a copy for boards) keeps no log.
    """
    if decider.noted is not None:
        decider.noted(what, version, was)
    folder = home / "restricted"
    if not folder.is_dir():
        return
    at = decider.at.astimezone(dt.UTC).isoformat(timespec="seconds")
    line = json.dumps(asdict(Decision(at, what, version, was, decider.by)), ensure_ascii=False)
    with (folder / FILE).open("a", encoding="utf-8") as out:
        out.write(line + "\n")
        out.flush()
        os.fsync(out.fileno())


def decisions(home: Path) -> list[Decision]:
    """Return the decisions, oldest first. A line that a crash broke off is left out."""
    path = home / "restricted" / FILE
    if not path.is_file():
        return []
    found = []
    for line in path.read_text(encoding="utf-8").splitlines():
        try:
            found.append(Decision(**json.loads(line)))
        except (ValueError, TypeError):
            continue
    return found
