"""Following HOME/published/current: which version is the one to read. Opens no other file of HOME."""

from __future__ import annotations

import atexit
import functools
import os
import re
import threading
from pathlib import Path
from typing import Any

from etl.errors import BadInputError
from layers.published.recalled import recalled_versions
from layers.published.version import Published

VERSION = re.compile(r"[0-9]{8}-[0-9a-f]{12}")


class PublishedHome:
    """Follows HOME/published/current: `current()` is cheap enough for every request, from any thread.

    A file is opened at the first request, never at start-up, and again in a process that was forked
    after that. A version in use when the pointer moves stays open until its last holder lets it go.
    """

    def __init__(self, home: Path) -> None:
        """Name the home to follow; nothing is opened yet."""
        self.folder = home / "published"
        self._lock = threading.Lock()
        self._open: Published | None = None
        self._process = 0

    def pointer(self) -> str:
        """Return the current version's name. Raises BadInputError when nothing has been published."""
        path = self.folder / "current"
        try:
            name = path.read_text(encoding="ascii", errors="replace").strip()
        except FileNotFoundError:
            raise BadInputError(
                str(path), "nothing has been published yet", "Run `safepassage publish` first."
            ) from None
        if not VERSION.fullmatch(name):
            raise BadInputError(
                str(path), "does not name a version", "Run `safepassage rollback` or publish again."
            )
        if name in recalled_versions(self.folder):
            raise BadInputError(
                str(path), f"version {name} was recalled", "Run `safepassage recall` again to finish it."
            )
        return name

    def current(self) -> Published:
        """Return the version the pointer names now."""
        name = self.pointer()
        with self._lock:
            if self._open is None or self._open.version != name or self._process != os.getpid():
                path = self.folder / f"{name}.duckdb"
                if not path.is_file():
                    raise BadInputError(
                        str(path), "the current version's file is missing", "Run `safepassage rollback`."
                    )
                self._open, self._process = Published(path), os.getpid()
            return self._open

    def published(self) -> Published:
        """Return the version that boards see, whatever the present request is about."""
        return self.current()

    def can_answer(self) -> bool:
        """Return whether there is a version for the present request."""
        return True

    def require(self) -> None:
        """Raise BadInputError where there is no version to make a page of."""
        self.current()

    def place(self) -> tuple[str, str]:
        """Return the place's name and the address of its own base map, '' where it has none."""
        place = self.current().meta().place
        return place.name, place.basemap_url

    def close(self) -> None:
        """Let the open version go, if this process opened one."""
        with self._lock:
            if self._open is not None and self._process == os.getpid():
                self._open.close()
            self._open = None


@functools.cache
def follow(home: Path) -> PublishedHome:
    """Return this process's one follower of a home; it is closed when the process ends."""
    follower = PublishedHome(home)
    atexit.register(follower.close)
    return follower


def published_status(home: Path) -> dict[str, Any] | None:
    """Return the `published` part of `status --json`, or None when nothing has been published."""
    if not (home / "published" / "current").exists():
        return None
    return PublishedHome(home).current().status()
