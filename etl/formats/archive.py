"""Zip archives: taking out one member without trusting a name, a size or a nesting in them."""

from __future__ import annotations

import errno
import lzma
import shutil
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO

from etl.errors import BadInputError

MAX_UNPACKED_BYTES = 4 * 1024**3
MAX_RATIO = 200  # text packs 5-30 times; 200 leaves room for very repetitive files
RATIO_APPLIES_FROM_BYTES = 10 * 1024**2
MAX_MEMBERS = 10_000
_DAMAGED = (  # what the library raises over bytes that are no archive, or lead nowhere
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    ValueError,
    OverflowError,
)
_JUNK = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")
_NESTED = (".zip", ".gz", ".tar", ".7z", ".rar", ".bz2", ".xz")
_SHAPE_PARTS = (".shp", ".dbf", ".shx", ".prj", ".cpg", ".sbn", ".sbx", ".qix")


def is_zip(path: Path) -> bool:
    """Return whether the file is an archive to be opened (an .xlsx is a zip too, but is a document)."""
    return path.suffix.lower() == ".zip"


def list_members(path: Path) -> list[str]:
    """Return the data members in the archive's order, without folders and operating-system litter.

    Raises BadInputError when the archive is not a zip, leads outside itself, or would unpack to
    more than this machine should hold.
    """
    with _open_zip(path) as archive:
        return [info.filename for info in _data_members(archive)]


def choose_member(path: Path, wanted: str, suffixes: tuple[str, ...]) -> str:
    """Return the member to read: `wanted` (full or trailing path), else the only one with a suffix.

    Raises BadInputError naming the candidates when there is none or more than one.
    """
    members = list_members(path)
    if wanted:
        found = [name for name in members if name == wanted or name.endswith("/" + wanted)]
        if len(found) == 1:
            return found[0]
        what = f"holds no member {wanted!r}" if not found else f"holds {len(found)} members called {wanted!r}"
        raise BadInputError(str(path), what, f"Set member to one of: {_listed(members)}.")
    found = [name for name in members if name.lower().endswith(suffixes)]
    if len(found) == 1:
        return found[0]
    if not found:
        nested = [name for name in members if name.lower().endswith(_NESTED)]
        if nested:
            raise BadInputError(
                str(path),
                f"holds another archive ({nested[0]}); archives inside archives are not opened",
                "Unpack it once and point the source at the file inside.",
            )
        raise BadInputError(
            str(path),
            f"holds no {' or '.join(suffixes)} file",
            f"Set format and member to fit one of: {_listed(members)}.",
        )
    raise BadInputError(
        str(path), f"holds {len(found)} files that could be meant", f"Set member to one of: {_listed(found)}."
    )


def extract_member(path: Path, member: str, into: Path) -> Path:
    """Write one member of the archive into the folder `into` and return the new file's path.

    A shapefile brings its sidecar files along. The file name is the member's last part only, so that
    nothing is ever written outside `into`; bytes are counted while unpacking, whatever the header says.
    Raises BadInputError when the member is absent, encrypted, or unpacks to more than it declared.
    """
    member = choose_member(path, member, ())
    stem, dot, suffix = member.rpartition(".")
    with _open_zip(path) as archive:
        infos = {info.filename: info for info in _data_members(archive)}
        wanted = [member]
        if dot and suffix.lower() == "shp":
            wanted += [
                name
                for name in infos
                if name != member
                and name.lower().startswith(stem.lower() + ".")
                and name.lower().endswith(_SHAPE_PARTS)
            ]
        for name in wanted:
            _unpack(path, archive, infos[name], into)
    return into / PurePosixPath(member).name


@contextmanager
def _open_zip(path: Path) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(path) as archive:
            yield archive
    except _DAMAGED as error:
        raise _cut_off(path, error) from error
    except FileNotFoundError as error:
        raise BadInputError(str(path), "does not exist", "Check the files setting of the source.") from error
    except OSError as error:
        if error.errno != errno.EINVAL:  # a place before the file's beginning
            raise
        raise _cut_off(path, error) from error


def _cut_off(path: Path, error: Exception) -> BadInputError:
    return BadInputError(
        str(path),
        f"cannot be opened as a zip archive ({error})",
        "Ask for the file again; it may be cut off.",
    )


def _data_members(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    where = str(archive.filename)
    infos = archive.infolist()
    if len(infos) > MAX_MEMBERS:
        raise BadInputError(
            where, f"holds {len(infos)} files, more than {MAX_MEMBERS}", "Unpack what is needed yourself."
        )
    total = sum(info.file_size for info in infos)
    packed = max(1, sum(info.compress_size for info in infos))
    if total > MAX_UNPACKED_BYTES or (total > RATIO_APPLIES_FROM_BYTES and total / packed > MAX_RATIO):
        raise BadInputError(
            where,
            f"would unpack to {total / 1e6:,.0f} MB from {packed / 1e6:,.1f} MB, as a zip bomb does",
            "It was not opened. Check where it came from; if it is sound, unpack it yourself.",
        )
    for info in infos:
        parts = PurePosixPath(info.filename.replace("\\", "/"))
        if parts.is_absolute() or ".." in parts.parts or ":" in parts.parts[:1]:
            raise BadInputError(
                where,
                f"holds a path that leads outside the archive ({info.filename})",
                "It was not opened. Check where it came from.",
            )
    return [
        info
        for info in infos
        if info.filename
        and not info.is_dir()
        and not info.filename.startswith(_JUNK[0])
        and PurePosixPath(info.filename).name not in _JUNK
        and not PurePosixPath(info.filename).name.startswith("._")
    ]


def _unpack(path: Path, archive: zipfile.ZipFile, info: zipfile.ZipInfo, into: Path) -> None:
    if info.flag_bits & 0x1:
        raise BadInputError(
            f"{path}: {info.filename}",
            "is encrypted",
            "Unpack it with its password and load the file inside.",
        )
    target = into / PurePosixPath(info.filename).name
    try:
        with archive.open(info) as packed, target.open("wb") as unpacked:
            shutil.copyfileobj(_Counted(packed, info, str(path)), unpacked, 1024 * 1024)
    except NotImplementedError as error:
        raise BadInputError(
            f"{path}: {info.filename}",
            f"is packed in a way that cannot be read ({error})",
            "Unpack it yourself.",
        ) from error


class _Counted:
    """A reader that stops when a member gives more bytes than its header declared."""

    def __init__(self, packed: IO[bytes], info: zipfile.ZipInfo, where: str) -> None:
        self._packed = packed
        self._left = info.file_size
        self._where = f"{where}: {info.filename}"

    def read(self, size: int = -1) -> bytes:
        block: bytes = self._packed.read(size)
        self._left -= len(block)
        if self._left < 0:
            raise BadInputError(
                self._where,
                "unpacks to more than it declares",
                "It was not loaded. Check where it came from.",
            )
        return block


def _listed(names: list[str], most: int = 8) -> str:
    shown = ", ".join(names[:most]) or "nothing"
    return shown if len(names) <= most else f"{shown} and {len(names) - most} more"
