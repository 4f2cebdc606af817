"""Showing the table when it is asked for."""

from __future__ import annotations

from typing import Any

from dash import Dash, Input, Output, State, html, no_update

from layers.published.home import PublishedHome
from layers.published.offer import Offer, offer_of
from web.arrange.sides import Side, listed, title
from web.asked import mapping, refusing
from web.listing.export import export_address
from web.listing.grid import build_grid
from web.listing.sight import read_box, sight_words
from web.view.state import read_view


def register_table(app: Dash, follower: PublishedHome) -> None:
    """Connect the button below the map to the table."""

    @app.callback(
        Output("table", "children"),
        Input("table-open", "data"),
        Input("view", "data"),
        Input("in-sight", "data"),
        State("version", "data"),
        prevent_initial_call=True,
    )
    def list_rows(wanted: Any, asked: Any, seen: Any, version: Any) -> Any:
        offer = offer_of(follower.current())
        if wanted is not True:
            return []
        if version != offer.published.version:
            return no_update
        view = refusing(lambda: read_view(offer, mapping(asked)))
        box = refusing(lambda: read_box(seen))
        said = sight_words(offer, view.grid, box)
        return [
            *([html.P(said, className="about")] if said else []),
            *(
                part
                for number, side in enumerate(listed(offer, view), start=1)
                for part in (*_head(offer, side, number), *build_grid(offer, side.view, number, box))
            ),
        ]


def _head(offer: Offer, side: Side, number: int) -> list[Any]:
    """Return what tells one table from another; those after the first have a file of their own."""
    if not side.name:
        return []
    heading = html.H3(f"{side.name}: {title(offer, side)}")
    if number == 1:
        return [heading]
    link = html.A("Download as CSV", href=export_address(offer, side.view), className="plain-button")
    return [html.Div([heading, link], className="table-head")]
