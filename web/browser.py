"""What the browser does without asking the server (assets/page.js, assets/levels.js)."""

from __future__ import annotations

from dash import ClientsideFunction, Dash, Input, Output, State

from layers.published.offer import ENVIRONMENTS


def register_in_browser(app: Dash) -> None:
    """Connect switches, panels, drawer, table button and address to their scripts."""
    app.clientside_callback(
        ClientsideFunction("page", "bodies"),
        *[Output(f"body-{each}", "hidden") for each in ENVIRONMENTS],
        *[Input(f"on-{each}", "checked") for each in ENVIRONMENTS],
    )
    for each in ENVIRONMENTS:
        app.clientside_callback(
            ClientsideFunction("page", "level"),
            Output(f"micro-{each}", "hidden"),
            Output(f"macro-{each}", "hidden"),
            Input(f"level-{each}", "value"),
        )
    app.clientside_callback(
        ClientsideFunction("page", "spoken"),
        *[Output(f"opacity-{each}", "attributes") for each in ENVIRONMENTS],
        *[Input(f"opacity-{each}", "value") for each in ENVIRONMENTS],
    )
    app.clientside_callback(
        ClientsideFunction("time", "follow"),
        Output("play", "disabled"),
        Input("timeline", "data"),
    )
    app.clientside_callback(
        ClientsideFunction("time", "step"),
        Output("time", "attributes"),
        Output("time-shown", "children"),
        Input("time", "value"),
        State("timeline", "data"),
        State("map", "layers"),
    )
    app.clientside_callback(
        ClientsideFunction("time", "play"),
        Output("play", "data-done"),
        Input("play", "n_clicks"),
        Input("speed", "value"),
    )
    app.clientside_callback(
        ClientsideFunction("page", "openDrawer"),
        Output("drawer", "hidden"),
        Input("drawer-content", "children"),
    )
    app.clientside_callback(
        ClientsideFunction("page", "closeDrawer"),
        Output("map", "clickInfo", allow_duplicate=True),
        Input("close-drawer", "n_clicks"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction("page", "openPanel"),
        Output("open-panel", "data-done"),
        Input("open-panel", "n_clicks"),
    )
    app.clientside_callback(
        ClientsideFunction("page", "closePanel"),
        Output("close-panel", "data-done"),
        Input("close-panel", "n_clicks"),
    )
    app.clientside_callback(
        ClientsideFunction("page", "table"),
        Output("table-open", "data"),
        Input("show-table", "n_clicks"),
    )
    app.clientside_callback(
        ClientsideFunction("levels", "follow"),
        Output("in-sight", "data"),
        Input("levels", "data"),
        Input("map", "viewport"),
        State("grid", "value"),
        State("grid", "data"),
    )
    app.clientside_callback(
        ClientsideFunction("page", "write"),
        Output("copy-link", "data-done"),
        Input("link", "data"),
        Input("opened", "data"),
        Input("map", "viewport"),
    )
    app.clientside_callback(
        ClientsideFunction("page", "copy"),
        Output("copied", "children"),
        Input("copy-link", "n_clicks"),
        State("link", "data"),
        State("opened", "data"),
        State("map", "viewport"),
    )
    app.clientside_callback(
        ClientsideFunction("page", "hint"),
        Output("hint", "hidden"),
        Input("close-hint", "n_clicks"),
    )
