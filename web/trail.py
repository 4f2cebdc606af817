"""The audit trail for pages and commands: a home's trail, and the pen of whoever asks."""

from __future__ import annotations

import datetime as dt
import functools
import logging
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, Final

from flask import Flask, Response, current_app

from etl.errors import BadInputError
from layers.publish.log import What
from records.access.pen import Pen
from records.access.trail import Act, Trail, open_trail
from records.access.trail_check import Verdict, read_remembered, verify
from records.access.trail_key import BEGIN, HEAD_FILE, Head
from web.errors import plain_page, said
from web.people.who import Person, asking
from web.workspace import has_access, kept_errors, open_access_of

Clock = Callable[[], dt.datetime]
_NAME: Final = "safe_passage_trail"
_SEEN: Final = "safe_passage_trail_seen"  # what was noted today and need not be again


@contextmanager
def opened_trail(home: Path) -> Iterator[Trail]:
    """Yield the trail of a home; its store is made when absent. Raises BadInputError."""
    with kept_errors(), open_access_of(home) as store:
        yield open_trail(store, home)


def utc_now() -> dt.datetime:
    """Return the moment of an act: the edge where pages, like the command line, read the clock."""
    return dt.datetime.now(dt.UTC)


def was_noted(home: Path) -> bool:
    """Return whether anything may have been noted in a home; looking makes nothing."""
    return has_access(home) or (home / HEAD_FILE).is_file()


def checked(home: Path, remembered: str = "") -> Verdict:
    """Return whether the trail of a home is whole. remembered: a head kept elsewhere, '' for none.

    Raises BadInputError when it cannot be read.
    """
    with kept_errors():
        head = read_remembered(remembered) if remembered else None
    if not was_noted(home) and head is None:
        return Verdict(0, Head(0, BEGIN), ())
    with opened_trail(home) as trail:
        return verify(trail, head)


class NotNotedError(BadInputError):
    """The trail cannot be written, so nothing is done. Says nothing of this machine."""


@contextmanager
def opened_for_pages(home: Path) -> Iterator[Trail]:
    """Yield the trail of a home. Raises NotNotedError, which says nothing of this machine."""
    try:
        with opened_trail(home) as trail:
            yield trail
    except BadInputError as error:
        logging.getLogger(__name__).error("The audit trail cannot be written: %s", error)
        raise NotNotedError(
            "trail.key", "the audit trail cannot be used now, so this was not done", "Tell the data steward."
        ) from error


def register_trail(server: Flask, home: Path, clock: Clock = utc_now) -> None:
    """Let the requests of a server be noted in the trail of a home."""
    server.extensions[_NAME] = home, clock
    server.extensions[_SEEN] = set()

    @server.errorhandler(NotNotedError)
    def not_noted(error: NotNotedError) -> Response:
        page = plain_page("This cannot be done now", said(error))
        return Response(page, 503, mimetype="text/html")


def pen_of(person: Person) -> Pen:
    """Return the pen of somebody who signs in or asks, in the present request."""
    home, clock = current_app.extensions[_NAME]
    opened = functools.partial(opened_for_pages, home)
    return Pen(opened, clock, person.login, person.organisation, person.role)


def pen() -> Pen:
    """Return the pen of whoever asks; work that goes on after the reply takes it along."""
    return pen_of(asking())


def deciding(pen: Pen) -> Callable[[What, str, str], Act]:
    """Return what notes a decision about a version, for layers.publish.log.Decider."""

    def note(what: What, version: str, was: str) -> Act:
        return pen.note("rollback" if what == "roll back" else what, version, was=was)

    return note


def noted(
    kind: str, subject: str = "", *, content_id: str = "", file_sha256: str = "", **details: Any
) -> Act:
    """Note an act of whoever asks, before it is done. Raises BadInputError: then it must not be done."""
    return pen().note(kind, subject, content_id=content_id, file_sha256=file_sha256, **details)


def noted_once(kind: str, subject: str) -> None:
    """Note an act of whoever asks, once a day (UTC) for each server that runs."""
    person, seen = asking(), current_app.extensions[_SEEN]
    today = current_app.extensions[_NAME][1]().date(), person.login, kind, subject
    if today not in seen:
        pen_of(person).note(kind, subject)
        seen.add(today)


def noting(kind: str, subject: str = "", **details: Any) -> AbstractContextManager[Act]:
    """Note an act of whoever asks before the block that does it, and where it fails that it was not done."""
    return pen().noting(kind, subject, **details)
