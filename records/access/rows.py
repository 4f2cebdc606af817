"""Accounts and organisations as the access store's tables hold them, and as the rest of the house sees."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, Select, func, select, update

from records.access.roles import ROLES
from records.access.schema import account, organisation
from records.errors import NotFoundError, NotNowError, UnfitError
from records.text import short_text

_ID = re.compile(r"a([1-9][0-9]{0,8})")
_LOGIN = re.compile(r"[a-z0-9][a-z0-9._@+'-]{1,99}")
STEWARD = ROLES[-1]


@dataclass(frozen=True)
class Organisation:
    """Who a person works for. kind: one of ORGANISATION_KINDS."""

    name: str
    kind: str


@dataclass(frozen=True)
class Account:
    """Somebody who may sign in. epoch: rises with every change that ends the open sessions.

    signed_in_at: the last time, None for never. outside: an identity provider signs them in, no password.
    """

    account_id: str
    login: str
    name: str
    organisation: str
    organisation_kind: str
    role: str
    disabled: bool
    epoch: int
    created_at: dt.datetime
    signed_in_at: dt.datetime | None
    outside: bool


def all_accounts() -> Select[Any]:
    """Return the question for accounts with their organisations."""
    mine = account.c.organisation_key == organisation.c.key
    return select(account, organisation.c.name.label("organisation"), organisation.c.kind.label("kind")).join(
        organisation, mine
    )


def as_account(row: Row[Any]) -> Account:
    """Return a row of `all_accounts`."""
    return Account(
        f"a{row.key}",
        row.login,
        row.name,
        row.organisation,
        row.kind,
        row.role,
        row.disabled,
        row.epoch,
        row.created_at,
        row.signed_in_at,
        row.issuer is not None,
    )


def row_by_id(connection: Connection, account_id: str) -> Row[Any]:
    """Return the row of an account. Raises NotFoundError."""
    key = _ID.fullmatch(account_id)
    row = None if key is None else row_by_key(connection, int(key[1]))
    if row is None:
        raise NotFoundError(f"account {account_id[:40]!r}", "does not exist", "Choose one from the list.")
    return row


def row_by_key(connection: Connection, key: int) -> Row[Any] | None:
    """Return the row of an account by its number, None where there is none."""
    return connection.execute(all_accounts().where(account.c.key == key)).one_or_none()


def row_by_login(connection: Connection, login: str) -> Row[Any] | None:
    """Return the row of a login that `normal_login` gave, None where there is none."""
    return connection.execute(all_accounts().where(account.c.login == login)).one_or_none()


def change(connection: Connection, row: Row[Any], **values: Any) -> Account:
    """Set columns of the account's own row and return what it now is."""
    connection.execute(update(account).where(account.c.key == row.key).values(**values))
    return as_account(connection.execute(all_accounts().where(account.c.key == row.key)).one())


def organisation_key(connection: Connection, name: str) -> int:
    """Return the number of an organisation, however its name is written. Raises NotFoundError."""
    asked = select(organisation.c.key).where(organisation.c.folded == folded(name))
    found = connection.execute(asked).scalar_one_or_none()
    if found is None:
        raise NotFoundError(
            f"organisation {name[:40]!r}",
            "is not known",
            "Add it first: safepassage users organisation add NAME --kind KIND.",
        )
    return int(found)


def require_other_steward(connection: Connection, row: Row[Any]) -> None:
    """Raise NotNowError when this is the last enabled steward."""
    if row.role != STEWARD or row.disabled:
        return
    others = select(func.count()).where(
        account.c.role == STEWARD, account.c.disabled.is_(False), account.c.key != row.key
    )
    if not connection.execute(others).scalar_one():
        raise NotNowError(
            f"account {row.login!r}", "is the last steward who may sign in", "Make another steward first."
        )


def require_role(role: str) -> str:
    """Return the role. Raises UnfitError for what is none."""
    if role not in ROLES:
        raise UnfitError("role", f"{role!r:.40} is none", f"It is one of: {', '.join(ROLES)}.")
    return role


def normal_login(login: object) -> str:
    """Return a login as it is kept and compared: case and width of letters do not count.

    Raises UnfitError for what can be no login.
    """
    text = folded(short_text(login, "login"))
    if _LOGIN.fullmatch(text) is None:
        raise UnfitError(
            "login",
            f"{text[:40]!r} is not a login",
            "Use 2 to 100 letters a-z, digits and . _ @ + ' -, such as an e-mail address.",
        )
    return text


def folded(text: str) -> str:
    """Return text as it is compared: letters in one case and width, blanks as one."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
