"""Bringing back the view that a link, or the browser's back button, asks for."""

from __future__ import annotations

from typing import Any

from dash import Dash, Input, Output, State, no_update
from flask import abort

from layers.published.home import PublishedHome
from layers.published.offer import ENVIRONMENTS, Offer, offer_of
from web.view.comparison import NO_COMPARISON
from web.view.link import Link, read_link, refused_words

ARRANGED = ("order", "palette", "maps", "side_layer", "side_period", "lens")
CONTROLS = {"on": "checked", "level": "value", "layer": "value", "opacity": "value"}


def register_restore(app: Dash, follower: PublishedHome) -> None:
    """Set every control, the map's position and the drawer to what an address asks for."""

    @app.callback(
        output={
            **{
                key: [Output(f"{key}-{environment}", prop) for environment in ENVIRONMENTS]
                for key, prop in CONTROLS.items()
            },
            "grid": Output("grid", "value"),
            "period": Output("period", "value", allow_duplicate=True),
            "compare": Output("compare", "value", allow_duplicate=True),
            "services": Output("services", "value"),
            "hotspots": Output("hotspots", "checked"),
            "venues": Output("venues", "checked"),
            "zones": Output("zones", "value"),
            "order": Output("order", "data"),
            "palette": Output("palette", "value"),
            "maps": Output("maps-mode", "value"),
            "side_layer": Output("side-layer", "value", allow_duplicate=True),
            "side_period": Output("side-period", "value", allow_duplicate=True),
            "lens": Output("lens", "data"),
            "fly": Output("map", "flyTo"),
            "clicked": Output("map", "clickInfo"),
            "note": Output("link-note", "children"),
            "no_note": Output("link-note", "hidden"),
        },
        inputs={"asked": Input("asked", "data"), "version": State("version", "data")},
        prevent_initial_call=True,
    )
    def restore(asked: Any, version: Any) -> dict[str, Any]:
        if not isinstance(asked, dict) or not isinstance(asked.get("query"), str):
            return abort(400, description="asked: is no address")
        offer = offer_of(follower.current())
        if version != offer.published.version:
            single = ("grid", "period", "compare", "services", "hotspots", "venues", "zones", *ARRANGED)
            kept: dict[str, Any] = {key: [no_update] * len(ENVIRONMENTS) for key in CONTROLS}
            return kept | dict.fromkeys((*single, "fly", "clicked", "note", "no_note"), no_update)
        outputs = _as_outputs(offer, read_link(offer, asked["query"]), asked.get("n"))
        if "palette=" not in asked["query"]:
            outputs["palette"] = no_update  # a reader's own colours stay where a link does not ask for any
        return outputs


def _as_outputs(offer: Offer, link: Link, n: Any) -> dict[str, Any]:
    view, count = link.view, n if isinstance(n, int) else 0
    place = {"bounds": list(offer.published.meta().place.bounds)}
    return {
        "on": [part.on for part in view.shown],
        "level": [part.level for part in view.shown],
        "layer": [part.layer_id or None for part in view.shown],
        "opacity": [part.opacity for part in view.shown],
        "grid": view.grid,
        "period": view.period or None,
        "compare": view.compare or NO_COMPARISON,
        "services": list(view.services),
        "hotspots": view.hotspots,
        "venues": view.venues,
        "zones": list(view.zones),
        "order": list(view.arrange.order),
        "palette": view.arrange.palette,
        "maps": view.arrange.maps,
        "lens": view.arrange.lens,
        "side_layer": view.arrange.side_layer or None,
        "side_period": view.arrange.side_period or None,
        "fly": {**(link.at or place), "jump": True, "n": count},
        # Counted downwards, so that it is never the number of a click on the map
        "clicked": {**link.opened, "n": -count} if link.opened else None,
        "note": refused_words(link.refused),
        "no_note": not link.refused,
    }
