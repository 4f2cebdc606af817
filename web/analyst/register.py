"""What only a server for analysts has: its pages, callbacks and addresses. A board's never imports it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from dash import Dash
from flask import Flask

from web.analyst.approve import build_approval, register_approval
from web.analyst.band import build_band
from web.analyst.behind import build_behind, register_behind
from web.analyst.entitled import NAME as ENTITLED
from web.analyst.home import AnalystHome, follow_both
from web.analyst.hours import build_hours, register_hours
from web.analyst.load.desk import Desk
from web.analyst.load.page import build_load_page
from web.analyst.load.register import register_load
from web.analyst.page import AnalystDash, register_exact
from web.analyst.publish import build_publish_page, register_publish
from web.analyst.recipes import register_recipes
from web.analyst.trail.routes import register_trail_page
from web.analyst.zones.desk import ZoneDesk
from web.analyst.zones.page import build_draw_page
from web.analyst.zones.register import register_draw
from web.shell import PAGES, Extra, Page

__all__ = ["EXTRA", "AnalystDash", "follow_both", "register_analyst"]

# address -> page with its static content; what a page's callbacks name must be part of that content
ANALYST_PAGES: dict[str, Page] = {
    "/load": Page("Load data", "Load data", build_load_page),
    "/draw": Page("Draw zones", "Draw", build_draw_page, wide=True),
    "/publish": Page("Publish", "Publish", lambda: [*build_publish_page(), build_approval()]),
}
EXTRA = Extra(ANALYST_PAGES, build_band, build_hours, build_behind)


@dataclass(frozen=True)
class AnalystServer:
    """The parts of one server for analysts, for those who add to it."""

    app: Dash
    server: Flask
    home: Path
    follower: AnalystHome


def register_analyst(app: Dash, home: Path) -> None:
    """Add everything that only analysts may use."""
    parts = AnalystServer(app, app.server, home, follow_both(home))
    parts.server.extensions[ENTITLED] = parts.follower.entitled
    register_exact(parts.server, parts.follower, [*PAGES, *ANALYST_PAGES], ANALYST_PAGES)
    register_hours(parts.app, parts.follower)
    register_load(parts.app, parts.server, Desk(parts.home))
    register_publish(parts.app, parts.home)
    register_approval(parts.app, parts.home, parts.follower)
    register_behind(parts.app, parts.follower)
    register_trail_page(parts.server, parts.home)
    register_recipes(parts.app, parts.server, parts.home, parts.follower)
    register_draw(parts.app, parts.server, ZoneDesk(parts.home, parts.follower))
