"""What answers where none of several places does: the health of all, and why a place is not there."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Final

from flask import Flask, Response, jsonify, make_response, request, send_from_directory
from werkzeug.exceptions import HTTPException

from etl.errors import BadInputError
from web.assets import ASSETS
from web.errors import error_page, plain_page
from web.guard import refuse_other_hosts, refuse_other_origins
from web.headers import add_headers
from web.log import add_log
from web.mount import HEALTH
from web.people.settings import Settings, Standing
from web.region.places import PlaceAt
from web.url import url

FAILED: Final = "safepassage.failed"  # (place, error) in the environment of a request that no place answers


def make_front(standing: Standing, places: Mapping[str, PlaceAt], overview: PlaceAt) -> Flask:
    """Return the server behind which the places stand."""
    settings = standing.of(Settings(b"", ""))
    server = Flask("web.region.front", static_folder=None)
    add_log(server)
    refuse_other_hosts(server, settings.names)
    refuse_other_origins(server, settings.origin)

    @server.before_request
    def not_there() -> Response | None:
        failed: tuple[PlaceAt, BadInputError] | None = request.environ.get(FAILED)
        return None if failed is None else _unavailable(*failed, way_on=failed[0] is not overview)

    @server.get(HEALTH)
    def health() -> Response:
        well = [place.trouble() is None for place in places.values()]
        found = jsonify(ok=any(well), places=len(well), available=sum(well))
        return make_response(found, 200 if any(well) else 503)

    @server.get("/assets/<path:name>")
    def asset(name: str) -> Response:
        return send_from_directory(ASSETS, name)

    @server.errorhandler(HTTPException)
    def failed(error: HTTPException) -> Response:
        status = error.code or 500
        return Response(error_page(status), status, mimetype="text/html")

    add_headers(server)
    return server


def _unavailable(place: PlaceAt, error: BadInputError, *, way_on: bool) -> Response:
    """Return what somebody sees of a place that cannot be served, and what its steward can do."""
    said = f"{place.name} is not available now"
    if request.path.startswith("/_dash") or "text/html" not in request.headers.get("Accept", "text/html"):
        reply = Response(said, 503, mimetype="text/plain")
    else:
        why = (
            f"<p><strong>What is wrong.</strong> {escape(error.where)}: {escape(error.what)}.</p>"
            f"<p><strong>What to do.</strong> {escape(error.next_step)}</p>"
            "<p class='detail'>This is for whoever keeps this place's server. Other places on it go on, and "
            "this one is tried again a few seconds after each visit.</p>"
        )
        on = f"<p><a href='{url('/')}'>Go to the overview</a></p>" if way_on else ""
        reply = Response(
            plain_page(said, "Its figures are safe; its pages cannot be shown.", why, on),
            503,
            mimetype="text/html",
        )
    reply.headers["Retry-After"] = "10"
    reply.headers["Cache-Control"] = "no-store"
    return reply
