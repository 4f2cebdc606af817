"""What a click on a service, a stop or a declared hotspot opens."""

from __future__ import annotations

from typing import Any

import numpy as np
from dash import html

from etl.errors import BadInputError
from layers import words
from layers.look.symbols import service_label
from layers.published.offer import Offer
from layers.published.rows import Service
from web.inspect.around import build_around, hexagon_for, hexagons_of
from web.inspect.go import cell_at
from web.inspect.heading import build_heading
from web.inspect.here import look
from web.inspect.hours import hours_lines
from web.inspect.nearby import build_nearest, nearest
from web.listing.summary import area_names


def service_detail(offer: Offer, service_id: str, stop: str, grid: str, period: str) -> list[Any]:
    """Return the drawer's content for one service or stop.

    grid: the level of detail on the map, whose hexagon around the service is summarised; for
    neighbourhoods, the hexagon of the opening view.

    Raises:
        BadInputError: the version shows no such service.
    """
    for service in offer.published.services():
        if service.service_id == service_id and (service.stop or "") == stop:
            return [
                _heading(offer, service),
                _facts(service),
                *_around(offer, service, grid, period),
                *_others(offer, service),
            ]
    raise BadInputError("click", "names a service that this version does not have", "Reload the page.")


def _heading(offer: Offer, service: Service) -> html.Div:
    row = _cell_row(offer, service, offer.grids[-1]) if service.latitude is not None else None
    area_id = offer.published.cells(offer.grids[-1]).area_id[row] if row is not None else ""
    name = area_names(offer).get(area_id, "")
    return build_heading(service.name, f"{service_label(service.type)}{f', {name}' if name else ''}")


def _facts(service: Service) -> html.Dl:
    facts: list[tuple[str, Any]] = []
    if service.setting == "mobile":
        facts.append(("Setting", "Mobile: it comes to this stop in the hours given"))
    elif service.setting == "confidential":
        facts.append(("Setting", "Confidential"))
    if service.stop:
        facts.append(("Stop", service.stop))
    facts.append(("Opening hours", [html.Div(line) for line in hours_lines(service.hours)] or "Not given"))
    said = {True: "Offered", False: "Not offered", None: "Not stated"}
    for label, offered in (("Needles", service.offers_needles), ("Naloxone", service.offers_naloxone)):
        facts.append((label, said[offered]))
    if service.capacity_per_day:
        facts.append(("Capacity", f"{words.number(service.capacity_per_day)} people a day"))
    if service.latitude is None:
        facts.append(("Location", "Only the hexagon it lies in is shown, to protect those who use it."))
    elif service.approximate_m:
        facts.append(("Location", f"Approximate, to about {service.approximate_m:,.0f} m."))
    return html.Dl(
        [html.Div([html.Dt(label), html.Dd(value)], className="fact") for label, value in facts],
        className="facts",
    )


def _cell_row(offer: Offer, service: Service, grid: str) -> int | None:
    """Return the row of the hexagon that a service lies in; a confidential one has only that of its cell."""
    if service.latitude is not None and service.longitude is not None:
        return cell_at(offer, grid, service.latitude, service.longitude)
    found = np.flatnonzero(offer.published.cells(grid).cell == (service.cell or 0))
    return int(found[0]) if len(found) else None


def _around(offer: Offer, service: Service, grid: str, period: str) -> list[Any]:
    """Return the key figures of the hexagon around the service."""
    # A confidential one is known by a hexagon of one size only
    wanted = hexagons_of(offer) if service.latitude is None else [hexagon_for(offer, grid)]
    for name in wanted:
        row = _cell_row(offer, service, name)
        if row is not None:
            return [build_around(look(offer, name, row, period))]
    return []


def _others(offer: Offer, service: Service) -> list[Any]:
    if service.latitude is None or service.longitude is None:
        return []  # distances from a confidential service would tell where it is
    found = nearest(offer.published, service.latitude, service.longitude, without=service.service_id)
    return [build_nearest(found, "Nearest other services", "here")]


def hotspot_detail(offer: Offer, hotspot_id: str) -> list[Any]:
    """Return the drawer's content for one declared hotspot.

    Raises:
        BadInputError: the version shows no such hotspot.
    """
    for spot in offer.published.hotspots():
        if spot.hotspot_id == hotspot_id:
            dates = " to ".join(
                words.day(each) if each else "open end" for each in (spot.starts_on, spot.ends_on)
            )
            facts = [("Operation", spot.operation or "Not given"), ("Dates", dates)]
            facts.append(("Days and hours", " ".join(t for t in (spot.weekdays, spot.hours) if t) or "All"))
            entries = [html.Div([html.Dt(a), html.Dd(b)], className="fact") for a, b in facts]
            note = "The police declared this area; it is no measure of crime or of need."
            return [
                build_heading(spot.name or "Declared hotspot", "Declared policing hotspot"),
                html.Dl(entries, className="facts"),
                html.P(note, className="reading"),
            ]
    raise BadInputError("click", "names a hotspot that this version does not have", "Reload the page.")
