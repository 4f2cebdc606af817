"""The overview's page."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from web.errors import plain_page
from web.region.file import Region
from web.region.places import PlaceAt
from web.url import url


def build_overview(region: Region, places: Mapping[str, PlaceAt]) -> str:
    """Return the page that leads to each place."""
    rows = "".join(
        f"<li><a href='{url(f'{each.path}/')}'>{escape(each.name)}</a>"
        f"{'' if places[region.standing.path + each.path].well() else ': not available'}</li>"
        for each in region.places
    )
    return plain_page(region.name, "Places on this server", f"<ul>{rows}</ul>", "")
