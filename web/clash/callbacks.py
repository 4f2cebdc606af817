"""What happens on the clash page: map and list follow the controls and each other."""

from __future__ import annotations

from typing import Any

from dash import ClientsideFunction, Dash, Input, Output, State, no_update

from layers.published.home import PublishedHome
from layers.published.offer import offer_of
from web.asked import refusing
from web.clash.asked import ClashView, read_choice, read_query
from web.clash.legend import build_clash_legend
from web.clash.page import build_clash_body
from web.clash.scene import clash_scene
from web.shell import wanted_id


def register_clash(app: Dash, follower: PublishedHome) -> None:
    """Connect the clash page."""

    @app.callback(
        Output("clash-body", "children"),
        Output("clash-surface", "value"),
        Output("clash-grid", "value"),
        Output("clash-hotspots", "checked"),
        Output("clash-opened", "data"),
        Input(wanted_id("/clash"), "data"),
        State("version", "data"),
        prevent_initial_call=True,
    )
    def fill(wanted: Any, _version: Any) -> Any:
        published = follower.current()
        clash = published.clash()
        if not wanted or clash is None:
            return build_clash_body(published), *[no_update] * 4
        query = wanted.get("query") if isinstance(wanted, dict) else ""
        view = read_query(clash, query if isinstance(query, str) else "")
        return build_clash_body(published), view.surface, view.grid or None, view.hotspots, view.opened

    @app.callback(
        Output("clash-map", "layers"),
        Output("clash-legend", "children"),
        Output("clash-grid", "value", allow_duplicate=True),
        Input("clash-surface", "value"),
        Input("clash-grid", "value"),
        Input("clash-hotspots", "checked"),
        State("version", "data"),
        prevent_initial_call=True,
    )
    def show(surface: Any, grid: Any, hotspots: Any, version: Any) -> Any:
        published = follower.current()
        clash = published.clash()
        if clash is None or version != published.version:
            return no_update, no_update, no_update
        view: ClashView = refusing(lambda: read_choice(clash, surface, grid, hotspots))
        shown = view.grid if view.grid and view.grid != grid else no_update
        legend = build_clash_legend(offer_of(published), clash, view)
        return clash_scene(published, clash, view), legend, shown

    app.clientside_callback(
        ClientsideFunction("clash", "theme"), Output("clash-map", "theme"), Input("theme", "value")
    )
    app.clientside_callback(
        ClientsideFunction("clash", "open"),
        Output("clash-opened", "data"),
        Input("clash-map", "clickInfo"),
        Input("clash-opened", "data"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction("clash", "write"),
        Output("clash-legend", "data-written"),
        Input("clash-surface", "value"),
        Input("clash-grid", "value"),
        Input("clash-hotspots", "checked"),
        Input("clash-opened", "data"),
        prevent_initial_call=True,
    )
