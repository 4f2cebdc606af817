"""Whose turn it is: a few briefings at once, so that making them leaves the server to those who look."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from web.people.who import Person

MOST: Final = 2  # at once, of the server's threads
WAIT_S: Final = 2  # after which it is worth asking again

Step = Callable[[str], None]


class BusyError(Exception):
    """As many briefings are being made as may be, or one for whoever asks."""


class Turns:
    """The briefings that a server is making now, each with the step it is at; nothing is kept afterwards."""

    def __init__(self) -> None:
        """Begin with none."""
        self._lock = threading.Lock()
        self._steps: dict[tuple[str, str], str] = {}  # (login, key) -> step

    @contextmanager
    def turn(self, person: Person, key: str) -> Iterator[Step]:
        """Yield what is told each step while a briefing is made. key: how whoever asks calls it.

        Those who have an account have one turn at a time; where the doors are open all share one name.

        Raises:
            BusyError: it has to be asked for again later.
        """
        name = (person.login, key)
        with self._lock:
            own = person.account_id is not None and any(login == person.login for login, _ in self._steps)
            if len(self._steps) >= MOST or own or name in self._steps:
                raise BusyError
            self._steps[name] = ""

        def step(said: str) -> None:
            with self._lock:
                self._steps[name] = said

        try:
            yield step
        finally:
            with self._lock:
                del self._steps[name]

    def step(self, person: Person, key: str) -> str:
        """Return the step that a briefing of somebody is at, '' where none is being made under that name."""
        with self._lock:
            return self._steps.get((person.login, key), "")
