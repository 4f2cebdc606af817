"""One of several places: its app is made when somebody first asks, and what fails stays its own."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

from etl.errors import BadInputError, SafePassageError
from layers.published.home import PublishedHome

Wsgi = Callable[..., Iterable[bytes]]
RETRY_S: Final = 5.0  # how soon after a failure a place is tried again
_LOG = logging.getLogger("safepassage.region")


class PlaceAt:
    """A place, or the overview, below a path of its own.

    path: '/boston', empty for the overview. name: what it is called as long as it cannot say so itself.
    make: makes its app, which costs a tenth of a second and some ten megabytes, for analysts more.
    """

    def __init__(
        self,
        path: str,
        name: str,
        home: Path,
        make: Callable[[], Wsgi],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Name a place; nothing is made or opened yet."""
        self.path, self.name, self.home = path, name, home
        self._make, self._clock = make, clock
        self._lock = threading.Lock()
        self._app: Wsgi | None = None
        self._failed: tuple[float, BadInputError] | None = None

    def app(self) -> Wsgi:
        """Return the place's app. Raises BadInputError where it cannot be made, for a few seconds."""
        if self._app is not None:
            return self._app
        with self._lock:
            if self._app is None:
                self._app = self._made()
            return self._app

    def _made(self) -> Wsgi:
        if self._failed and self._clock() - self._failed[0] < RETRY_S:
            raise self._failed[1]
        try:
            made = self._make()
        except (SafePassageError, OSError) as error:
            why = self._without_folder(error)
            _LOG.error("%s cannot be served: %s", self.path or "The overview", error)
            self._failed = self._clock(), why
            raise why from error
        self._failed = None
        return made

    def _without_folder(self, error: SafePassageError | OSError) -> BadInputError:
        """Return an error as anybody may read it: it names no folder of this machine."""
        if isinstance(error, OSError):
            what = (error.strerror or type(error).__name__).lower()
            return BadInputError("HOME", f"cannot be read ({what})", "Check its path and who may use it.")
        parts = (error.where, error.what, error.next_step)
        return BadInputError(*(each.replace(str(self.home), "HOME") for each in parts))

    def well(self) -> bool:
        """Return whether the place has not failed and names a version; costs next to nothing."""
        if self._failed is not None:
            return False
        published = PublishedHome(self.home)
        try:
            return (published.folder / f"{published.pointer()}.duckdb").is_file()
        except (SafePassageError, OSError, UnicodeDecodeError):
            return False
