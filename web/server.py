"""The server: one Dash app over a published version, with its headers, error pages and health address."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import dash
from dash import html
from dash.exceptions import DependencyException
from flask import Flask, Response, jsonify, make_response, request
from werkzeug.exceptions import HTTPException

from etl.errors import SafePassageError
from etl.store import restricted_path
from layers.published.home import PublishedHome, follow
from web.assets import ASSETS, add_assets, assets_digest, early_links
from web.bodies import StrictJson
from web.briefing.routes import add_briefing
from web.callbacks import register_callbacks
from web.clash.export import add_clash_export
from web.doors import ANALYST, BOARD, Doors, Keeper, register_doors
from web.errors import error_page, said
from web.guard import refuse_other_hosts, refuse_other_origins
from web.headers import NONCE_MARK, STAMP_STYLES, add_headers, origin_of
from web.layout import build_layout
from web.listen import listen
from web.listing.export import add_export
from web.log import add_log, write_log
from web.map.routes import register_routes
from web.mount import mount
from web.people.opening import doors_of
from web.people.settings import Settings
from web.people.visitor import OpenDoors, Visitors
from web.search.routes import add_search
from web.shell import PAGES
from web.trail import register_trail
from web.zones.export import add_zones_export

if TYPE_CHECKING:
    from web.people.guarded import Guards

INDEX = f"""<!DOCTYPE html>
<html lang="en" data-root="@@ROOT@@">
<head>
<meta charset="utf-8">
<script nonce="{NONCE_MARK}">{STAMP_STYLES}</script>
{{%metas%}}
<title>{{%title%}}</title>
<link rel="icon" href="@@ROOT@@/assets/mark.svg" type="image/svg+xml">
@@EARLY@@{{%css%}}
</head>
<body>
<noscript>
<p class="noscript">This map needs JavaScript.
The same figures: <a href="@@ROOT@@/figures.csv">as a table</a>.</p>
</noscript>
{{%app_entry%}}
{{%config%}}
{{%scripts%}}
{{%renderer%}}
</body>
</html>
"""
LARGEST_REQUEST = 1024 * 1024  # bytes; callbacks post a few kilobytes
UNPUBLISHED = "No published version yet"


@dataclass(frozen=True)
class Names:
    """What a server is called from outside.

    hosts: it answers to, beside this machine. origin: scheme and host of its address. path: below which it
    stands there, '/risk-map', empty at the root.
    """

    hosts: frozenset[str] = frozenset()
    origin: str = ""
    path: str = ""


def make_app(home: Path, *, board: bool, doors: Doors) -> dash.Dash:
    """Return the app that shows HOME's current published version.

    home: needs nothing but published/. board: the server is for boards and looks at nothing else; else, where
    the home has a restricted store, it is for analysts, and whoever has a board's account is sent to an app
    for boards beside it. doors: who may come in.

    Where nothing has been published yet, analysts get their exact figures and their own pages, and the way to
    a first version. Boards have nothing to look at:

    Raises:
        BadInputError: nothing has been published in this home, or the accounts cannot be read.
    """
    analysts = is_for_analysts(home, board=board)
    if isinstance(doors, OpenDoors):
        names = Names(path=doors.path)
        app = _make(home, lambda _: Visitors(doors, board=not analysts), names, analysts=analysts)
        mount(app.server, doors.path)
        return app
    from web.people.guarded import Guards, send_boards

    guards = Guards(doors)
    names = Names(doors.names, doors.origin, doors.path)
    app = _make(home, guards.guard, names, analysts=analysts, entry=guards)
    if analysts:
        send_boards(app.server, lambda: _make(home, guards.guard, names, analysts=False).server)
    mount(app.server, doors.path)
    guards.trust_proxies(app.server)
    return app


def _make(
    home: Path,
    guard: Callable[[Flask], Keeper],
    names: Names,
    *,
    analysts: bool,
    entry: Guards | None = None,
) -> dash.Dash:
    """Return an app for analysts or for boards. entry: adds the pages of coming in and going out."""
    follower: PublishedHome
    make_dash, extra = dash.Dash, None
    if analysts:
        from web.analyst.register import EXTRA, AnalystDash, follow_both, register_analyst

        follower, make_dash, extra = follow_both(home), AnalystDash, EXTRA
    else:
        follower = follow(home)
    name, basemap = follower.place()
    server = Flask("web", static_folder=None)
    server.json = StrictJson(server)
    add_log(server)
    root = f"/assets/{assets_digest()}/"
    frame = INDEX.replace("@@EARLY@@", early_links(f"{names.path}{root}")).replace("@@ROOT@@", names.path)
    refuse_other_hosts(server, names.hosts)
    refuse_other_origins(server, names.origin)
    keeper = guard(server)
    add_assets(server, root)
    server.config.update(MAX_CONTENT_LENGTH=LARGEST_REQUEST)
    app = make_dash(
        "web",
        server=cast(Any, server),  # its type hint forgets Flask
        title=f"Map · {name}",
        update_title="",
        index_string=frame,
        requests_pathname_prefix=f"{names.path}/",
        routes_pathname_prefix="/",
        assets_folder=str(ASSETS),
        assets_url_path=root.strip("/"),
        assets_ignore=r"((error|people|region|trail)\.css|.*\.mjs)$"
        if extra
        else r"((error|people|region|trail)\.css|analyst\.js|draw\.(js|css)|.*\.mjs)$",
        compress=True,
        enable_mcp=False,
        add_log_handler=False,
    )
    paths = [*PAGES, *(extra.pages if extra else ())]
    register_doors(server, app, keeper, paths, least=ANALYST if extra and entry else BOARD)
    if entry is not None:
        entry.stand_before(server, name)
    if extra is not None:
        register_analyst(app, home)

    def layout() -> Any:
        # Dash builds one before the first request, perhaps before there is a version
        return build_layout(follower.current(), extra) if follower.can_answer() else html.Div(UNPUBLISHED)

    app.validation_layout = cast(
        None, html.Div(UNPUBLISHED)
    )  # else Dash builds one now, and sends it with every page
    app.layout = layout
    app.validation_layout = None
    register_trail(server, home)
    register_callbacks(app, follower, paths)
    register_routes(server, follower)
    add_export(server, follower)
    add_clash_export(server, follower)
    add_zones_export(server, follower)
    add_briefing(server, follower)
    add_search(server, follower)
    _add_health(server, follower)
    _add_error_pages(server, follower, paths)
    _read_files_whole(server)
    add_headers(server, other_origin=origin_of(basemap))
    return app


def is_for_analysts(home: Path, *, board: bool) -> bool:
    """Return whether a server of this home is for analysts: one for boards looks at no restricted file."""
    return not board and restricted_path(home).is_file()


def serve(
    home: Path,
    *,
    environ: Mapping[str, str],
    host: str = "127.0.0.1",
    port: int = 8050,
    board: bool = True,
    log: bool = False,
    announce: Callable[[str], None] | None = None,
) -> None:
    """Serve HOME's current published version until the process is stopped.

    environ: settings of the server beside those in the home (web/people/settings.py). port: 0 takes any free
    one. log: write a line for each request (web/log.py). announce: told the address once the server listens.

    Raises:
        BadInputError: nothing has been published, a setting is wrong, or the address cannot be used.
        RefusedError: real data would be open to whoever comes, or to whoever listens on the way.
    """
    if log:
        write_log()
    doors = doors_of(home, host=host, analysts=is_for_analysts(home, board=board), environ=environ)
    app = make_app(home, board=board, doors=doors)
    proxied = isinstance(doors, Settings) and doors.proxies > 0
    listen(app.server, host=host, port=port, proxied=proxied, below=doors.path, announce=announce)


def _add_health(server: Flask, follower: PublishedHome) -> None:
    @server.get("/healthz")
    def health() -> Response:
        try:
            return jsonify(ok=True, version=follower.current().version)
        except SafePassageError as error:
            return make_response(jsonify(ok=False, why=said(error)), 503)


def _read_files_whole(server: Flask) -> None:
    """Read assets into memory before they are compressed: compressing a stream leaves its file open."""

    @server.after_request
    def read(reply: Response) -> Response:
        if reply.direct_passthrough and reply.status_code == 200:
            reply.direct_passthrough = False
            content = reply.get_data()
            reply.close()
            reply.set_data(content)
        return reply


def _add_error_pages(server: Flask, follower: PublishedHome, paths: list[str]) -> None:
    """Answer errors with a page, callbacks with a line of text; unknown addresses are errors, not the map."""

    @server.before_request
    def refuse_unknown() -> Response | None:
        # Dash answers every address it does not know with the app itself
        rule = request.url_rule.rule if request.url_rule else ""
        if rule == "/<path:path>" and request.path not in paths:
            return _error_reply(404)
        if rule in {"/", "/<path:path>"}:
            follower.require()  # where nothing is published any more, a page that says so and no empty frame
        return None

    @server.errorhandler(HTTPException)
    def failed(error: HTTPException) -> Response:
        return _error_reply(error.code or 500)

    @server.errorhandler(DependencyException)
    def no_such_file(_: DependencyException) -> Response:
        return _error_reply(404)

    @server.errorhandler(SafePassageError)
    def unusable(error: SafePassageError) -> Response:
        return _error_reply(503, said(error))


def _error_reply(status: int, detail: str = "") -> Response:
    if request.path.startswith("/_dash"):
        return Response(detail or f"refused ({status})", status, mimetype="text/plain")
    return Response(error_page(status, detail), status, mimetype="text/html")
