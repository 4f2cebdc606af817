"""What a click on a venue or a festival site opens."""

from __future__ import annotations

from typing import Any

from dash import html

from etl.errors import BadInputError
from layers import words
from layers.published.offer import Offer
from web.controls.venues import venue_label
from web.inspect.around import build_around, hexagon_for
from web.inspect.go import cell_at
from web.inspect.heading import build_heading
from web.inspect.here import look
from web.inspect.nearby import build_nearest, nearest
from web.listing.summary import area_names


def venue_detail(offer: Offer, key: str, grid: str, period: str) -> list[Any]:
    """Return the drawer's content for one venue or festival site.

    key: as `Published.venues` names it. grid: the level of detail on the map.

    Raises:
        BadInputError: the version has no such venue.
    """
    site = offer.published.venues().get(key)
    if site is None:
        raise BadInputError("click", "names a venue that this version does not have", "Reload the page.")
    where = site.latitude, site.longitude
    hexagon = hexagon_for(offer, grid)
    row = cell_at(offer, hexagon, *where)
    area_id = offer.published.cells(hexagon).area_id[row] if row is not None else ""
    area = area_names(offer).get(area_id, "")
    festival = site.type == "festival_site"
    days = words.days(site.starts_on, site.ends_on) or ("Not given" if festival else "")
    facts = [("Dates", days[:1].upper() + days[1:])] if days else []
    entries = [html.Div([html.Dt(a), html.Dd(b)], className="fact") for a, b in facts]
    note = "A place to reach people, with drug checking and early warnings; no sign of harm."
    return [
        build_heading(
            site.name or "Without a name", f"{venue_label(site.type)}{f', {area}' if area else ''}"
        ),
        *([html.Dl(entries, className="facts")] if entries else []),
        *([build_around(look(offer, hexagon, row, period))] if row is not None else []),
        build_nearest(nearest(offer.published, *where), "Nearest services", "here"),
        html.P(note, className="reading"),
    ]
