"""Everything that answers when someone uses a page."""

from __future__ import annotations

from dash import Dash

from layers.published.home import PublishedHome
from web.arrange.browser import register_arrange
from web.arrange.show import register_sides
from web.briefing.opened import register_dialog
from web.browser import register_in_browser
from web.clash.callbacks import register_clash
from web.controls.show import register_show, register_stale
from web.inspect.go import register_go
from web.inspect.opened import register_drawer
from web.listing.shown import register_table
from web.pages.filled import register_pages
from web.shell import register_shell
from web.view.restore import register_restore
from web.week.shown import register_week
from web.zones.callbacks import register_zones


def register_callbacks(app: Dash, follower: PublishedHome, paths: list[str]) -> None:
    """Connect every control of the pages at `paths`."""
    register_shell(app, paths)
    register_in_browser(app)
    register_arrange(app)
    register_sides(app, follower)
    register_show(app, follower)
    register_drawer(app, follower)
    register_go(app, follower)
    register_table(app, follower)
    register_week(app, follower)
    register_stale(app)
    register_pages(app, follower)
    register_clash(app, follower)
    register_zones(app, follower)
    register_restore(app, follower)
    register_dialog(app, follower)
