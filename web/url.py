"""Addresses as browsers ask for them. The code names every address from the root of the server it is part of.

Where that root lies, at the top of a host or below a path of it, the request says (web/mount.py); so servers
below different paths live in one process.
"""

from __future__ import annotations

from flask import has_request_context, request


def url(path: str) -> str:
    """Return an address of this server, '/zones?zone=z1', as a page must write it.

    Outside a request it is the path itself.
    """
    return f"{request.script_root}{path}" if has_request_context() else path


def own_root() -> str:
    """Return this server's own address as whoever asks calls it, 'https://example.org/risk-map'."""
    return request.root_url.rstrip("/")
