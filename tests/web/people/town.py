"""A home with one account for each role, and clients that sign in to it."""

from __future__ import annotations

import datetime as dt
import functools
import re
from dataclasses import dataclass
from pathlib import Path

from dash import Dash
from flask.testing import FlaskClient

from records.access.accounts import Account, add, add_organisation, find_login, use_link
from records.access.open import access_path, open_access
from records.store import Store
from web.people.settings import Settings
from web.server import make_app

AT = dt.datetime(2026, 11, 22, 9, tzinfo=dt.UTC)
PASSWORD = "tall granite orchard violin"
LOGINS = {"board": "bea", "analyst": "ana", "steward": "stu"}
TOKEN = re.compile(r"name='csrf_token' value='([^']+)'")


def keep_people(home: Path) -> Store:
    """Make one account for each role, all with the same password, and return the open store."""
    store = open_access(access_path(home))
    add_organisation(store, "Harbour Council", "council")
    for role, login in LOGINS.items():
        name = f"{login.title()} Example"
        invitation = add(store, login=login, name=name, organisation="Harbour Council", role=role, at=AT)
        use_link(store, invitation.token, PASSWORD, AT)
    return store


def settings(home: Path, **more: object) -> Settings:
    return Settings(b"k" * 32, access_path(home), **{"tries_per_minute": 1000, **more})  # type: ignore[arg-type]


def token_of(page: str) -> str:
    found = TOKEN.search(page)
    assert found is not None, page[:500]
    return found[1]


@dataclass
class Doorway:
    """One server with accounts."""

    app: Dash
    store: Store

    def client(self, role: str = "") -> FlaskClient:
        """Return a browser, signed in with a role's account where one is named."""
        client = self.app.server.test_client()
        if role:
            reply = self.sign_in(client, LOGINS[role])
            assert reply.status_code == 303, reply.get_data(as_text=True)
        return client

    def sign_in(self, client: FlaskClient, login: str, password: str = PASSWORD, onward: str = "/") -> object:
        page = client.get("/sign-in", query_string={"next": onward}).get_data(as_text=True)
        sent = {"csrf_token": token_of(page), "login": login, "password": password, "next": onward}
        return client.post("/sign-in", data=sent)

    @functools.cached_property
    def accounts(self) -> dict[str, Account]:
        return {role: find_login(self.store, login) for role, login in LOGINS.items()}


def doorway(home: Path, access: Path, *, board: bool, **more: object) -> Doorway:
    """Return a server of a home whose accounts are kept in another folder, which is made."""
    store = keep_people(access)
    return Doorway(make_app(home, board=board, doors=settings(access, **more)), store)
