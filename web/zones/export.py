"""The published zones as files: GET /zones.csv and /zones.geojson."""

from __future__ import annotations

import csv
import functools
import io

from flask import Flask, Response, request

from etl.spreadsheet import safe_text
from layers.published.home import PublishedHome
from layers.published.version import Published
from layers.zones.figure_words import title_of
from layers.zones.said import costs, policy, protects, short_status, standing
from layers.zones.weighed import STATE_WORDS
from web.errors import error_page
from web.exported import Export, send_export
from web.marks import store_mark
from web.zones.files import zone_file
from web.zones.listing import in_order

HEADER = (
    "Area",
    "Status",
    "Region",
    "Figure",
    "Period",
    "Value",
    "Low",
    "High",
    "Unit",
    "Events",
    "Standing",
)
GONE = "Newer figures have been published since this link was made."


def write_zones_csv(published: Published, content_id: str) -> str:
    """Return every zone's terms and figures as CSV; an empty value may not be shown, and says why."""
    meta, out = published.meta(), io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    for label, value in (
        ("Purpose", meta.purpose),
        ("Place", meta.place.name),
        ("Note", meta.place.banner),
        ("Data", f"{store_mark(published) or 'Published figures'}, version {meta.version}"),
        ("Content id", content_id),
    ):
        if value:
            writer.writerow([label, safe_text(value)])
    names = {service.service_id: service.name for service in published.services()}
    for zone in in_order(published.zones()):
        shown = published.zone_shown(zone.zone_id)
        writer.writerow([])
        said = [("Area", zone.name), ("Status", standing(zone, meta.place.zone_term))]
        said += [("Would protect", protects(shown)), ("Would cost", costs(shown)), *policy(zone, names)]
        for label, value in said:
            writer.writerow([label, safe_text(value)])
    writer.writerow([])
    writer.writerow(HEADER)
    for zone in in_order(published.zones()):
        shown = published.zone_shown(zone.zone_id)
        for (region, measure, period), figure in shown.figures.items():
            bounds = (figure.value, figure.low, figure.high)
            writer.writerow(
                [
                    *map(safe_text, (zone.name, short_status(zone.status), region or "as such")),
                    safe_text(title_of(measure)),
                    safe_text(shown.periods.get(period, "")),
                    *("" if value is None else f"{value:g}" for value in bounds),
                    figure.unit,
                    "" if figure.count is None else figure.count,
                    safe_text(figure.why or STATE_WORDS[figure.state]),
                ]
            )
    return out.getvalue()


def add_zones_export(server: Flask, follower: PublishedHome) -> None:
    """Answer GET /zones.csv and GET /zones.geojson."""

    @server.get("/zones.csv")
    def zones_csv() -> Response:
        published = follower.current()
        if request.args.get("version", published.version) != published.version:
            return Response(error_page(404, GONE), 404, mimetype="text/html")

        def write(content_id: str) -> str:
            return "\ufeff" + write_zones_csv(published, content_id)

        return send_export(published, Export("zones", "zones", "csv", "text/csv", {}, write))

    @server.get("/zones.geojson")
    def zones_geojson() -> Response:
        published = follower.current()
        if request.args.get("version", published.version) != published.version:
            return Response(error_page(404, GONE), 404, mimetype="text/html")
        write = functools.partial(zone_file, published)
        return send_export(published, Export("zones", "zones", "geojson", "application/geo+json", {}, write))
