"""The whole document for one published version."""

from __future__ import annotations

import dash_mantine_components as dmc
from dash import html

from layers.published.version import Published
from web.pages.map import build_map_page
from web.shell import PAGES, build_shell
from web.view.offer import offer_of
from web.view.state import default_view


def build_layout(published: Published) -> dmc.MantineProvider:
    """Return the document that opens on the version's default view."""
    offer = offer_of(published)
    view = default_view(offer)
    ends = [period.ends_on for period in published.periods() if period.ends_on is not None]
    pages = {
        "/": build_map_page(offer, view),
        **{path: html.P("Loading …", className="waiting") for path in PAGES if path != "/"},
    }
    return build_shell(published.meta(), max(ends, default=None), pages)
