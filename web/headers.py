"""The headers of every reply: a strict Content-Security-Policy and its companions."""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
from urllib.parse import urlsplit

from flask import Flask, Response

NONCE_MARK = "@@NONCE@@"

# The components create <style> elements at run time; the first script in <head> stamps each with this
# reply's nonce, which is what lets the style policy do without 'unsafe-inline'.
STAMP_STYLES = (
    "(()=>{const nonce=document.currentScript.nonce,create=Document.prototype.createElement;"
    "Document.prototype.createElement=function(name,options){const element=create.call(this,name,options);"
    "if(String(name).toUpperCase()==='STYLE')element.nonce=nonce;return element}})()"
)

_INLINE_SCRIPT = re.compile(r"<script(?P<attributes>[^>]*)>(?P<body>.*?)</script>", re.DOTALL)
_NOT_INLINE = re.compile(r"\bsrc=|\btype=.?application/json")

FIXED_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(), camera=(), microphone=(), payment=(), usb=()",
}


def origin_of(url: str) -> str:
    """Return scheme://host[:port] of an address, or '' when it names no other origin."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}" if parts.scheme in {"http", "https"} and parts.netloc else ""


def script_hashes(html: str) -> list[str]:
    """Return the CSP source of every script written inside a page, in page order.

    They are hashed from the reply itself: what Dash writes there is only known once it is rendered.
    """
    return [
        f"'sha256-{base64.b64encode(hashlib.sha256(found['body'].encode()).digest()).decode()}'"
        for found in _INLINE_SCRIPT.finditer(html)
        if not _NOT_INLINE.search(found["attributes"])
    ]


def content_security_policy(hashes: list[str], nonce: str, other_origin: str = "") -> str:
    """Return the policy: own origin only, plus the one map origin that a place may name."""
    other = f" {other_origin}" if other_origin else ""
    return "; ".join(
        [
            "default-src 'none'",
            " ".join(["script-src 'self'", *hashes]),
            f"style-src 'self' 'nonce-{nonce}'",
            f"img-src 'self' data: blob:{other}",
            "font-src 'self' data:",
            f"connect-src 'self'{other}",
            "worker-src 'self'",
            "manifest-src 'self'",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        ]
    )


def add_headers(server: Flask, *, other_origin: str = "") -> None:
    """Put the headers on every reply of the server; call it after anything that compresses replies.

    Flask runs what was registered last first, so the pages seen here are still plain text.
    """

    @server.after_request
    def secure(reply: Response) -> Response:
        nonce, hashes = secrets.token_urlsafe(16), list[str]()
        if reply.mimetype == "text/html" and not reply.direct_passthrough:
            html = reply.get_data(as_text=True).replace(NONCE_MARK, nonce)
            reply.set_data(html)
            hashes = script_hashes(html)
            reply.headers["Cache-Control"] = "no-store"
        reply.headers["Content-Security-Policy"] = content_security_policy(hashes, nonce, other_origin)
        for name, value in FIXED_HEADERS.items():
            reply.headers[name] = value
        return reply
