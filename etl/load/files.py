"""Which raw files a source means, and whether they stay the same while they are read."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from etl.errors import BadInputError
from etl.place import Source

CHUNK_BYTES = 1 << 20
IN_MEMORY_BYTES = (
    256_000_000  # larger files are not held in memory, and larger sources are staged on the disk
)
Stamp = tuple[int, int, int]  # the file's number on the disk, its size, when it was written


@dataclass(frozen=True)
class RawFile:
    """One file of a source: its path, its name relative to the raw folder, and the SHA-256 of its bytes.

    data: those bytes, where they are held in memory. stamp: what the disk said of the file before.
    """

    path: Path
    name: str
    sha256: str
    data: bytes | None = field(default=None, repr=False)
    stamp: Stamp = (0, 0, 0)


def find_files(source: Source, raw: Path) -> list[Path]:
    """Return the files a source names, in load order: pattern by pattern, then by name.

    Raises BadInputError for a pattern, or a symbolic link, that leads out of the raw folder.
    """
    root = raw.resolve()
    found: dict[Path, None] = {}
    for pattern in source.files:
        if PurePosixPath(pattern).is_absolute() or ".." in PurePosixPath(pattern).parts:
            raise BadInputError(
                f"source {source.id}, setting files",
                f"{pattern!r} leads out of the raw folder",
                "Name files inside the folder given with --raw.",
            )
        for path in sorted(raw.glob(pattern)):
            if not path.resolve().is_relative_to(root):
                raise BadInputError(
                    str(path),
                    "is a link to a file outside the raw folder",
                    "Copy the file into the raw folder.",
                )
            if path.is_file():
                found[path] = None
    return list(found)


def read_file(path: Path, raw: Path, *, keep: bool = False) -> RawFile:
    """Return the file with its SHA-256; raises BadInputError when it cannot be read or is empty.

    keep: hold its bytes in memory, so that what is loaded is what the SHA-256 was made of.
    """
    data = None
    try:
        with path.open("rb") as stream:
            stamp = _stamp(os.fstat(stream.fileno()))
            if keep:
                data = stream.read()
                digest = hashlib.sha256(data).hexdigest()
            else:
                digest = hashlib.file_digest(stream, "sha256").hexdigest()
        size = path.stat().st_size
    except OSError as error:
        raise BadInputError(
            str(path), f"cannot be read ({error.strerror})", "Check the file and its rights."
        ) from error
    if size == 0:
        raise BadInputError(str(path), "is empty (0 bytes)", "Ask for the file again; nothing was changed.")
    return RawFile(path, path.relative_to(raw).as_posix(), digest, data, stamp)


def _stamp(said: os.stat_result) -> Stamp:
    return said.st_ino, said.st_size, said.st_mtime_ns


def require_unchanged(file: RawFile, raw: Path) -> None:
    """Raise BadInputError when the file's bytes are not those that were read before.

    Of a file held in memory nothing is read twice: that the disk says the same of it is enough.
    """
    same = file.data is not None and file.path.exists() and _stamp(file.path.stat()) == file.stamp
    if not same and read_file(file.path, raw).sha256 != file.sha256:
        raise BadInputError(
            str(file.path),
            "changed while it was being read; nothing was changed",
            "Wait until the file is complete and load again.",
        )
