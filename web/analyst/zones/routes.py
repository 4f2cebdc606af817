"""The addresses that the Draw zones page asks. Each answers JSON, or says what was wrong and what to do."""

from __future__ import annotations

import dataclasses
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from flask import Flask, Response, abort, jsonify, make_response, request

from etl.errors import BadInputError, SafePassageError
from layers.look.zones import ZONE_LOOKS
from layers.words import EXACT_STORE
from layers.zones.choices import KINDS
from records.errors import ConflictError, NotFoundError, RecordsError, StoreError
from web.analyst.load.names import safe_name
from web.analyst.zones import work
from web.analyst.zones.bring import ACCEPTED, keep_upload, read_upload
from web.analyst.zones.desk import ZoneDesk
from web.analyst.zones.fields import FIELDS, blank_fields
from web.analyst.zones.listing import ZoneList
from web.analyst.zones.live import figures_now
from web.analyst.zones.make import make_parts
from web.analyst.zones.weighings import Weighings

MARK: Final = ("X-Safe-Passage", "zones")  # a header that no form of another site can send
LARGEST: Final = 20_000_000  # bytes of one request: 100,000 corners with room, or a file
Given = Mapping[str, Any]


def register_routes(server: Flask, desk: ZoneDesk, weighings: Weighings) -> None:
    """Answer the addresses below /draw/."""
    zones = ZoneList(desk)

    @server.get("/draw/start")
    def start() -> Response:
        return answering(lambda: start_of(desk))

    @server.get("/draw/zones")
    def listed() -> Response:
        return answering(lambda: zones.page(request.args.get("find", ""), request.args.get("skip", "0")))

    @server.get("/draw/around")
    def around() -> Response:
        return answering(zones.around)

    @server.get("/draw/zones/<zone_id>")
    def zone(zone_id: str) -> Response:
        number = request.args.get("number", "")
        if number and not number.isdecimal():
            abort(400)
        return answering(lambda: work.open_zone(desk, zone_id, int(number) if number else None))

    def post(path: str, answer: Callable[[Given], Any]) -> None:
        def reply() -> Response:
            given = posted()
            return answering(lambda: answer(given), lambda error: _conflict(desk, given, error))

        server.add_url_rule(f"/draw/{path}", f"draw_{path}", reply, methods=["POST"])

    post("live", lambda given: _live(desk, given))
    post("make", lambda given: _make(desk, given))
    post("save", lambda given: work.save_zone(desk, given))
    post("merge", lambda given: work.merge_zone(desk, given))
    post("status", lambda given: work.change_status(desk, given))
    post("comment", lambda given: work.add_comment(desk, given))
    post("delete", lambda given: work.delete_zone(desk, given))
    post("restore", lambda given: work.restore_zone(desk, given))
    post("weigh", lambda given: {"key": weighings.weigh(given.get("document"))})

    @server.post("/draw/import", defaults={"keep": False})
    @server.post("/draw/import/keep", defaults={"keep": True})
    def bring(keep: bool) -> Response:
        _require_mark()
        return answering(lambda: _import(desk, request.args.get("name", ""), keep=keep))


def posted() -> Given:
    """Return the object that the page has sent; anything else ends as status 400."""
    _require_mark()
    request.max_content_length = LARGEST
    given = request.get_json(silent=True)
    if not isinstance(given, dict):
        abort(400, description="not an object")
    return given


def _require_mark() -> None:
    if request.headers.get(MARK[0]) != MARK[1]:
        abort(403)


def answering(
    answer: Callable[[], Any], conflict: Callable[[ConflictError], dict[str, Any]] | None = None
) -> Response:
    """Return an answer as JSON; what is refused says where, what and the next step."""
    try:
        reply = make_response(jsonify(answer()))
    except ConflictError as error:
        reply = _refused(error, 409, **(conflict(error) if conflict else {}))
    except NotFoundError as error:
        reply = _refused(error, 404)
    except StoreError as error:
        reply = _refused(error, 503)
    except (RecordsError, SafePassageError) as error:
        reply = _refused(error, 400)
    reply.headers["Cache-Control"] = "no-store"
    return reply


def _refused(error: RecordsError | SafePassageError, status: int, **more: Any) -> Response:
    of_file = "." in error.where.split(":")[0]  # whose name is written as it is
    where = error.where if of_file else error.where[:1].upper() + error.where[1:]
    said = {"where": where, "what": error.what, "next": error.next_step}
    return make_response(jsonify({**said, **more}), status)


def _conflict(desk: ZoneDesk, given: Given, error: ConflictError) -> dict[str, Any]:
    number = work.read_number(given.get("based_on"))
    return {
        "latest": work.version_json(error.latest),
        "differences": work.differences(desk, error.latest.zone_id, number, error.latest),
    }


def start_of(desk: ZoneDesk) -> dict[str, Any]:
    """Return what the page needs to know before anything is drawn."""
    place = desk.place()
    services = [
        {"id": one.service_id, "name": one.name, "lng": one.longitude, "lat": one.latitude}
        for one in desk.scenery().services
    ]
    return {
        "place": place.id,
        "mark": EXACT_STORE,
        "services": services,
        "kinds": {kind.id: kind.label for kind in KINDS.values()},
        "looks": {status: dataclasses.asdict(look) for status, look in ZONE_LOOKS.items()},
        "fields": [{"name": field.name, "kind": field.kind} for field in FIELDS],
        "blank": blank_fields(),
    }


def _live(desk: ZoneDesk, given: Given) -> dict[str, Any]:
    zone_id = work.open_zone_id(given.get("zone_id"))
    answer: dict[str, Any] = figures_now(given, desk.material(), desk.scenery().outline)
    return {**answer, "latest": work.latest_of(desk, zone_id) if given.get("final") is True else None}


def _make(desk: ZoneDesk, given: Given) -> dict[str, Any]:
    return {"parts": make_parts(given, desk.scenery(), lambda: desk.waited().streets)}


def _import(desk: ZoneDesk, given: str, *, keep: bool) -> dict[str, Any]:
    request.max_content_length = LARGEST
    name = safe_name(given, ACCEPTED)
    with tempfile.TemporaryDirectory(prefix="safepassage-") as folder:
        path = Path(folder) / name
        path.write_bytes(request.get_data(cache=False))
        if not path.stat().st_size:
            raise BadInputError(name, "is empty (0 bytes)", "Ask for the file again.")
        if keep:
            return keep_upload(desk, path, request.args)
        return read_upload(path, desk.scenery().outline)
