"""Asking as somebody outside any server: what depends on who asks needs a request."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask, g

from web.people.who import DEMO_VISITOR, Person


@contextmanager
def visiting(person: Person = DEMO_VISITOR) -> Iterator[None]:
    """Ask as somebody."""
    with Flask("asking").test_request_context():
        g.person = person
        yield
