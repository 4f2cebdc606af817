"""Opening the access store: beside the published files on either server, or on a database server."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from records.access.schema import ACCESS
from records.store import Store, open_store

ACCESS_SETTING = "SAFE_PASSAGE_ACCESS_URL"


def access_path(home: Path) -> Path:
    """Return where a home keeps its accounts and its audit trail, unless a server does."""
    return home / "access.sqlite"


def access_target(home: Path, environ: Mapping[str, str] = os.environ) -> str | Path:
    """Return what `open_access` opens for a home: the server's address that is set, or the file."""
    return environ.get(ACCESS_SETTING, "").strip() or access_path(home)


def open_access(target: str | Path) -> Store:
    """Return the access store at a path or address, as `open_store` does. Raises StoreError."""
    return open_store(target, ACCESS)
