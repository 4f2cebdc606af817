"""Every door of the server and the least role that may go through it. What is not named here stays shut.

A door is an address (a route of the server), a page, or a callback, named by the first thing it changes.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from dash import Dash
from flask import Flask, abort, g, request

from web.people.who import DEMO_VISITOR, Person

ANYONE: Final = "anyone"  # without sign-in
BOARD: Final = "board"
ANALYST: Final = "analyst"
STEWARD: Final = "steward"

# address -> least role
ROUTES: Final[Mapping[str, str]] = {
    "/healthz": ANYONE,
    "/assets/<path:name>": ANYONE,
    "/assets/DIGEST/<path:filename>": ANYONE,
    "/_dash-component-suites/<string:package_name>/<path:fingerprinted_path>": ANYONE,
    "/_favicon.ico": ANYONE,
    "/": BOARD,  # and each page by its own address, see PAGES
    "/<path:path>": BOARD,
    "/_dash-layout": BOARD,
    "/_dash-dependencies": BOARD,
    "/_dash-update-component": BOARD,  # and each callback by its own name, see CALLBACKS
    "/figures.csv": BOARD,
    "/clash.csv": BOARD,
    "/zones.csv": BOARD,
    "/zones.geojson": BOARD,
    "/search/<version>": BOARD,
    "/map/symbols/<theme>.json": BOARD,
    "/map/<version>/<grid>/<int:zoom>/<int:x>/<int:y>.pbf": BOARD,
    "/map/<version>/<grid>/row/<int:row>.geojson": BOARD,
    "/map/<version>/areas.geojson": BOARD,
    "/map/<version>/base/<kind>.geojson": BOARD,
    "/map/<version>/change/figures/<layer>/<grid>/<before>/<after>.f4": BOARD,
    "/map/<version>/change/outlines/<layer>/<grid>/<before>/<after>.geojson": BOARD,
    "/map/<version>/change/values/<layer>/<grid>/<before>/<after>.u1": BOARD,
    "/map/<version>/clash/<surface>/<grid>.u1": BOARD,
    "/map/<version>/clash/services.geojson": BOARD,
    "/map/<version>/figures/<layer>/<grid>/<period>.f4": BOARD,
    "/map/<version>/hotspots.geojson": BOARD,
    "/map/<version>/outlines/<layer>/<grid>/<period>.geojson": BOARD,
    "/map/<version>/services.geojson": BOARD,
    "/map/<version>/sites.geojson": BOARD,
    "/map/<version>/values/<layer>/<grid>/<period>.u1": BOARD,
    "/map/<version>/zones/<statuses>.geojson": BOARD,
    "/exact/progress": ANALYST,
    "/load/files": ANALYST,
    "/load/drafts/<draft_id>/quarantine.csv": ANALYST,
    "/load/sources/<source_id>/quarantine.csv": ANALYST,
    "/load/templates/<feed>.csv": ANALYST,
    "/load/templates/<feed>.md": ANALYST,
    "/draw/start": ANALYST,
    "/draw/zones": ANALYST,
    "/draw/around": ANALYST,
    "/draw/zones/<zone_id>": ANALYST,
    "/draw/live": ANALYST,
    "/draw/make": ANALYST,
    "/draw/save": ANALYST,
    "/draw/merge": ANALYST,
    "/draw/status": ANALYST,
    "/draw/comment": ANALYST,
    "/draw/delete": ANALYST,
    "/draw/restore": ANALYST,
    "/draw/weigh": ANALYST,
    "/draw/import": ANALYST,
    "/draw/import/keep": ANALYST,
}

# page -> least role
PAGES: Final[Mapping[str, str]] = {
    "/": BOARD,
    "/clash": BOARD,
    "/zones": BOARD,
    "/layers": BOARD,
    "/data": BOARD,
    "/method": BOARD,
    "/load": ANALYST,
    "/draw": ANALYST,
    "/publish": ANALYST,
}

# callback, by the first thing it changes -> least role
CALLBACKS: Final[Mapping[str, str]] = {
    "maps.className": BOARD,
    "map.layers": BOARD,
    "drawer-content.children": BOARD,
    "map.clickInfo": BOARD,
    "table.children": BOARD,
    "week-body.children": BOARD,
    "alert.children": BOARD,
    "page-layers.children": BOARD,
    "page-data.children": BOARD,
    "page-method.children": BOARD,
    "clash-body.children": BOARD,
    "clash-map.layers": BOARD,
    "zones-side.children": BOARD,
    "zones-detail.children": BOARD,
    "on-physical.checked": BOARD,
    "version.data": ANALYST,
    "hours-notes.children": ANALYST,
    "clash-behind.children": ANALYST,
    "load-draft.data": ANALYST,
    '{"load":"setting","name":["ALL"]}.error': ANALYST,
    "draw-map.layers": ANALYST,
    "draw-status-words.children": ANALYST,
    "draw-difference.children": ANALYST,
    "draw-weighing.children": ANALYST,
    "draw-f-hours.data": ANALYST,
    "publish-preview.children": ANALYST,
    "publish-progress.children": ANALYST,
    "publish-zone-to-approve.data": ANALYST,
    "publish-zone-shown.children": ANALYST,
    "publish-decided.data": STEWARD,
}

CALLBACK_RULE: Final = "/_dash-update-component"
PAGE_RULES: Final = ("/", "/<path:path>")

_DIGEST = re.compile(r"^/assets/[0-9a-f]{12}/")
_TWIN = re.compile(r"@[0-9a-f]{16,}$")  # Dash's mark on an output that several callbacks change


@dataclass(frozen=True)
class OpenDoors:
    """No sign-in: whoever reaches the server is the visitor. Only for invented data on this machine."""

    visitor: Person = DEMO_VISITOR


OPEN_DOORS: Final = OpenDoors()


def route_name(rule: str) -> str:
    """Return an address as ROUTES has it: the assets' changes with their content."""
    return _DIGEST.sub("/assets/DIGEST/", rule)


def callback_name(output: str) -> str:
    """Return a callback as CALLBACKS has it: the first of what it changes."""
    first = output[2:-2].split("...")[0] if output.startswith("..") else output
    return _TWIN.sub("", first)


def register_doors(
    server: Flask, app: Dash, doors: OpenDoors, pages: Collection[str], *, board: bool
) -> None:
    """Let each request through only where whoever asks has the role; `pages` are those of this server.

    Call it before anything else answers.
    """
    visitor = replace(doors.visitor, role=BOARD) if board else doors.visitor

    @server.before_request
    def check() -> None:
        g.person = visitor
        needed = _needed(app, pages)
        if needed is None:
            abort(403)


def _needed(app: Dash, pages: Collection[str]) -> str | None:
    """Return the least role for the present request, None where it is no door."""
    if request.url_rule is None:
        return ANYONE  # it ends as an error page that says what is wrong with the address
    rule = request.url_rule.rule
    if rule == CALLBACK_RULE:
        return _callback_needs(app)
    needed = ROUTES.get(route_name(rule))
    return PAGES.get(request.path) if rule in PAGE_RULES and request.path in pages else needed


def _callback_needs(app: Dash) -> str | None:
    """Return the least role for the callback that is asked for, None where there is no such callback."""
    posted: Any = request.get_json(silent=True)
    output = posted.get("output") if isinstance(posted, dict) else None
    if not isinstance(output, str) or "callback" not in app.callback_map.get(output, ()):
        return None
    return CALLBACKS.get(callback_name(output))
