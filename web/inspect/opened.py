"""Opening the drawer for what was chosen on the map."""

from __future__ import annotations

from typing import Any

from dash import Dash, Input, Output, State, no_update

from layers.published.home import PublishedHome
from layers.published.offer import offer_of
from web.arrange.sides import side_of
from web.asked import mapping, refusing
from web.inspect.change import change_note
from web.inspect.drawer import click_detail
from web.view.link import write_opened
from web.view.state import read_view


def register_drawer(app: Dash, follower: PublishedHome) -> None:
    """Connect the map's clicks to the drawer."""

    @app.callback(
        Output("drawer-content", "children"),
        Output("map", "selected"),
        Output("opened", "data"),
        Input("map", "clickInfo"),
        Input("view", "data"),
        State("drawer", "hidden"),
        State("version", "data"),
        prevent_initial_call=True,
    )
    def inspect(clicked: Any, asked: Any, hidden: Any, version: Any) -> Any:
        # Dash drops an answer that a later request overtakes, so a changed view must answer a click as well;
        # what is closed is therefore no click any more (page.closeDrawer).
        offer = offer_of(follower.current())
        if version != offer.published.version or (hidden and clicked is None):
            return no_update, no_update, no_update
        view = refusing(lambda: read_view(offer, mapping(asked)))
        view = refusing(lambda: side_of(offer, view, clicked)).view
        content = refusing(lambda: click_detail(offer, clicked, view.grid, view.period))
        on_grid = isinstance(clicked, dict) and clicked.get("kind") == "cell"
        if on_grid and clicked["grid"] == view.grid:
            content[1:1] = change_note(offer, view, clicked["row"])
        outlined = {"grid": clicked["grid"], "row": clicked["row"]} if on_grid else None
        return content, outlined, write_opened(offer, clicked)
