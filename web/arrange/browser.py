"""What the arranging controls do in the browser without asking the server (assets/arrange.js)."""

from __future__ import annotations

from dash import ClientsideFunction, Dash, Input, Output, State

from layers.published.offer import ENVIRONMENTS
from web.arrange.lens import LENSES


def register_arrange(app: Dash) -> None:
    """Connect the order, the solo buttons and the palette to their scripts."""
    switches = [(f"on-{each}", "checked") for each in ENVIRONMENTS]
    levels = [(f"level-{each}", "value") for each in ENVIRONMENTS]
    layers = [(f"layer-{each}", "value") for each in ENVIRONMENTS]
    app.clientside_callback(
        ClientsideFunction("arrange", "solo"),
        *[Output(*switch, allow_duplicate=True) for switch in switches],
        *[Input(f"solo-{each}", "n_clicks") for each in ENVIRONMENTS],
        *[State(*switch) for switch in switches],
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction("arrange", "alone"),
        *[Output(f"solo-{each}", "aria-pressed") for each in ENVIRONMENTS],
        *[Input(*switch) for switch in switches],
    )
    app.clientside_callback(
        ClientsideFunction("arrange", "move"),
        Output("order", "data", allow_duplicate=True),
        Output("order-said", "children"),
        *[Input(f"{way}-{each}", "n_clicks") for way in ("raise", "lower") for each in ENVIRONMENTS],
        State("order", "data"),
        *[State(*part) for part in (*switches, *levels, *layers)],
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction("arrange", "places"),
        *[Output(f"place-{each}", "children") for each in ENVIRONMENTS],
        *[Output(f"{way}-{each}", "aria-disabled") for way in ("raise", "lower") for each in ENVIRONMENTS],
        Input("order", "data"),
        *[Input(*part) for part in (*switches, *levels, *layers)],
    )
    app.clientside_callback(
        ClientsideFunction("arrange", "lens"),
        *[Output(f"lens-{name}", "aria-current") for name in LENSES],
        Input("lens", "data"),
    )
    app.clientside_callback(
        ClientsideFunction("arrange", "recall"),
        Output("palette", "value", allow_duplicate=True),
        Input("version", "data"),
        prevent_initial_call="initial_duplicate",
    )
