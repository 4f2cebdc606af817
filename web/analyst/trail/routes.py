"""GET /trail and GET /trail.csv: the audit trail for stewards, on a page and as a file."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from flask import Flask, Response, request

from etl.spreadsheet import safe_text
from layers.content_id import content_id
from records.access.trail import KINDS, Act, acts, last_number, people
from records.access.trail_check import verify
from web.analyst.trail.asked import PAGE, Asked, read_asked
from web.analyst.trail.page import FILE, PATH, Shown, build_page
from web.trail import noted, opened_for_pages

CHECKED_AT_MOST: Final = 20_000  # acts, a quarter of a second
ALL: Final = 10**9
HEADER: Final = (
    "Act",
    "When (UTC)",
    "By",
    "Organisation",
    "Role",
    "What",
    "Kind",
    "Subject",
    "Details",
    "Content id",
    "SHA-256 of the file",
    "Link",
)


def register_trail_page(server: Flask, home: Path) -> None:
    """Answer the two addresses from the trail of a home."""

    @server.get(PATH)
    def trail_page() -> Response:
        reply = Response(build_page(_shown(home, read_asked(request.args))), mimetype="text/html")
        reply.headers["Cache-Control"] = "no-store"
        return reply

    @server.get(FILE)
    def trail_file() -> Response:
        asked = read_asked(request.args)
        with opened_for_pages(home) as trail:
            found, _ = acts(trail, asked.wanted(), newest=ALL)
        head = f"{found[0].number}:{found[0].link}" if found else ""
        filters = asked.filters()
        identity = content_id(head, "trail.csv", filters)
        body = write_trail_csv(found, identity).encode()
        name = f"audit-trail-not-for-publication-{identity}.csv"
        digest = hashlib.sha256(body).hexdigest()
        noted("export", name, content_id=identity, file_sha256=digest, filters=filters, acts=len(found))
        reply = Response(body, mimetype="text/csv")
        reply.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        reply.headers["Cache-Control"] = "no-store"
        return reply


def _shown(home: Path, asked: Asked) -> Shown:
    with opened_for_pages(home) as trail:
        found, count = acts(trail, asked.wanted(), newest=PAGE, skip=(asked.page - 1) * PAGE)
        verdict = verify(trail) if last_number(trail) <= CHECKED_AT_MOST else None
        return Shown(asked, found, count, people(trail), verdict)


def write_trail_csv(found: Iterable[Act], identity: str) -> str:
    """Return acts as CSV under a line that says its content id; no cell is taken for a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(["Audit trail, not for publication"])
    writer.writerow(["Content id", identity])
    writer.writerow([])
    writer.writerow(HEADER)
    for act in found:
        details = json.dumps(act.details, ensure_ascii=False, sort_keys=True)
        texts = (
            act.by,
            act.organisation,
            act.role,
            KINDS.get(act.kind, act.kind),
            act.kind,
            act.subject,
            details,
        )
        marks = (act.content_id, act.file_sha256, act.link)
        writer.writerow([act.number, f"{act.at:%Y-%m-%d %H:%M:%S}", *map(safe_text, (*texts, *marks))])
    return "\ufeff" + out.getvalue()
