"""Who asks: the person behind the present request, for everything that depends on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from flask import g, has_request_context


@dataclass(frozen=True)
class Person:
    """Who asks, as their account says at this moment.

    account_id: None where the doors are open and nobody has signed in. role: board, analyst or steward.
    """

    account_id: str | None
    login: str
    name: str
    organisation: str
    organisation_kind: str
    role: str


# Acts where the doors are open: on a home of invented data, on this machine only
DEMO_VISITOR: Final = Person(None, "demo", "Demo visitor", "Demo partnership", "other", "steward")


def asking() -> Person:
    """Return who asks. Work that goes on after the reply must be told, and cannot ask.

    Raises:
        RuntimeError: outside a request, or in one that nobody needs to sign in for.
    """
    person = found()
    if person is None:
        raise RuntimeError("nobody is asking: this is no request of somebody signed in")
    return person


def found() -> Person | None:
    """Return who asks, None where nobody has signed in or there is no request."""
    person: Person | None = g.get("person") if has_request_context() else None
    return person


def account_name() -> str | None:
    """Return the name that what people do is kept under, None where nobody has an account and it is typed."""
    person = found()
    return person.name if person and person.account_id else None
