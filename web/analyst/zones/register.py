"""What answers on the Draw zones page. Only a server for analysts has it."""

from __future__ import annotations

import atexit
from typing import Any

from dash import ClientsideFunction, Dash, Input, Output, State, no_update
from flask import Flask, abort

from layers.look.symbols import SERVICE_SYMBOLS
from layers.published.version import Published
from layers.zones.zone import read_zone
from records import zones as kept
from records.errors import NotFoundError, RecordsError
from web.analyst.hours import EVERY_HOUR, chosen_hours
from web.analyst.zones import work
from web.analyst.zones.desk import ZoneDesk
from web.analyst.zones.fields import FIELDS, control_id
from web.analyst.zones.routes import register_routes
from web.analyst.zones.shown import (
    build_comments,
    build_difference,
    build_history,
    build_status,
)
from web.analyst.zones.weighings import Weighings
from web.asked import mapping, refusing
from web.map.scene import base_layer
from web.shell import wanted_id
from web.still import still
from web.url import url
from web.zones.weighing import build_weighing

PATH = "/draw"
AGAIN = "What was weighed is no longer kept. Weigh the zone again."
UNREADY = (
    "Nothing is published yet, and zones are counted as of the day of a published version. Prepare and "
    "approve a first one on the page Publish, then come back."
)


def register_draw(app: Dash, server: Flask, desk: ZoneDesk) -> None:
    """Add the page's addresses and callbacks."""
    weighings = Weighings(desk)
    register_routes(server, desk, weighings)
    atexit.register(desk.close)
    _register_in_browser(app)

    @app.callback(
        Output("draw-map", "layers"),
        Output("draw-map", "bounds"),
        Output("draw-map", "off"),
        Output(control_id("services"), "data"),
        Output("draw-around", "data"),
        Output("draw-streets", "data"),
        Output("draw-no-streets", "children"),
        Output("draw-no-streets", "hidden"),
        Output("draw-waiting", "children"),
        Output("draw-waiting", "className"),
        Output("draw-waiting", "hidden"),
        Output("draw-filled", "data"),
        Input(wanted_id(PATH), "data"),
        prevent_initial_call=True,
    )
    def fill(wanted: Any) -> Any:
        if not wanted:
            return (no_update,) * 12
        if desk.follower.unpublished():
            return (*(no_update,) * 8, UNREADY, "waiting unready", False, no_update)
        desk.material()  # begin to read what takes longest
        published, scenery = desk.follower.published(), desk.scenery()
        named = {one.service_id: one.name for one in scenery.services}
        services = [{"value": service_id, "label": name} for service_id, name in named.items()]
        none = "This place gives no street names. Draw along the street instead."
        streets = list(scenery.streets)
        bounds = list(published.meta().place.bounds)
        shown = draw_scene(published)
        return (
            shown,
            bounds,
            False,
            services,
            services,
            streets,
            none,
            bool(streets),
            "",
            "",
            True,
            {"filled": True},
        )

    @app.callback(
        Output("draw-status-words", "children"),
        Output("draw-steps", "children"),
        Output("draw-versions", "children"),
        Output("draw-comments", "children"),
        Output("draw-difference", "children"),
        Input("draw-shown", "data"),
        prevent_initial_call=True,
    )
    def show(shown: Any) -> Any:
        zone_id = refusing(lambda: work.open_zone_id(mapping(shown).get("zone_id")))
        store = desk.store()
        if zone_id is None:
            return "", [], None, None, None
        try:
            record, history = kept.get_record(store, zone_id), kept.history(store, zone_id)
        except NotFoundError as error:
            abort(400, description=str(error))
        status, steps = build_status(record, desk.place().zone_term)
        comments = build_comments(kept.comments(store, zone_id))
        return status, steps, build_history(history), comments, None

    @app.callback(
        Output("draw-difference", "children", allow_duplicate=True),
        Input("draw-compared", "data"),
        prevent_initial_call=True,
    )
    def compare(compared: Any) -> Any:
        asked = refusing(lambda: mapping(compared))
        zone_id = refusing(lambda: work.read_zone_id(asked.get("zone_id")))
        number = refusing(lambda: work.read_number(asked.get("number")))
        try:
            before, latest = kept.get(desk.store(), zone_id, number), kept.get(desk.store(), zone_id)
        except RecordsError as error:
            abort(400, description=str(error))
        changes = work.difference_words(read_zone(before.document), read_zone(latest.document))
        return build_difference(before.number, latest.number, changes)

    @app.callback(
        Output("draw-weighing", "children"), Input("draw-weighed", "data"), prevent_initial_call=True
    )
    def weighed(key: Any) -> Any:
        found = weighings.find(key)
        return AGAIN if found is None else still(build_weighing(found))

    @app.callback(
        Output(control_id("hours"), "data"),
        Output("draw-hours-said", "children"),
        Input("draw-hours", "data"),
    )
    def hours(chosen: Any) -> Any:
        week = refusing(lambda: chosen_hours(chosen))
        return ("", EVERY_HOUR) if week is None else (week.code, f"Hours of the week: only {week.words}")


def draw_scene(published: Published) -> list[dict[str, Any]]:
    """Return what lies beneath what is drawn: base map, declared hotspots and services, no figures."""
    root = url(f"/map/{published.shapes_version}")
    labels = {kind: symbol.label for kind, symbol in SERVICE_SYMBOLS.items()}
    strong = [kind for kind, symbol in SERVICE_SYMBOLS.items() if symbol.strong]
    drawn = [base_layer(published, root)]
    if published.hotspots():
        drawn.append({"id": "hotspots", "kind": "hotspots", "data": f"{root}/hotspots.geojson"})
    services = {"id": "services", "kind": "services", "data": f"{root}/services.geojson"}
    return [*drawn, {**services, "types": labels, "strong": strong}]


def _register_in_browser(app: Dash) -> None:
    """Hand what the controls say to the page's script (assets/draw.js)."""

    def tell(name: str, *given: Input | State, output: str) -> None:
        app.clientside_callback(
            ClientsideFunction("draw", name), Output(output, "data-done"), *given, prevent_initial_call=True
        )

    app.clientside_callback(
        ClientsideFunction("clash", "theme"), Output("draw-map", "theme"), Input("theme", "value")
    )
    tell("arrive", Input("draw-filled", "data"), output="draw-waiting")
    controls = [Input(control_id(field.name), "value") for field in FIELDS]
    app.clientside_callback(
        ClientsideFunction("draw", "form"),
        Output("draw-term", "data-done"),
        *controls,
        Input(control_id("hours"), "data"),
    )
    around = State("draw-around", "value")
    radius = (around, State("draw-radius", "value"), State("draw-radius-other", "value"))
    tell("around", Input("draw-add-radius", "n_clicks"), *radius, output="draw-add-radius")
    tell("mark", Input("draw-around", "value"), output="draw-around-marked")
    walk = (around, State("draw-minutes", "value"))
    tell("walk", Input("draw-add-walk", "n_clicks"), *walk, output="draw-add-walk")
    streets = (State("draw-streets", "value"), State("draw-reach", "value"))
    tell("streets", Input("draw-add-streets", "n_clicks"), *streets, output="draw-add-streets")
    tell("round", Input("draw-add-circle", "n_clicks"), output="draw-add-circle")
    centre = (State("draw-minutes", "value"),)
    tell("walkFrom", Input("draw-add-walk-from", "n_clicks"), *centre, output="draw-add-walk-from")
    tell("typed", Input("draw-add-typed", "n_clicks"), output="draw-add-typed")
    tell("picked", Input("draw-map", "clickInfo"), around, output="draw-list")
