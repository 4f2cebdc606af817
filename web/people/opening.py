"""Whether a server may open: without sign-in for invented data on this machine, else with accounts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from etl.errors import BadInputError, RefusedError
from etl.load.invented import holds_invented_only
from etl.store import restricted_path
from layers.publish.pointer import current_version
from layers.published.home import follow
from records.access.accounts import enabled_count
from records.access.open import access_target, open_access
from web.doors import Doors
from web.guard import is_loopback
from web.people.oidc_settings import read_oidc
from web.people.settings import Settings, Standing, read_settings, read_standing
from web.people.visitor import OpenDoors
from web.workspace import kept_errors

ADD_PEOPLE = (
    "Add the first account with: safepassage users organisation add, then safepassage users add; see "
    "docs/deploying.md"
)


def doors_of(
    home: Path, *, host: str, analysts: bool, environ: Mapping[str, str], among: Standing | None = None
) -> Doors:
    """Return who may come in to a server of this home that listens on `host`.

    analysts: it is for analysts, with the restricted store behind it. among: where it stands as one of
    several places on a server, instead of what the home says of that.

    Raises RefusedError where real data would be open to whoever comes, or readable on the way; BadInputError
    for settings that cannot be used.
    """
    still = InventedOnly(home, analysts=analysts)
    return doors_while(still, home, host=host, environ=environ, among=among)


def doors_while(
    still: Callable[[], bool],
    home: Path,
    *,
    host: str,
    environ: Mapping[str, str],
    among: Standing | None = None,
) -> Doors:
    """Return who may come in, given what tells at any moment whether all that is shown is invented.

    home: where the accounts are. Raises as `doors_of` does.
    """
    if people(home, environ):
        settings = replace(read_settings(home, environ), oidc=read_oidc(home, environ))
        settings = among.of(settings) if among else settings
        need_safe_way(host, settings)
        return settings
    if not still():
        raise RefusedError(
            str(home),
            "holds data that are not known to be invented, and nobody has an account: whoever reached this "
            "server would see them",
            f"{ADD_PEOPLE}. A demo of an earlier version has to be made anew, in a new folder",
        )
    stands = among or read_standing(home, environ)
    named = stands.address or stands.hosts
    if not is_loopback(host) or stands.proxies or named:
        raise RefusedError(
            "--host" if not is_loopback(host) else "settings",
            "a server without accounts listens on this machine only, and behind no proxy",
            f"{ADD_PEOPLE}. Or leave out --host and the settings of a proxy",
        )
    return OpenDoors(still=still, path=among.path if among else "")


def people(home: Path, environ: Mapping[str, str]) -> int:
    """Return how many accounts may sign in; no store is made where there is none."""
    target = access_target(home, environ)
    if isinstance(target, Path) and not target.is_file():
        return 0
    with kept_errors(), open_access(target) as store:
        return enabled_count(store)


class InventedOnly:
    """Tells at any moment whether a home still holds invented data only; it reads no more than it must."""

    def __init__(self, home: Path, *, analysts: bool) -> None:
        """Watch a home; for boards only what is published."""
        self._home = home
        self._analysts = analysts
        self._seen: tuple[Any, bool] | None = None

    def __call__(self) -> bool:
        """Return whether all that this server could show is invented."""
        try:
            return self._published() and (not self._analysts or self._loaded())
        except BadInputError:  # what cannot be read may be anything
            return False

    def _published(self) -> bool:
        named = current_version(self._home / "published")
        return named is None or follow(self._home).current().meta().only_invented

    def _loaded(self) -> bool:
        path = restricted_path(self._home)
        beside = path.with_name(f"{path.name}.wal")
        stamp = tuple(
            (found.st_mtime_ns, found.st_size, found.st_ino)
            for found in (each.stat() for each in (path, beside) if each.is_file())
        )
        if self._seen is None or self._seen[0] != stamp:
            self._seen = stamp, holds_invented_only(self._home)
        return self._seen[1]


def need_safe_way(host: str, settings: Settings) -> None:
    """Raise RefusedError where passwords would travel in the clear, or nobody could come in."""
    if is_loopback(host):
        return
    if not settings.names:
        raise RefusedError(
            "address",
            "other machines could reach this server, and it does not know the name they will use",
            'Set address = "https://map.example.org" in HOME/server.toml, or SAFE_PASSAGE_ADDRESS',
        )
    if not settings.plain_http and not (settings.tls and settings.proxies):
        raise RefusedError(
            "--host",
            f"{host} can be reached from other machines, and this server itself speaks plain http: passwords "
            "could be read on the way",
            "Put a proxy with TLS before it (proxies = 1 and an https address in HOME/server.toml) and let "
            "this one listen on 127.0.0.1, or say plain_http = true where the network itself is encrypted",
        )
