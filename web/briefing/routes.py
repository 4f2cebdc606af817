"""POST /briefing/make gives the file, GET /briefing/progress/<key> says how far it is. Nothing is kept."""

from __future__ import annotations

import hashlib
from typing import Any, Final

from flask import Flask, Response, abort, jsonify, make_response, request

from briefing.make import Made
from etl.errors import BadInputError, SafePassageError
from layers.published.home import PublishedHome
from web.briefing.request import KEY, LARGEST, Wanted, read_wanted
from web.briefing.runs import RUNS, Runs
from web.briefing.turns import WAIT_S, BusyError, Turns
from web.exported import STATED
from web.people.who import asking
from web.trail import NotNotedError, noted
from web.url import own_root

MARK: Final = ("X-Safe-Passage", "briefing")  # a header that no form of another site can send
CONTENT_ID: Final = "X-Content-Id"
RECIPE: Final = "X-Recipe-Run"  # kept, changed or not kept
TEMPLATE: Final = "slide template"  # how briefing/slides calls what is wrong with one


def add_briefing(server: Flask, follower: PublishedHome) -> None:
    """Answer the two addresses below /briefing."""
    turns, runs = Turns(), server.extensions.get(RUNS)

    @server.post("/briefing/make")
    def briefing_make() -> Response:
        given = posted()
        try:
            published = follower.published()
            wanted = read_wanted(published, given, own_root(), runs)
            with turns.turn(asking(), wanted.key) as step:
                made = wanted.make(step)
                reply = _sent(published.version, wanted, made)
                if runs is not None and wanted.recipe:
                    reply.headers[RECIPE] = _kept(runs, wanted, made)
                return reply
        except BusyError:
            return _busy()
        except NotNotedError as error:
            return refused(error, 503)
        except SafePassageError as error:
            return refused(error, 400)

    @server.get("/briefing/progress/<key>")
    def briefing_progress(key: str) -> Response:
        if not KEY.fullmatch(key):
            abort(400)
        return private(jsonify(step=turns.step(asking(), key)))


def posted() -> dict[str, Any]:
    """Return the object that the dialog has sent; anything else ends as status 400."""
    if request.headers.get(MARK[0]) != MARK[1]:
        abort(403)
    request.max_content_length = LARGEST
    given = request.get_json(silent=True)
    if not isinstance(given, dict):
        abort(400, description="not an object")
    return given


def _sent(version: str, wanted: Wanted, made: Made) -> Response:
    """Note that somebody takes a briefing out, and return it; one that cannot be noted is not sent."""
    filters = {"format": wanted.format, **wanted.asked.for_trail()}
    if wanted.template is not None:
        filters["template_sha256"] = hashlib.sha256(wanted.template).hexdigest()
    if wanted.recipe:
        filters["recipe"] = wanted.recipe
    noted(
        "export",
        made.name[:200],
        content_id=made.content_id,
        file_sha256=hashlib.sha256(made.body).hexdigest(),
        purpose=STATED,
        version=version,
        exact=False,
        filters=filters,
    )
    reply = Response(made.body, mimetype=made.mimetype)
    reply.headers["Content-Disposition"] = f'attachment; filename="{made.name}"'
    reply.headers[CONTENT_ID] = made.content_id
    return private(reply)


def _kept(runs: Runs, wanted: Wanted, made: Made) -> str:
    """Keep what a run of a recipe said, and return how that went."""
    if wanted.run is None:
        return "changed"
    try:
        runs.keep(wanted.run, made)
    except SafePassageError:
        return "not kept"  # the file is good, and on its way
    return "kept"


def _busy() -> Response:
    error = BadInputError("The server", "is still making other briefings", "Try again in a few minutes.")
    reply = refused(error, 503)
    reply.headers["Retry-After"] = str(WAIT_S)
    return reply


def refused(error: SafePassageError, status: int) -> Response:
    """Return a refusal as the dialog shows it: at its field where it has one."""
    field = "template" if error.where == TEMPLATE else error.where.partition(", ")[2]
    said = {"field": field, "where": error.where, "what": error.what, "next": error.next_step}
    return private(make_response(jsonify(said), status))


def private(reply: Response) -> Response:
    """Return a reply that no browser or proxy keeps."""
    reply.headers["Cache-Control"] = "no-store"
    return reply
