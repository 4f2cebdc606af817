"""Secrets of a server: in the environment, or in a file of its own that only its owner can read."""

from __future__ import annotations

import os
import secrets
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from etl.errors import BadInputError

PREFIX: Final = "SAFE_PASSAGE_"  # of every variable of the environment that is read
SECRET_BYTES: Final = 32


def read_secret(name: str, kept: Path, environ: Mapping[str, str]) -> bytes:
    """Return the secret that the environment gives or names a file of (NAME_FILE), else the one at `kept`.

    That one is made where it is absent. Raises BadInputError for a short secret or a file others can read.
    """
    key = f"{PREFIX}{name}"
    if environ.get(key):
        return _long_enough(environ[key].encode(), key)
    if environ.get(f"{key}_FILE"):
        path = Path(environ[f"{key}_FILE"])
        return _long_enough(read_owned(path).strip(), str(path))
    if not kept.exists():
        _make(kept)
    return _long_enough(read_owned(kept), str(kept))


def read_owned(path: Path) -> bytes:
    """Return what a file for one pair of eyes holds. Raises BadInputError unless it is ours and closed."""
    try:
        with path.open("rb") as stream:
            found = os.fstat(stream.fileno())
            if not stat.S_ISREG(found.st_mode) or found.st_uid != os.geteuid():
                raise BadInputError(
                    str(path),
                    "holds a secret and is not a file of the account that runs the server",
                    f"chown it to that account, and chmod 600 {path}.",
                )
            if found.st_mode & 0o177:
                raise BadInputError(
                    str(path),
                    f"holds a secret and others may use it (mode {found.st_mode & 0o777:04o})",
                    f"chmod 600 {path}",
                )
            return stream.read(10_000)
    except OSError as error:
        raise BadInputError(
            str(path), f"the secret cannot be read ({error.strerror})", "Check the path and its owner."
        ) from error


def _make(path: Path) -> None:
    """Make a secret that only its owner can read; where two servers start at once, the first one's stays."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(secrets.token_bytes(SECRET_BYTES))
            stream.flush()
            os.fsync(stream.fileno())
        try:
            os.link(part, path)
        except FileExistsError:
            pass
        finally:
            part.unlink()
    except OSError as error:
        raise BadInputError(
            str(path),
            f"the secret that signs sessions cannot be kept ({error.strerror})",
            f"Let the account that runs the server write there, or set {PREFIX}SESSION_SECRET_FILE.",
        ) from error


def _long_enough(secret: bytes, where: str) -> bytes:
    if len(secret) < SECRET_BYTES:
        raise BadInputError(
            where,
            f"the secret has {len(secret)} bytes and needs {SECRET_BYTES} or more",
            "Make one with: openssl rand -hex 32",
        )
    return secret
