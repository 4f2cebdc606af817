"""Who may reach the analysts' server: only this machine, since it has no accounts yet."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from flask import Flask, abort, request

from etl.errors import RefusedError


def is_loopback(host: str) -> bool:
    """Return whether a host name or address means this machine and nothing else."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def need_loopback(host: str) -> None:
    """Raise RefusedError unless the analysts' server would listen on this machine only."""
    if not is_loopback(host):
        raise RefusedError(
            "--host",
            f"{host} can be reached from other machines, and this home holds exact events: "
            "a server for analysts listens on this machine only until there are accounts",
            "Leave --host out, or add --board to serve the published figures only",
        )


def refuse_other_hosts(server: Flask) -> None:
    """Answer only what was asked of this machine by name.

    A page of another site can make a reader's browser ask a name of its own that leads to 127.0.0.1; a
    proxy would bring in other readers. Both send another Host.
    """

    @server.before_request
    def check() -> None:
        if not is_loopback(urlsplit(f"//{request.host}").hostname or ""):
            abort(403)


def refuse_other_origins(server: Flask) -> None:
    """Refuse whatever changes something when another site's page asked for it.

    Browsers name the origin of such a request, and neither name can be forged by a page.
    """

    @server.before_request
    def check() -> None:
        if request.method in ("GET", "HEAD", "OPTIONS"):
            return
        own = request.host_url.rstrip("/")
        if request.headers.get("Origin", own) != own:
            abort(403)
        if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
            abort(403)
