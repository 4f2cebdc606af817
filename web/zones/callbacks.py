"""What happens on the page of zones: the comparison and the zone in full follow what is ticked and chosen."""

from __future__ import annotations

from typing import Any

from dash import ALL, ClientsideFunction, Dash, Input, Output, State, no_update

from etl.errors import BadInputError
from layers.published.home import PublishedHome
from layers.published.version import Published
from web.asked import STALE, refusing
from web.still import still
from web.zones.compare import build_comparison
from web.zones.detail import build_detail
from web.zones.listing import MOST_COMPARED, in_order

TOO_MANY = f"Only {MOST_COMPARED} areas are set side by side; untick one to see another."


def register_zones(app: Dash, follower: PublishedHome) -> None:
    """Connect the page of zones."""

    @app.callback(
        Output("zones-side", "children"),
        Output("zones-alert", "children"),
        Output("zones-alert", "hidden"),
        Input("zones-compared", "value"),
        State("version", "data"),
        prevent_initial_call=True,
    )
    def compare(chosen: Any, version: Any) -> Any:
        published = follower.current()
        if version != published.version:
            return no_update, STALE, False
        ids = refusing(lambda: read_chosen(published, chosen))
        few = [published.zone_shown(each) for each in ids[:MOST_COMPARED]]
        return build_comparison(few), TOO_MANY, len(ids) <= MOST_COMPARED

    @app.callback(
        Output("zones-detail", "children"),
        Input("zones-one", "value"),
        State("version", "data"),
        prevent_initial_call=True,
    )
    def show(zone_id: Any, version: Any) -> Any:
        published = follower.current()
        if version != published.version:
            return no_update
        return refusing(lambda: still(build_detail(published, read_one(published, zone_id))))

    app.clientside_callback(
        ClientsideFunction("clash", "theme"), Output("zones-map", "theme"), Input("theme", "value")
    )
    app.clientside_callback(
        ClientsideFunction("zones", "open"),
        Output("zones-go", "data"),
        Input("zones-map", "clickInfo"),
        Input({"type": "zone-open", "zone": ALL}, "n_clicks"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction("zones", "arrive"), Output("zones-full", "data-arrived"), Input("address", "data")
    )
    app.clientside_callback(
        ClientsideFunction("zones", "write"),
        Output("zones-full", "data-written"),
        Input("zones-compared", "value"),
        Input("zones-one", "value"),
        prevent_initial_call=True,
    )


def read_chosen(published: Published, chosen: Any) -> list[str]:
    """Return the zones that are ticked, in the order of the list. Raises BadInputError for anything else."""
    known = published.zones()
    if (
        not isinstance(chosen, list)
        or len(chosen) > len(known)
        or not all(isinstance(each, str) and each in known for each in chosen)
    ):
        raise BadInputError("zones", "are not areas of this version", "Reload the page and choose again.")
    return [zone.zone_id for zone in in_order(known) if zone.zone_id in chosen]


def read_one(published: Published, zone_id: Any) -> str:
    """Return the zone that is chosen. Raises BadInputError for anything else."""
    if not isinstance(zone_id, str) or zone_id not in published.zones():
        raise BadInputError("zone", "is no area of this version", "Reload the page and choose again.")
    return zone_id
