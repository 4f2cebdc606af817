"""Signing in at an identity provider: the addresses /oidc/start and /oidc/back.

Nobody comes in by this way who is in none of the groups that HOME/oidc.toml names, and an account that is
disabled here stays so whatever the provider says.
"""

from __future__ import annotations

import logging
from dataclasses import asdict
from typing import Any, Final

from flask import Flask, Response, make_response, redirect, request, session
from flask_limiter import Limiter
from werkzeug.wrappers import Response as AnyResponse

from etl.errors import BadInputError
from records.access.accounts import Account, organisations, outside
from records.access.rows import folded, normal_login
from records.errors import RecordsError
from records.text import SHORT
from web.people.entry import NOBODY, OIDC_START, SIGN_IN, safe_next
from web.people.oidc_settings import FILE, Group, Oidc
from web.people.pages import Notice, build_page
from web.people.provider import NotProvedError, Provider, Trip, UnreachableError
from web.people.session import Sessions, now
from web.people.settings import Settings
from web.people.who import Person
from web.trail import pen_of
from web.url import own_root, url

BACK = "/oidc/back"
KEPT: Final = "oidc"  # in the session, while somebody is away
AWAY_S: Final = 600  # that somebody may be
_LOG = logging.getLogger(__name__)


def register_oidc(
    server: Flask, settings: Settings, oidc: Oidc, sessions: Sessions, limiter: Limiter, place: str
) -> None:
    """Add the addresses. place: its name. Raises BadInputError for an organisation that is not there."""
    _require_organisations(oidc, sessions)
    provider = Provider(oidc)
    limit = limiter.limit(f"{settings.tries_per_minute} per minute")

    @server.get(OIDC_START, endpoint="oidc_start")
    @limit
    def start() -> AnyResponse:
        trip = Trip.begin()
        try:
            address = provider.way_there(trip, way_back(settings))
        except UnreachableError as error:
            return _refusal(place, _UNREACHABLE, f"{oidc.issuer}: {error}", 503)
        onward = safe_next(request.args.get("next", "")[:1000])
        session[KEPT] = {**asdict(trip), "next": onward, "at": _seconds()}
        return redirect(address, 303)

    @server.get(BACK, endpoint="oidc_back")
    @limit
    def back() -> AnyResponse:
        kept = session.pop(KEPT, None)  # whatever comes of it, it is good for one answer
        if kept is None or not 0 <= _seconds() - kept["at"] <= AWAY_S:
            return _refusal(place, _STALE, "nobody was sent away from this browser")
        trip = Trip(kept["state"], kept["nonce"], kept["verifier"])
        try:
            claims = provider.who_came(trip, way_back(settings), request.args)
            account = _account(oidc, sessions, claims)
        except UnreachableError as error:
            return _refusal(place, _UNREACHABLE, f"{oidc.issuer}: {error}", 503)
        except NotProvedError as error:
            pen_of(NOBODY).note("sign_in_failed", "an answer of the identity provider's that proves nobody")
            return _refusal(place, _NOT_PROVED, f"{oidc.issuer}: {error}")
        except RecordsError as error:
            return _refusal(place, f"Your account cannot be opened: {error.where} {error.what}.", "")
        if account is None:
            pen_of(NOBODY).note("sign_in_failed", "somebody in none of the groups that may come in")
            return _refusal(place, _NO_GROUP, "")
        sessions.begin(account)
        return redirect(url(safe_next(kept["next"])), 303)


def _account(oidc: Oidc, sessions: Sessions, claims: dict[str, Any]) -> Account | None:
    """Return the account of whom the claims are about, None where no group of theirs means anything here."""
    rights = _rights(oidc, claims)
    if rights is None:
        return None
    login, name = normal_login(claims.get(oidc.login_claim)), claims.get("name")
    name = " ".join(name.split())[:SHORT] if isinstance(name, str) and name.strip() else login
    person = Person(None, login, name, rights.organisation, "", rights.role)
    with pen_of(person).noting("sign_in", login, way="identity provider"):
        return outside(
            sessions.store,
            issuer=oidc.issuer,
            subject=claims["sub"],
            login=login,
            name=name,
            organisation=rights.organisation,
            role=rights.role,
            at=now(),
        )


def _rights(oidc: Oidc, claims: dict[str, Any]) -> Group | None:
    groups = claims.get(oidc.groups_claim)
    return oidc.rights([groups] if isinstance(groups, str) else groups if isinstance(groups, list) else [])


def _require_organisations(oidc: Oidc, sessions: Sessions) -> None:
    known = {folded(one.name) for one in organisations(sessions.store)}
    for group in oidc.groups:
        if folded(group.organisation) not in known:
            raise BadInputError(
                FILE,
                f"names the organisation {group.organisation!r}, which is not known",
                "Add it first: safepassage users organisation add NAME --kind KIND.",
            )


def way_back(settings: Settings) -> str:
    """Return the address that the provider sends people back to."""
    return f"{settings.address or own_root()}{BACK}"


_UNREACHABLE: Final = "The identity provider gives no answer now. Try again in a moment."
_STALE: Final = "This took too long, or was begun in another window. Please begin again."
_NOT_PROVED: Final = "What the identity provider sent does not prove who you are. Please begin again."
_NO_GROUP: Final = (
    "You have signed in, but nothing here is open to you: none of your groups gives access to this map. "
    "Ask your data steward."
)


def _refusal(place: str, said: str, logged: str, status: int = 403) -> Response:
    if logged:
        _LOG.warning("Nobody was signed in: %s", logged)
    way_on = f"<p class='after'><a href='{url(SIGN_IN)}'>Back to sign-in</a></p>"
    return make_response(build_page("Sign in", place, "", notice=Notice(said), after=way_on), status)


def _seconds() -> int:
    return int(now().timestamp())
