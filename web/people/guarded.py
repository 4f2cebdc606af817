"""Doors for those with an account: who asks, where they are sent, and replies that nobody else may keep."""

from __future__ import annotations

import atexit
import threading
from collections.abc import Callable, Iterable
from typing import Any, Final

from flask import Flask, Response, g, request, session
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.wrappers import Response as Reply

from etl.errors import BadInputError
from records.access.open import open_access
from records.errors import StoreError
from web.doors import ANYONE, BOARD, route_needs
from web.errors import error_page, said
from web.people.entry import register_entry, turn_away
from web.people.session import Ended, Sessions
from web.people.settings import Settings
from web.people.who import Person
from web.workspace import kept_errors

KNOWN: Final = "safepassage.person"  # who asks, where it was looked up on the way to this server
KEEPER: Final = "safepassage.keeper"
A_YEAR: Final = "max-age=31536000"


class Guarded:
    """Knows who asks on one server by their session."""

    def __init__(self, sessions: Sessions) -> None:
        """Look people up in these sessions."""
        self.sessions = sessions

    def person(self) -> Person | None:
        """Return who asks."""
        known: Person | None = request.environ.get(KNOWN)
        return known or self.sessions.person()

    def turn_away(self) -> Reply:
        """Return the way to the sign-in page."""
        return turn_away(self.sessions)

    def keep_alive(self) -> None:
        """Note that the session is in use."""
        self.sessions.keep_alive()


class Guards:
    """The accounts of one process, for each of its servers."""

    def __init__(self, settings: Settings) -> None:
        """Open the accounts."""
        self.settings = settings
        with kept_errors():
            self._store = open_access(settings.access)
        self._ended = Ended(settings.longest_hours * 3600)
        atexit.register(self._store.close)

    def trust_proxies(self, server: Flask) -> None:
        """Take the word of so many proxies for who asked and how, of none for where the server stands.

        Call it after all that wraps the server.
        """
        count = self.settings.proxies
        if count:
            server.wsgi_app = ProxyFix(server.wsgi_app, x_for=count, x_proto=count, x_host=0)  # type: ignore[method-assign]

    def guard(self, server: Flask) -> Guarded:
        """Let a server know who asks, and its replies be kept by nobody else."""
        # Before the sessions: what comes first has the last word. HSTS binds a whole host: below a path it
        # is for whoever keeps the host to say
        _keep_private(server, hsts=self.settings.tls and not self.settings.path)
        keeper = Guarded(Sessions(server, self.settings, self._store, self._ended))
        server.extensions[KEEPER] = keeper
        server.register_error_handler(StoreError, _unreadable)
        return keeper

    def stand_before(self, server: Flask, place: str) -> None:
        """Add the pages of coming in and going out to the server that is reached from outside."""
        keeper: Guarded = server.extensions[KEEPER]
        limiter = register_entry(server, self.settings, keeper.sessions, place)
        if self.settings.oidc is not None:
            from web.people.oidc import register_oidc

            register_oidc(server, self.settings, self.settings.oidc, keeper.sessions, limiter, place)


class ForBoards:
    """Sends whoever has a board's account to an app for boards, whatever they ask for."""

    def __init__(self, server: Flask, keeper: Guarded, make: Callable[[], Flask]) -> None:
        """Stand before a server for analysts. make: builds the other one, once somebody comes."""
        self._server, self._inner, self._keeper = server, server.wsgi_app, keeper
        self._make = make
        self._boards: Flask | None = None
        self._lock = threading.Lock()

    def __call__(self, environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        """Answer one request."""
        with self._server.request_context(environ):
            needed = route_needs()
            person = self._keeper.person() if needed != ANYONE else None
        if person is None:
            return self._inner(environ, start)
        known = {**environ, KNOWN: person}
        if person.role != BOARD or needed not in (BOARD, None):
            return self._inner(known, start)
        try:
            return self._app()(known, start)
        except BadInputError as error:
            with self._server.request_context(environ):
                page = error_page(503, said(error))
            return Response(page, 503, mimetype="text/html")(environ, start)

    def _app(self) -> Flask:
        with self._lock:
            if self._boards is None:
                self._boards = self._make()
            return self._boards


def send_boards(server: Flask, make: Callable[[], Flask]) -> None:
    """Let nobody with a board's account reach a server for analysts. Call it after what else wraps it."""
    server.wsgi_app = ForBoards(server, server.extensions[KEEPER], make)  # type: ignore[method-assign,assignment]


def _keep_private(server: Flask, *, hsts: bool) -> None:
    @server.after_request
    def private(reply: Response) -> Response:
        if hsts:
            reply.headers["Strict-Transport-Security"] = A_YEAR
        if "person" not in g:
            if request.path.startswith(("/assets/", "/_dash-component-suites/", "/healthz")):
                session.accessed = False  # then the reply does not say that it depends on a cookie
            else:
                reply.headers["Cache-Control"] = "no-store"
            return reply
        kept = reply.headers.get("Cache-Control", "no-store")
        reply.headers["Cache-Control"] = kept.replace("public", "private")
        return reply


def _unreadable(_error: StoreError) -> Response:
    said = "The accounts cannot be read just now. Try again in a moment."
    if request.path.startswith("/_dash"):
        return Response(said, 503, mimetype="text/plain")
    return Response(error_page(500, said), 503, mimetype="text/html")
