"""How zones are drawn on every map: a status shows in the line and its label, not in colour alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, Final

from dash import html

from layers.look.symbols import THEMES, data_address
from web.aria import aria
from web.controls.swatches import swatches

_INK: Final = {"light": "#0b55b5", "dark": "#8fbcff"}  # as ZONE_INK of assets/map/zones.mjs
_PAST: Final = {"light": "#5b6770", "dark": "#8c98a0"}


@dataclass(frozen=True)
class ZoneLook:
    """How one status is drawn. fill: opacity. width: of the line, px. dash: in its widths, () for none."""

    label: str
    fill: float
    width: float
    dash: tuple[float, ...]
    past: bool = False


ZONE_LOOKS: Final[dict[str, ZoneLook]] = {
    "draft": ZoneLook("Draft", 0.03, 1.6, (1, 2)),
    "proposed": ZoneLook("Proposed, not agreed", 0.06, 2.2, (3, 2)),
    "agreed": ZoneLook("Agreed, not yet in force", 0.1, 2.2, (8, 1.5)),
    "active": ZoneLook("In force", 0.2, 3.2, ()),
    "expired": ZoneLook("Expired", 0.0, 1.6, (), past=True),
    "withdrawn": ZoneLook("Withdrawn", 0.0, 1.6, (1, 3), past=True),
}


def zone_layer(address: str, layer_id: str = "zones") -> dict[str, Any]:
    """Return zones as MapView takes them.

    address: GeoJSON whose features have `status` and `label`, the name with the status in words.
    """
    looks = {status: {**asdict(look), "dash": list(look.dash)} for status, look in ZONE_LOOKS.items()}
    return {"id": layer_id, "kind": "zones", "data": address, "looks": looks}


def zone_swatch(status: str, theme: str) -> str:
    """Return a status as a small picture's address. Raises KeyError for an unknown status or theme."""
    look = ZONE_LOOKS[status]
    ink = (_PAST if look.past else _INK)[theme]
    dash = " ".join(f"{part * look.width:g}" for part in look.dash)
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="44" height="28" viewBox="0 0 22 14">'
        f'<rect x="2" y="2" width="18" height="10" rx="2" fill="{_INK[theme]}" fill-opacity="{look.fill}" '
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
