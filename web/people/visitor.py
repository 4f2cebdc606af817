"""Open doors: no sign-in, for a home of invented data on this machine."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from flask import Response, request

from web.errors import plain_page
from web.people.who import DEMO_VISITOR, Person

CLOSED: Final = (
    "Something was loaded that the demo did not make, so this server opens only for people with an account. "
    "Stop it, add the first account with: safepassage users add, and start it again. The demo itself can be "
    "made anew in another folder: safepassage demo --home FOLDER"
)


@dataclass(frozen=True)
class OpenDoors:
    """No sign-in: whoever comes is the visitor.

    still: tells at each request whether that may be. path: below which the server stands.
    """

    visitor: Person = DEMO_VISITOR
    still: Callable[[], bool] = lambda: True
    path: str = ""


class Visitors:
    """Takes everybody for the visitor, while that may be."""

    def __init__(self, doors: OpenDoors, *, board: bool) -> None:
        """Let everybody in; on a server for boards as a board."""
        self._visitor = replace(doors.visitor, role="board") if board else doors.visitor
        self._still = doors.still

    def person(self) -> Person | None:
        """Return the visitor."""
        return self._visitor if self._still() else None

    def turn_away(self) -> Response:
        """Return why nobody is let in any more."""
        if request.path.startswith("/_dash"):
            return Response(CLOSED, 403, mimetype="text/plain")
        page = plain_page("This home no longer holds invented data only", CLOSED, way_on="")
        return Response(page, 403, mimetype="text/html")

    def keep_alive(self) -> None:
        """Do nothing: there is no session."""
