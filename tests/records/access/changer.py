"""A process that changes accounts, one numbered step after the other, until it is killed."""

from __future__ import annotations

import datetime as dt
import itertools
import os
import signal
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any
from unittest.mock import patch

from argon2 import PasswordHasher
from sqlalchemy import event, select

from records.access import accounts, passwords
from records.access.open import open_access
from records.access.schema import account, account_link
from records.store import Store

NOON = dt.datetime(2026, 5, 3, 12, tzinfo=dt.UTC)
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
STEPS = 6


def take_step(store: Store, number: int) -> None:
    """Take a step of the life of an account; the same number always does the same."""
    person, step = divmod(number, STEPS)
    login, token = f"person-{person}", f"token-{number}"
    with (
        patch("records.access.links.secrets.token_urlsafe", lambda _: token),
        patch.object(passwords, "_HASHER", CHEAP),
    ):
        if step == 0:
            accounts.add(store, login=login, name=login, organisation="Health", role="board", at=NOON)
            return
        account_id = accounts.find_login(store, login).account_id
        match step:
            case 1:
                accounts.use_link(store, f"token-{number - 1}", "violin gravel otter", NOON)
            case 2:
                accounts.set_role(store, account_id, "analyst")
            case 3:
                accounts.reset(store, account_id, NOON)
            case 4:
                accounts.disable(store, account_id)
            case _:
                accounts.enable(store, account_id)


def state(store: Store) -> list[Any]:
    """Return all that is kept, passwords as whether there is one; waits for whoever is still writing."""
    has_password = account.c.password.is_not(None)
    # Numbers may have gaps on a server: what is undone gives none back.
    columns = [each for each in account.c if each.name not in ("key", "password")]
    of_link = [each for each in account_link.c if each.name != "account_key"]
    with store.writing() as connection:
        people = connection.execute(select(*columns, has_password).order_by(account.c.login)).all()
        asked = select(account.c.login, *of_link).join_from(account_link, account)
        links = connection.execute(asked.order_by(account_link.c.token_sha256)).all()
    return [tuple(row) for row in (*people, *links)]


def change_until_killed(target: str | Path, first: int, said: Connection) -> None:
    with open_access(target) as store:
        said.send(first)
        for number in itertools.count(first):
            take_step(store, number)
            said.send(number + 1)


def die_in_step(path: Path, number: int, moment: int) -> None:
    """Take a step and die before its statement, or commit, of that number; end well where it has no more."""
    moments = itertools.count()

    def die(*_: object) -> None:
        if next(moments) == moment:
            os.kill(os.getpid(), signal.SIGKILL)

    with open_access(path) as store:
        for name in ("before_cursor_execute", "commit"):
            event.listen(store._engine, name, die)
        take_step(store, number)
