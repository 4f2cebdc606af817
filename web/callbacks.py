"""What happens when someone uses the page: inputs are checked, then what shows them is made again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dash import ClientsideFunction, Dash, Input, Output, State, ctx, no_update
from flask import abort

from etl.errors import BadInputError
from layers.published.home import PublishedHome
from web.drawer import click_detail
from web.export import export_address
from web.grid import build_grid
from web.legend import build_legend
from web.link import write_link, write_opened
from web.map.scene import scene
from web.offer import ENVIRONMENTS, Offer, offer_of
from web.pages.data import build_data_page
from web.pages.layers import build_layers_page
from web.panel import question_words
from web.restore import register_restore
from web.said import build_said
from web.shell import PAGES, page_id, register_shell, wanted_id
from web.toolbar import period_choices, reasons, segments
from web.view import View, as_asked, default_view, read_view, settle

STALE = "New figures have been published since this page was opened. Reload the page to see them."


def register_callbacks(app: Dash, follower: PublishedHome) -> None:
    """Connect every control of the pages."""
    register_shell(app, list(PAGES))
    _register_in_browser(app)
    _register_view(app, follower)
    _register_drawer(app, follower)
    _register_table(app, follower)
    _register_stale(app)
    _register_pages(app, follower)
    register_restore(app, follower)


def refusing(answer: Callable[..., Any]) -> Any:
    """Return the answer of a callback; input that no control could have sent ends as status 400."""
    try:
        return answer()
    except BadInputError as error:
        return abort(400, description=str(error))


def asked_view(offer: Offer, controls: dict[str, Any]) -> View:
    """Return the settled view for the values of the page's controls, as Dash hands them over.

    Raises:
        BadInputError: a value is not a choice of this version.
    """
    groups = {key: controls[key] for key in ("on", "level", "layer", "opacity")}
    for key, values in groups.items():
        if not isinstance(values, list | tuple) or len(values) != len(ENVIRONMENTS):
            raise BadInputError(key, "is not one value for each environment", "Reload the page.")
    shown = [
        {"on": on, "level": level, "layer": layer, "opacity": opacity}
        for on, level, layer, opacity in zip(*groups.values(), strict=True)
    ]
    view = read_view(offer, {**controls, "shown": shown})
    kind = controls.get("kind")
    return settle(offer, view, kind if isinstance(kind, str) and controls.get("kind_chosen") else "")


def _register_view(app: Dash, follower: PublishedHome) -> None:
    each = {
        key: [Input(f"{key}-{environment}", prop) for environment in ENVIRONMENTS]
        for key, prop in (("on", "checked"), ("level", "value"), ("layer", "value"), ("opacity", "value"))
    }

    @app.callback(
        output={
            "layers": Output("map", "layers"),
            "table": Output("map", "tableHref"),
            "legend": Output("legend-body", "children"),
            "said": Output("said", "children"),
            "grids": Output("grid", "data"),
            "kinds": Output("period-kind", "data"),
            "kind": Output("period-kind", "value"),
            "periods": Output("period", "data"),
            "period": Output("period", "value"),
            "period_off": Output("period-tool", "hidden"),
            "reasons": Output("reasons", "children"),
            "questions": [Output(f"question-{environment}", "children") for environment in ENVIRONMENTS],
            "file": Output("export", "href"),
            "view": Output("view", "data"),
            "link": Output("link", "data"),
            "alert": Output("alert", "children"),
            "no_alert": Output("alert", "hidden"),
        },
        inputs={
            **each,
            "grid": Input("grid", "value"),
            "kind": Input("period-kind", "value"),
            "period": Input("period", "value"),
            "services": Input("services", "value"),
            "hotspots": Input("hotspots", "checked"),
            "version": State("version", "data"),
        },
        prevent_initial_call=True,
    )
    def show(version: Any, **controls: Any) -> dict[str, Any]:
        offer = offer_of(follower.current())
        if version != offer.published.version:
            return _stale(len(ENVIRONMENTS))
        controls["kind_chosen"] = ctx.triggered_id == "period-kind"
        view: View = refusing(lambda: asked_view(offer, controls))
        grids, kinds, periods, kind = period_choices(offer, view)
        return {
            "layers": scene(offer.published, view),
            "table": export_address(offer, view),
            "legend": build_legend(offer, view),
            "said": build_said(offer, view),
            "grids": segments(grids),
            "kinds": segments(kinds),
            "kind": kind,
            "periods": periods,
            "period": view.period or None,
            "period_off": not periods,
            "reasons": reasons(grids, kinds),
            "questions": [question_words(offer.published, part.layer_id) for part in view.shown],
            "file": export_address(offer, view),
            "view": as_asked(view),
            "link": write_link(offer, view),
            "alert": "",
            "no_alert": True,
        }


def _stale(environments: int) -> dict[str, Any]:
    kept = (
        "layers",
        "table",
        "legend",
        "said",
        "grids",
        "kinds",
        "kind",
        "periods",
        "period",
        "period_off",
        "reasons",
    )
    return {
        **dict.fromkeys((*kept, "file", "view", "link"), no_update),
        "questions": [no_update] * environments,
        "alert": STALE,
        "no_alert": False,
    }


def _register_drawer(app: Dash, follower: PublishedHome) -> None:
    @app.callback(
        Output("drawer-content", "children"),
        Output("map", "selected"),
        Output("opened", "data"),
        Input("map", "clickInfo"),
        Input("close-drawer", "n_clicks"),
        Input("view", "data"),
        State("drawer", "hidden"),
        State("version", "data"),
        prevent_initial_call=True,
    )
    def inspect(clicked: Any, _closed: Any, asked: Any, hidden: Any, version: Any) -> Any:
        offer = offer_of(follower.current())
        if ctx.triggered_id == "close-drawer":
            return [], None, ""
        if version != offer.published.version or (ctx.triggered_id == "view" and hidden):
            return no_update, no_update, no_update
        content = refusing(lambda: click_detail(offer, clicked, read_view(offer, _mapping(asked)).period))
        on_grid = isinstance(clicked, dict) and clicked.get("kind") == "cell"
        outlined = {"grid": clicked["grid"], "row": clicked["row"]} if on_grid else None
        return content, outlined, write_opened(offer, clicked)


def _register_table(app: Dash, follower: PublishedHome) -> None:
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
        return refusing(lambda: build_grid(offer, read_view(offer, _mapping(asked))))


def _register_pages(app: Dash, follower: PublishedHome) -> None:
    """Fill the pages of text when somebody first goes there: most readers stay with the map."""

    # One callback for each page: a page asked for while another is on its way must not be mistaken for it.
    @app.callback(
        Output(page_id("/layers"), "children"), Input(wanted_id("/layers"), "data"), prevent_initial_call=True
    )
    def fill_layers(wanted: Any) -> Any:
        return build_layers_page(offer_of(follower.current())) if wanted else no_update

    @app.callback(
        Output(page_id("/data"), "children"), Input(wanted_id("/data"), "data"), prevent_initial_call=True
    )
    def fill_data(wanted: Any) -> Any:
        offer = offer_of(follower.current())
        return build_data_page(offer, default_view(offer).period) if wanted else no_update


def _register_stale(app: Dash) -> None:
    @app.callback(
        Output("alert", "children", allow_duplicate=True),
        Output("alert", "hidden", allow_duplicate=True),
        Input("map", "stale"),
        prevent_initial_call=True,
    )
    def warn(stale: Any) -> tuple[str, bool]:
        return (STALE, False) if stale is True else ("", True)


def _mapping(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise BadInputError("view", "is not a mapping", "Reload the page.")
    return value


def _register_in_browser(app: Dash) -> None:
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
        ClientsideFunction("page", "openDrawer"),
        Output("drawer", "hidden"),
        Input("drawer-content", "children"),
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
