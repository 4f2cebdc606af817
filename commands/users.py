"""Who may sign in, on the command line: accounts, roles, organisations and one-time links."""

from __future__ import annotations

import dataclasses
import datetime as dt
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from commands.options import DEFAULT_HOME, Home, Json
from terminal import print_json, said, say_lines

if TYPE_CHECKING:
    from records.access.accounts import Account, Invitation
    from records.store import Store

LINK: Final = "/set-password?token="

users = typer.Typer(
    help="Who may sign in: add people and organisations, change roles, disable, enable, send new links.",
    no_args_is_help=True,
)
organisation = typer.Typer(help="The organisations that people come from.", no_args_is_help=True)
users.add_typer(organisation, name="organisation")

Login = Annotated[str, typer.Argument(help="What the person types to sign in; case does not count.")]
Role = Annotated[str, typer.Option("--role", help="board, analyst or steward: each may do more.")]
Address = Annotated[
    str,
    typer.Option(
        "--address",
        help="Address of the site, such as https://map.example.org, to print the link whole.",
        show_default="the server's setting",
    ),
]


@users.command("add")
def add_command(
    login: Login,
    name: Annotated[str, typer.Option("--name", help="The person's name, as the trail shall say.")],
    organisation: Annotated[str, typer.Option("--organisation", help="Who they work for.")],
    role: Role,
    home: Home = DEFAULT_HOME,
    address: Address = "",
    as_json: Json = False,
) -> None:
    """Add an account and print its one-time link, with which the person sets a password within 72 hours.

    Example: `safepassage users add ada@example.org --name "Ada Lane" --organisation "Health" --role steward`
    """
    from commands.noting import command_pen
    from records.access import accounts
    from records.access.rows import normal_login
    from web.workspace import kept_errors, open_access_of

    site = _site(home, address)
    with kept_errors(), open_access_of(home) as store:
        login = normal_login(login)
        with command_pen(home).noting("account_added", login, organisation=organisation, role=role):
            made = accounts.add(
                store, login=login, name=name, organisation=organisation, role=role, at=_now()
            )
    _say_invitation(made, "is added", site, as_json=as_json)


@users.command("list")
def list_command(home: Home = DEFAULT_HOME, as_json: Json = False) -> None:
    """List the accounts: login, name, role, organisation, whether enabled, when last signed in.

    Example: `safepassage users list --home data/boston --json`
    """
    from records.access import accounts
    from web.workspace import has_access, kept_errors, open_access_of

    found: tuple[Account, ...] = ()
    if has_access(home):
        with kept_errors(), open_access_of(home) as store:
            found = accounts.everyone(store)
    if as_json:
        print_json([_document(one) for one in found])
        return
    say_lines([_line(one) for one in found])
    if not found:
        said.print("Nobody yet. Next: safepassage users organisation add, then users add.", soft_wrap=True)


@users.command("role")
def role_command(
    login: Login,
    role: Annotated[str, typer.Argument(help="board, analyst or steward.")],
    home: Home = DEFAULT_HOME,
    as_json: Json = False,
) -> None:
    """Give an account another role; its open sessions end.

    Example: `safepassage users role ada@example.org analyst --home data/boston`
    """
    from records.access import accounts

    with _changing(home, login, "role_changed", role) as (store, one):
        changed = accounts.set_role(store, one.account_id, role)
    _say_account(changed, f"has the role {changed.role}", as_json=as_json)


@users.command("disable")
def disable_command(login: Login, home: Home = DEFAULT_HOME, as_json: Json = False) -> None:
    """Let an account sign in no more; its open sessions and its links end.

    Example: `safepassage users disable ada@example.org --home data/boston`
    """
    from records.access import accounts

    with _changing(home, login, "account_disabled") as (store, one):
        changed = accounts.disable(store, one.account_id)
    _say_account(changed, "is disabled", as_json=as_json)


@users.command("enable")
def enable_command(login: Login, home: Home = DEFAULT_HOME, as_json: Json = False) -> None:
    """Let a disabled account sign in again, with the password it had.

    Example: `safepassage users enable ada@example.org --home data/boston`
    """
    from records.access import accounts

    with _changing(home, login, "account_enabled") as (store, one):
        changed = accounts.enable(store, one.account_id)
    _say_account(changed, "is enabled", as_json=as_json)


@users.command("reset")
def reset_command(
    login: Login, home: Home = DEFAULT_HOME, address: Address = "", as_json: Json = False
) -> None:
    """Forget an account's password and print a new one-time link; its open sessions end, a lock-out too.

    Example: `safepassage users reset ada@example.org --address https://map.example.org`
    """
    from records.access import accounts

    site = _site(home, address)
    with _changing(home, login, "account_reset") as (store, one):
        made = accounts.reset(store, one.account_id, _now())
    _say_invitation(made, "has no password now", site, as_json=as_json)


@organisation.command("add")
def add_organisation_command(
    name: Annotated[str, typer.Argument(help="The organisation's name.")],
    kind: Annotated[str, typer.Option("--kind", help="police, health, council, service or other.")],
    home: Home = DEFAULT_HOME,
    as_json: Json = False,
) -> None:
    """Add an organisation; its kind decides which sources its analysts may see event by event.

    Example: `safepassage users organisation add "Public Health" --kind health --home data/boston`
    """
    from commands.noting import command_pen
    from records.access import accounts
    from web.workspace import kept_errors, open_access_of

    noting = command_pen(home).noting("organisation_changed", name, organisation_kind=kind)
    with kept_errors(), open_access_of(home) as store, noting:
        made = accounts.add_organisation(store, name, kind)
    if as_json:
        print_json(dataclasses.asdict(made))
    else:
        said.print(f"{made.name} ({made.kind}) is added.", markup=False, soft_wrap=True)


@organisation.command("list")
def list_organisations_command(home: Home = DEFAULT_HOME, as_json: Json = False) -> None:
    """List the organisations and their kinds.

    Example: `safepassage users organisation list --home data/boston --json`
    """
    from records.access import accounts
    from web.workspace import has_access, kept_errors, open_access_of

    found: tuple[accounts.Organisation, ...] = ()
    if has_access(home):
        with kept_errors(), open_access_of(home) as store:
            found = accounts.organisations(store)
    if as_json:
        print_json([dataclasses.asdict(one) for one in found])
    else:
        say_lines([f"{one.name} ({one.kind})" for one in found])


@contextmanager
def _changing(home: Path, login: str, kind: str, role: str = "") -> Iterator[tuple[Store, Account]]:
    """Yield the store and the account of a login, to be changed in the block. kind: as the trail has it.

    role: which it is to have, where it changes. The act is noted first; where the block fails, as not done.
    """
    from commands.noting import command_pen
    from records.access import accounts
    from web.workspace import kept_errors, open_access_of

    with kept_errors(), open_access_of(home) as store:
        one = accounts.find_login(store, login)
        details = {"before": one.role, "after": role} if role else {}
        with command_pen(home).noting(kind, one.login, **details):
            yield store, one


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def _document(one: Account) -> dict[str, Any]:
    shown = dataclasses.asdict(one)
    del shown["epoch"]
    return shown


def _line(one: Account) -> str:
    seen = "never signed in" if one.signed_in_at is None else f"last signed in {one.signed_in_at:%Y-%m-%d}"
    disabled = ", disabled" if one.disabled else ""
    return (
        f"{one.login}: {one.name}, {one.role}, {one.organisation} ({one.organisation_kind}), {seen}{disabled}"
    )


def _say_account(one: Account, what: str, *, as_json: bool) -> None:
    if as_json:
        print_json(_document(one))
    else:
        said.print(f"{one.login} {what}.", markup=False, soft_wrap=True)


def _site(home: Path, address: str) -> str:
    """Return the address that was given, else the one that the server of this home is told."""
    from web.people.settings import read_standing

    return address or read_standing(home, os.environ).address


def _say_invitation(made: Invitation, what: str, address: str, *, as_json: bool) -> None:
    """Print the link on standard output: it is the one thing that is not kept anywhere."""
    link = f"{address.rstrip('/')}{LINK}{made.token}"
    if as_json:
        print_json({**_document(made.account), "link": link, "expires_at": made.expires_at.isoformat()})
        return
    said.print(
        f"{made.account.login} {what}. This link sets the password, once, until "
        f"{made.expires_at:%Y-%m-%d %H:%M} UTC; give it to nobody else:",
        markup=False,
        soft_wrap=True,
    )
    typer.echo(link)
