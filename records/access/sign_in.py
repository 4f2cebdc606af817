"""Signing in with a password: the same words and work whatever is wrong, and a pause after five tries."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any, Final

from sqlalchemy import Connection, Row, delete, func, insert, select

from records.access.passwords import hashed, is_outdated, matches, normal
from records.access.rows import Account, change, normal_login, row_by_login
from records.access.schema import sign_in_try
from records.errors import LockedOutError, NotNowError, UnfitError
from records.store import Store

TRIES: Final = 5
PAUSE: Final = dt.timedelta(minutes=15)


def sign_in(store: Store, login: str, password: str, at: dt.datetime) -> Account:
    """Return the account that a login and password open, its time of signing in noted.

    A try is counted before it is weighed, so that many at once get no more than `TRIES` in `PAUSE` either;
    logins that nobody has are counted alike. Raises NotNowError, in the same words whatever is wrong:
    LockedOutError at the last try before a pause.
    """
    known, digest = _known(login)
    with store.writing() as connection:
        row = None if known is None else row_by_login(connection, known)
        tries = _count(connection, digest, at)
    usable = row is not None and tries and not row.disabled
    if not matches(row.password if usable and row is not None else None, password) or row is None:
        raise _refusal(LockedOutError if tries == TRIES else NotNowError)
    fresh = hashed(normal(password)) if is_outdated(row.password) else row.password
    with store.writing() as connection:
        now = row_by_login(connection, row.login)
        if now is None or not _is_unchanged(now, row):
            raise _refusal(NotNowError)
        forget_tries(connection, row.login)
        return change(connection, now, signed_in_at=at, password=fresh)


def forget_tries(connection: Connection, login: str) -> None:
    """Let a login be tried again at once."""
    connection.execute(delete(sign_in_try).where(sign_in_try.c.login_sha256 == _digest(login)))


def _count(connection: Connection, digest: str, at: dt.datetime) -> int:
    """Count a try and return its number, 0 where it may not be weighed: that prolongs no pause."""
    connection.execute(delete(sign_in_try).where(sign_in_try.c.at <= at - PAUSE))
    asked = select(func.count()).where(sign_in_try.c.login_sha256 == digest)
    before: int = connection.execute(asked).scalar_one()
    if before >= TRIES:
        return 0
    connection.execute(insert(sign_in_try).values(login_sha256=digest, at=at))
    return before + 1


def _is_unchanged(now: Row[Any], before: Row[Any]) -> bool:
    """Whether an account is what it was when its password was weighed, which takes a while."""
    return not now.disabled and (now.epoch, now.password) == (before.epoch, before.password)


def _known(login: str) -> tuple[str | None, str]:
    """Return the login as accounts keep it, None for what can be none, and what it is counted under."""
    try:
        known = normal_login(login)
    except UnfitError:
        return None, _digest(login)
    return known, _digest(known)


def _digest(login: str) -> str:
    return hashlib.sha256(login.encode("utf-8", "surrogatepass")).hexdigest()


def _refusal(kind: type[NotNowError]) -> NotNowError:
    return kind(
        "sign-in",
        "this login and password do not open an account now",
        f"Check both. After {TRIES} tries wait {PAUSE.seconds // 60} minutes, or ask your data steward.",
    )
