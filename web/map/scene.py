"""From what a reader asked to see to what the map component draws."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from layers.published.rows import LayerInfo
from layers.published.version import Published
from web import words
from web.map.colours import ink, layer_colours
from web.map.files import DEEPEST_TILE
from web.map.symbols import SERVICE_SYMBOLS, THEMES
from web.view.state import Shown, View


def scene(published: Published, view: View) -> list[dict[str, Any]]:
    """Return the `layers` prop of MapView: base map, then the grids bottom first, hotspots, services.

    An environment whose layer has no figures on the view's grid is left out.
    """
    root = f"/map/{published.shapes_version}"
    grids = [_grid(published, view, shown, root) for shown in view.drawn()]
    drawn = [_base(published, root), *(layer for layer in grids if layer is not None)]
    if view.hotspots and published.hotspots():
        drawn.append({"id": "hotspots", "kind": "hotspots", "data": f"{root}/hotspots.geojson"})
    if view.services:
        symbols = {kind: SERVICE_SYMBOLS[kind] for kind in view.services if kind in SERVICE_SYMBOLS}
        services: dict[str, Any] = {"id": "services", "kind": "services", "data": f"{root}/services.geojson"}
        services["types"] = {kind: symbol.label for kind, symbol in symbols.items()}
        services["strong"] = [kind for kind, symbol in SERVICE_SYMBOLS.items() if symbol.strong]
        drawn.append(services)
    return drawn


def _base(published: Published, root: str) -> dict[str, Any]:
    kinds = {kind: f"{root}/base/{quote(kind)}.geojson" for kind in published.base_kinds()}
    layer: dict[str, Any] = {"id": "base", "kind": "base", "data": kinds}
    if published.meta().place.basemap_url:
        layer["raster"] = published.meta().place.basemap_url
    return layer


def _grid(published: Published, view: View, shown: Shown, root: str) -> dict[str, Any] | None:
    """Return one environment's layer on the view's grid, or None when it has no figures there."""
    layer = published.layers()[shown.layer_id]
    period_id = published.best_period(layer.id, view.grid, view.period)
    if period_id is None:
        return None
    period = next(each for each in published.periods() if each.id == period_id)
    limits = published.scale(layer.id, view.grid, period.kind)
    own = f"/map/{published.version}"
    where = f"{quote(layer.id)}/{quote(view.grid)}/{quote(period_id)}"
    drawn: dict[str, Any] = {
        "id": layer.environment,
        "kind": "grid",
        "layer": layer.id,
        "title": layer.title,
        "unit": layer.unit,
        "grid": view.grid,
        "period": period_id,
        "periodLabel": period.label if period.kind != "current" else "",
        "opacity": shown.opacity / 100,
        "values": f"{own}/values/{where}.u1",
        "figures": f"{own}/figures/{where}.f4",
        "colours": {theme: layer_colours(layer, theme, limits, view.arrange.palette) for theme in THEMES},
        "ink": {theme: ink(layer.environment, theme) for theme in THEMES},
        "words": _words(layer, exact=published.meta().exact),
    }
    if view.grid == "area":
        return drawn | {"data": f"{root}/areas.geojson"}
    return drawn | {
        "tiles": f"{root}/{quote(view.grid)}/{{z}}/{{x}}/{{y}}.pbf",
        "maxzoom": DEEPEST_TILE,
        "outlines": f"{own}/outlines/{where}.geojson",
    }


def _words(layer: LayerInfo, *, exact: bool) -> dict[str, str]:
    """Return what the hover tip says of a state."""
    states = ("zero", "no_data") if exact else ("parent", "withheld", "zero", "no_data")
    said = {state: words.STATE_WORDS[state] for state in states}
    said["counted"] = "{} in all" if exact else "about {} in all"
    if layer.approximate_m:
        said["about"] = f"approximate: its source places events to within {layer.approximate_m:.0f} m"
    return said
