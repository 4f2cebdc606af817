"""Filling the pages of text when somebody first goes there: most readers stay with the map."""

from __future__ import annotations

from typing import Any

from dash import Dash, Input, Output, no_update

from layers.published.home import PublishedHome
from layers.published.offer import offer_of
from web.pages.data import build_data_page
from web.pages.layers import build_layers_page
from web.pages.measures import build_measures_page
from web.pages.method import build_method_page
from web.shell import page_id, wanted_id
from web.still import still
from web.view.state import default_view


def register_pages(app: Dash, follower: PublishedHome) -> None:
    """Connect each page of text to the first wish for it."""

    # One callback for each page: a page asked for while another is on its way must not be mistaken for it.
    @app.callback(
        Output(page_id("/layers"), "children"), Input(wanted_id("/layers"), "data"), prevent_initial_call=True
    )
    def fill_layers(wanted: Any) -> Any:
        return still(build_layers_page(offer_of(follower.current()))) if wanted else no_update

    @app.callback(
        Output(page_id("/measures"), "children"),
        Input(wanted_id("/measures"), "data"),
        prevent_initial_call=True,
    )
    def fill_measures(wanted: Any) -> Any:
        return still(build_measures_page(follower.current())) if wanted else no_update

    @app.callback(
        Output(page_id("/data"), "children"), Input(wanted_id("/data"), "data"), prevent_initial_call=True
    )
    def fill_data(wanted: Any) -> Any:
        offer = offer_of(follower.current())
        return still(build_data_page(offer, default_view(offer).period)) if wanted else no_update

    @app.callback(
        Output(page_id("/method"), "children"), Input(wanted_id("/method"), "data"), prevent_initial_call=True
    )
    def fill_method(wanted: Any) -> Any:
        return still(build_method_page(follower.current().meta())) if wanted else no_update
