"""Who is signed in, in the header of each page, and their name where what they do is kept with one."""

from __future__ import annotations

from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html
from flask_wtf.csrf import generate_csrf

from records.access.roles import reaches
from web.aria import aria
from web.people.who import account_name, found
from web.url import url

ROLE_WORDS = {"board": "Board", "analyst": "Analyst", "steward": "Data steward"}


def build_who() -> html.Details | None:
    """Return the part of the header that says who is signed in and lets them go; None with open doors."""
    person = found()
    if person is None or person.account_id is None:
        return None
    initials = "".join(word[0] for word in person.name.split()[:2]).upper()
    return html.Details(
        [
            html.Summary(
                [
                    html.Span(initials, className="who-initials", **aria(hidden="true")),
                    html.Span("Signed in as ", className="seen-by-readers"),
                    html.Span(person.name, className="who-name"),
                ],
                className="who-summary",
            ),
            html.Div(
                [
                    html.P(person.name, className="who-full"),
                    html.P(f"{ROLE_WORDS[person.role]}, {person.organisation}"),
                    html.P(f"Login: {person.login}"),
                    html.Form(
                        [
                            dcc.Input(type="hidden", name="csrf_token", value=generate_csrf()),
                            html.Button("Sign out", type="submit", className="plain-button"),
                        ],
                        action=url("/sign-out"),
                        method="post",
                    ),
                ],
                className="who-card",
            ),
        ],
        className="who",
    )


def build_name(which: str, why: str, **more: Any) -> dmc.TextInput:
    """Return the field for the name that a decision is kept with: typed, or the account's for good."""
    name = account_name()
    own = {"value": name, "readOnly": True, "description": "From your account"} if name else more
    given = {"id": which, "label": "Your name", "description": why, "w": 260, "size": "sm"}
    return dmc.TextInput(**given | own)


def may(role: str) -> bool:
    """Return whether whoever looks at a page reaches a role; the server asks again when they act."""
    person = found()
    return person is None or reaches(person.role, role)
