"""How people sign in at an identity provider: HOME/oidc.toml, and the client's secret in a place of its own.

Without the file there is no such way in. With it, passwords still open the accounts that have one.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from etl.errors import BadInputError
from records.access.roles import ROLES
from web.guard import is_loopback
from web.people.secret import PREFIX, read_owned

FILE: Final = "oidc.toml"
SECRET: Final = f"{PREFIX}OIDC_CLIENT_SECRET"
_TEXTS: Final = {"label": "your organisation", "groups_claim": "groups", "login_claim": "preferred_username"}
_NAMED: Final = ("issuer", "client_id", *_TEXTS, "scopes", "groups")


@dataclass(frozen=True)
class Group:
    """What being in a group of the provider's means here."""

    group: str
    role: str
    organisation: str


@dataclass(frozen=True)
class Oidc:
    """An identity provider. groups: the first that a person is in decides; nobody else gets in.

    label: what the way in is called. groups_claim, login_claim: where the provider says these things.
    secret: empty for a public client.
    """

    issuer: str
    client_id: str
    secret: str
    groups: tuple[Group, ...]
    label: str
    groups_claim: str
    login_claim: str
    scopes: tuple[str, ...] = ("openid", "profile", "email")

    def rights(self, groups: Iterable[object]) -> Group | None:
        """Return what somebody in these groups may do, None for nothing."""
        there = {each for each in groups if isinstance(each, str)}
        return next((each for each in self.groups if each.group in there), None)


def read_oidc(home: Path, environ: Mapping[str, str]) -> Oidc | None:
    """Return the identity provider of a home, None without one. Raises BadInputError for what is wrong."""
    path = home / FILE
    if not path.is_file():
        return None
    try:
        given = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadInputError(str(path), f"cannot be read ({error})", "Correct it.") from error
    if unknown := sorted(set(given) - set(_NAMED)):
        secret = f" The client's secret belongs into {SECRET}_FILE." if "secret" in unknown[0] else ""
        raise BadInputError(
            f"{path}: {unknown[0]}", "is no setting of it", f"They are {', '.join(_NAMED)}.{secret}"
        )
    texts = {name: _text(given.get(name, default), f"{path}: {name}") for name, default in _TEXTS.items()}
    return Oidc(
        issuer=_issuer(given.get("issuer"), f"{path}: issuer"),
        client_id=_text(given.get("client_id"), f"{path}: client_id"),
        secret=_secret(environ),
        groups=_groups(given.get("groups"), path),
        scopes=_scopes(given.get("scopes", list(Oidc.scopes)), f"{path}: scopes"),
        **texts,
    )


def require_way(address: str, where: str) -> str:
    """Return an address of the provider. Raises BadInputError unless it is TLS, or on this machine."""
    parts = urlsplit(address)
    near = parts.scheme == "http" and parts.hostname is not None and is_loopback(parts.hostname)
    if not (parts.scheme == "https" and parts.hostname) and not near:
        raise BadInputError(
            where, f"{address[:200]!r} is not an https address", "Use one that begins with https."
        )
    return address


def _issuer(value: object, where: str) -> str:
    issuer = require_way(_text(value, where), where)
    if urlsplit(issuer).query or urlsplit(issuer).fragment:
        raise BadInputError(where, "has a query or fragment", "Write it as the provider's metadata do.")
    return issuer


def _secret(environ: Mapping[str, str]) -> str:
    if environ.get(SECRET):
        return environ[SECRET].strip()
    if not environ.get(f"{SECRET}_FILE"):
        return ""
    path = Path(environ[f"{SECRET}_FILE"])
    try:
        return read_owned(path).decode("ascii").strip()
    except UnicodeDecodeError as error:
        raise BadInputError(str(path), "holds no secret of letters and digits", "Correct it.") from error


def _groups(value: object, path: Path) -> tuple[Group, ...]:
    where = f"{path}: groups"
    if not isinstance(value, list) or not value:
        raise BadInputError(where, "name no group, so nobody could come in", "Add [[groups]].")
    return tuple(_group(each, f"{where}, the {number}. of them") for number, each in enumerate(value, 1))


def _group(value: Any, where: str) -> Group:
    names = ("group", "role", "organisation")
    if not isinstance(value, dict) or set(value) != set(names):
        raise BadInputError(where, f"does not say {', '.join(names)}", "Say these three and no more.")
    found = Group(**{name: _text(value[name], f"{where}: {name}") for name in names})
    if found.role not in ROLES:
        raise BadInputError(f"{where}: role", f"{found.role!r} is none", f"It is one of: {', '.join(ROLES)}.")
    return found


def _scopes(value: object, where: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(
        isinstance(each, str) and each.split() == [each] for each in value
    ):
        raise BadInputError(where, "does not list scopes", 'Write them as ["openid", "profile"].')
    return ("openid", *(each for each in value if each != "openid"))


def _text(value: object, where: str) -> str:
    if not isinstance(value, str) or not value.strip() or len(value) > 500 or not value.isprintable():
        raise BadInputError(where, "is not there, or is no line of text", "Say it in quotation marks.")
    return value.strip()
