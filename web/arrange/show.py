"""Keeping the maps besides the first in step with the view."""

from __future__ import annotations

from typing import Any

from dash import ClientsideFunction, Dash, Input, Output, State, no_update

from layers.published.home import PublishedHome
from layers.published.offer import offer_of
from web.arrange.maps import show_sides
from web.arrange.sides import EXTRA
from web.asked import mapping, refusing
from web.view.state import read_view


def register_sides(app: Dash, follower: PublishedHome) -> None:
    """Connect the view to the maps besides the first, and their clicks to the first one's."""
    output = {
        "mode": Output("maps", "className"),
        "hidden": [Output(f"side-{n}", "hidden") for n in EXTRA],
        "off": [Output(f"map-{n}", "off") for n in EXTRA],
        "titles": [Output(f"side-title-{n}", "children") for n in (1, *EXTRA)],
        "layers": [Output(f"map-{n}", "layers") for n in EXTRA],
        "labels": [Output(f"map-{n}", "label") for n in EXTRA],
        "legends": [Output(f"side-legend-{n}", "children") for n in EXTRA],
        "layer_choices": Output("side-layer", "data"),
        "period_choices": Output("side-period", "data"),
        "no_periods": Output("side-period", "disabled"),
    }

    @app.callback(
        output=output,
        inputs={"asked": Input("view", "data"), "version": State("version", "data")},
        prevent_initial_call=True,
    )
    def follow(asked: Any, version: Any) -> dict[str, Any]:
        offer = offer_of(follower.current())
        if version != offer.published.version:
            return {
                key: [no_update] * len(each) if isinstance(each, list) else no_update
                for key, each in output.items()
            }
        view = refusing(lambda: read_view(offer, mapping(asked)))
        made = show_sides(offer, view)
        return {**made, "off": made["hidden"]}

    app.clientside_callback(
        ClientsideFunction("arrange", "clicked"),
        Output("map", "clickInfo", allow_duplicate=True),
        *[Input(f"map-{n}", "clickInfo") for n in EXTRA],
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction("arrange", "chosen"),
        *[Output(f"map-{n}", "selected") for n in EXTRA],
        Input("map", "selected"),
        prevent_initial_call=True,
    )
