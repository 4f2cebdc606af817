"""Taking a published version back: its file goes, and nothing brings it up again."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from etl.disk import remove
from etl.errors import BadInputError
from etl.removal.gone import Gone
from etl.store import restricted_path
from layers.publish.exact import exact_folder
from layers.publish.log import Decider, note
from layers.publish.pointer import current_version, publishing, settle
from layers.publish.staging import staging_folder
from layers.published.recalled import RECALLED, recalled_versions
from layers.published.version import Published


def recall(home: Path, version: str, *, decider: Decider) -> str | None:
    """Recall a published version, and return the version that is current now, None where nothing is left.

    From the moment it is named as recalled no server answers from it; the rest follows, and is finished by
    whatever publishes next should this process die. Exact figures are made anew when they are asked for.

    Raises BadInputError when there is no such version.
    """
    with publishing(home) as folder:
        if version in recalled_versions(folder):
            raise BadInputError(f"version {version}", "was recalled before", "Nothing is to be done.")
        if not (folder / f"{version}.duckdb").is_file():
            names = ", ".join(sorted(path.stem for path in folder.glob("[0-9]*.duckdb"))) or "none"
            raise BadInputError(str(folder), f"there is no version {version}", f"Choose one of: {names}")
        note(home, decider, "recall", version, current_version(folder) or "")
        with (folder / RECALLED).open("a", encoding="ascii") as out:
            out.write(version + "\n")
            out.flush()
            os.fsync(out.fileno())
        now = settle(folder)
        drop_exact(home)
    return now


def versions_showing(home: Path, gone: Iterable[Gone]) -> list[str]:
    """Return the published versions that may have counted rows that went, newest first.

    A version may have if it names their source, was made after the first of them was loaded, and is of a day
    on which the first of them had happened.
    """
    seen = {each.source: each for each in gone if each.loaded_on is not None}
    found = []
    for path in sorted((home / "published").glob("[0-9]*.duckdb"), reverse=True):
        if path.stem in recalled_versions(path.parent):
            continue
        opened = Published(path)
        try:
            as_of = dt.date.fromisoformat(opened.meta().as_of[:10])
            loads = {source.source: source.loaded_on for source in opened.sources()}
        finally:
            opened.close()
        for source, loaded_on in loads.items():
            rows = seen.get(source)
            if (
                rows
                and (rows.first_day or as_of) <= as_of
                and (loaded_on or as_of) >= (rows.loaded_on or as_of)
            ):
                found.append(path.stem)
                break
    return found


def drop_exact(home: Path) -> bool:
    """Delete the exact figures that were made of earlier data, and return whether there were any."""
    found = list(_of_earlier_data(home, exact_folder(home)))
    for path in found:
        remove(path)
    return bool(found)


def drop_staged(home: Path) -> list[str]:
    """Discard the versions that were made of earlier data and wait for approval; return their names."""
    with publishing(home):
        found = list(_of_earlier_data(home, staging_folder(home)))
        for path in found:
            remove(path)
    return [path.stem for path in found if not path.name.startswith(".")]


def _of_earlier_data(home: Path, folder: Path) -> Iterator[Path]:
    """Yield the files of a folder that are older than the restricted store as it is now."""
    path = restricted_path(home)
    written = path.stat().st_mtime_ns if path.is_file() else 0
    for found in sorted({*folder.glob("*.duckdb*"), *folder.glob(".build-*")}):
        if found.stat().st_mtime_ns < written:
            yield found
