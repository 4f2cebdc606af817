"""What a server is told about where it stands: HOME/server.toml, the environment, and files for secrets.

The environment wins over the file, so that a container needs no file. A secret is never in the file: it is
in the environment, or in a file of its own that only its owner can read.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from etl.errors import BadInputError
from records.access.open import access_target
from web.people.oidc_settings import Oidc
from web.people.secret import PREFIX, read_secret

FILE: Final = "server.toml"
SECRET_FILE: Final = "session.key"


@dataclass(frozen=True)
class Settings:
    """Where a server stands and how long a session lasts.

    address: what people type to reach it (https://map.example.org, or https://www.example.org/risk-map below
    a path), empty on this machine only. hosts: more names it answers to. proxies: how many trusted proxies
    stand before it, each of which says who asked. plain_http: people may reach it without TLS, said
    explicitly. idle_minutes, longest_hours: a session ends when nothing was asked for so long, and in any
    case. tries_per_minute: of signing in, from one address.
    secret: what signs the sessions. access: where the accounts are, a file or a database's address.
    oidc: where else people may sign in.
    """

    secret: bytes
    access: str | Path
    address: str = ""
    hosts: tuple[str, ...] = ()
    proxies: int = 0
    plain_http: bool = False
    idle_minutes: int = 30
    longest_hours: int = 12
    tries_per_minute: int = 10
    oidc: Oidc | None = None

    @property
    def tls(self) -> bool:
        """Whether people reach the server over TLS."""
        return self.address.startswith("https://")

    @property
    def path(self) -> str:
        """The path below which it is reached, '/risk-map', empty at the root of its host."""
        return urlsplit(self.address).path

    @property
    def origin(self) -> str:
        """The address without its path, as browsers name where a request comes from."""
        return self.address.removesuffix(self.path)

    @property
    def names(self) -> frozenset[str]:
        """The host names people may ask for, in lower case."""
        own = urlsplit(self.address).hostname
        return frozenset(name.lower() for name in (*self.hosts, *([own] if own else ())))


@dataclass(frozen=True)
class Standing:
    """Where one of several places on a server stands, as the server's own file says (web/region/file.py).

    path: '/boston'. address: the server's, empty on this machine only; its own path is part of `path`.
    """

    path: str
    address: str = ""
    hosts: tuple[str, ...] = ()
    proxies: int = 0
    plain_http: bool = False

    def of(self, settings: Settings) -> Settings:
        """Return a place's settings with what the server's file says in place of what the home's does."""
        root = self.address.removesuffix(urlsplit(self.address).path)
        address = f"{root or 'http://127.0.0.1'}{self.path}"
        return replace(
            settings,
            address=address,
            hosts=self.hosts,
            proxies=self.proxies,
            plain_http=self.plain_http,
        )


_LIMITS: Final[Mapping[str, tuple[int, int]]] = {
    "proxies": (0, 5),
    "idle_minutes": (1, 24 * 60),
    "longest_hours": (1, 7 * 24),
    "tries_per_minute": (1, 1000),
}
_PATH: Final = re.compile(r"(/[A-Za-z0-9][A-Za-z0-9._~-]*)*")
_NAMED: Final = frozenset(field.name for field in fields(Settings)) - {"secret", "access", "oidc"}


def read_settings(home: Path, environ: Mapping[str, str]) -> Settings:
    """Return the settings of a server of this home; a session secret is made on first use.

    Raises BadInputError for what cannot be a setting, and for a secret that others can read.
    """
    return replace(
        read_standing(home, environ), secret=read_secret("SESSION_SECRET", home / SECRET_FILE, environ)
    )


def read_standing(home: Path, environ: Mapping[str, str]) -> Settings:
    """Return the settings without their secret. Raises BadInputError for what cannot be a setting."""
    given: dict[str, Any] = {}
    where: dict[str, str] = {}
    for name, value in _from_file(home / FILE).items():
        given[name], where[name] = value, f"{home / FILE}: {name}"
    for name in _NAMED:
        key = f"{PREFIX}{name.upper()}"
        if environ.get(key, "").strip():
            given[name], where[name] = environ[key].strip(), key
    checked = {name: checked_setting(name, value, where[name]) for name, value in given.items()}
    return Settings(b"", access_target(home, environ), **checked)


def _from_file(path: Path) -> dict[str, Any]:
    if not path.is_file():
        return {}
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadInputError(str(path), f"cannot be read ({error})", "Correct it.") from error
    unknown = sorted(set(found) - _NAMED)
    if unknown:
        secret = " A secret belongs into the environment or a file of its own." if "secret" in unknown else ""
        raise BadInputError(
            f"{path}: {unknown[0]}",
            "is no setting of a server",
            f"The settings are {', '.join(sorted(_NAMED))}.{secret}",
        )
    return found


def checked_setting(name: str, value: Any, where: str) -> Any:
    """Return a setting of a server as it is used. Raises BadInputError for what cannot be one."""
    if name in _LIMITS:
        return _number(value, *_LIMITS[name], where)
    if name == "plain_http":
        return _yes(value, where)
    if name == "hosts":
        return _hosts(value, where)
    parts = urlsplit(value) if isinstance(value, str) else None
    whole = parts and parts.scheme in {"http", "https"} and parts.hostname
    if not (parts and whole) or parts.query or parts.fragment or parts.username:
        raise BadInputError(where, "is no address of a server", "Write it as https://map.example.org")
    path = parts.path.rstrip("/")
    if not _PATH.fullmatch(path):
        raise BadInputError(
            where,
            "has a path that no server can stand below",
            "Write it as https://www.example.org/risk-map: letters, digits, hyphens, and '/' between parts.",
        )
    return f"{parts.scheme}://{parts.netloc}".lower() + path


def _number(value: Any, least: int, most: int, where: str) -> int:
    number = int(value) if isinstance(value, str) and value.isdecimal() else value
    if type(number) is not int or not least <= number <= most:
        raise BadInputError(where, f"is no whole number from {least} to {most}", "Correct it.")
    return number


def _yes(value: Any, where: str) -> bool:
    words = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}
    found = words.get(value.lower()) if isinstance(value, str) else value
    if not isinstance(found, bool):
        raise BadInputError(where, "is neither yes nor no", "Write yes or no.")
    return found


def _hosts(value: Any, where: str) -> tuple[str, ...]:
    listed = value.replace(",", " ").split() if isinstance(value, str) else value
    fit = isinstance(listed, list) and all(
        isinstance(name, str) and name and "*" not in name and urlsplit(f"//{name}").hostname == name.lower()
        for name in listed
    )
    if not fit:
        raise BadInputError(
            where, "does not list host names", 'Write them as ["map.example.org"], without port or stars.'
        )
    return tuple(name.lower() for name in listed)
