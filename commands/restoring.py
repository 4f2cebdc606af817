"""Putting a backup in place: everything is checked and made ready first, then moved in, or nothing is.

HOME/.restore/ holds what is new, what was there before, and a plan. Before the plan is there nothing has
changed; from then on the restore is carried on to its end, by the next command on this home if need be.
"""

from __future__ import annotations

import datetime as dt
import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Final

from commands.archive import BAD, NAMES, file_sha256, unpack
from commands.backing import StateStore, state_stores
from etl.disk import to_disk
from etl.errors import BadInputError, RefusedError
from etl.removal.again import erase_again, erased_marks
from etl.store import restricted_path, writer_lock
from layers.publish.pointer import publishing
from layers.published.recalled import RECALLED, recalled_versions
from layers.published.version import Published
from records.access.schema import ACCESS
from records.access.trail_key import HEAD_FILE, KEY_FILE
from records.copies import holds_anything, is_open_elsewhere, read_in, require_fit, written_out
from web.workspace import kept_errors

FOLDER: Final = ".restore"
PLAN: Final = "plan.json"


def restore(home: Path, file: Path, *, replace: bool, sha256: str, now: dt.datetime) -> dict[str, Any]:
    """Put a backup in place in a home and return its facts. sha256: what it must be, '' for any.

    replace: a home that holds something is replaced as far as the backup goes; what it held is kept aside
    until that is done. Versions recalled there stay recalled, events erased there are erased again.

    Raises BadInputError for a file that is no sound backup and for a home in use, RefusedError for one that
    is not empty; then nothing has changed.
    """
    folder = home / FOLDER
    with _alone(home):
        _carry_out(home)
        if not file.is_file():
            raise BadInputError(str(file), "there is no such backup", "Check the path.")
        if sha256 and file_sha256(file) != sha256.strip().lower():
            raise BadInputError(str(file), "is not the backup with that SHA-256", BAD)
        held = _what_is_held(home)
        if held and not replace:
            raise RefusedError(
                str(home),
                f"holds {', '.join(held)}",
                "Name an empty --home, or replace it all with --replace",
            )
        new = folder / "new"
        new.mkdir(mode=0o700, parents=True)
        try:
            manifest = unpack(file, new)
            facts = _make_ready(home, new, now)
            with ExitStack() as locks:
                _require_unused(home, locks)
                _write_plan(home)
                _carry_out(home)
        except BaseException:
            if not (folder / PLAN).is_file():
                shutil.rmtree(folder, ignore_errors=True)
            raise
    with publishing(home):
        pass  # the pointer leaves a version that was recalled
    return {**manifest.facts, **facts, "files": len(manifest.files)}


def finish_restore(home: Path) -> bool:
    """Carry a restore that died on to its end, and return whether there was one."""
    if not (home / FOLDER / PLAN).is_file():
        return False
    with _alone(home):
        return _carry_out(home)


@contextmanager
def _alone(home: Path) -> Iterator[None]:
    home.mkdir(parents=True, exist_ok=True)
    lock = os.open(home / ".restore.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def _what_is_held(home: Path) -> list[str]:
    """Return in words what a home holds that a restore could replace."""
    held = []
    for each in state_stores(home):
        if isinstance(each.target, Path):
            there = each.target.is_file()
        else:
            with kept_errors(), each.opened(each.target) as opened:
                there = holds_anything(opened, each.tables)
        held += [f"a store of {each.tables.name}"] if there else []
    held += ["published versions"] if any((home / "published").glob("[0-9]*.duckdb")) else []
    held += ["a restricted store"] if restricted_path(home).is_file() else []
    return held


def _make_ready(home: Path, new: Path, now: dt.datetime) -> dict[str, Any]:
    """Check what was taken out as the product will read it, and bring it to its final form."""
    for path in sorted(new.glob("published/*.duckdb")):
        Published(path).close()
        path.chmod(0o444)
    current = new / "published" / "current"
    if (
        current.is_file()
        and not (new / "published" / f"{current.read_text('ascii').strip()}.duckdb").is_file()
    ):
        raise BadInputError("the backup", "does not hold the version that it calls current", BAD)
    recalled = recalled_versions(home / "published") | recalled_versions(new / "published")
    if recalled and (new / "published").is_dir():
        (new / "published" / RECALLED).write_text("".join(f"{name}\n" for name in sorted(recalled)), "ascii")
        for name in recalled:
            (new / "published" / f"{name}.duckdb").unlink(missing_ok=True)
    for each in state_stores(home):
        document = _document(new, each)
        if document is not None:
            with kept_errors():
                require_fit(each.tables, document)
                if isinstance(each.target, Path):  # made here, moved in whole
                    with each.opened(new / each.target.name) as made:
                        read_in(made, each.tables, document)
                    if is_open_elsewhere(new / each.target.name):  # this also brings its log into the file
                        raise BadInputError(str(each.target), "could not be made ready", "Try again.")
    erased: list[Any] = []
    if restricted_path(new).is_file():
        restricted_path(new).parent.chmod(0o700)
        old, fresh = (each / "restricted" / "secret" for each in (home, new))
        if old.is_file() and fresh.is_file() and old.read_bytes() == fresh.read_bytes():
            erased = erase_again(new, erased_marks(home), now)
    return {"recalled": len(recalled), "erased_again": sum(each.rows for each in erased)}


def _document(new: Path, each: StateStore) -> dict[str, Any] | None:
    path = new / "state" / f"{each.tables.name}.json"
    if not path.is_file():
        return None
    try:
        document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise BadInputError("the backup", f"{path.name} cannot be read", BAD) from error
    return document


def _require_unused(home: Path, locks: ExitStack) -> None:
    """Hold every lock of the home, or raise BadInputError where somebody works in it."""
    locks.enter_context(publishing(home))
    if restricted_path(home).parent.is_dir():
        locks.enter_context(writer_lock(home))
    for each in state_stores(home):
        if isinstance(each.target, Path) and is_open_elsewhere(each.target):
            raise BadInputError(
                str(each.target), "is in use", "Stop the server and other commands, then restore again."
            )


def _write_plan(home: Path) -> None:
    """Write down what moves in, in order, and what goes; the pointer comes last, so readers meet no gap."""
    new = home / FOLDER / "new"
    there = sorted(path.relative_to(new).as_posix() for path in new.rglob("*") if path.is_file())
    found = [name for name in there if NAMES.fullmatch(name) or name.endswith(".sqlite")]
    moves = [name for name in found if not name.startswith("state/") and name != "published/current"]
    gone = [f"{name}{end}" for name in moves if name.endswith(".sqlite") for end in ("-wal", "-shm")]
    if f"state/{ACCESS.name}.json" in found:  # another trail's head would miss acts in this one
        gone += [KEY_FILE, HEAD_FILE]
    if any(name.startswith("published/") for name in found):
        beside = [path.name for path in (home / "published").glob("[0-9]*.duckdb")]
        gone += [f"published/{name}" for name in [*beside, "recalled", "history", "current"]]
        moves += ["published/current"] if "published/current" in found else []
    if "restricted/store.duckdb" in found:
        gone += [
            f"restricted/{name}"
            for name in ("store.duckdb.wal", "exact", "parquet", "staging", "origins.jsonl", "told.arrow")
        ]
    servers = [name for name in found if name.startswith("state/")]
    plan = {"servers": servers, "moves": moves, "gone": [name for name in gone if name not in moves]}
    part = home / FOLDER / "plan.part"
    part.write_text(json.dumps(plan), encoding="utf-8")
    with part.open("rb") as written:
        os.fsync(written.fileno())
    part.replace(home / FOLDER / PLAN)
    to_disk(home / FOLDER)


def _carry_out(home: Path) -> bool:
    """Move everything in as planned; what was moved before stays. Return whether there was a plan."""
    folder = home / FOLDER
    if not (folder / PLAN).is_file():
        shutil.rmtree(folder, ignore_errors=True)  # of a restore that died before it had changed anything
        return False
    plan = json.loads((folder / PLAN).read_text(encoding="utf-8"))
    _fill_servers(home)
    for name in (each for each in plan["gone"] if each.endswith(("-wal", "-shm", ".wal"))):
        _set_aside(home, name)
    for name in plan["moves"]:
        if (folder / "new" / name).exists():
            if not name.startswith("published/"):
                _set_aside(home, name)
            (home / name).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            (folder / "new" / name).replace(home / name)
    for name in plan["gone"]:
        _set_aside(home, name)
    for each in {home, *(home / name for name in ("published", "restricted") if (home / name).is_dir())}:
        to_disk(each)
    (folder / PLAN).unlink()
    shutil.rmtree(folder)
    return True


def _fill_servers(home: Path) -> None:
    """Bring what is kept on database servers to what the backup says; done again it comes to the same."""
    before = home / FOLDER / "before"
    before.mkdir(mode=0o700, exist_ok=True)
    for each in state_stores(home):
        document = _document(home / FOLDER / "new", each)
        if document is None or isinstance(each.target, Path):
            continue
        with kept_errors(), each.opened(each.target) as opened:
            kept = before / f"{each.tables.name}.json"
            if not kept.exists():
                part = kept.with_suffix(".part")
                part.write_text(json.dumps(written_out(opened, each.tables)), encoding="utf-8")
                part.replace(kept)
            read_in(opened, each.tables, document)


def _set_aside(home: Path, name: str) -> None:
    """Move what was there before away, unless that was done already."""
    aside = home / FOLDER / "before" / name
    if (home / name).exists() and not aside.exists():
        aside.parent.mkdir(parents=True, exist_ok=True)
        (home / name).replace(aside)
