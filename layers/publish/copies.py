"""Published versions at an address, in S3-compatible storage or a folder: sent there, and brought from there.

There a version is one file under its name, and `current.json` names the one to show with its SHA-256. It is
written last: whoever reads it never meets half a version, whenever a connection breaks.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pyarrow as pa
from pyarrow import fs

from etl import store
from etl.disk import file_digest, to_disk
from etl.errors import BadInputError
from layers.publish.pointer import current_version, point_to, publishing, settle
from layers.published.home import VERSION
from layers.published.recalled import RECALLED, recalled_versions

POINTER = "current.json"
BLOCK = 1 << 20  # bytes read at a time
DIGEST = re.compile(r"[0-9a-f]{64}")


def send(home: Path, url: str) -> str:
    """Copy the current version to an address, make it the one shown there, and return its name.

    What was recalled is taken away there too. Safe to repeat: a file that is there already is not sent again.
    Raises BadInputError when nothing is published or the address cannot be written; then readers there have
    what they had.
    """
    with publishing(home) as folder, _reached(url, "sent") as there:
        version = current_version(folder)
        if version is None:
            raise BadInputError(str(folder), "nothing has been published yet", "Run `safepassage publish`.")
        path, recalled = folder / f"{version}.duckdb", sorted(recalled_versions(folder))
        digest = file_digest(path)
        if there.digest(path.name) != digest:
            there.put(path.name, _blocks(path))
            if there.digest(path.name) != digest:
                raise BadInputError(there.name, f"did not keep {path.name} as it was sent", _AGAIN["sent"])
        told = {"version": version, "sha256": digest, "bytes": path.stat().st_size, "recalled": recalled}
        there.put(POINTER, [json.dumps(told).encode()])
        for name in recalled:
            there.delete(f"{name}.duckdb")
    return version


def bring(home: Path, url: str) -> str:
    """Copy the version that an address shows into a home, make it the current one, and return its name.

    What was recalled there is taken back here too. Raises BadInputError when there is none, it does not
    arrive as it was sent, or the disk is too full; then the home has what it had.
    """
    with publishing(home) as folder, _reached(url, "brought") as there:
        told = _pointer(there)
        version, digest = str(told["version"]), str(told["sha256"])
        _recall(folder, told["recalled"])
        final = folder / f"{version}.duckdb"
        if not final.is_file() or file_digest(final) != digest:
            store.need_space(folder, int(told["bytes"]))
            building = folder / f".build-{version}-{os.getpid()}.duckdb"
            try:
                there.get(final.name, building)
                if file_digest(building) != digest:
                    raise BadInputError(
                        there.name, f"{final.name} did not arrive as it was sent", _AGAIN["brought"]
                    )
                building.chmod(0o444)
                building.replace(final)
            finally:
                building.unlink(missing_ok=True)
            to_disk(folder)
        if current_version(folder) != version:
            point_to(folder, version)
    return version


_AGAIN = {
    "sent": "Whoever reads there has what they had. Run the same command again: it sends what is missing.",
    "brought": "This home has what it had. Run the same command again.",
}


@dataclass(frozen=True)
class _There:
    """A folder of a file system."""

    system: fs.FileSystem
    base: str
    name: str

    def digest(self, file: str) -> str:
        """Return the SHA-256 of a file, '' where it is not there."""
        path = f"{self.base}/{file}"
        if self.system.get_file_info(path).type != fs.FileType.File:
            return ""
        digest = sha256()
        with self.system.open_input_stream(path) as given:
            while block := given.read(BLOCK):
                digest.update(block)
        return digest.hexdigest()

    def put(self, file: str, blocks: Iterable[bytes]) -> None:
        """Write a file, which appears under its name when it is whole."""
        path = f"{self.base}/{file}"
        local = self.system.type_name == "local"  # elsewhere an object appears when all of it was taken
        with self.system.open_output_stream(f"{path}.part" if local else path) as out:
            for block in blocks:
                out.write(block)
        if local:
            self.system.move(f"{path}.part", path)

    def get(self, file: str, path: Path) -> None:
        """Copy a file to a path, on disk for good."""
        with self.system.open_input_stream(f"{self.base}/{file}") as given, path.open("wb") as out:
            while block := given.read(BLOCK):
                out.write(block)
            out.flush()
            os.fsync(out.fileno())

    def delete(self, file: str) -> None:
        """Delete a file, if it is there."""
        path = f"{self.base}/{file}"
        if self.system.get_file_info(path).type == fs.FileType.File:
            self.system.delete_file(path)


@contextmanager
def _reached(url: str, doing: str) -> Iterator[_There]:
    """Yield what lies at an address; trouble with it becomes a BadInputError."""
    name = urlsplit(url)._replace(query="").geturl().rpartition("@")[2]  # no key of it is printed
    try:
        system, base = fs.FileSystem.from_uri(url)
    except (pa.ArrowInvalid, OSError) as error:
        raise BadInputError(
            name,
            f"is not an address that can be used ({_first(error)})",
            "Give s3://BUCKET/FOLDER or a path.",
        ) from error
    try:
        if system.type_name == "local":
            system.create_dir(base, recursive=True)
        yield _There(system, base.rstrip("/"), name)
    except OSError as error:
        raise BadInputError(name, f"the connection was lost ({_first(error)})", _AGAIN[doing]) from error


def _blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as given:
        while block := given.read(BLOCK):
            yield block


def _first(error: Exception) -> str:
    return str(error).splitlines()[0][:200] if str(error) else type(error).__name__


def _pointer(there: _There) -> dict[str, Any]:
    """Return what an address says of itself. Raises BadInputError when it says nothing that can be read."""
    path = f"{there.base}/{POINTER}"
    if there.system.get_file_info(path).type != fs.FileType.File:
        raise BadInputError(there.name, "shows no version yet", "Run `safepassage publish --to` it first.")
    with there.system.open_input_stream(path) as given:
        content = given.read(BLOCK)
    try:
        told = json.loads(content)
        names = [told["version"], *told["recalled"]]
        if all(VERSION.fullmatch(each) for each in names) and DIGEST.fullmatch(told["sha256"]):
            return dict(told, bytes=int(told["bytes"]))
    except (ValueError, KeyError, TypeError):
        pass
    raise BadInputError(there.name, f"{POINTER} cannot be read", "Run `safepassage publish --to` it again.")


def _recall(folder: Path, recalled: list[str]) -> None:
    """Take back what was recalled elsewhere."""
    new = [each for each in recalled if each not in recalled_versions(folder)]
    if new:
        with (folder / RECALLED).open("a", encoding="ascii") as out:
            out.writelines(f"{each}\n" for each in new)
            out.flush()
            os.fsync(out.fileno())
        settle(folder)
