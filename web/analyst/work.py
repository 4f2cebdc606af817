"""Long work beside the requests: one piece at a time, with its progress to be asked for."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from etl.errors import SafePassageError
from layers.publish.content import Progress


@dataclass(frozen=True)
class Work:
    """One piece of work as it stands. `error` says in words why it failed, '' if it has not.

    whose: the organisation that it is for, where its result is for that one alone.
    """

    what: str
    running: bool
    message: str = ""
    fraction: float = 0.0
    result: Any = None
    error: str = ""
    whose: str = ""


IDLE = Work("", running=False)
DEFECT = "Something went wrong on the server. Nothing was changed; tell whoever runs it."


class Worker:
    """Does one piece of work at a time in a thread of its own; asked from any thread."""

    def __init__(self) -> None:
        """Start idle."""
        self._lock = threading.Lock()
        self._work = IDLE
        self._thread: threading.Thread | None = None

    def state(self) -> Work:
        """Return how the present, or else the last, piece of work stands."""
        with self._lock:
            return self._work

    def start(self, what: str, work: Callable[[Progress], Any], *, whose: str = "") -> bool:
        """Begin a piece of work; return False where another is under way."""
        with self._lock:
            if self._work.running:
                return False
            self._work = Work(what, running=True, message="Starting", whose=whose)
            self._thread = threading.Thread(target=self._run, args=(what, work, whose), daemon=True)
            self._thread.start()
            return True

    def wait(self) -> Work:
        """Return the work once it has ended."""
        if self._thread is not None:
            self._thread.join()
        return self.state()

    def _run(self, what: str, work: Callable[[Progress], Any], whose: str) -> None:
        ended = Work(what, running=False, error=DEFECT, whose=whose)
        try:
            result = work(self._note)
            ended = Work(what, running=False, message="Done", fraction=1.0, result=result, whose=whose)
        except SafePassageError as error:
            ended = replace(ended, error=f"{error.where}: {error.what}. {error.next_step}")
        finally:  # a defect is raised on into the log, and the reader is told that there was one
            with self._lock:
                self._work = ended

    def _note(self, message: str, fraction: float) -> None:
        with self._lock:
            self._work = replace(self._work, message=message, fraction=fraction)
