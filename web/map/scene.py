"""From what a reader asked to see to what the map component draws."""

from __future__ import annotations

import math
from typing import Any
from urllib.parse import quote

from layers import words
from layers.look.colours import change_colours, ink, layer_colours
from layers.look.symbols import SERVICE_SYMBOLS, THEMES, VENUE_SYMBOLS
from layers.published.offer import offer_of
from layers.published.rows import LayerInfo
from layers.published.version import Published
from web import changes
from web.map.files import DEEPEST_TILE
from web.map.levels import from_zoom, is_large
from web.map.zones import zone_layer
from web.url import url
from web.view.comparison import Comparison, comparison_of
from web.view.state import Shown, View


def scene(published: Published, view: View) -> list[dict[str, Any]]:
    """Return the `layers` prop of MapView: base map, grids bottom first, hotspots, zones, venues, services.

    An environment whose layer has no figures on the view's grid is left out. Where two periods are compared,
    the one layer whose change is shown stands alone.
    """
    root = url(f"/map/{published.shapes_version}")
    compared = comparison_of(published, view)
    if compared:
        grids = [_change(published, compared, view.arrange.palette)]
    else:
        found = [_grid(published, view, shown) for shown in view.drawn()]
        grids = [layer for layer in found if layer is not None]
    drawn = [base_layer(published, root), *grids]
    if view.hotspots and published.hotspots():
        drawn.append({"id": "hotspots", "kind": "hotspots", "data": f"{root}/hotspots.geojson"})
    if view.zones:
        drawn.append(zone_layer(f"{root}/zones/{','.join(view.zones)}.geojson"))
    if view.venues and published.venues():
        labels = {kind: symbol.label for kind, symbol in VENUE_SYMBOLS.items()}
        drawn.append({"id": "sites", "kind": "sites", "data": f"{root}/sites.geojson", "types": labels})
    if view.services:
        symbols = {kind: SERVICE_SYMBOLS[kind] for kind in view.services if kind in SERVICE_SYMBOLS}
        services: dict[str, Any] = {"id": "services", "kind": "services", "data": f"{root}/services.geojson"}
        services["types"] = {kind: symbol.label for kind, symbol in symbols.items()}
        services["strong"] = [kind for kind, symbol in SERVICE_SYMBOLS.items() if symbol.strong]
        drawn.append(services)
    return drawn


def base_layer(published: Published, root: str) -> dict[str, Any]:
    """Return the base map as MapView takes it."""
    kinds = {kind: f"{root}/base/{quote(kind)}.geojson" for kind in published.base_kinds()}
    layer: dict[str, Any] = {"id": "base", "kind": "base", "data": kinds}
    if published.meta().place.basemap_url:
        layer["raster"] = published.meta().place.basemap_url
    return layer


def _grid(published: Published, view: View, shown: Shown) -> dict[str, Any] | None:
    """Return one environment's layer on the view's grid, or None when it has no figures there."""
    layer = published.layers()[shown.layer_id]
    period_id = published.best_period(layer.id, view.grid, view.period)
    if period_id is None:
        return None
    period = next(each for each in published.periods() if each.id == period_id)
    limits = published.scale(layer.id, view.grid, period.kind)
    where = f"{quote(layer.id)}/{quote(view.grid)}/{quote(period_id)}"
    about = {
        "title": layer.title,
        "period": period_id,
        "periodLabel": period.label if period.kind != "current" else "",
        "colours": {theme: layer_colours(layer, theme, limits, view.arrange.palette) for theme in THEMES},
        "words": _words(layer, exact=published.meta().exact),
    }
    return about | _drawn(published, layer, view.grid, shown, ("", where))


def _change(published: Published, compared: Comparison, palette: str) -> dict[str, Any]:
    """Return the layer that shows its change from one period to another."""
    layer, before, after = compared.layer, compared.before, compared.after
    where = "/".join(quote(each) for each in (layer.id, compared.grid, before.id, after.id))
    about = {
        "title": f"{layer.title}: change",
        "period": after.id,
        "periodLabel": f"{before.label} to {after.label}",
        "colours": {theme: change_colours(theme, layer.harm, palette) for theme in THEMES},
        "words": _words(layer, exact=published.meta().exact) | {"zero": "none in either period"},
        "change": {"levels": changes.LEVELS[compared.measure], "unit": changes.UNITS[compared.measure]},
    }
    return about | _drawn(published, layer, compared.grid, compared.shown, ("change/", where))


def _drawn(
    published: Published, layer: LayerInfo, grid: str, shown: Shown, address: tuple[str, str]
) -> dict[str, Any]:
    """Return what figures and changes have in common; address: what is before and after the kind of file."""
    above, where = address
    own = url(f"/map/{published.version}/{above}")
    drawn: dict[str, Any] = {
        "id": layer.environment,
        "kind": "grid",
        "layer": layer.id,
        "unit": layer.unit,
        "grid": grid,
        "opacity": shown.opacity / 100,
        "values": f"{own}values/{where}.u1",
        "figures": f"{own}figures/{where}.f4",
        "ink": {theme: ink(layer.environment, theme) for theme in THEMES},
    }
    shapes = shapes_of(published, grid)
    if grid != "area" and not (above and "blocks" in shapes):  # those come as tiles, and not for changes
        drawn["outlines"] = f"{own}outlines/{where}.geojson"
    return drawn | shapes


def shapes_of(published: Published, grid: str) -> dict[str, Any]:
    """Return where the shapes of a grid are, as MapView takes it; `row`: the shape of one row alone.

    minzoom: a wide place's tiles are not fetched further out, where cells would be too many. blocks: the
    parts in which a large grid's values are fetched.
    """
    own = url(f"/map/{published.shapes_version}/{quote(grid)}")
    row = f"{own}/row/{{row}}.geojson"
    if grid == "area":
        return {"data": url(f"/map/{published.shapes_version}/areas.geojson"), "row": row}
    drawn = {"tiles": f"{own}/{{z}}/{{x}}/{{y}}.pbf", "maxzoom": DEEPEST_TILE, "row": row}
    if is_large(published, grid):
        drawn["blocks"] = f"{own}/blocks.json"
        if offer_of(published).levels:
            drawn["minzoom"] = min(max(0, math.floor(from_zoom(published, grid)) - 1), DEEPEST_TILE)
    return drawn


def _words(layer: LayerInfo, *, exact: bool) -> dict[str, str]:
    """Return what the hover tip says of a state."""
    states = ("zero", "no_data") if exact else ("parent", "withheld", "zero", "no_data")
    said = {state: words.STATE_WORDS[state] for state in states}
    said["counted"] = "{} in all" if exact else "about {} in all"
    if layer.approximate_m:
        said["about"] = f"approximate: its source places events to within {layer.approximate_m:.0f} m"
    return said
