"""The file of a server for several places: what it is called, where it stands, and which places it serves."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from etl.errors import BadInputError, RefusedError
from web.people.secret import PREFIX
from web.people.settings import Standing, checked_setting

OWN: Final = frozenset({"assets", "healthz", "sign-in", "sign-out", "set-password", "oidc", "overview"})
FEWEST_RESIDENTS: Final = 1_000
_PATH: Final = re.compile(r"/[a-z0-9]+(-[a-z0-9]+)*")
_STANDING: Final = ("address", "hosts", "proxies", "plain_http")
_REGION: Final = ("name", "home", *_STANDING, "places")
_PLACE: Final = ("path", "home", "name", "analysts", "in_overview", "residents", "residents_from")
# What holds for every home of a process alike
_FOR_ALL: Final = frozenset({"UPLOAD_MB", "TRAIL_KEY", "TRAIL_KEY_FILE"})


@dataclass(frozen=True)
class Member:
    """One place of a server. path: '/boston', below the server's own. name: until its version says it.

    analysts: its analysts' pages and exact figures are reached here too, else published figures only.
    in_overview: it has agreed that its released figures stand beside those of others. residents: for rates,
    where its own files have none; residents_from says where that number is from.
    """

    path: str
    home: Path
    name: str
    analysts: bool
    in_overview: bool
    residents: int | None = None
    residents_from: str = ""


@dataclass(frozen=True)
class Region:
    """A server for several places. home: accounts and trail of the overview. standing: of the overview."""

    name: str
    home: Path
    standing: Standing
    places: tuple[Member, ...]

    def stands(self, member: Member) -> Standing:
        """Return where one of the places stands."""
        own = self.standing
        return Standing(own.path + member.path, own.address, own.hosts, own.proxies, own.plain_http)


def read_region(file: Path, environ: Mapping[str, str]) -> Region:
    """Return what the file says; folders in it are beside the file unless they begin with '/'.

    Raises BadInputError for what cannot be, RefusedError where the environment would give all places one
    store, secret or address.
    """
    _refuse_shared(environ)
    try:
        given = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadInputError(str(file), f"cannot be read ({error})", "Correct it.") from error
    _known(given, _REGION, str(file))
    standing = {key: checked_setting(key, given[key], f"{file}: {key}") for key in _STANDING if key in given}
    address = standing.get("address", "")
    below = "/" + address.split("/", 3)[3] if address.count("/") > 2 else ""
    listed = given.get("places")
    if not isinstance(listed, list) or not all(isinstance(each, dict) for each in listed) or not listed:
        raise BadInputError(f"{file}: places", "name no place", "Add [[places]] with path and home.")
    places = tuple(_member(each, file, number) for number, each in enumerate(listed, 1))
    paths = [each.path for each in places]
    if twice := next((path for path in paths if paths.count(path) > 1), ""):
        raise BadInputError(f"{file}: {twice}", "is the path of two places", "Give each its own.")
    home = _folder(given, "home", file, str(file))
    if home in {each.home for each in places}:
        raise BadInputError(
            f"{file}: home",
            "is the home of a place, whose accounts would open the overview",
            "Give the overview a folder of its own.",
        )
    return Region(_line(given, "name", str(file)), home, Standing(below, **standing), places)


def _refuse_shared(environ: Mapping[str, str]) -> None:
    shared = sorted(
        key
        for key, value in environ.items()
        if key.startswith(PREFIX) and value.strip() and key.removeprefix(PREFIX) not in _FOR_ALL
    )
    if shared:
        raise RefusedError(
            shared[0],
            "is set in the environment and would be the same for every place of this server",
            "Unset it. Where the server stands belongs into its file, what differs by place into "
            "HOME/server.toml; a place that needs PostgreSQL or an identity provider runs in a process "
            "of its own (docs/deploying.md, Several partnerships on one server).",
        )


def _member(given: Mapping[str, Any], file: Path, number: int) -> Member:
    where = f"{file}: the {number}. of [[places]]"
    _known(given, _PLACE, where)
    path = _line(given, "path", where)
    if not _PATH.fullmatch(path) or path[1:] in OWN:
        raise BadInputError(
            f"{where}: path",
            f"{path[:60]!r} is no path for a place",
            "Write it as '/west-yorkshire': one part, small letters, digits and hyphens"
            f"; {', '.join(sorted(OWN))} are the server's own.",
        )
    flags = {key: given.get(key, False) for key in ("analysts", "in_overview")}
    for key, value in flags.items():
        if not isinstance(value, bool):
            raise BadInputError(f"{where}: {key}", "is neither true nor false", "Write true or false.")
    name = _line(given, "name", where) if "name" in given else path[1:].replace("-", " ").title()
    residents = given.get("residents")
    if residents is not None and (type(residents) is not int or residents < FEWEST_RESIDENTS):
        raise BadInputError(
            f"{where}: residents",
            f"is no whole number of {FEWEST_RESIDENTS:,} or more",
            "Write it as residents = 675_647, and say in residents_from where it is from.",
        )
    source = "" if residents is None else _line(given, "residents_from", where)
    return Member(
        path, _folder(given, "home", file, where), name, **flags, residents=residents, residents_from=source
    )


def _known(given: Mapping[str, Any], names: tuple[str, ...], where: str) -> None:
    if unknown := sorted(set(given) - set(names)):
        raise BadInputError(f"{where}: {unknown[0]}", "is no setting of it", f"They are {', '.join(names)}.")


def _line(given: Mapping[str, Any], key: str, where: str) -> str:
    value = given.get(key)
    if not isinstance(value, str) or not value.strip() or len(value) > 200 or not value.isprintable():
        raise BadInputError(
            f"{where}: {key}", "is not there, or is no line of text", "Say it in quotation marks."
        )
    return value.strip()


def _folder(given: Mapping[str, Any], key: str, file: Path, where: str) -> Path:
    return (file.resolve().parent / _line(given, key, where)).resolve()
