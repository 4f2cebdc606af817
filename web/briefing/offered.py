"""What the dialog opens with: the layers, zones, period and level of detail of the view behind it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import dash_mantine_components as dmc

from briefing.asked import MOST_ZONES, Asked
from etl.errors import BadInputError
from layers import words
from layers.published.offer import ENVIRONMENTS, Offer
from layers.zones.said import short_status
from web.briefing.dialog import NO_MAP
from web.listing.summary import period_words
from web.view.link import LONGEST, read_link, write_link
from web.view.state import View
from web.zones.listing import in_order


def offered(offer: Offer, link: Any, page: Any, ticked: Any) -> dict[str, Any]:
    """Return what the dialog shows of a version, by the names of its outputs.

    link: the map's view as its query, which may have been written for other figures: what this version has
    not falls back to the opening view. page, ticked: the page it was opened from, the zones compared there.

    Raises:
        BadInputError: what no page could have sent.
    """
    view, named = read_view_of(offer, link), _names(ticked)
    zones = in_order(offer.published.zones())
    chosen = [each.zone_id for each in zones if each.status in view.zones]
    if page == "/zones":
        chosen = [each.zone_id for each in zones if each.zone_id in named] or chosen
    main = main_layer(offer, view)
    return {
        "view": view_words(offer, view),
        "kept": {"grid": view.grid, "period": view.period, "view": write_link(offer, view)},
        "main": main or None,
        "mains": _grouped(offer),
        "maps": [_small(offer, view, each, main) for each in ENVIRONMENTS],
        "choices": [_choices(offer, each) for each in ENVIRONMENTS],
        "zones": chosen[:MOST_ZONES],
        "listed": [
            dmc.Checkbox(
                value=each.zone_id, label=f"{each.name} ({short_status(each.status).lower()})", size="sm"
            )
            for each in zones
        ]
        or "None is published yet.",
    }


def read_view_of(offer: Offer, link: Any) -> View:
    """Return the view of a query as far as a version has it. Raises BadInputError where it is no query."""
    if not isinstance(link, str) or len(link) > LONGEST:
        raise BadInputError("briefing, view", "is not the link of a view", "Reload the page.")
    return read_link(offer, link).view


def main_layer(offer: Offer, view: View) -> str:
    """Return the layer on top of the map; where there is none, the one that the version opens with."""
    drawn = view.layer_ids()
    opening = offer.published.meta().default_view.layer
    return drawn[-1] if drawn else opening if offer.drawable(opening) else ""


def view_link(offer: Offer, asked: Asked) -> str:
    """Return the query of the view that shows a briefing's large map."""
    parts = {"grid": asked.grid, "period": asked.period}
    if asked.main:
        parts[offer.published.layers()[asked.main].environment] = asked.main
    return write_link(offer, read_link(offer, urlencode(parts)).view)


def view_words(offer: Offer, view: View, of: str = "Of this view") -> str:
    """Return level of detail, period and version of a view as sentences. of: how they begin."""
    published = offer.published
    when = period_words(offer, view.period)
    nouns = offer.grid_noun(view.grid)
    ends = [period.ends_on for period in published.periods() if period.ends_on is not None]
    until = f" Figures up to {words.day(max(ends))}." if ends else ""
    shown = f"{nouns}, {when}" if when else nouns
    return f"{of}: {shown}.{until} Data version {published.version}."


def _small(offer: Offer, view: View, environment: str, main: str) -> str:
    """Return the layer of an environment that the view shows or would show when it is switched on."""
    part = next(each for each in view.shown if each.environment == environment)
    found = main if main and offer.published.layers()[main].environment == environment else part.layer_id
    return found or NO_MAP


def _choices(offer: Offer, environment: str) -> list[dict[str, str]]:
    layers = [each for each in offer.mapped(environment) if offer.drawable(each.id)]
    return [{"value": each.id, "label": each.title} for each in layers] + [
        {"value": NO_MAP, "label": "No map"}
    ]


def _grouped(offer: Offer) -> list[dict[str, Any]]:
    layers = {each: _choices(offer, each)[:-1] for each in ENVIRONMENTS}
    return [{"group": each.capitalize(), "items": found} for each, found in layers.items() if found]


def _names(ticked: Any) -> list[str]:
    if ticked is None:
        return []
    if not isinstance(ticked, list) or not all(isinstance(each, str) for each in ticked):
        raise BadInputError("briefing, zones", "are not areas", "Reload the page.")
    return ticked
