"""Going to a place that the drawer or the search names: the map flies there and the drawer opens."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import shapely
from dash import ALL, ClientsideFunction, Dash, Input, Output, State, html, no_update

from etl import cells as h3
from etl.errors import BadInputError
from layers.published.home import PublishedHome
from layers.published.offer import Offer, offer_of
from layers.published.position import position_of
from web.asked import mapping, refusing
from web.view.link import read_opened
from web.view.state import read_view

ZOOMS: Final = {
    4: 7.3,
    5: 8.7,
    6: 10.1,
    7: 11.5,
    8: 13.0,
    9: 14.3,
}  # by resolution, so that a hexagon and its neighbours fill the map
POINT_ZOOM: Final = 14.5
LONGEST: Final = 200
# The map counts clicks upwards from 1 and links downwards from -1
FIRST: Final = 1_000_000


def go_button(text: str, to: str) -> html.Button:
    """Return a button that goes somewhere. to: as a link's `open` says it, or 'at:latitude,longitude'."""
    return html.Button(text, id={"type": "go", "to": to}, className="link-button")


def destination(offer: Offer, grid: str, to: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what the map would report as clicked, and where it has to fly.

    grid: the level of detail on the map, at which a bare position opens.

    Raises:
        BadInputError: `to` names nothing in this version.
    """
    opened = _row_at(offer, grid, to[3:]) if to.startswith("at:") else read_opened(offer, to)
    if opened is None:
        raise BadInputError("go", "names nothing in this version", "Reload the page.")
    flight = _flight(offer, opened)
    if to.startswith("at:"):
        latitude, longitude = _position(to[3:])
        flight = {"lng": longitude, "lat": latitude, "zoom": flight.get("zoom", POINT_ZOOM)}
    return opened, flight


def cell_at(offer: Offer, grid: str, latitude: float, longitude: float) -> int | None:
    """Return the row of a grid that holds a position, None outside the place."""
    published = offer.published
    if grid == "area":
        spot = shapely.Point(longitude, latitude)
        for area in published.areas():
            if shapely.from_wkb(area.geometry_wkb).intersects(spot):
                return area.row
        return None
    cell = h3.index_points(np.array([latitude]), np.array([longitude]), int(grid[1:]))[0]
    found = np.flatnonzero(published.cells(grid).cell == cell)
    return int(found[0]) if len(found) else None


def _row_at(offer: Offer, grid: str, text: str) -> dict[str, Any] | None:
    latitude, longitude = _position(text)
    hexagons = [name for name in offer.grids if name != "area"]
    for name in dict.fromkeys((grid, *reversed(hexagons))):  # a gap between neighbourhoods lies in a hexagon
        row = cell_at(offer, name, latitude, longitude)
        if row is not None:
            return {"kind": "cell", "grid": name, "row": row}
    return None


def _position(text: str) -> tuple[float, float]:
    try:
        latitude, longitude = (float(part) for part in text.split(","))
    except ValueError:
        latitude = longitude = math.nan
    if not (abs(latitude) <= 90 and abs(longitude) <= 180):
        raise BadInputError("go", "is not a position", "Reload the page.")
    return latitude, longitude


def _flight(offer: Offer, opened: Mapping[str, Any]) -> dict[str, Any]:
    published = offer.published
    if opened["kind"] == "service":
        service = next(
            each
            for each in published.services()
            if (each.service_id, each.stop or "") == (opened["id"], opened["stop"])
        )
        where = position_of(service)
        if where is None:
            return {"bounds": list(published.meta().place.bounds)}
        only_cell = service.latitude is None  # only its hexagon may be shown
        return {"lng": where[0], "lat": where[1], "zoom": ZOOMS[8] if only_cell else POINT_ZOOM}
    if opened["kind"] == "venue":
        venue = published.venues()[opened["id"]]
        return {"lng": venue.longitude, "lat": venue.latitude, "zoom": POINT_ZOOM}
    if opened["kind"] == "zone":
        return {"bounds": list(shapely.from_wkb(published.zones()[opened["id"]].geometry_wkb).bounds)}
    if opened["kind"] == "hotspot":
        spot = next(each for each in published.hotspots() if each.hotspot_id == opened["id"])
        return {"bounds": list(shapely.from_wkb(spot.geometry_wkb).bounds)}
    if opened["grid"] == "area":
        return {"bounds": list(shapely.from_wkb(published.areas()[opened["row"]].geometry_wkb).bounds)}
    cells = published.cells(opened["grid"])
    return {
        "lng": float(cells.longitude[opened["row"]]),
        "lat": float(cells.latitude[opened["row"]]),
        "zoom": ZOOMS.get(int(opened["grid"][1:]), POINT_ZOOM),
    }


def register_go(app: Dash, follower: PublishedHome) -> None:
    """Connect the drawer's buttons and the search to the map."""
    app.clientside_callback(
        ClientsideFunction("inspect", "go"),
        Output("go", "data"),
        Input({"type": "go", "to": ALL}, "n_clicks"),
        Input("search", "chosen"),
        prevent_initial_call=True,
    )

    @app.callback(
        Output("map", "clickInfo", allow_duplicate=True),
        Output("map", "flyTo", allow_duplicate=True),
        Input("go", "data"),
        State("view", "data"),
        State("version", "data"),
        prevent_initial_call=True,
    )
    def go(asked: Any, view: Any, version: Any) -> Any:
        offer = offer_of(follower.current())
        if asked is None or version != offer.published.version:
            return no_update, no_update
        opened, flight, n = refusing(lambda: _answer(offer, asked, view))
        return {**opened, "n": -FIRST - n}, {**flight, "n": FIRST + n}


def _answer(offer: Offer, asked: Any, view: Any) -> tuple[dict[str, Any], dict[str, Any], int]:
    wanted = mapping(asked)
    to, n = wanted.get("to"), wanted.get("n")
    if not isinstance(to, str) or len(to) > LONGEST or not isinstance(n, int) or isinstance(n, bool):
        raise BadInputError("go", "names no place", "Reload the page.")
    return *destination(offer, read_view(offer, mapping(view)).grid, to), n
