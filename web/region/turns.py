"""Who is served when: no place of a server for several takes all its threads, however slow it is."""

from __future__ import annotations

import functools
from collections import Counter, deque
from collections.abc import Callable
from typing import Any, Final

from waitress.task import ThreadedTaskDispatcher

THREADS: Final = 16
MOST: Final = 6  # requests of one place at a time; the next ones wait, those of other places do not


class FairTurns(ThreadedTaskDispatcher):  # type: ignore[misc]  # the package is untyped
    """Serves in the order of arrival, but leaves out places that are served MOST times already."""

    def __init__(self, whose: Callable[[str], str], *, threads: int = THREADS, most: int = MOST) -> None:
        """Begin with no work. whose: a request's path -> whom it counts against."""
        super().__init__()
        self._whose, self._most = whose, most
        self.queue = Waiting(most)
        self.set_thread_count(threads)

    def add_task(self, task: Any) -> None:
        """Take a connection with a request that is read."""
        asked = task.requests[0]
        key = self._whose("" if asked.error else str(asked.path))
        super().add_task(Turn(task, functools.partial(self._done, key), key))

    def _done(self, key: str) -> None:
        with self.lock:
            self.queue.done(key)
            self.queue_cv.notify()


class Turn:
    """One request and what is done after it."""

    def __init__(self, task: Any, done: Callable[[], None], key: str) -> None:
        """Wait for a thread. key: whom the request counts against."""
        self._task, self._done, self.key = task, done, key

    def service(self) -> None:
        """Serve it."""
        try:
            self._task.service()
        finally:
            self._done()

    def cancel(self) -> None:
        """Do without it."""
        self._task.cancel()


class Waiting:
    """What waits for a thread, as long as those that may have one now. Its holder keeps the lock."""

    def __init__(self, most: int) -> None:
        """Begin empty."""
        self._most = most
        self._turns: deque[Turn] = deque()
        self._served: Counter[str] = Counter()

    def append(self, turn: Turn) -> None:
        """Let one more wait."""
        self._turns.append(turn)

    def popleft(self) -> Turn:
        """Return the first that may have a thread, and count it as served. Raises IndexError for none."""
        for at, turn in enumerate(self._turns):
            if self._served[turn.key] < self._most:
                del self._turns[at]
                self._served[turn.key] += 1
                return turn
        raise IndexError("nobody who waits may have a thread now")

    def done(self, key: str) -> None:
        """Note that one of a place is served no more."""
        self._served[key] -= 1
        if not self._served[key]:
            del self._served[key]

    def __len__(self) -> int:
        """Return how many could have a thread now."""
        waiting = Counter(turn.key for turn in self._turns)
        return sum(min(count, max(0, self._most - self._served[key])) for key, count in waiting.items())
