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
RECHECK_S: Final = 10.0  # how long what was found of a place is told again
_LOG = logging.getLogger("safepassage.region")


class PlaceAt:
    """A place, or the overview, below a path of its own.

    path: '/boston', empty for the overview. name: what it is called as long as it cannot say so itself.
    make: makes its app, which costs a tenth of a second and some ten megabytes, for analysts more. check:
    raises what make would raise of who may come in, and costs next to nothing.
    """

    def __init__(
        self,
        path: str,
        name: str,
        home: Path,
        make: Callable[[], Wsgi],
        check: Callable[[], object],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Name a place; nothing is made or opened yet."""
        self.path, self.name, self.home = path, name, home
        self._make, self._check, self._clock = make, check, clock
        self._checked: tuple[float, BadInputError | None] | None = None
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
            self._failed, self._checked = (self._clock(), why), None
            raise why from error
        self._failed = self._checked = None
        return made

    def _without_folder(self, error: SafePassageError | OSError) -> BadInputError:
        """Return an error as anybody may read it: it names no folder of this machine."""
        if isinstance(error, OSError):
            what = (error.strerror or type(error).__name__).lower()
            return BadInputError("HOME", f"cannot be read ({what})", "Check its path and who may use it.")
        parts = (error.where, error.what, error.next_step)
        return BadInputError(*(each.replace(str(self.home), "HOME") for each in parts))

    def trouble(self) -> BadInputError | None:
        """Return why the place cannot be shown, None where nothing speaks against it; makes no app."""
        if self._checked is None or self._clock() - self._checked[0] >= RECHECK_S:
            self._checked = self._clock(), self._found()
        return self._checked[1]

    def _found(self) -> BadInputError | None:
        if self._failed is not None and self._clock() - self._failed[0] < RECHECK_S:
            return self._failed[1]
        published = PublishedHome(self.home)
        try:
            if self._app is None:
                self._check()
            path = published.folder / f"{published.pointer()}.duckdb"
            if not path.is_file():
                raise BadInputError(
                    str(path), "the current version's file is missing", "Run `safepassage rollback`."
                )
        except (SafePassageError, OSError) as error:
            return self._without_folder(error)
        return None
