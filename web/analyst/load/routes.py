"""Uploads and downloads of the Load data page."""

from __future__ import annotations

import hashlib
import tempfile
from pathlib import Path

from flask import Flask, Response, abort, jsonify, make_response, request

from etl import store
from etl.errors import BadInputError, SafePassageError
from etl.feed import all_feeds
from etl.load.quarantine import write_quarantine
from etl.template import feed_named, template_csv, template_guide
from layers.content_id import content_id
from web.analyst.load.desk import Desk
from web.analyst.load.names import safe_name
from web.analyst.load.propose import propose
from web.analyst.load.run import QUARANTINE
from web.people.who import asking
from web.trail import noted

MENDING = "Mending refused rows in their source"
MARK = ("X-Safe-Passage", "upload")  # a header that no form of another site can send


def register_routes(server: Flask, desk: Desk) -> None:
    """Answer the addresses below /load/."""

    @server.post("/load/files")
    def upload() -> Response:
        if request.headers.get(MARK[0]) != MARK[1]:
            abort(403)
        request.max_content_length = desk.limit
        try:
            return make_response(jsonify(draft=_receive(desk)), 201)
        except SafePassageError as error:
            said = {"where": error.where, "what": error.what, "next": error.next_step}
            return make_response(jsonify({name: desk.plain(text) for name, text in said.items()}), 400)

    @server.get("/load/drafts/<draft_id>/quarantine.csv")
    def tried(draft_id: str) -> Response:
        try:
            draft = desk.draft(draft_id)
        except BadInputError:
            abort(404)
        path = desk.drafts.beside(draft, QUARANTINE)
        if not path.is_file():
            abort(404)
        return _refused_rows(path.read_bytes(), f"{draft.table['id']}-dry-run")

    @server.get("/load/sources/<source_id>/quarantine.csv")
    def loaded(source_id: str) -> Response:
        place = desk.entitled.place()
        source = next((each for each in place.sources if each.id == source_id), None)
        if source is None:
            abort(403 if source_id in {each.id for each in place.closed} else 404)
        with tempfile.TemporaryDirectory(prefix="safepassage-") as folder:
            path = Path(folder) / "quarantine.csv"
            with store.read_only(store.restricted_path(desk.home)) as con:
                write_quarantine(con, source, path, latest=False)
            return _refused_rows(path.read_bytes(), source.id)

    @server.get("/load/templates/<feed>.csv")
    def template(feed: str) -> Response:
        if feed not in all_feeds():
            abort(404)
        return _attached(template_csv(feed_named(feed)).encode(), "text/csv", f"{feed}-template.csv")

    @server.get("/load/templates/<feed>.md")
    def guide(feed: str) -> Response:
        if feed not in all_feeds():
            abort(404)
        return _attached(template_guide(feed_named(feed)).encode(), "text/markdown", f"{feed}-guide.md")


def _receive(desk: Desk) -> str:
    """Keep the posted file and propose how to load it; return the draft's id, or leave nothing behind."""
    name = safe_name(request.args.get("name", ""))
    size = request.content_length or 0
    if size > desk.limit:
        raise BadInputError(
            name,
            f"is {size / 1e6:,.0f} MB; at most {desk.limit / 1e6:,.0f} MB can be uploaded here",
            "Load it with: safepassage load; or raise SAFE_PASSAGE_UPLOAD_MB.",
        )
    drafts = desk.drafts
    draft = drafts.receive(name, request.stream, size, desk.clock(), organisation=asking().organisation)
    try:
        return drafts.save(propose(draft, drafts.file(draft), desk.entitled.place())).id
    except BaseException:
        drafts.discard(draft)
        raise


def _refused_rows(content: bytes, what: str) -> Response:
    """Note that somebody takes refused rows out, and return them. Their own digest stands for a version."""
    digest = hashlib.sha256(content).hexdigest()
    found = content_id(digest, "quarantine.csv", {"source": what})
    name = f"{what}-quarantine-not-for-publication-{found}.csv"
    noted("export", name, content_id=found, file_sha256=digest, purpose=MENDING, exact=True)
    return _attached(content, "text/csv", name)


def _attached(content: bytes, kind: str, name: str) -> Response:
    reply = Response(content, mimetype=kind)
    reply.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    reply.headers["Cache-Control"] = "no-store"
    return reply
