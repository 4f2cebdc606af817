"""Opening the access store: beside the published files on either server, or on a database server."""

from __future__ import annotations

from pathlib import Path

from records.access.schema import ACCESS
from records.store import Store, open_store


def access_path(home: Path) -> Path:
    """Return where a home keeps its accounts and its audit trail."""
    return home / "access.sqlite"


def open_access(target: str | Path) -> Store:
    """Return the access store at a path or address, made when absent, as `open_store` does.

    A file is made readable by its owner alone. Raises StoreError.
    """
    if isinstance(target, Path):
        target.parent.mkdir(parents=True, exist_ok=True)
        target.touch(mode=0o600)  # what SQLite puts beside it takes the same mode
    return open_store(target, ACCESS)
