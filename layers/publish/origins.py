"""Which version was made of what is loaded.

A version is named by what it shows, so that its name does not tell when events change that no figure shows.
What it was made of is kept beside the events, where a server for boards has no copy.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

FILE = "origins.jsonl"  # one version a line: {"origin": ..., "version": ...}


def version_made_of(home: Path, origin: str) -> str | None:
    """Return the version that was last made of this origin, None where none was."""
    path = home / "restricted" / FILE
    if not path.is_file():
        return None
    found = None
    for line in path.read_text(encoding="ascii").splitlines():
        try:
            made = json.loads(line)
        except ValueError:
            continue  # a line that a crash broke off
        if made["origin"] == origin:
            found = str(made["version"])
    return found


def note_origin(home: Path, origin: str, version: str) -> None:
    """Keep what a version was made of; hold the publisher's lock."""
    with (home / "restricted" / FILE).open("a", encoding="ascii") as out:
        out.write(json.dumps({"origin": origin, "version": version}) + "\n")
        out.flush()
        os.fsync(out.fileno())
