"""Showing the table when it is asked for."""

from __future__ import annotations

from typing import Any

from dash import Dash, Input, Output, State, no_update

from layers.published.home import PublishedHome
from web.asked import mapping, refusing
from web.listing.grid import build_grid
from web.view.offer import offer_of
from web.view.state import read_view


def register_table(app: Dash, follower: PublishedHome) -> None:
    """Connect the button below the map to the table."""

    @app.callback(
        Output("table", "children"),
        Input("table-open", "data"),
        Input("view", "data"),
        State("version", "data"),
        prevent_initial_call=True,
    )
    def list_rows(wanted: Any, asked: Any, version: Any) -> Any:
        offer = offer_of(follower.current())
        if wanted is not True:
            return []
        if version != offer.published.version:
            return no_update
        return refusing(lambda: build_grid(offer, read_view(offer, mapping(asked))))
