"""What happens when someone uses a control: the choices are checked, then what shows them is made again."""

from __future__ import annotations

from typing import Any

from dash import Dash, Input, Output, ctx, no_update

from etl.errors import BadInputError
from layers.published.home import PublishedHome
from layers.published.offer import ENVIRONMENTS, Offer, offer_of
from web.arrange.maps import first_legend
from web.arrange.sides import settle_second, sides
from web.asked import STALE, refusing
from web.controls.panel import question_words
from web.controls.timebar import compare_choices, timeline
from web.controls.toolbar import period_choices, reasons, segments
from web.listing.export import export_address
from web.listing.said import build_said
from web.map.levels import levels_at
from web.map.scene import scene
from web.view.comparison import NO_COMPARISON
from web.view.link import write_link
from web.view.state import View, as_asked, read_view, settle


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
    compare = "" if controls.get("compare") == NO_COMPARISON else controls.get("compare")
    view = read_view(offer, {**controls, "shown": shown, "compare": compare})
    kind = controls.get("kind")
    settled = settle(offer, view, kind if isinstance(kind, str) and controls.get("kind_chosen") else "")
    return settle_second(offer, settled)


def register_show(app: Dash, follower: PublishedHome) -> None:
    """Connect every control of the map to what it changes."""
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
            "levels": Output("levels", "data"),
            "kinds": Output("period-kind", "data"),
            "kind": Output("period-kind", "value"),
            "periods": Output("period", "data"),
            "period": Output("period", "value"),
            "period_off": Output("period-tool", "hidden"),
            "timeline": Output("timeline", "data"),
            "time_off": Output("time-bar", "hidden"),
            "others": Output("compare", "data"),
            "compare": Output("compare", "value"),
            "alone": Output("compare", "disabled"),
            "compare_note": Output("compare-note", "children"),
            "reasons": Output("reasons", "children"),
            "questions": [Output(f"question-{environment}", "children") for environment in ENVIRONMENTS],
            "file": Output("export", "href"),
            "view": Output("view", "data"),
            "link": Output("link", "data"),
            "side_layer": Output("side-layer", "value"),
            "side_period": Output("side-period", "value"),
            "alert": Output("alert", "children"),
            "no_alert": Output("alert", "hidden"),
        },
        inputs={
            **each,
            "grid": Input("grid", "value"),
            "kind": Input("period-kind", "value"),
            "period": Input("period", "value"),
            "compare": Input("compare", "value"),
            "services": Input("services", "value"),
            "hotspots": Input("hotspots", "checked"),
            "venues": Input("venues", "checked"),
            "zones": Input("zones", "value"),
            "arrange": {
                "order": Input("order", "data"),
                "palette": Input("palette", "value"),
                "maps": Input("maps-mode", "value"),
                "side_layer": Input("side-layer", "value"),
                "side_period": Input("side-period", "value"),
                "lens": Input("lens", "data"),
            },
            "version": Input("version", "data"),
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
        line = timeline(offer, view, asked=controls["period"])
        others, compare, note = compare_choices(offer, view)
        return {
            "layers": scene(offer.published, sides(offer, view)[0].view),
            "table": export_address(offer, view),
            "legend": first_legend(offer, view),
            "said": build_said(offer, view),
            "grids": segments(grids),
            "levels": levels_at(offer, view.period, view.layer_ids()),
            "kinds": segments(kinds),
            "kind": kind,
            "periods": periods,
            "period": view.period or None,
            "period_off": not periods,
            "timeline": line,
            "time_off": not line["steps"],
            "others": others,
            "compare": compare,
            "alone": len(others) < 2,
            "compare_note": note,
            "reasons": reasons(grids, kinds),
            "questions": [question_words(offer.published, part.layer_id) for part in view.shown],
            "file": export_address(offer, view),
            "view": as_asked(view),
            "link": write_link(offer, view),
            "side_layer": view.arrange.side_layer or None,
            "side_period": view.arrange.side_period or None,
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
        "timeline",
        "time_off",
        "others",
        "compare",
        "alone",
        "compare_note",
        "reasons",
    )
    return {
        **dict.fromkeys((*kept, "levels", "file", "view", "link", "side_layer", "side_period"), no_update),
        "questions": [no_update] * environments,
        "alert": STALE,
        "no_alert": False,
    }


def register_stale(app: Dash) -> None:
    """Say so when the map asks for files of a version that has been replaced."""

    @app.callback(
        Output("alert", "children", allow_duplicate=True),
        Output("alert", "hidden", allow_duplicate=True),
        Input("map", "stale"),
        prevent_initial_call=True,
    )
    def warn(stale: Any) -> tuple[str, bool]:
        return (STALE, False) if stale is True else ("", True)
