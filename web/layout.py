"""The whole document for one published version."""

from __future__ import annotations

import dash_mantine_components as dmc

from layers.published import Published
from web.offer import offer_of
from web.pages.data import build_data_page
from web.pages.layers import build_layers_page
from web.pages.map import build_map_page
from web.shell import build_shell
from web.view import default_view


def build_layout(published: Published) -> dmc.MantineProvider:
    """Return the document that opens on the version's default view."""
    offer = offer_of(published)
    view = default_view(offer)
    ends = [period.ends_on for period in published.periods() if period.ends_on is not None]
    pages = {
        "/": build_map_page(offer, view),
        "/layers": build_layers_page(offer),
        "/data": build_data_page(offer, view.period),
    }
    return build_shell(published.meta(), max(ends, default=None), pages)
