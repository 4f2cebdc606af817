"""A server below a path, the browser that reaches it there, and the addresses that its replies give away."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

PATH = "/risk-map"
ATTRIBUTE = re.compile(r"""\b(?:href|src|action)=["'](/[^"']*)""")


class Below(FlaskClient):
    """Asks below PATH: an address from the server's own root gets it, one that a page gave has it."""

    def open(self, *args: Any, **more: Any) -> TestResponse:
        """Send one request."""
        asked, *rest = args
        if isinstance(asked, str) and not asked.startswith(f"{PATH}/"):
            asked = PATH + asked
        return super().open(asked, *rest, **more)


def given(reply: TestResponse) -> Iterator[str]:
    """Yield the addresses of its own host that a reply gives to a browser."""
    if "Location" in reply.headers:
        yield reply.headers["Location"]
    if reply.mimetype == "text/html":
        yield from ATTRIBUTE.findall(reply.get_data(as_text=True))
    elif reply.mimetype == "application/json":
        yield from _addresses(reply.get_json())


def _addresses(value: Any) -> Iterator[str]:
    """Yield every value that begins as an address; keys are the names of pages."""
    if isinstance(value, dict):
        for each in value.values():
            yield from _addresses(each)
    elif isinstance(value, list):
        for each in value:
            yield from _addresses(each)
    elif isinstance(value, str) and re.match(r"/\w|/$", value):
        yield value
