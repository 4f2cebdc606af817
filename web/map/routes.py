"""The addresses that the map fetches from, all of published figures.

Every address but the symbols' names the version, so that its reply never changes. Only the current
version is served: after a new one is published, or a bad one rolled back, an open page is told so by a
404 and asks its reader to reload.
"""

from __future__ import annotations

import functools
import gzip
import hashlib
import json
from collections.abc import Callable

from flask import Blueprint, Flask, Response, abort, request

from layers.look.symbols import symbol_sheet
from layers.published.home import PublishedHome
from web.clash.files import class_bytes, service_points
from web.map.files import MapFiles
from web.zones.files import zone_shapes

TILE = "application/x-protobuf"
BYTES = "application/octet-stream"
GEOJSON = "application/geo+json"
FOREVER = "private, max-age=31536000, immutable"
FIGURES, CHANGES = ("<f4", "<f4", "u1"), ("<f4",) * 5  # the arrays that such files are made of
AN_HOUR = "private, max-age=3600"


class CurrentFiles:
    """Gives the files of the versions that are served, keeping those of the last few."""

    def __init__(self, follower: PublishedHome) -> None:
        """Follow a home; nothing is opened yet."""
        self._follower = follower
        self._files = functools.lru_cache(maxsize=8)(MapFiles)

    def of(self, version: str) -> MapFiles:
        """Return the files of `version`; answer 404 when it is not served any more."""
        published = self._follower.current()
        if published.version != version:
            abort(404)
        return self._files(published)


def register_routes(server: Flask, follower: PublishedHome) -> None:
    """Add the map's addresses under /map to a server."""
    server.register_blueprint(make_blueprint(CurrentFiles(follower)))


def make_blueprint(files: CurrentFiles) -> Blueprint:
    """Return the map's addresses."""
    routes = Blueprint("map", __name__, url_prefix="/map")

    @routes.get("/<version>/<grid>/<int:zoom>/<int:x>/<int:y>.pbf")
    def tile(version: str, grid: str, zoom: int, x: int, y: int) -> Response:
        return reply(lambda: files.of(version).tile(grid, zoom, x, y), TILE)

    @routes.get("/<version>/<grid>/blocks.json")
    def blocks(version: str, grid: str) -> Response:
        return reply(lambda: files.of(version).blocks(grid), "application/json")

    @routes.get("/<version>/<grid>/row/<int:row>.geojson")
    def row_shape(version: str, grid: str, row: int) -> Response:
        return reply(lambda: files.of(version).row_shape(grid, row), GEOJSON)

    @routes.get("/<version>/values/<layer>/<grid>/<period>.u1")
    def values(version: str, layer: str, grid: str, period: str) -> Response:
        of = files.of(version)
        return reply(lambda: of.part(of.values, ("u1",), block(), layer, grid, period), BYTES)

    @routes.get("/<version>/figures/<layer>/<grid>/<period>.f4")
    def figures(version: str, layer: str, grid: str, period: str) -> Response:
        of = files.of(version)
        return reply(lambda: of.part(of.figures, FIGURES, block(), layer, grid, period), BYTES)

    @routes.get("/<version>/outlines/<layer>/<grid>/<period>.geojson")
    def outlines(version: str, layer: str, grid: str, period: str) -> Response:
        return reply(lambda: files.of(version).outlines(layer, grid, period), GEOJSON)

    @routes.get("/<version>/outlines/<layer>/<grid>/<period>/<int:zoom>/<int:x>/<int:y>.pbf")
    def outline_tile(version: str, layer: str, grid: str, period: str, zoom: int, x: int, y: int) -> Response:
        return reply(lambda: files.of(version).outline_tile(layer, grid, period, zoom, x, y), TILE)

    @routes.get("/<version>/change/values/<layer>/<grid>/<before>/<after>.u1")
    def change_values(version: str, layer: str, grid: str, before: str, after: str) -> Response:
        of = files.of(version)
        return reply(lambda: of.part(of.change_values, ("u1",), block(), layer, grid, before, after), BYTES)

    @routes.get("/<version>/change/figures/<layer>/<grid>/<before>/<after>.f4")
    def change_figures(version: str, layer: str, grid: str, before: str, after: str) -> Response:
        of = files.of(version)
        return reply(lambda: of.part(of.change_figures, CHANGES, block(), layer, grid, before, after), BYTES)

    @routes.get("/<version>/change/outlines/<layer>/<grid>/<before>/<after>.geojson")
    def change_outlines(version: str, layer: str, grid: str, before: str, after: str) -> Response:
        return reply(lambda: files.of(version).change_outlines(layer, grid, before, after), GEOJSON)

    @routes.get("/<version>/base/<kind>.geojson")
    def base(version: str, kind: str) -> Response:
        return reply(lambda: files.of(version).base(kind), GEOJSON)

    @routes.get("/<version>/areas.geojson")
    def areas(version: str) -> Response:
        return reply(lambda: files.of(version).areas, GEOJSON)

    @routes.get("/<version>/services.geojson")
    def services(version: str) -> Response:
        return reply(lambda: files.of(version).services, GEOJSON)

    @routes.get("/<version>/hotspots.geojson")
    def hotspots(version: str) -> Response:
        return reply(lambda: files.of(version).hotspots, GEOJSON)

    @routes.get("/<version>/sites.geojson")
    def sites(version: str) -> Response:
        return reply(lambda: files.of(version).sites, GEOJSON)

    @routes.get("/<version>/zones/<statuses>.geojson")
    def zones(version: str, statuses: str) -> Response:
        return reply(lambda: zone_shapes(files.of(version).published, statuses.split(",")), GEOJSON)

    @routes.get("/<version>/clash/<surface>/<grid>.u1")
    def clash_cells(version: str, surface: str, grid: str) -> Response:
        of = files.of(version)
        classes = functools.partial(class_bytes, of.published)
        return reply(lambda: of.part(classes, ("u1",), block(), surface, grid), BYTES)

    @routes.get("/<version>/clash/services.geojson")
    def clash_services(version: str) -> Response:
        return reply(lambda: service_points(files.of(version).published.clash()), GEOJSON)

    @routes.get("/symbols/<theme>.json")
    def symbols(theme: str) -> Response:
        return reply(lambda: json.dumps(symbol_sheet(theme)).encode(), "application/json", AN_HOUR)

    return routes


def block() -> int | None:
    """Return which block of a large grid is asked for, None for the whole of it; answer 404 for no number."""
    asked = request.args.get("block")
    if asked is None:
        return None
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 9 else abort(404)


@functools.lru_cache(maxsize=2048)
def compress(body: bytes) -> bytes:
    """Return the body gzipped, the same bytes every time."""
    return gzip.compress(body, 6, mtime=0)


def reply(make: Callable[[], bytes], mimetype: str, caching: str = FOREVER) -> Response:
    """Return what `make` gives as a cacheable reply, gzipped where wanted; a KeyError is a 404."""
    try:
        body = make()
    except KeyError:
        abort(404)
    response = Response(mimetype=mimetype)
    if len(body) > 200 and request.accept_encodings.quality("gzip") > 0:
        response.data = compress(body)
        response.content_encoding = "gzip"
    else:
        response.data = body
    response.vary.add("Accept-Encoding")
    response.headers["Cache-Control"] = caching
    response.set_etag(hashlib.sha256(response.data).hexdigest()[:20])
    response.make_conditional(request)
    return response
