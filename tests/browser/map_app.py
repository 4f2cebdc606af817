"""The smallest app around the map component, under the product's own policy."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from dash import Dash, Input, Output, State, dcc, html
from flask import Response

from layers.published.home import PublishedHome
from layers.published.offer import Offer
from web.headers import NONCE_MARK, STAMP_STYLES, add_headers
from web.map.component import MapView
from web.map.routes import register_routes
from web.map.scene import scene
from web.view.state import View, default_view

ASSETS = Path(__file__).resolve().parents[2] / "assets"
FRAME = f"""<!DOCTYPE html><html lang="en"><head><script nonce="{NONCE_MARK}">{STAMP_STYLES}</script>
<title>Map</title>{{%metas%}}<link rel="icon" href="/assets/mark.svg">
<link rel="stylesheet" href="/assets/vendor/maplibre-gl/maplibre-gl.css">
<link rel="stylesheet" href="/assets/map.css"><link rel="stylesheet" href="/map_app.css"></head>
<body>{{%app_entry%}}{{%config%}}{{%scripts%}}{{%renderer%}}</body></html>"""
SHEET = """
@font-face { font-family: Inter; font-weight: 100 900; src: url(/assets/vendor/inter/inter-latin.woff2); }
html, body { margin: 0; font-family: Inter; } #map { position: fixed; inset: 0; }
#clicked, #viewport { position: fixed; left: -999px; }
"""


def make_view(published: Any, asked: dict[str, Any]) -> View:
    """Return a view: `on` maps an environment to (layer, opacity); the rest replaces the default's."""
    view = default_view(Offer(published))
    on = asked.pop("on", None)
    if on is not None:
        shown = tuple(
            replace(
                part,
                on=part.environment in on,
                layer_id=on.get(part.environment, [part.layer_id])[0],
                opacity=on.get(part.environment, ["", 85])[1],
            )
            for part in view.shown
        )
        view = replace(view, shown=shown)
    return replace(
        view, **{key: tuple(value) if isinstance(value, list) else value for key, value in asked.items()}
    )


def make_app(home: Path) -> Dash:
    follower = PublishedHome(home)
    app = Dash(
        "map_app",
        assets_folder=str(ASSETS),
        assets_ignore=r"^(?!(address|map)\.js$)",  # the page's own scripts and sheets stay out
        index_string=FRAME,
    )
    register_routes(app.server, follower)

    def layout() -> Any:
        published = follower.current()
        return html.Main(
            [
                MapView(
                    id="map",
                    layers=scene(published, make_view(published, {})),
                    bounds=list(published.meta().place.bounds),
                    theme="light",
                    label="Risk environment of Fixture Haven",
                ),
                # tests type a JSON value here and leave the field: {"view": {...}} or {"prop": {...}}
                dcc.Store(id="ask"),
                html.Pre(id="clicked"),
                html.Pre(id="viewport"),
            ]
        )

    app.layout = layout

    @app.callback(
        Output("map", "layers"),
        Output("map", "theme"),
        Output("map", "selected"),
        Output("map", "flyTo"),
        Input("ask", "data"),
        State("map", "theme"),
        prevent_initial_call=True,
    )
    def change(asked: dict[str, Any], theme: str) -> Any:
        published = follower.current()
        view = make_view(published, asked.get("view", {}))
        return scene(published, view), asked.get("theme", theme), asked.get("selected"), asked.get("flyTo")

    app.clientside_callback(
        "(clicked, viewport) => [JSON.stringify(clicked ?? null), JSON.stringify(viewport ?? null)]",
        Output("clicked", "children"),
        Output("viewport", "children"),
        Input("map", "clickInfo"),
        Input("map", "viewport"),
    )

    @app.server.get("/map_app.css")
    def sheet() -> Response:
        return Response(SHEET, mimetype="text/css")

    add_headers(app.server)
    return app
