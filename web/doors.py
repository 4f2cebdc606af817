"""Every door of the server and the least role that may go through it. What is not named here stays shut.

A door is an address (a route of the server), a page, or a callback, named by the first thing it changes.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any, Final, Protocol, TypeAlias

from dash import Dash
from flask import Flask, abort, g, request
from werkzeug.wrappers import Response as Reply

from records.access.roles import ROLES, reaches
from web.bodies import fits
from web.people.settings import Settings
from web.people.visitor import OpenDoors
from web.people.who import Person

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
    "/sign-in": ANYONE,
    "/sign-out": ANYONE,
    "/set-password": ANYONE,
    "/oidc/start": ANYONE,
    "/oidc/back": ANYONE,
    "/": BOARD,  # and each page by its own address, see PAGES
    "/<path:path>": BOARD,
    "/_dash-layout": BOARD,
    "/_dash-dependencies": BOARD,
    "/_dash-update-component": BOARD,  # and each callback by its own name, see CALLBACKS
    "/figures.csv": BOARD,
    "/clash.csv": BOARD,
    "/overview.csv": BOARD,  # of several places (web/region/), where no page of one is
    "/zones.csv": BOARD,
    "/zones.geojson": BOARD,
    "/briefing/make": BOARD,
    "/briefing/progress/<key>": BOARD,
    "/search/<version>": BOARD,
    "/map/symbols/<theme>.json": BOARD,
    "/map/<version>/<grid>/<int:zoom>/<int:x>/<int:y>.pbf": BOARD,
    "/map/<version>/<grid>/blocks.json": BOARD,
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
    "/map/<version>/outlines/<layer>/<grid>/<period>/<int:zoom>/<int:x>/<int:y>.pbf": BOARD,
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
    "/trail": STEWARD,
    "/trail.csv": STEWARD,
    "/briefing/recipe": ANALYST,
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
    "/measures": BOARD,
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
    "page-measures.children": BOARD,
    "page-method.children": BOARD,
    "clash-body.children": BOARD,
    "clash-map.layers": BOARD,
    "zones-side.children": BOARD,
    "zones-detail.children": BOARD,
    "on-physical.checked": BOARD,
    "briefing-view.children": BOARD,
    "version.data": ANALYST,
    "hours-notes.children": ANALYST,
    "clash-behind.children": ANALYST,
    "briefing-from.data": ANALYST,
    "briefing-from-said.children": ANALYST,
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

# a press that needs more than its callback does -> least role
PRESSES: Final[Mapping[str, str]] = {
    "publish-zone-approve.n_clicks": STEWARD,
    "publish-zone-withdraw.n_clicks": STEWARD,
}

_DIGEST = re.compile(r"^/assets/[0-9a-f]{12}/")
_TWIN = re.compile(r"@[0-9a-f]{16,}$")  # Dash's mark on an output that several callbacks change


OPEN_DOORS: Final = OpenDoors()
Doors: TypeAlias = OpenDoors | Settings  # with settings, for those who have an account


def route_name(rule: str) -> str:
    """Return an address as ROUTES has it: the assets' changes with their content."""
    return _DIGEST.sub("/assets/DIGEST/", rule)


def callback_name(output: str) -> str:
    """Return a callback as CALLBACKS has it: the first of what it changes."""
    first = output[2:-2].split("...")[0] if output.startswith("..") else output
    return _TWIN.sub("", first)


class Keeper(Protocol):
    """Knows who asks."""

    def person(self) -> Person | None:
        """Return who asks, None where nobody is signed in."""

    def turn_away(self) -> Reply:
        """Return what somebody gets who is not signed in."""

    def keep_alive(self) -> None:
        """Note that somebody who is signed in goes on."""


def register_doors(
    server: Flask, app: Dash, keeper: Keeper, pages: Collection[str], *, least: str = BOARD
) -> None:
    """Let each request through only where whoever asks has the role; `pages` are those of this server.

    least: the role without which nothing of this app is answered but what anyone may ask. Call it before
    anything else answers.
    """

    @server.before_request
    def check() -> Reply | None:
        if route_needs() == ANYONE:
            return None
        person = keeper.person()
        if person is None:
            return keeper.turn_away()
        needed = _needed(app, pages)
        if needed is None or not (reaches(person.role, needed) and reaches(person.role, least)):
            abort(403)
        if request.url_rule is not None and request.url_rule.rule == CALLBACK_RULE:
            posted = request.get_json()
            if not fits(app.callback_map[posted["output"]], posted):
                abort(400)
        keeper.keep_alive()
        g.person = person
        return None


def route_needs() -> str | None:
    """Return the least role for the present request's address, None where it is no door."""
    if request.url_rule is None:
        return BOARD  # what is wrong with the address is for those who are let in
    rule = request.url_rule.rule
    needed = ROUTES.get(route_name(rule))
    return PAGES.get(request.path, needed) if rule in PAGE_RULES else needed


def _needed(app: Dash, pages: Collection[str]) -> str | None:
    rule = request.url_rule.rule if request.url_rule else ""
    if rule == CALLBACK_RULE:
        return _callback_needs(app)
    if rule in PAGE_RULES and request.path not in pages:
        return ROUTES[rule]  # it ends as an error page: this server has no such page
    return None if rule in PAGE_RULES and request.path not in PAGES else route_needs()


def _callback_needs(app: Dash) -> str | None:
    """Return the least role for the callback that is asked for, None where there is no such callback."""
    posted: Any = request.get_json(silent=True)
    output = posted.get("output") if isinstance(posted, dict) else None
    if not isinstance(output, str) or "callback" not in app.callback_map.get(output, ()):
        return None
    needed = CALLBACKS.get(callback_name(output))
    changed = posted.get("changedPropIds")
    if needed is None or not isinstance(changed, list):
        return needed
    presses = [PRESSES[each] for each in changed if isinstance(each, str) and each in PRESSES]
    return max([needed, *presses], key=ROLES.index)
