"""How zones are drawn on every map: a status shows in the line and its label, not in colour alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from dash import html

from layers.look.symbols import THEMES, data_address
from layers.look.zones import ZONE_INK, ZONE_LOOKS
from web.aria import aria
from web.controls.swatches import swatches


def zone_layer(address: str, layer_id: str = "zones") -> dict[str, Any]:
    """Return zones as MapView takes them.

    address: GeoJSON whose features have `status` and `label`, the name with the status in words.
    """
    looks = {status: {**asdict(look), "dash": list(look.dash)} for status, look in ZONE_LOOKS.items()}
    return {"id": layer_id, "kind": "zones", "data": address, "looks": looks}


def zone_swatch(status: str, theme: str) -> str:
    """Return a status as a small picture's address. Raises KeyError for an unknown status or theme."""
    look = ZONE_LOOKS[status]
    ink, fill = look.ink(theme), ZONE_INK[theme]
    dash = " ".join(f"{part * look.width:g}" for part in look.dash)
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="44" height="28" viewBox="0 0 22 14">'
        f'<rect x="2" y="2" width="18" height="10" rx="2" fill="{fill}" fill-opacity="{look.fill}" '
        f'stroke="{ink}" stroke-width="{look.width}" stroke-dasharray="{dash or "none"}"/></svg>'
    )
    return data_address(svg)


def build_zone_legend(statuses: Iterable[str], term: str) -> html.Section:
    """Return the part of a legend that explains how zones are drawn. term: what the place calls them."""
    shown = [status for status in ZONE_LOOKS if status in set(statuses)]
    items = [html.Li([*swatches(zone_pictures(status)), ZONE_LOOKS[status].label]) for status in shown]
    return html.Section(
        [html.H3(f"{term[:1].upper()}{term[1:]}s"), html.Ul(items, className="swatches")],
        className="legend-part",
        **aria(label="Legend of the zones"),
    )


def zone_pictures(status: str) -> dict[str, dict[str, str]]:
    """Return how a status looks, as the style of a swatch in each theme."""
    return {
        theme: {
            "backgroundImage": f'url("{zone_swatch(status, theme)}")',
            "backgroundSize": "22px 14px",
            "border": "none",
        }
        for theme in THEMES
    }
