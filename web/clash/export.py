"""The list of services as a file: GET /clash.csv."""

from __future__ import annotations

import csv
import io

from flask import Flask, Response, request

from etl.spreadsheet import safe_text
from layers.clash.states import CLOSING
from layers.look.standing import has_index
from layers.look.symbols import service_label
from layers.published.clash import Clash
from layers.published.home import PublishedHome
from layers.published.version import Published
from web.errors import error_page
from web.exported import Export, send_export
from web.marks import store_mark

HEADER = (
    "Rank",
    "Service",
    "Type",
    "Class",
    "Index (100 = comparable places)",
    "Index: lower 95 % bound",
    "Index: upper 95 % bound",
    "Exposure (events at its door every four weeks)",
    "Expected (events at its door every four weeks)",
    "Notes",
)


def write_clash_csv(published: Published, clash: Clash, content_id: str) -> str:
    """Return the list as CSV under lines that say what it is; an empty figure may not be shown."""
    meta, out = published.meta(), io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    weeks = f"{clash.first_day} to {clash.last_day}" if clash.first_day else ""
    for label, value in (
        ("Purpose", meta.purpose),
        ("Place", meta.place.name),
        ("Note", meta.place.banner),
        ("Data", f"{store_mark(published) or 'Published figures'}, version {meta.version}"),
        ("Content id", content_id),
        ("Weeks", weeks),
        ("Standing", clash.trouble_words),
        ("Reading", CLOSING),
    ):
        if value:
            writer.writerow([label, safe_text(value)])
    writer.writerow([])
    writer.writerow(HEADER)
    for rank, each in enumerate(clash.services, 1):
        index = (each.index, each.low, each.high) if has_index(each) else (None,) * 3
        figures = (*index, each.exposure, each.expected)
        texts = (each.title, service_label(each.type), each.label)
        writer.writerow(
            [
                rank,
                *map(safe_text, texts),
                *("" if value is None else f"{value:g}" for value in figures),
                safe_text(" ".join(each.warnings)),
            ]
        )
    return out.getvalue()


def add_clash_export(server: Flask, follower: PublishedHome) -> None:
    """Answer GET /clash.csv."""

    @server.get("/clash.csv")
    def clash_list() -> Response:
        published = follower.current()
        clash = published.clash()
        if request.args.get("version", published.version) != published.version or clash is None:
            detail = "This version is not served here any more, or has no clash index."
            return Response(error_page(404, detail), 404, mimetype="text/html")

        def write(content_id: str) -> str:
            return "\ufeff" + write_clash_csv(published, clash, content_id)

        return send_export(published, Export("clash", "clash", "csv", "text/csv", {}, write))
