"""The session of somebody signed in: begun, kept alive, and ended at once by what happens to the account.

It is a signed cookie that names the account and its epoch; what the account may do is looked up each time.
"""

from __future__ import annotations

import datetime as dt
import hmac
import secrets
import threading
from typing import Final

from flask import Flask, session
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user

from records.access.accounts import Account, find
from records.store import Store
from web.people.settings import Settings
from web.people.who import Person

BEGAN, SEEN, TICKET = "began", "seen", "ticket"  # seconds since 1970; what names this session alone
RENEW_S: Final = 60  # how old the note of the last request may become
COOKIE: Final = "safepassage"


def now() -> dt.datetime:
    """Return the moment of a request."""
    return dt.datetime.now(dt.UTC)


def person_of(account: Account) -> Person:
    """Return the person behind an account."""
    return Person(
        account.account_id,
        account.login,
        account.name,
        account.organisation,
        account.organisation_kind,
        account.role,
    )


class Member(UserMixin):  # type: ignore[misc]  # the package is untyped
    """An account as Flask-Login knows somebody: a later epoch is somebody else."""

    def __init__(self, account: Account) -> None:
        """Stand for an account."""
        self.account = account

    def get_id(self) -> str:
        """Return what the session keeps."""
        return f"{self.account.account_id}.{self.account.epoch}"


class Ended:
    """The sessions that somebody has signed out of: a copy of their cookie would outlive that.

    Kept in memory: a server that starts anew knows of none, and a copy is good for its idle time again.
    """

    def __init__(self, longest_s: int) -> None:
        """Keep each for as long as a session can last."""
        self._longest_s = longest_s
        self._at: dict[str, int] = {}
        self._lock = threading.Lock()

    def note(self, ticket: str, moment: int) -> None:
        """Keep that a session has ended."""
        with self._lock:
            self._at = {key: at for key, at in self._at.items() if moment - at <= self._longest_s}
            self._at[ticket] = moment

    def __contains__(self, ticket: object) -> bool:
        """Return whether a session has ended."""
        return ticket in self._at


def cookie_name(settings: Settings) -> str:
    """Return what the cookie is called: over TLS a name that browsers take from no other host, or no http.

    Below a path it is named after that: to each of several places on a host their own.
    """
    if settings.path:
        own = f"{COOKIE}{settings.path.replace('/', '-')}"
        return f"__Secure-{own}" if settings.tls else own
    return f"__Host-{COOKIE}" if settings.tls else COOKIE  # that one asks for the path "/"


def signing_key(settings: Settings) -> bytes:
    """Return what signs the sessions. Bound to the path: a cookie of one place opens no copy of it."""
    if not settings.path:
        return settings.secret
    return hmac.digest(settings.secret, f"sessions below {settings.path}".encode(), "sha256")


class Sessions:
    """The sessions of one server."""

    def __init__(self, server: Flask, settings: Settings, store: Store, ended: Ended) -> None:
        """Let the server keep sessions in its cookie."""
        self.store = store
        self._idle_s = settings.idle_minutes * 60
        self._longest_s = settings.longest_hours * 3600
        self._ended = ended
        server.secret_key = signing_key(settings)
        server.config.update(
            SESSION_COOKIE_NAME=cookie_name(settings),
            SESSION_COOKIE_HTTPONLY=True,
            SESSION_COOKIE_SAMESITE="Lax",
            SESSION_COOKIE_SECURE=settings.tls,
            SESSION_COOKIE_PATH=settings.path or "/",
            WTF_CSRF_TIME_LIMIT=None,  # a form is good for as long as its session
        )
        manager = LoginManager()
        manager.session_protection = None  # behind a proxy an address says little; the epoch says more
        manager.init_app(server)
        manager.user_loader(self._load)

    def person(self) -> Person | None:
        """Return who asks, None where nobody is signed in (any more)."""
        if not current_user.is_authenticated:
            return None
        return person_of(current_user.account)

    def has_ended(self) -> bool:
        """Return whether the request comes from a session that was one and is no more."""
        return "_user_id" in session and not current_user.is_authenticated

    def keep_alive(self) -> None:
        """Note that the session is in use."""
        moment = _seconds()
        if moment - session.get(SEEN, 0) >= RENEW_S:
            session[SEEN] = moment

    def begin(self, account: Account) -> None:
        """Begin a session that has nothing of an earlier one."""
        self.end()
        login_user(Member(account))
        moment = _seconds()
        session.update({BEGAN: moment, SEEN: moment, TICKET: secrets.token_hex(8)})

    def end(self) -> None:
        """End the session, for copies of its cookie too."""
        if isinstance(session.get(TICKET), str):
            self._ended.note(session[TICKET], _seconds())
        logout_user()
        session.clear()

    def _load(self, user_id: str) -> Member | None:
        moment, began, seen = _seconds(), session.get(BEGAN), session.get(SEEN)
        if not isinstance(began, int) or not isinstance(seen, int) or session.get(TICKET) in self._ended:
            return None
        if moment - began > self._longest_s or moment - seen > self._idle_s:
            return None
        account_id, _, epoch = user_id.rpartition(".")
        account = find(self.store, account_id)
        if account is None or account.disabled or str(account.epoch) != epoch:
            return None
        return Member(account)


def _seconds() -> int:
    return int(now().timestamp())
