"""The document of a page of exact figures, and what a reader sees while they are being made."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any, cast

import dash
from flask import Flask, Response, jsonify, redirect, request

from etl.errors import BadInputError, RefusedError
from web.analyst.home import ASKED, PREFIX, VIA_PREFIX, AnalystHome, asked_version, wants_exact
from web.errors import plain_page
from web.trail import noted_once
from web.url import url

OTHERS_FIRST = "Other figures are being made first"
_OWN_PREFIX = re.compile(r'("requests_pathname_prefix":\s*)"[^"]*"')


class AnalystDash(dash.Dash):
    """Dash whose pages of exact figures ask under PREFIX, and say in their root what they are."""

    def interpolate_index(self, *args: Any, **parts: Any) -> str:
        """Return the document."""
        if wants_exact():
            parts["config"] = _OWN_PREFIX.sub(rf'\1"{url(PREFIX)}/"', parts["config"])
        index: str = super().interpolate_index(*args, **parts)  # type: ignore[no-untyped-call]
        return index.replace("<html ", '<html data-store="exact" ', 1) if wants_exact() else index


class UnderPrefix:
    """Answers what is asked under PREFIX as if it were not there, and notes that it was."""

    def __init__(self, inner: Callable[..., Iterable[bytes]]) -> None:
        """Stand before a server."""
        self.inner = inner

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        """Answer one request."""
        path = environ.get("PATH_INFO", "")
        if path.startswith(f"{PREFIX}/_dash"):
            environ = {**environ, "PATH_INFO": path.removeprefix(PREFIX), VIA_PREFIX: True}
        return self.inner(environ, start)


def register_exact(server: Flask, follower: AnalystHome, paths: list[str], own: Iterable[str]) -> None:
    """Serve pages of exact figures at `paths`, once the figures are made.

    own: those that boards do not have; they open on exact figures where nothing is published yet.
    """
    server.wsgi_app = cast(Any, UnderPrefix(server.wsgi_app))  # type: ignore[method-assign]

    @server.before_request
    def note_first() -> None:
        if asked_version() is not None or (wants_exact() and request.path in paths):
            noted_once("exact_view", "exact figures")

    @server.before_request
    def make_first() -> Response | None:
        if request.path not in paths or request.method != "GET":
            return None
        if not wants_exact():
            return _unpublished(own) if follower.unpublished() else None
        try:
            if follower.ready():
                return None
        except RefusedError as error:
            way_on = f"<ul><li><a href='{url('/')}'>Map of the published figures</a></li></ul>"
            page = plain_page("No exact figures are open to you", str(error), way_on=way_on)
            return Response(page, 403, mimetype="text/html")
        except BadInputError as error:
            return Response(
                plain_page("The exact figures cannot be made now", str(error)), 503, mimetype="text/html"
            )
        follower.make()
        return Response(_waiting_page(), mimetype="text/html")

    @server.after_request
    def keep_nothing(reply: Response) -> Response:
        # Another person may sign in on this browser: what it kept would pass by the server
        if asked_version() is not None:
            reply.headers["Cache-Control"] = "no-store"
        return reply

    @server.get(f"{PREFIX}/progress")
    def progress() -> Response:
        work = follower.worker.state()
        own = work.what == follower.name()  # else those of another organisation: theirs to be told of
        reply = jsonify(
            done=not work.running and not (own and work.error),
            message=work.message if own else OTHERS_FIRST,
            fraction=round(work.fraction, 3) if own else 0,
            error=work.error if own else "",
        )
        reply.headers["Cache-Control"] = "no-store"
        return reply


def _unpublished(own: Iterable[str]) -> Response:
    """Return the way to a page that needs no published version, or to a first version."""
    if request.path in own:
        return cast(Response, redirect(url(f"{request.path}?store={ASKED}")))
    page = plain_page(
        "No published version yet",
        "Data are loaded, but nobody has decided what boards may see of them. A first version is prepared, "
        "checked and approved on the page Publish; from then on its map is here.",
        way_on=f"<ul><li><a href='{url('/publish?store=exact')}'>Publish: prepare the first version</a></li>"
        f"<li><a href='{url('/?store=exact')}'>Map of the exact figures</a>, not for publication</li>"
        f"<li><a href='{url('/load?store=exact')}'>Load data: add or correct a file</a></li></ul>",
    )
    return Response(page, 503, mimetype="text/html")


def _waiting_page() -> str:
    return plain_page(
        "Making the exact figures",
        "They are counted from the restricted store, the first time and whenever the data change. "
        "It takes seconds for a town and a minute or two for a county.",
        "<progress id='made' max='1' value='0' aria-label='Exact figures made'></progress>"
        "<p id='said' role='status'>Starting</p>"
        f"<script type='module' src='{url('/assets/waiting.mjs')}'></script>",
    )
