"""The whole document for one published version."""

from __future__ import annotations

import dash_mantine_components as dmc

from layers.published.offer import offer_of
from layers.published.version import Published
from web.clash.page import build_clash_page
from web.pages.map import build_map_page
from web.shell import PAGES, Extra, build_shell
from web.view.state import default_view
from web.zones.page import build_zones_page


def build_layout(published: Published, extra: Extra | None = None) -> dmc.MantineProvider:
    """Return the document that opens on the version's default view.

    extra: what analysts have beside it, None on a server for boards.
    """
    offer = offer_of(published)
    view = default_view(offer)
    ends = [period.ends_on for period in published.periods() if period.ends_on is not None]
    names = {**PAGES, **(extra.pages if extra else {})}
    tools = extra.tools(published) if extra else None
    behind = extra.behind(published) if extra else None
    at_once = {
        "/": build_map_page(offer, view, tools),
        "/clash": build_clash_page(offer, behind),
        "/zones": build_zones_page(offer),
    }
    pages = {path: at_once.get(path) or page.build() for path, page in names.items()}
    return build_shell(
        published.meta(), max(ends, default=None), names, pages, band=extra.band(published) if extra else None
    )
