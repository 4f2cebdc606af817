"""Raw files inside a home that still hold rows which were purged or erased."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from etl import store
from etl.load.files import read_file


@dataclass(frozen=True)
class RawCopy:
    """One such file. name: in the raw folder. shared: other sources that were loaded from it."""

    path: Path
    name: str
    shared: tuple[str, ...]


def raw_copies(home: Path) -> list[RawCopy]:
    """Return the files of HOME/raw, as they were loaded, of which rows were removed since or turned away."""
    raw, found = home / "raw", dict[str, RawCopy]()
    with store.read_only(store.restricted_path(home)) as con:
        for source, file, sha256 in store.rows(con, store.sql("removed_files")):
            path = raw / file
            if path.is_file() and path.stat().st_size and read_file(path, raw).sha256 == sha256:
                others = "select distinct source from loaded_files where file = ? and source <> ? order by 1"
                shared = tuple(row[0] for row in store.rows(con, others, [file, source]))
                found[file] = RawCopy(path, file, shared)
    return list(found.values())


def delete_raw(copies: list[RawCopy], home: Path) -> list[str]:
    """Delete the files that no other source needs, and what killed loads left; return the names deleted."""
    for left in [*(home / "raw").rglob(".*.part"), *(home / "raw").rglob(".*.before")]:
        left.unlink()
    gone = [copy for copy in copies if not copy.shared]
    for copy in gone:
        copy.path.unlink()
    return [copy.name for copy in gone]
