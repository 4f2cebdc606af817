"""What the clash page's map draws: one surface cell by cell, and the services by their class."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from layers.look.colours import INK, palette
from layers.look.standing import EDGE, MARKS, UNMARKED
from layers.look.symbols import THEMES
from layers.published.clash import Clash, ClashSurface
from layers.published.version import Published
from web.clash.asked import ClashView
from web.map.scene import base_layer, shapes_of
from web.url import url

CLEAR = "rgba(0,0,0,0)"
DIVERGING = {"light": ("#8fb8d8", CLEAR, "#9c2f5e"), "dark": ("#3f6f95", CLEAR, "#f08db4")}
# Neither, high among high, low among high, low among low, high among low (local Moran)
QUADRANTS = {
    "light": (CLEAR, "#9c2f5e", "#b9d3e6", "#2f6f9f", "#e0a3bf"),
    "dark": (CLEAR, "#f08db4", "#2f4a5c", "#6fb1de", "#7d4560"),
}
UNSHOWN = "under 8 records: nothing shown"
OPACITY = 0.8


def surface_colours(surface: ClashSurface, theme: str) -> tuple[str, ...]:
    """Return the colour of each class of a surface; its middle, or nothing, is left clear."""
    count = len(surface.labels)
    if count == len(DIVERGING[theme]):
        return DIVERGING[theme]
    if surface.id.startswith("expert_") and count == len(QUADRANTS[theme]):
        return QUADRANTS[theme]
    return (CLEAR, *palette("policy", theme, count - 1))


def clash_scene(published: Published, clash: Clash, view: ClashView) -> list[dict[str, Any]]:
    """Return the `layers` prop of MapView."""
    root, own = url(f"/map/{published.shapes_version}"), url(f"/map/{published.version}")
    drawn: list[dict[str, Any]] = [base_layer(published, root)]
    surface = next((each for each in clash.surfaces if each.id == view.surface), None)
    if surface is not None and view.grid in surface.grids:
        drawn.append(
            {
                "id": "surface",
                "kind": "grid",
                "layer": surface.id,
                "title": surface.title,
                "unit": "",
                "grid": view.grid,
                "opacity": OPACITY,
                "values": f"{own}/clash/{quote(surface.id)}/{quote(view.grid)}.u1",
                "colours": {theme: surface_colours(surface, theme) for theme in THEMES},
                "ink": INK,
                "labels": list(surface.labels),
                "words": {"zero": UNSHOWN},
            }
            | shapes_of(published, view.grid)
        )
    if view.hotspots and published.hotspots():
        drawn.append({"id": "hotspots", "kind": "hotspots", "data": f"{root}/hotspots.geojson"})
    marks = {theme: _marks(theme) for theme in THEMES}
    data = f"{own}/clash/services.geojson"
    drawn.append({"id": "clash", "kind": "clash", "data": data, "marks": marks})
    return drawn


def _marks(theme: str) -> dict[str, Any]:
    filled = {state.value: colour for state, colour in MARKS[theme].items()}
    return {"of": filled, "empty": UNMARKED[theme], "edge": EDGE[theme]}
