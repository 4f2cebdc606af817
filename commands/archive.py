"""The file of a backup: a plain tar, its manifest of SHA-256 sums first; read as a stranger's."""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import tarfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final

from etl.errors import BadInputError
from etl.store import need_space

FORMAT: Final = 1
MANIFEST: Final = "manifest.json"
LONGEST_MANIFEST: Final = 5_000_000  # bytes
_BLOCK: Final = 1 << 20
# Everything that a backup may hold; no other name is ever written
NAMES: Final = re.compile(
    r"state/(access|workspace)\.json|trail\.(key|head)"
    r"|published/(current|history|recalled|[0-9]{8}-[0-9a-f]{12}\.duckdb)"
    r"|restricted/(store\.duckdb(\.wal)?|secret|place\.toml|place\.before\.toml|publications\.jsonl|origins\.jsonl|told\.arrow)"
)
BAD: Final = "Take another backup; nothing was changed."


@dataclass(frozen=True)
class Manifest:
    """What a backup says of itself. files: name -> (SHA-256, bytes). facts: the rest, for people."""

    files: Mapping[str, tuple[str, int]]
    facts: Mapping[str, Any]

    @property
    def total(self) -> int:
        """Return the bytes of all files."""
        return sum(size for _, size in self.files.values())


def pack(out: Path, members: Mapping[str, Path], facts: Mapping[str, Any]) -> str:
    """Write a backup, whole and on disk for good, and return its SHA-256. members: name -> its file.

    Raises BadInputError where a file changes meanwhile, or the disk is too full.
    """
    files = {name: (file_sha256(path), path.stat().st_size) for name, path in members.items()}
    need_space(out.parent, sum(size for _, size in files.values()) + _BLOCK)
    listed = {name: {"sha256": sha256, "bytes": size} for name, (sha256, size) in files.items()}
    manifest = json.dumps({"format": FORMAT, **facts, "files": listed}, indent=1, ensure_ascii=False).encode()
    descriptor = os.open(out, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w+b") as stream:
        with tarfile.open(fileobj=stream, mode="w", format=tarfile.GNU_FORMAT) as tar:
            tar.addfile(_entry(MANIFEST, len(manifest)), io.BytesIO(manifest))
            for name, path in members.items():
                with path.open("rb") as source:
                    tar.addfile(_entry(name, files[name][1]), source)
        stream.flush()
        os.fsync(stream.fileno())
    changed = [name for name, path in members.items() if file_sha256(path) != files[name][0]]
    if changed:
        raise BadInputError(changed[0], "changed while it was being copied", "Run the command again.")
    return file_sha256(out)


def unpack(file: Path, folder: Path) -> Manifest:
    """Check every byte of a backup while taking it out into an empty folder, and return what it says.

    Raises BadInputError for a file that is cut off, changed, or holds anything but what its manifest lists.
    """
    try:
        size = file.stat().st_size
        with file.open("rb") as stream, tarfile.open(fileobj=stream, mode="r:") as tar:
            entry = tar.next()
            if entry is None or entry.name != MANIFEST or not entry.isreg() or entry.size > LONGEST_MANIFEST:
                raise BadInputError(str(file), "does not begin with a backup's manifest", BAD)
            manifest = _manifest(file, _content(tar, entry).read(), size)
            need_space(folder, manifest.total)
            seen: set[str] = set()
            while entry := tar.next():
                _take_out(file, tar, entry, manifest, seen, folder)
    except (tarfile.TarError, EOFError) as error:
        raise BadInputError(str(file), f"is no backup, or is cut off ({error})", BAD) from error
    if missing := sorted(set(manifest.files) - seen):
        raise BadInputError(str(file), f"is cut off: {missing[0]} is missing", BAD)
    return manifest


def file_sha256(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _entry(name: str, size: int) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = size, 0o600
    return entry


def _content(tar: tarfile.TarFile, entry: tarfile.TarInfo) -> IO[bytes]:
    found = tar.extractfile(entry)
    if found is None:
        raise tarfile.ReadError(f"{entry.name} has no content")
    return found


def _manifest(file: Path, text: bytes, size: int) -> Manifest:
    try:
        document = json.loads(text)
        kind = document.pop("format")
        files = {
            str(name): (str(listed["sha256"]), int(listed["bytes"]))
            for name, listed in document.pop("files").items()
        }
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise BadInputError(str(file), "has a manifest that cannot be read", BAD) from error
    if kind != FORMAT:
        raise BadInputError(
            str(file), f"is a backup of format {kind}, and {FORMAT} is known", "Use that version."
        )
    odd = sorted(name for name in files if not NAMES.fullmatch(name))
    if odd:
        raise BadInputError(str(file), f"lists {odd[0][:80]!r}, which no backup holds", BAD)
    manifest = Manifest(files, document)
    if manifest.total > size or any(length < 0 for _, length in files.values()):
        raise BadInputError(str(file), "is cut off, or lists more than it can hold", BAD)
    return manifest


def _take_out(
    file: Path, tar: tarfile.TarFile, entry: tarfile.TarInfo, manifest: Manifest, seen: set[str], folder: Path
) -> None:
    name = entry.name
    if name not in manifest.files or name in seen or not entry.isreg() or entry.issparse():
        raise BadInputError(str(file), f"holds {name[:80]!r}, which its manifest does not list so", BAD)
    sha256, size = manifest.files[name]
    if entry.size != size:
        raise BadInputError(str(file), f"{name} is not as long as its manifest says", BAD)
    target, found = folder / name, hashlib.sha256()
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    source = _content(tar, entry)
    with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        while block := source.read(_BLOCK):
            found.update(block)
            out.write(block)
        out.flush()
        os.fsync(out.fileno())
    if found.hexdigest() != sha256:
        raise BadInputError(str(file), f"{name} was changed: its SHA-256 is not the manifest's", BAD)
    seen.add(name)
