"""Files and folders as the disk has them."""

from __future__ import annotations

import hashlib
import os
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
