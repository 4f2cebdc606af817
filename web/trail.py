"""The audit trail for pages and commands: a home's trail, and the pen of whoever asks."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, Final

from flask import Flask, current_app

from records.access.pen import Pen
from records.access.trail import Act, Trail, open_trail
from web.people.who import Person, asking
from web.workspace import kept_errors, open_access_of

Clock = Callable[[], dt.datetime]
_NAME: Final = "safe_passage_trail"


@contextmanager
def opened_trail(home: Path) -> Iterator[Trail]:
    """Yield the trail of a home; its store is made when absent. Raises BadInputError."""
    with kept_errors(), open_access_of(home) as store:
        yield open_trail(store, home)


def utc_now() -> dt.datetime:
    """Return the moment of an act: the edge where pages, like the command line, read the clock."""
    return dt.datetime.now(dt.UTC)


def register_trail(server: Flask, home: Path, clock: Clock = utc_now) -> None:
    """Let the requests of a server be noted in the trail of a home."""
    server.extensions[_NAME] = home, clock


def pen_of(person: Person) -> Pen:
    """Return the pen of somebody who signs in or asks, in the present request."""
    home, clock = current_app.extensions[_NAME]
    opened = functools.partial(opened_trail, home)
    return Pen(opened, clock, person.login, person.organisation, person.role)


def pen() -> Pen:
    """Return the pen of whoever asks; work that goes on after the reply takes it along."""
    return pen_of(asking())


def noted(
    kind: str, subject: str = "", *, content_id: str = "", file_sha256: str = "", **details: Any
) -> Act:
    """Note an act of whoever asks, before it is done. Raises BadInputError: then it must not be done."""
    return pen().note(kind, subject, content_id=content_id, file_sha256=file_sha256, **details)


def noting(kind: str, subject: str = "", **details: Any) -> AbstractContextManager[Act]:
    """Note an act of whoever asks before the block that does it, and where it fails that it was not done."""
    return pen().noting(kind, subject, **details)
