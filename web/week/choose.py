"""Which layers and places have counts by weekday and hour, and why the others have none."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from layers import words
from layers.published.offer import Choice, Offer
from layers.published.rows import LayerInfo
from layers.published.version import Published
from web.controls.panel import missing_words
from web.view.state import View

PLACE = "place"  # as `hours` names the place as a whole
WITH_HOURS = frozenset({"hour", "minute", "second"})
DAYS, HOURS = 7, 24


def week_counts(published: Published, layer_id: str, area_id: str) -> NDArray[np.float64]:
    """Return counts by weekday (0 = Monday) and hour, 7 x 24, NaN where withheld.

    Raises KeyError where the version has none of this layer and place.
    """
    found = published.hours(layer_id, area_id)
    if not found:
        raise KeyError((layer_id, area_id))
    counts = np.full((DAYS, HOURS), np.nan)
    for each in found:
        if each.count is not None:
            counts[each.weekday, each.hour] = each.count
    return counts


def layer_choices(offer: Offer) -> list[Choice]:
    """Return the layers that count events, with the reason where one has no hours."""
    counting = [layer for layer in offer.published.layers().values() if layer.kind == "event"]
    return [Choice(layer.id, layer.title, _why_none(offer.published, layer)) for layer in counting]


def _why_none(published: Published, layer: LayerInfo) -> str:
    if published.hours(layer.id, PLACE):
        return ""
    if layer.missing:
        return f"{missing_words(layer)}."
    feeds = {need.partition(":")[0] for need in layer.needs}
    told = {source.time_precision for source in published.sources() if source.feed in feeds} - {None, ""}
    if told and not told & WITH_HOURS:
        units = words.listing(sorted(str(each) for each in told), "or")
        return f"Its source tells only the {units}: no hours."
    kinds = {period.kind for period in published.periods(layer.id)}
    if not kinds & {"year", "window"}:
        return "It needs figures of a whole year."
    return "No count by hour can be shown."


def area_choices(offer: Offer, layer_id: str) -> list[Choice]:
    """Return the place and its neighbourhoods, with the reason where nothing can be shown by hour."""
    published = offer.published
    few = "Too few by hour to show any."
    return [
        Choice(PLACE, f"All of {published.meta().place.name}"),
        *(
            Choice(area.area_id, area.name, "" if published.hours(layer_id, area.area_id) else few)
            for area in published.areas()
        ),
    ]


def first_layer(offer: Offer, view: View) -> str:
    """Return the topmost layer on the map that has hours, else the first that has any ('' without)."""
    having = [choice.value for choice in layer_choices(offer) if not choice.reason]
    on_map = [layer_id for layer_id in reversed(view.layer_ids()) if layer_id in having]
    return (on_map or having or [""])[0]
