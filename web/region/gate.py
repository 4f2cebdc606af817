"""The gate of a server for several places: each request goes to the place below whose path it asks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from flask import Flask

from etl.errors import BadInputError
from web.log import PLACE
from web.mount import HEALTH
from web.region.front import FAILED
from web.region.places import PlaceAt

ASSETS = "/assets/"


class Gate:
    """Hands each request on whole, so that what a place knows of where it stands is its own to say."""

    def __init__(
        self,
        below: str,
        places: Mapping[str, PlaceAt],
        overview: PlaceAt,
        front: Flask,
        read_ahead: Callable[[], object],
    ) -> None:
        """Stand before the places, by path. below: the server's own path, empty at the root of its host.

        read_ahead: reads what the overview shows, a tenth of a second for each place.
        """
        self._below, self._places = below, places
        self.read_ahead = read_ahead
        self._overview, self._front = overview, front

    def place(self, asked: str) -> PlaceAt | None:
        """Return the place that a path belongs to, None for the overview's and the server's own."""
        if not asked.startswith(f"{self._below}/"):
            return None
        first = asked.removeprefix(self._below)[1:].partition("/")[0]
        return self._places.get(f"{self._below}/{first}")

    def __call__(self, environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        """Answer one request."""
        asked = str(environ.get("PATH_INFO", ""))
        place = self.place(asked)
        inside = asked.removeprefix(self._below) if asked.startswith(f"{self._below}/") else asked
        if place is None and (inside == HEALTH or inside.startswith(ASSETS)):
            return self._at_front(environ, start, inside)
        try:
            app = (place or self._overview).app()
        except BadInputError as error:
            whose = place or self._overview
            failed = {**environ, PLACE: whose.path, FAILED: (whose, error)}
            return self._at_front(failed, start, inside)
        return app(environ, start)

    def _at_front(self, environ: dict[str, Any], start: Any, inside: str) -> Iterable[bytes]:
        own = {"SCRIPT_NAME": self._below, "PATH_INFO": inside}
        return self._front({**environ, **own}, start)
