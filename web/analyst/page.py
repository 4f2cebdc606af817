"""The document of a page of exact figures, and what a reader sees while they are being made."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any, cast

import dash
from flask import Flask, Response, jsonify, request

from etl.errors import BadInputError
from web.analyst.home import PREFIX, VIA_PREFIX, AnalystHome
from web.errors import plain_page

ASKED = "exact"  # ?store=exact
_OWN_PREFIX = re.compile(r'("requests_pathname_prefix":\s*)"[^"]*"')  # of a server at the root of its name


def wants_exact() -> bool:
    """Return whether the present request is for a page of exact figures."""
    return request.args.get("store") == ASKED


class AnalystDash(dash.Dash):
    """Dash whose pages of exact figures ask under PREFIX, and say in their root what they are."""

    def interpolate_index(self, *args: Any, **parts: Any) -> str:
        """Return the document."""
        if wants_exact():
            parts["config"] = _OWN_PREFIX.sub(rf'\1"{PREFIX}/"', parts["config"])
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


def register_exact(server: Flask, follower: AnalystHome, paths: list[str]) -> None:
    """Serve pages of exact figures at `paths`, once the figures are made."""
    server.wsgi_app = cast(Any, UnderPrefix(server.wsgi_app))  # type: ignore[method-assign]

    @server.before_request
    def make_first() -> Response | None:
        if request.path not in paths or request.method != "GET" or not wants_exact():
            return None
        try:
            if follower.ready():
                return None
        except BadInputError as error:
            return Response(
                plain_page("The exact figures cannot be made now", str(error)), 503, mimetype="text/html"
            )
        follower.make()
        return Response(_waiting_page(), mimetype="text/html")

    @server.get(f"{PREFIX}/progress")
    def progress() -> Response:
        work = follower.worker.state()
        reply = jsonify(
            done=not work.running and not work.error,
            message=work.message,
            fraction=round(work.fraction, 3),
            error=work.error,
        )
        reply.headers["Cache-Control"] = "no-store"
        return reply


def _waiting_page() -> str:
    return plain_page(
        "Making the exact figures",
        "They are counted from the restricted store, the first time and whenever the data change. "
        "It takes seconds for a town and a minute or two for a county.",
        "<progress id='made' max='1' value='0' aria-label='Exact figures made'></progress>"
        "<p id='said' role='status'>Starting</p>"
        "<script type='module' src='/assets/waiting.mjs'></script>",
    )
