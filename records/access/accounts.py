"""Who may sign in: accounts with one organisation and one role each, their one-time links and passwords.

Times are aware and passed in. What ends a person's open sessions raises the account's epoch, in the same
transaction. Who may do any of this is for web and commands to say.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select

from records.access.links import drop_links, new_link, row_of_link
from records.access.passwords import hashed, require_fit
from records.access.roles import ORGANISATION_KINDS
from records.access.rows import (
    Account,
    Organisation,
    all_accounts,
    as_account,
    change,
    folded,
    normal_login,
    organisation_key,
    require_other_steward,
    require_role,
    row_by_id,
    row_by_login,
)
from records.access.schema import account, organisation
from records.access.sign_in import forget_tries, sign_in
from records.errors import NotFoundError, NotNowError, UnfitError
from records.store import Store
from records.text import short_text

__all__ = [
    "Account",
    "Invitation",
    "Organisation",
    "add",
    "add_organisation",
    "disable",
    "enable",
    "enabled_count",
    "everyone",
    "find",
    "find_login",
    "holder_of_link",
    "organisations",
    "outside",
    "reset",
    "set_role",
    "sign_in",
    "use_link",
]


@dataclass(frozen=True)
class Invitation:
    """An account and the token of its one-time link, which is shown once and kept nowhere."""

    account: Account
    token: str
    expires_at: dt.datetime


def add_organisation(store: Store, name: str, kind: str) -> Organisation:
    """Keep an organisation. Raises UnfitError for an unknown kind or a name that is taken."""
    name = short_text(name, "organisation")
    if kind not in ORGANISATION_KINDS:
        kinds = ", ".join(ORGANISATION_KINDS)
        raise UnfitError("kind of organisation", f"{kind!r:.40} is none", f"It is one of: {kinds}.")
    with store.writing() as connection:
        taken = select(organisation.c.key).where(organisation.c.folded == folded(name))
        if connection.execute(taken).first() is not None:
            raise UnfitError(f"organisation {name!r}", "is there already", "Nothing is to be done.")
        connection.execute(insert(organisation).values(name=name, folded=folded(name), kind=kind))
    return Organisation(name, kind)


def organisations(store: Store) -> tuple[Organisation, ...]:
    """Return the organisations by name."""
    with store.reading() as connection:
        rows = connection.execute(select(organisation).order_by(organisation.c.folded))
        return tuple(Organisation(row.name, row.kind) for row in rows)


def add(store: Store, *, login: str, name: str, organisation: str, role: str, at: dt.datetime) -> Invitation:
    """Keep a new account and return it with its one-time link; the organisation must be there.

    Raises UnfitError for a login that is taken or cannot be one, NotFoundError for an unknown organisation.
    """
    login, name, role = normal_login(login), short_text(name, "name"), require_role(role)
    with store.writing() as connection:
        if row_by_login(connection, login) is not None:
            raise UnfitError(f"login {login!r}", "is taken", "Choose another, or reset that account.")
        row = _insert(connection, login=login, name=name, organisation=organisation, role=role, at=at)
        return _invite(connection, row, at)


def set_role(store: Store, account_id: str, role: str) -> Account:
    """Give an account a role and return it. Raises NotNowError for the last enabled steward."""
    require_role(role)
    with store.writing() as connection:
        row = row_by_id(connection, account_id)
        if row.role == role:
            return as_account(row)
        require_other_steward(connection, row)
        return change(connection, row, role=role, epoch=row.epoch + 1)


def disable(store: Store, account_id: str) -> Account:
    """Let an account sign in no more and return it. Raises NotNowError for the last enabled steward."""
    with store.writing() as connection:
        row = row_by_id(connection, account_id)
        require_other_steward(connection, row)
        drop_links(connection, row)
        return change(connection, row, disabled=True, epoch=row.epoch + 1)


def enable(store: Store, account_id: str) -> Account:
    """Let an account sign in again and return it."""
    with store.writing() as connection:
        row = row_by_id(connection, account_id)
        return change(connection, row, disabled=False, epoch=row.epoch + 1)


def reset(store: Store, account_id: str, at: dt.datetime) -> Invitation:
    """Forget an account's password and return a new one-time link; sessions and earlier links end.

    Raises NotNowError for a disabled account and for one that an identity provider signs in.
    """
    with store.writing() as connection:
        row = row_by_id(connection, account_id)
        if row.issuer is not None:
            raise NotNowError(
                f"account {row.login!r}", "has no password here", "Its identity provider signs it in."
            )
        if row.disabled:
            raise NotNowError(f"account {row.login!r}", "is disabled", "Enable it first.")
        forget_tries(connection, row.login)
        change(connection, row, password=None, epoch=row.epoch + 1)
        return _invite(connection, row, at)


def holder_of_link(store: Store, token: str, at: dt.datetime) -> Account:
    """Return the account whose link this is, without using it. Raises NotNowError when it cannot be used."""
    with store.reading() as connection:
        return as_account(row_of_link(connection, token, at))


def use_link(store: Store, token: str, password: str, at: dt.datetime) -> Account:
    """Set the password of the account whose link this is; the link and open sessions end.

    Raises NotNowError for a link that cannot be used, UnfitError for a password that cannot be taken, which
    leaves the link as it was.
    """
    holder = holder_of_link(store, token, at)
    kept = hashed(require_fit(password, (holder.login, holder.name, holder.organisation)))
    with store.writing() as connection:
        row = row_of_link(connection, token, at)  # another may have used it while this one was hashed
        drop_links(connection, row)
        forget_tries(connection, row.login)
        return change(connection, row, password=kept, epoch=row.epoch + 1)


def outside(
    store: Store,
    *,
    issuer: str,
    subject: str,
    login: str,
    name: str,
    organisation: str,
    role: str,
    at: dt.datetime,
) -> Account:
    """Return the account of somebody whom an identity provider has signed in, made or brought up to date.

    Issuer and subject name the person; a login is never a reason to open another's account. What the
    provider says of role and organisation holds from now on, whoever is demoted. Raises NotNowError where
    the account is disabled or its login is another's, NotFoundError for an unknown organisation.
    """
    login, name, role = normal_login(login), short_text(name, "name"), require_role(role)
    if not issuer or not subject or len(issuer) > 500 or len(subject) > 500:
        raise UnfitError("the identity provider", "names no person", "Tell your data steward.")
    with store.writing() as connection:
        mine = (account.c.issuer == issuer) & (account.c.subject == subject)
        row = connection.execute(all_accounts().where(mine)).one_or_none()
        if row is None:
            _require_free(connection, login)
            row = _insert(
                connection,
                login=login,
                name=name,
                organisation=organisation,
                role=role,
                at=at,
                issuer=issuer,
                subject=subject,
            )
        if row.disabled:
            raise NotNowError(f"account {row.login!r}", "is disabled", "Ask your data steward.")
        key = organisation_key(connection, organisation)
        changed = (row.role, row.organisation_key) != (role, key)
        return change(
            connection,
            row,
            name=name,
            role=role,
            organisation_key=key,
            signed_in_at=at,
            epoch=row.epoch + changed,
        )


def find(store: Store, account_id: str) -> Account | None:
    """Return an account, None where there is none."""
    with store.reading() as connection:
        try:
            return as_account(row_by_id(connection, account_id))
        except NotFoundError:
            return None


def find_login(store: Store, login: str) -> Account:
    """Return the account of a login, however its letters are written. Raises NotFoundError, UnfitError."""
    with store.reading() as connection:
        row = row_by_login(connection, normal_login(login))
        if row is None:
            raise NotFoundError(f"login {login[:40]!r}", "has no account", "See: safepassage users list.")
        return as_account(row)


def everyone(store: Store) -> tuple[Account, ...]:
    """Return every account by login, the disabled too."""
    with store.reading() as connection:
        return tuple(as_account(row) for row in connection.execute(all_accounts().order_by(account.c.login)))


def enabled_count(store: Store) -> int:
    """Return how many accounts may sign in."""
    with store.reading() as connection:
        asked = select(func.count()).where(account.c.disabled.is_(False))
        return int(connection.execute(asked).scalar_one())


def _insert(connection: Connection, *, organisation: str, at: dt.datetime, **values: Any) -> Row[Any]:
    key = organisation_key(connection, organisation)
    added = connection.execute(
        insert(account)
        .values(organisation_key=key, disabled=False, epoch=0, created_at=at, **values)
        .returning(account.c.key)
    )
    return connection.execute(all_accounts().where(account.c.key == added.scalar_one())).one()


def _invite(connection: Connection, row: Row[Any], at: dt.datetime) -> Invitation:
    token, expires_at = new_link(connection, row, at)
    now = connection.execute(all_accounts().where(account.c.key == row.key)).one()
    return Invitation(as_account(now), token, expires_at)


def _require_free(connection: Connection, login: str) -> None:
    if row_by_login(connection, login) is not None:
        raise NotNowError(
            f"login {login!r}",
            "is that of another account, which is not opened by its name",
            "Ask your data steward.",
        )
