"""What a click opens: a place in two sentences, its four environments, and what is near."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dash import html

from etl.errors import BadInputError
from layers import words
from layers.look.symbols import service_label
from layers.published.offer import ENVIRONMENTS, Offer
from web.inspect.entries import build_environment
from web.inspect.go import go_button
from web.inspect.heading import build_heading
from web.inspect.here import Here, look
from web.inspect.lead import lead
from web.inspect.nearby import (
    build_hotspots_over,
    build_nearest,
    hotspots_over,
    inside,
    nearest,
    shape_of,
)
from web.inspect.service import hotspot_detail, service_detail
from web.inspect.venue import venue_detail
from web.inspect.zone import zone_detail
from web.listing.summary import period_words
from web.marks import mark


def row_detail(offer: Offer, grid: str, row: int, period: str) -> list[Any]:
    """Return the drawer's content for one neighbourhood or hexagon.

    Raises:
        BadInputError: the version has no such level of detail or row.
    """
    published = offer.published
    if grid not in offer.grids or not 0 <= row < published.size(grid):
        raise BadInputError("click", "names a place that this version does not have", "Reload the page.")
    here = look(offer, grid, row, period)
    shape = shape_of(published, grid, row)
    return [
        _heading(here),
        *mark(published),
        html.Div([html.P(sentence) for sentence in lead(here)], className="drawer-lead"),
        _onward(here),
        *(build_environment(here, environment) for environment in ENVIRONMENTS),
        build_hotspots_over(hotspots_over(published, shape)),
        _services(here, shape),
        _reading_note(here),
    ]


def _heading(here: Here) -> html.Div:
    when = period_words(here.offer, here.period)
    figures = f"Figures: {when} unless said otherwise" if when else ""
    if here.grid == "area":
        area = here.published.areas()[here.row]
        residents = f", about {area.residents:,.0f} residents" if area.residents else ""
        return build_heading(
            area.name, f"Neighbourhood of {words.number(area.area_km2)} km²{residents}", figures
        )
    cells = here.published.cells(here.grid)
    title = f"In {here.area_name}" if here.area_name else "Outside the named neighbourhoods"
    size = f"Hexagon of {words.number(float(cells.area_km2[here.row]))} km²"
    return build_heading(title, size, figures)


def _onward(here: Here) -> html.P | None:
    """Return the way from a hexagon to its neighbourhood."""
    if here.grid == "area" or here.area_row is None:
        return None
    area = here.published.areas()[here.area_row]
    return html.P(go_button(f"Summarise {area.name} as a whole", f"area:{area.area_id}"), className="onward")


def _services(here: Here, shape: Any) -> html.Section:
    if here.grid == "area":
        point = shape.representative_point()
        latitude, longitude = point.y, point.x
    else:
        latitude, longitude = here.middle
    found = nearest(here.published, latitude, longitude)
    noun = "neighbourhood" if here.grid == "area" else "hexagon"
    section = build_nearest(found, "Services", f"the middle of the {noun}")
    counts = inside(here.published, shape)
    parts = [f"{service_label(kind)} {count:,}" for kind, count in counts.items()]
    said = f"Inside: {', '.join(parts)}." if parts else "None inside."
    section.children.insert(1, html.P(said, className="inside"))
    return section


def _reading_note(here: Here) -> html.P:
    cell = "" if here.grid == "area" else f" H3 {int(here.published.cells(here.grid).cell[here.row]):x}."
    if here.published.meta().exact:
        said = "Exact counts: nothing is withheld or rounded. They may single people out and stay here."
        return html.P(f"{said}{cell}", className="reading")
    return html.P(
        "Ranks are among places with a figure of their own. "
        f"Counts are rounded to {here.rounding} and carry a little noise, so parts may not add up to their "
        f"total. Withheld means 1 to 7 events or too uncertain; it does not mean none.{cell}",
        className="reading",
    )


def click_detail(offer: Offer, click: Any, grid: str, period: str) -> list[Any]:
    """Return the drawer's content for what the map reports as clicked ([] where nothing was hit).

    grid: the level of detail on the map.

    Raises:
        BadInputError: the report is not one that the map sends, or names what this version lacks.
    """
    if click is None:
        return []
    if not isinstance(click, Mapping):
        raise BadInputError("click", "is not a mapping", "Reload the page.")
    kind = click.get("kind")
    if kind == "cell":
        on, row = click.get("grid"), click.get("row")
        if isinstance(on, str) and isinstance(row, int) and not isinstance(row, bool):
            return row_detail(offer, on, row, period)
    if kind in ("service", "venue", "hotspot", "zone"):
        name, stop = click.get("id"), click.get("stop") or ""
        if isinstance(name, str) and isinstance(stop, str):
            if kind == "service":
                return service_detail(offer, name, stop, grid, period)
            if kind == "venue":
                return venue_detail(offer, name, grid, period)
            if kind == "zone":
                return zone_detail(offer, name)
            return hotspot_detail(offer, name)
    raise BadInputError("click", "is not something on the map", "Reload the page.")
