"""One line of JSON for each request a server has answered, without anything about who asked.

An address is named by its rule, never by what was asked for in it: a permalink, a search or a service's name
would tell what somebody looked at. There is no network address, no cookie, no account and no body; who did
what of consequence is in the audit trail, for stewards.
"""

from __future__ import annotations

import json
import logging
import sys
import time
from collections.abc import Callable
from typing import Final

from flask import Flask, Response, g, request
from werkzeug.exceptions import RequestEntityTooLarge

from web.doors import CALLBACK_RULE, CALLBACKS, callback_name, route_name

LOGGER: Final = logging.getLogger("safepassage.requests")
QUIET: Final = frozenset({"/healthz"})  # asked every few seconds by whoever watches the server
METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
UNKNOWN: Final = "unknown"
PLACE: Final = "safepassage.place"  # in the environment of a request: whose it is where no place answers


def write_log() -> None:
    """Write the lines to standard error from now on; until then they are dropped."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(message)s"))
    LOGGER.addHandler(handler)
    LOGGER.setLevel(logging.INFO)
    LOGGER.propagate = False


def add_log(server: Flask, clock: Callable[[], float] = time.time) -> None:
    """Make a line for every request of a server: time (UTC), method, route, status, ms and bytes.

    A server below a path says it too, as its place: one of several on a host.

    clock: seconds since 1970.
    """

    @server.before_request
    def begin() -> None:
        g.asked_at = clock()

    @server.after_request
    def end(reply: Response) -> Response:
        if request.path not in QUIET:
            now = clock()
            line = {
                **({"place": place} if (place := _place()) else {}),
                "time": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(now)),
                "method": request.method if request.method in METHODS else UNKNOWN,
                "route": _route(),
                "status": reply.status_code,
                "ms": round(1000 * (now - g.get("asked_at", now))),
                "bytes": reply.calculate_content_length() or 0,
            }
            LOGGER.info(json.dumps(line))
        return reply


def _place() -> str:
    """Return the path of the place a request is of, '' at the root of a host."""
    return str(request.environ.get(PLACE) or request.script_root)


def _route() -> str:
    """Return the rule of the current request's address, and of a callback what it changes first."""
    if request.url_rule is None:
        return UNKNOWN
    rule = request.url_rule.rule
    if rule != CALLBACK_RULE:
        return route_name(rule)
    try:
        body = request.get_json(silent=True)
    except RequestEntityTooLarge:  # it has been refused unread
        return rule
    output = body.get("output") if isinstance(body, dict) else None
    name = callback_name(output) if isinstance(output, str) else ""
    return f"{rule} {name}" if name in CALLBACKS else rule
