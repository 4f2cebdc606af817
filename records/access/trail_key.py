"""The trail's key, and its head kept outside the database: what proves that no row was changed or lost.

Both lie beside the store, in files that only their owner may read. The key may come from the environment
instead, so that whoever can write the store's folder cannot forge.
"""

from __future__ import annotations

import fcntl
import hashlib
import hmac
import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from records.errors import StoreError

KEY_FILE, HEAD_FILE = "trail.key", "trail.head"  # in the home; a backup holds both
KEY_SETTING, KEY_FILE_SETTING = "SAFE_PASSAGE_TRAIL_KEY", "SAFE_PASSAGE_TRAIL_KEY_FILE"
SHORTEST_KEY: Final = 32  # characters, of a key that is given
BEGIN: Final = "0" * 64  # the link before the first row
RESTORE: Final = f"Put {KEY_FILE} and {HEAD_FILE} back from a backup, beside the store."


@dataclass(frozen=True)
class Head:
    """The last act that is known to be kept: its number, 0 for none, and its link."""

    number: int
    link: str

    def __str__(self) -> str:
        """Return it as people write it down: NUMBER:LINK."""
        return f"{self.number}:{self.link}"


def sealed(key: bytes, text: str) -> str:
    """Return HMAC-SHA-256 of a text, 64 hexadecimal digits."""
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def read_head(folder: Path, key: bytes) -> Head | None:
    """Return the head beside a store, None where there is none. Raises ValueError if tampered with."""
    path = folder / HEAD_FILE
    if not path.is_file():
        return None
    number, link, seal = path.read_text(encoding="ascii", errors="replace").strip().split(":")
    head = Head(int(number), link)
    if not hmac.compare_digest(seal.encode(), sealed(key, f"head:{head}").encode()):
        raise ValueError(f"{HEAD_FILE} was not written with this key")
    return head


def advance_head(folder: Path, key: bytes, head: Head) -> None:
    """Move the head on to an act; it never moves back. Call it once the act is on disk for good."""
    with _alone(folder):
        try:
            kept = read_head(folder, key)
        except ValueError:
            return  # a faulty head stays, for a check to find
        if kept is not None and kept.number < head.number:
            _write(folder / HEAD_FILE, _line(key, head))


def find_key(folder: Path, environment: Mapping[str, str]) -> bytes | None:
    """Return the key that the environment gives or that lies beside the store, None where there is none.

    Raises StoreError where it cannot be used: too short, or readable for others.
    """
    if given := environment.get(KEY_SETTING, ""):
        return _fit(given, KEY_SETTING)
    named = environment.get(KEY_FILE_SETTING, "")
    path = Path(named) if named else folder / KEY_FILE
    try:
        mode, text = path.stat().st_mode, path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        if named:
            raise StoreError(KEY_FILE_SETTING, f"names no file ({named})", "Correct the path.") from error
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise StoreError(str(path), f"cannot be read ({error})", "Check who may read it.") from error
    if mode & 0o077:
        raise StoreError(str(path), "can be read by others than its owner", f"Run: chmod 600 {path}")
    return _fit(text.strip(), str(path))


def begin_trail(folder: Path, environment: Mapping[str, str]) -> bytes:
    """Return the key of a trail that holds nothing yet, made if there is none; its head is 0.

    The head is on disk before the key has its name: a key without a head is a fault, never a crash's doing.
    """
    with _alone(folder):
        key = find_key(folder, environment)
        given = environment.get(KEY_SETTING) or environment.get(KEY_FILE_SETTING)
        if key is not None and ((folder / HEAD_FILE).exists() or not given):
            return key
        made = secrets.token_hex(32)
        key = key or _fit(made, KEY_FILE)
        _write(folder / HEAD_FILE, _line(key, Head(0, BEGIN)))
        if not given:
            _write(folder / KEY_FILE, made + "\n")
        return key


def _line(key: bytes, head: Head) -> str:
    return f"{head}:{sealed(key, f'head:{head}')}\n"


def _fit(text: str, where: str) -> bytes:
    if len(text) < SHORTEST_KEY:
        raise StoreError(
            where, f"is shorter than {SHORTEST_KEY} characters", "Take one from: openssl rand -hex 32"
        )
    return hashlib.sha256(text.encode()).digest()


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Wait until no other thread or process is changing the files."""
    descriptor = os.open(folder / "trail.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _write(path: Path, text: str) -> None:
    """Put a file in place, whole and on disk for good."""
    aside = path.with_name(f"{path.name}.unready")
    aside.unlink(missing_ok=True)
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        os.write(descriptor, text.encode())
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    aside.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
