"""The view as an address and back, so that what one reader sees can be sent to another.

    /?social=overdose_calls,80&policy=macro&grid=r8&period=2025Q4-2026Q3&hotspots=1&at=47.2,-31.4,12.5&open=...

An environment that is not named is off. Cells and areas are named by their own ids, never by a version's
rows, so that a link outlives the version it was made from. What a version does not have falls back to the
opening view, and the reader is told which parts did.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode

import numpy as np

from etl.errors import BadInputError
from layers.published.offer import ENVIRONMENTS, Offer
from web.arrange.lens import lens_parts
from web.arrange.sides import settle_second
from web.arrange.state import PARTS as ARRANGED
from web.arrange.state import read_parts, write_parts
from web.view.state import Shown, View, as_asked, default_view, read_view, settle

LONGEST: Final = 2000  # characters of a query
ZOOMS: Final = (4.0, 18.0)
VIEW_KEYS: Final = (*ENVIRONMENTS, "grid", "period", "compare", "services", "hotspots", "venues", "zones")
OF_EXACT: Final = ("store", "hours", "days")  # what only pages of exact figures choose
PARTS: Final = {
    **{each: f"the {each} environment" for each in ENVIRONMENTS},
    "grid": "the level of detail",
    "period": "the period",
    "compare": "the period compared with",
    "services": "the services",
    "hotspots": "the hotspots",
    "venues": "the venues and festivals",
    "zones": "the zones",
    "at": "the position of the map",
    "open": "the place that was open",
    **ARRANGED,
    "store": "the exact figures",
    "hours": "the hours of the week",
    "days": "the days",
    "link": "the link",
}


@dataclass(frozen=True)
class Link:
    """What a link asks for. `at` is {lng, lat, zoom} or None; `opened` what a click would report, or None.

    refused: the parts, in words, that this version cannot show.
    """

    view: View
    at: Mapping[str, float] | None
    opened: Mapping[str, Any] | None
    refused: tuple[str, ...]


def write_link(offer: Offer, view: View) -> str:
    """Return the view as a query, without '?'; services are named only where they differ from the opening."""
    said: dict[str, str] = {}
    for part in view.shown:
        if part.on:
            micro = f"{part.layer_id},{part.opacity}" if part.layer_id else "micro"
            said[part.environment] = micro if part.level == "micro" else "macro"
    said["grid"] = view.grid
    if view.period in offer.period_ids(view.grid, view.layer_ids()):  # else it decides nothing
        said["period"] = view.period
    if view.compare:
        said["compare"] = view.compare
    if set(view.services) != set(default_view(offer).services):
        said["services"] = ",".join(view.services) or "none"
    if view.hotspots:
        said["hotspots"] = "1"
    if view.venues:
        said["venues"] = "1"
    if set(view.zones) != set(default_view(offer).zones):
        said["zones"] = ",".join(view.zones) or "none"
    said |= write_parts(view.arrange)
    chosen = offer.published.chosen
    if chosen.week is not None:
        said["hours"] = chosen.week.code
    if chosen.days is not None:
        said["days"] = chosen.days.code
    return urlencode(said, safe=",:")


def read_link(offer: Offer, query: str) -> Link:
    """Return what a link's query asks for, with what cannot be had replaced by the opening view's."""
    opening = default_view(offer)
    if len(query) > LONGEST:
        return Link(opening, None, None, (PARTS["link"],))
    asked = dict(parse_qsl(query.removeprefix("?"), keep_blank_values=True))
    refused: list[str] = []
    if "lens" in asked and not asked.keys() & set(ENVIRONMENTS):
        parts = lens_parts(offer, asked["lens"])
        refused += [] if parts else ["lens"]
        asked = {**parts, **asked} if parts else {key: asked[key] for key in asked if key != "lens"}
    view = _read_view(offer, opening, asked, refused) if asked.keys() & set(VIEW_KEYS) else opening
    view = settle_second(offer, replace(view, arrange=read_parts(offer, asked, refused)))
    at = opened = None
    if not offer.published.meta().exact:
        refused += [key for key in OF_EXACT if key in asked]
    if "at" in asked:
        at = _position(offer, asked["at"])
        refused += [] if at else ["at"]
    if "open" in asked:
        opened = read_opened(offer, asked["open"])
        refused += [] if opened else ["open"]
    return Link(view, at, opened, tuple(PARTS[key] for key in dict.fromkeys(refused)))


def _read_view(offer: Offer, opening: View, asked: Mapping[str, str], refused: list[str]) -> View:
    view = replace(opening, shown=tuple(replace(part, on=False) for part in opening.shown))
    for at, environment in enumerate(ENVIRONMENTS):
        if environment in asked:
            part = _shown(view.shown[at], asked[environment])
            shown = (*view.shown[:at], part, *view.shown[at + 1 :])
            view = _checked(offer, view, replace(view, shown=shown), environment, refused)
    if refused and not any(part.on for part in view.shown):
        view = replace(view, shown=opening.shown)  # nothing of what was asked for: better than a bare map
    if "grid" in asked:
        view = _checked(offer, view, replace(view, grid=asked["grid"]), "grid", refused)
    if "services" in asked:
        kinds = () if asked["services"] == "none" else tuple(asked["services"].split(","))
        view = _checked(offer, view, replace(view, services=kinds), "services", refused)
    if "hotspots" in asked:
        if asked["hotspots"] in {"0", "1"}:
            view = replace(view, hotspots=asked["hotspots"] == "1")
        else:
            refused.append("hotspots")
    if "venues" in asked:
        if asked["venues"] == "0" or (asked["venues"] == "1" and offer.published.venues()):
            view = replace(view, venues=asked["venues"] == "1")
        else:
            refused.append("venues")
    if "zones" in asked:
        statuses = () if asked["zones"] == "none" else tuple(asked["zones"].split(","))
        view = _checked(offer, view, replace(view, zones=statuses), "zones", refused)
    if "period" in asked:
        view = _checked(offer, view, replace(view, period=asked["period"]), "period", refused)
    if "compare" in asked:
        view = _checked(offer, view, replace(view, compare=asked["compare"]), "compare", refused)
    settled = settle(offer, view)
    refused += [key for key in ("period", "compare") if key in asked and getattr(settled, key) != asked[key]]
    return settled


def _checked(offer: Offer, before: View, after: View, key: str, refused: list[str]) -> View:
    """Return `after` if every choice in it exists, else `before`, noting the part."""
    try:
        return read_view(offer, as_asked(after))
    except BadInputError:
        refused.append(key)
        return before


def _shown(part: Shown, text: str) -> Shown:
    """Return an environment as a link's value says: 'macro', 'micro', or a layer and its opacity."""
    if text in {"macro", "micro"}:
        return replace(part, on=True, level=text)
    layer_id, _, opacity = text.partition(",")
    # -1 is no opacity: read_view refuses it
    whole = int(opacity) if opacity.isascii() and opacity.isdigit() and len(opacity) < 4 else -1
    return replace(
        part, on=True, level="micro", layer_id=layer_id, opacity=whole if opacity else part.opacity
    )


def _position(offer: Offer, text: str) -> dict[str, float] | None:
    """Return 'latitude,longitude,zoom' as the map takes it, or None unless it lies at the place."""
    try:
        latitude, longitude, zoom = (float(number) for number in text.split(","))
    except ValueError:
        return None
    west, south, east, north = offer.published.meta().place.bounds
    wide, high = east - west, north - south
    here = (
        all(math.isfinite(number) for number in (latitude, longitude, zoom))
        and west - wide <= longitude <= east + wide
        and south - high <= latitude <= north + high
        and ZOOMS[0] <= zoom <= ZOOMS[1]
    )
    return {"lng": longitude, "lat": latitude, "zoom": zoom} if here else None


def write_opened(offer: Offer, clicked: Any) -> str:
    """Return what is open in the drawer as a link names it ('' for nothing).

    clicked: what the map reported, already checked by the drawer.
    """
    if not isinstance(clicked, Mapping):
        return ""
    kind = clicked.get("kind")
    if kind == "cell":
        grid, row = clicked["grid"], clicked["row"]
        if grid == "area":
            return f"area:{offer.published.areas()[row].area_id}"
        return f"{grid}:{int(offer.published.cells(grid).cell[row]):x}"
    return f"{kind}:{clicked['id']}" + (f"|{clicked['stop']}" if clicked.get("stop") else "")


def read_opened(offer: Offer, text: str) -> dict[str, Any] | None:
    """Return what the map would report for a link's `open`, or None for what this version has not."""
    kind, _, name = text.partition(":")
    published = offer.published
    if kind == "service":
        service_id, _, stop = name.partition("|")
        known = {(each.service_id, each.stop or "") for each in published.services()}
        return {"kind": kind, "id": service_id, "stop": stop} if (service_id, stop) in known else None
    if kind == "hotspot":
        return {"kind": kind, "id": name} if name in {h.hotspot_id for h in published.hotspots()} else None
    if kind in ("venue", "zone"):
        known_names = published.venues() if kind == "venue" else published.zones()
        return {"kind": kind, "id": name} if name in known_names else None
    if kind not in offer.grids:
        return None
    if kind == "area":
        rows = [area.row for area in published.areas() if area.area_id == name]
    else:
        try:
            cell = int(name, 16)
        except ValueError:
            return None
        in_range = 0 < cell < 1 << 63
        rows = np.flatnonzero(published.cells(kind).cell == cell).tolist() if in_range else []
    return {"kind": "cell", "grid": kind, "row": int(rows[0])} if rows else None


def refused_words(refused: tuple[str, ...]) -> str:
    """Return what to tell the reader of a link ('' when all of it could be shown)."""
    if not refused:
        return ""
    listed = ", ".join(refused)
    return (
        f"This version of the figures does not have all that the link asks for ({listed}). The rest is shown."
    )
