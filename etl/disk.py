"""Files and folders as the disk has them."""

from __future__ import annotations

import hashlib
import os
import shutil
from pathlib import Path


def file_digest(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal digits."""
    with path.open("rb") as given:
        return hashlib.file_digest(given, "sha256").hexdigest()


def to_disk(path: Path) -> None:
    """Write a file, or the names in a folder, to the disk for good."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def remove(path: Path) -> None:
    """Delete a file, or a folder with all that is in it (what DuckDB put by and died is one)."""
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink()
