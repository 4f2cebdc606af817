"""A server for several places: each below a path of its own, and an overview of what they have published."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from pathlib import Path

from etl.errors import BadInputError
from web.doors import Doors
from web.listen import listen
from web.log import write_log
from web.people.opening import doors_of, need_safe_way
from web.people.settings import Settings
from web.region.file import Member, Region, read_region
from web.region.front import make_front
from web.region.gate import Gate
from web.region.overview import make_overview
from web.region.places import PlaceAt, Wsgi
from web.region.rows import Rows
from web.region.turns import FairTurns
from web.server import is_for_analysts, make_app


def make_region(region: Region, *, host: str = "127.0.0.1") -> Gate:
    """Return all of a server for several places. host: what it listens on.

    No place's app is made before somebody asks for it.
    """
    below, places = region.standing.path, make_places(region, host=host)
    rows = Rows(region, places)
    overview = PlaceAt(
        "", region.name, region.home, lambda: make_overview(region, rows, host=host), lambda: None
    )
    return Gate(below, places, overview, make_front(region.standing, places, overview), rows.read)


def make_places(region: Region, *, host: str = "127.0.0.1") -> dict[str, PlaceAt]:
    """Return the places by path, in the order of the file. host: what the server listens on."""
    below = region.standing.path
    return {below + each.path: _place(region, each, host) for each in region.places}


def _place(region: Region, member: Member, host: str) -> PlaceAt:
    stands = region.stands(member)

    def for_analysts() -> bool:
        return is_for_analysts(member.home, board=not member.analysts)

    def doors() -> Doors:
        if not member.home.is_dir():
            raise BadInputError(str(member.home), "is no folder", "Correct home in the server's file.")
        return doors_of(member.home, host=host, analysts=for_analysts(), environ={}, among=stands)

    def make() -> Wsgi:
        app: Wsgi = make_app(member.home, board=not for_analysts(), doors=doors()).server
        return app

    return PlaceAt(stands.path, member.name, member.home, make, doors)


def serve_region(
    file: Path,
    *,
    environ: Mapping[str, str],
    host: str = "127.0.0.1",
    port: int = 8050,
    log: bool = False,
    announce: Callable[[str], None] | None = None,
) -> None:
    """Serve all places that a file names until the process is stopped (see web.server.serve).

    Raises:
        BadInputError: the file cannot be used, or the address cannot.
        RefusedError: passwords would travel in the clear, or places would share a store or a secret.
    """
    region = read_region(file, environ)
    stands = region.standing
    need_safe_way(
        host,
        Settings(b"", "", stands.address, stands.hosts, stands.proxies, plain_http=stands.plain_http),
    )
    if log:
        write_log()
    gate = make_region(region, host=host)

    threading.Thread(target=gate.read_ahead, name="reading ahead", daemon=True).start()

    def whose(asked: str) -> str:
        place = gate.place(asked)
        return place.path if place else ""

    listen(
        gate,
        host=host,
        port=port,
        proxied=stands.proxies > 0,
        below=f"{stands.path}/",
        announce=announce,
        turns=FairTurns(whose),
    )
