"""One-time links: whoever holds one may set the password of its account, once, within 72 hours."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from typing import Any, Final

from sqlalchemy import Connection, Row, delete, insert, select

from records.access.rows import row_by_key
from records.access.schema import account_link
from records.errors import NotNowError

LASTS: Final = dt.timedelta(hours=72)


def new_link(connection: Connection, row: Row[Any], at: dt.datetime) -> tuple[str, dt.datetime]:
    """Keep a new link of an account in place of its earlier ones; return its token and when it ends.

    The token has 256 random bits; only its SHA-256 is kept, so the store cannot give it away.
    """
    drop_links(connection, row)
    token, expires_at = secrets.token_urlsafe(32), at + LASTS
    connection.execute(
        insert(account_link).values(token_sha256=_digest(token), account_key=row.key, expires_at=expires_at)
    )
    return token, expires_at


def row_of_link(connection: Connection, token: str, at: dt.datetime) -> Row[Any]:
    """Return the row of the account whose link this is. Raises NotNowError when it cannot be used."""
    asked = select(account_link).where(account_link.c.token_sha256 == _digest(token))
    link = connection.execute(asked).one_or_none()
    row = None if link is None or link.expires_at <= at else row_by_key(connection, link.account_key)
    if row is None or row.disabled:
        raise NotNowError(
            "this link",
            "is not valid: it was used, is older than 72 hours, or another took its place",
            "Ask your data steward for a new one.",
        )
    return row


def drop_links(connection: Connection, row: Row[Any]) -> None:
    """Forget the links of an account."""
    connection.execute(delete(account_link).where(account_link.c.account_key == row.key))


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
