"""A server below a path: asked for /risk-map/zones it answers as one at a root does to /zones."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from typing import Any, Final

from flask import Flask, Response

from web.headers import FIXED_HEADERS

HEALTH: Final = "/healthz"  # at the root too: whoever watches the process need not know its path
HEADERS: Final = {
    **FIXED_HEADERS,
    "Content-Security-Policy": "default-src 'none'",
    "Cache-Control": "no-store",
}
_LOG = logging.getLogger(__name__)


def mount(server: Flask, path: str) -> None:
    """Let a server stand below a path, '/risk-map', or at the root where it is empty.

    Call it after all that wraps the server and speaks of its addresses.
    """
    if path:
        server.wsgi_app = Mounted(server.wsgi_app, path)  # type: ignore[method-assign,assignment]


class Mounted:
    """Answers what is asked for below a path, and sends everything else away.

    The path is what the browser asks for, so what stands before this server must pass it on whole.
    """

    def __init__(self, inner: Callable[..., Iterable[bytes]], path: str) -> None:
        """Stand before a server. path: begins with '/' and does not end with it."""
        self._inner = inner
        self._path = path
        self._said = False

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        """Answer one request."""
        asked = environ.get("PATH_INFO", "")
        if asked.startswith(f"{self._path}/"):
            below = {"SCRIPT_NAME": self._path, "PATH_INFO": asked.removeprefix(self._path)}
            return self._inner({**environ, **below}, start)
        if asked == HEALTH:
            return self._inner(environ, start)
        if asked == self._path:
            query = environ.get("QUERY_STRING", "")
            return self._redirect(f"{self._path}/{f'?{query}' if query else ''}")(environ, start)
        return self._outside()(environ, start)

    def _redirect(self, to: str) -> Response:
        return Response("", 308, headers={**HEADERS, "Location": to})

    def _outside(self) -> Response:
        hint = (
            f"This server answers below {self._path}/ only, the path of its address, and was asked for "
            "something else. If you came by the right address, a proxy before it takes that path away: let "
            "it pass the path on whole (docs/deploying.md, Below a path)."
        )
        if not self._said:
            self._said = True
            _LOG.warning("%s This is said once.", hint)
        return Response(
            f"There is no such page.\n\n{hint}\n",
            404,
            mimetype="text/plain",
            headers=HEADERS,
        )
