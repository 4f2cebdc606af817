"""Collecting what a backup holds, while people go on working."""

from __future__ import annotations

import datetime as dt
import json
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from commands.archive import pack
from etl.errors import BadInputError
from etl.store import restricted_path, writer_lock
from layers.publish.pointer import current_version, publishing
from layers.published.recalled import RECALLED
from records.access.open import access_target, open_access
from records.access.schema import ACCESS
from records.access.trail_key import HEAD_FILE, KEY_FILE
from records.copies import written_out
from records.schema import WORKSPACE
from records.store import Store, open_store, workspace_target
from records.tables import Tables
from web.workspace import kept_errors

RESTRICTED: Final = (
    "store.duckdb",
    "store.duckdb.wal",
    "secret",
    "place.toml",
    "place.before.toml",
    "publications.jsonl",
    "origins.jsonl",
    "told.arrow",
)
Noted = Callable[[str], object]


@dataclass(frozen=True)
class StateStore:
    """One state store of a home: its tables, and how it is opened at its file or its server's address."""

    tables: Tables
    target: str | Path
    opened: Callable[[str | Path], Store]

    @property
    def there(self) -> bool:
        """Return whether it may hold anything."""
        return isinstance(self.target, str) or self.target.is_file()


def state_stores(home: Path) -> tuple[StateStore, ...]:
    """Return the state stores of a home."""
    return (
        StateStore(ACCESS, access_target(home), open_access),
        StateStore(WORKSPACE, workspace_target(home), open_store),
    )


def back_up(home: Path, out: Path, *, restricted: bool, at: dt.datetime, noted: Noted) -> dict[str, Any]:
    """Write a backup of a home and return its facts. noted: told its SHA-256 before it has its name.

    Raises BadInputError where there is nothing to back up, the file is there already, or another command
    publishes or loads at the moment.
    """
    if out.exists():
        raise BadInputError(str(out), "is there already", "Name another file.")
    if not out.parent.is_dir():
        raise BadInputError(str(out.parent), "there is no such folder", "Make it first, or name another.")
    with tempfile.TemporaryDirectory(dir=out.parent, prefix=".backup-") as scratch:
        with _members(home, Path(scratch), restricted=restricted) as (members, facts):
            facts = {"made_at": at.astimezone(dt.UTC).isoformat(timespec="seconds"), **facts}
            part = Path(scratch) / "backup.tar"
            sha256 = pack(part, members, facts)
            listed = {"files": len(members), "bytes": part.stat().st_size}
        noted(sha256)
        part.replace(out)
    return {"file": str(out), "sha256": sha256, **listed, **facts}


@contextmanager
def _members(
    home: Path, scratch: Path, *, restricted: bool
) -> Iterator[tuple[Mapping[str, Path], dict[str, Any]]]:
    """Yield name -> file of everything to be packed, with nobody publishing or loading in the block."""
    published, stores = home / "published", [each for each in state_stores(home) if each.there]
    if not (stores or published.is_dir()):
        raise BadInputError(str(home), "holds nothing to back up", "Name the home with --home.")
    if restricted and not restricted_path(home).is_file():
        raise BadInputError(str(home), "has no restricted store", "Leave --restricted out.")
    with ExitStack() as held:
        if published.is_dir():
            held.enter_context(publishing(home))
        if restricted:
            held.enter_context(writer_lock(home))
        members: dict[str, Path] = {}
        # the trail's head before its rows: acts noted in between are then no fault
        for name in (KEY_FILE, HEAD_FILE):
            if (home / name).is_file():
                members[name] = _copied(home / name, scratch / name)
        for store in stores:
            path = scratch / f"{store.tables.name}.json"
            with kept_errors(), store.opened(store.target) as opened:
                document = written_out(opened, store.tables)
            path.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
            members[f"state/{store.tables.name}.json"] = path
        versions = sorted(published.glob("[0-9]*.duckdb"))
        beside = [published / name for name in ("history", RECALLED, "current")]
        members |= {f"published/{path.name}": path for path in [*versions, *beside] if path.is_file()}
        if restricted:
            folder = restricted_path(home).parent
            members |= {
                f"restricted/{name}": folder / name for name in RESTRICTED if (folder / name).is_file()
            }
        yield (
            members,
            {
                "current": current_version(published),
                "versions": len(versions),
                "state": [store.tables.name for store in stores],
                "restricted": restricted,
                "trail_key": KEY_FILE in members or HEAD_FILE not in members,
            },
        )


def _copied(path: Path, to: Path) -> Path:
    to.write_bytes(path.read_bytes())
    return to
