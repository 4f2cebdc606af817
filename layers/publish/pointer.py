"""Published files: built aside, made immutable, swapped in by one rename, kept for rollback."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa

from etl import store
from etl.disk import remove, to_disk
from etl.errors import BadInputError, RefusedError
from layers.publish.log import Decider, note
from layers.published.recalled import recalled_versions

HISTORY = "history"  # one version a line, appended when the pointer moves


@contextmanager
def publishing(home: Path) -> Iterator[Path]:
    """Hold the one publisher's lock and yield HOME/published, cleared of what a killed publish left.

    Raises BadInputError when another publish is running.
    """
    folder = home / "published"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "publish.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BadInputError(
                str(folder), "another publish is running", "Wait until it has finished."
            ) from None
        for debris in sorted(folder.glob(".build-*")):
            remove(debris)
        settle(folder)
        yield folder


def settle(folder: Path) -> str | None:
    """Carry out what was recalled, a recall that died too, and return the version that is current then.

    That is the newest one that was current before and is still there; None where nothing is left.
    """
    recalled = recalled_versions(folder)
    now = current_version(folder)
    if now in recalled:
        seen = (folder / HISTORY).read_text(encoding="ascii").split()
        left = [name for name in seen if name not in recalled and (folder / f"{name}.duckdb").is_file()]
        now = left[-1] if left else None
        if now is None:
            (folder / "current").unlink()
            to_disk(folder)
        else:
            point_to(folder, now)
    for version in recalled:
        (folder / f"{version}.duckdb").unlink(missing_ok=True)
    return now


def require_not_recalled(folder: Path, version: str) -> None:
    """Raise RefusedError for a version that was recalled."""
    if version in recalled_versions(folder):
        raise RefusedError(
            f"version {version}",
            "was recalled, and this would show the same figures of the same day again",
            "If that is meant all the same, publish as of another day",
        )


def write_version(
    folder: Path,
    version: str,
    grids: list[str],
    tables: Mapping[str, pa.Table],
    *,
    more: Callable[[store.Connection], None] | None = None,
) -> Path:
    """Write one version's tables to FOLDER/<version>.duckdb, read-only and on disk for good.

    The file appears under its name only when it is whole. more: writes further tables.
    """
    building, final = folder / f".build-{version}-{os.getpid()}.duckdb", folder / f"{version}.duckdb"
    with store.readable_errors(str(folder)):
        con = store.connect(building)
        try:
            store.run(con, "leave_memory")
            listed = ", ".join(f"'{grid}'" for grid in ("place", "area", *grids))
            con.execute(store.sql("published").replace("'place', 'area', 'r7', 'r8', 'r9'", listed))
            for name, table in tables.items():
                store.insert(con, name, table)
            if more:
                more(con)
            con.execute("checkpoint")
        finally:
            con.close()
    with building.open("rb") as written:
        os.fsync(written.fileno())
    building.chmod(0o444)
    building.replace(final)
    to_disk(folder)
    return final


def current_version(folder: Path) -> str | None:
    """Return the version the pointer names, None before the first publish."""
    pointer = folder / "current"
    return pointer.read_text(encoding="ascii").strip() if pointer.is_file() else None


def point_to(folder: Path, version: str) -> None:
    """Make a version the current one by one atomic rename, and note it in the history."""
    aside = folder / f".build-current-{os.getpid()}"
    with aside.open("w", encoding="ascii") as out:
        out.write(version + "\n")
        out.flush()
        os.fsync(out.fileno())
    aside.replace(folder / "current")
    with (folder / HISTORY).open("a", encoding="ascii") as out:
        out.write(version + "\n")
        out.flush()
        os.fsync(out.fileno())
    to_disk(folder)


def rollback(home: Path, version: str | None = None, *, decider: Decider | None = None) -> str:
    """Point readers to an earlier version (default: the one before the current) and return it.

    decider: who decides, for the log.

    Raises BadInputError when there is no such version, RefusedError when it was recalled.
    """
    with publishing(home) as folder:
        now = current_version(folder)
        if version is not None and version in recalled_versions(folder):
            raise RefusedError(f"version {version}", "was recalled", "Choose another, or publish a new one")
        if version is None:
            seen = (folder / HISTORY).read_text(encoding="ascii").split() if now else []
            before = seen[: seen.index(now)] if now in seen else seen
            earlier = [name for name in before if name != now and (folder / f"{name}.duckdb").is_file()]
            if not earlier:
                raise BadInputError(str(folder), "there is no earlier version", "Publish a new one instead.")
            version = earlier[-1]
        if not (folder / f"{version}.duckdb").is_file():
            names = ", ".join(sorted(path.stem for path in folder.glob("[0-9]*.duckdb"))) or "none"
            raise BadInputError(str(folder), f"there is no version {version}", f"Choose one of: {names}")
        if version != now:
            if decider:
                note(home, decider, "roll back", version, now or "")
            point_to(folder, version)
        return version
