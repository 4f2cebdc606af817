"""The overview of several places: what each has published, for those with an account of its own."""

from __future__ import annotations

from flask import Flask, Response, abort, g, make_response, request
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as Reply

from etl.errors import RefusedError, SafePassageError
from records.access.roles import reaches
from web.doors import ANYONE, Keeper, route_needs
from web.errors import error_page, said
from web.exported import STATED, send_noted
from web.guard import refuse_other_hosts, refuse_other_origins
from web.headers import add_headers
from web.log import add_log
from web.mount import mount
from web.people.opening import InventedOnly, doors_while, people
from web.people.visitor import OpenDoors, Visitors
from web.region.export import id_of, versions_of, write_overview_csv
from web.region.file import Region
from web.region.page import build_overview
from web.region.rows import Rows, sort_rows
from web.region.table import SORTED_BY, Sorting
from web.trail import register_trail

OVERVIEW = "the overview"  # what a region's root shows


def make_overview(region: Region, rows: Rows, *, host: str) -> Flask:
    """Return the overview's server.

    Raises BadInputError where its accounts cannot be read, RefusedError where nobody has one and the places
    hold more than invented data.
    """
    stands = region.standing
    invented = [InventedOnly(each.home, analysts=False) for each in region.places]

    def only_invented() -> bool:
        return all(still() for still in invented)

    if not people(region.home, {}) and not only_invented():
        raise RefusedError(
            str(region.home),
            "nobody has an account for the overview, and not all that it shows is invented",
            "Add the first with: safepassage users organisation add, then safepassage users add, both with "
            f"--home {region.home}. An account of a place does not open the overview",
        )
    doors = doors_while(only_invented, region.home, host=host, environ={}, among=stands)
    server = Flask("web.region", static_folder=None)
    add_log(server)
    if isinstance(doors, OpenDoors):
        refuse_other_hosts(server, ())
        refuse_other_origins(server)
        register_doors(server, Visitors(doors, board=True))
    else:
        from web.people.guarded import Guards

        refuse_other_hosts(server, doors.names)
        refuse_other_origins(server, doors.origin)
        guards = Guards(doors)
        register_doors(server, guards.guard(server))
        guards.stand_before(server, region.name)
    register_trail(server, region.home)

    @server.get("/")
    def overview() -> str:
        by = _sorting()
        return build_overview(region.name, sort_rows(rows.read(), by.key, down=by.down), by)

    @server.get("/overview.csv")
    def as_file() -> Response:
        by = _sorting()
        found = sort_rows(rows.read(), by.key, down=by.down)
        body = "\ufeff" + write_overview_csv(region.name, found, by)
        own = id_of(found, by)
        return send_noted(
            f"overview-{own}.csv",
            body.encode(),
            "text/csv",
            content_id=own,
            purpose=STATED,
            version=versions_of(found),
            exact=False,
            filters={"sort": by.key},
        )

    @server.errorhandler(HTTPException)
    def failed(error: HTTPException) -> Response:
        status = error.code or 500
        return Response(error_page(status, start=OVERVIEW), status, mimetype="text/html")

    @server.errorhandler(SafePassageError)
    def unusable(error: SafePassageError) -> Response:
        return make_response(error_page(500, said(error), start=OVERVIEW), 503)

    add_headers(server)
    mount(server, stands.path)
    if not isinstance(doors, OpenDoors):
        guards.trust_proxies(server)
    return server


def _sorting() -> Sorting:
    """Return the order that the present request asks for; what no link says ends as 400."""
    key, down = request.args.get("sort", "name"), request.args.get("down", "")
    if key not in SORTED_BY or down not in ("", "1"):
        abort(400)
    return Sorting(key, down == "1")


def register_doors(server: Flask, keeper: Keeper) -> None:
    """Let each request through only where whoever asks has an account of the overview, of whatever role."""

    @server.before_request
    def check() -> Reply | None:
        needed = route_needs()
        if needed == ANYONE:
            return None
        person = keeper.person()
        if person is None:
            return keeper.turn_away()
        if needed is None or not reaches(person.role, needed):
            abort(403)
        keeper.keep_alive()
        g.person = person
        return None
