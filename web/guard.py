"""Which requests are answered at all: those that name this server, and that no other site's page has made."""

from __future__ import annotations

import ipaddress
from collections.abc import Collection
from urllib.parse import urlsplit

from flask import Flask, abort, request

SAFE_METHODS = ("GET", "HEAD", "OPTIONS")


def is_loopback(host: str) -> bool:
    """Return whether a host name or address means this machine and nothing else."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def refuse_other_hosts(server: Flask, names: Collection[str]) -> None:
    """Answer only what was asked of this machine, or of one of its `names` (in lower case).

    A page of another site can make a reader's browser ask a name of its own that leads to this server. Such
    a request sends another Host.
    """

    @server.before_request
    def check() -> None:
        try:
            asked = (urlsplit(f"//{request.host}").hostname or "").lower()
        except ValueError:
            abort(403)
        if asked not in names and not is_loopback(asked):
            abort(403)


def refuse_other_origins(server: Flask, origin: str = "") -> None:
    """Refuse whatever changes something when another site's page asked for it.

    Browsers name the origin of such a request, and no page can forge it. origin: scheme and host that
    people type to reach the server, where a proxy ends TLS before it.
    """

    @server.before_request
    def check() -> None:
        if request.method in SAFE_METHODS:
            return
        own = {request.host_url.rstrip("/")}
        if urlsplit(origin).netloc == request.host.lower():
            own.add(origin)
        if "Origin" in request.headers and request.headers["Origin"] not in own:
            abort(403)
        if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
            abort(403)
