"""Zones are told apart by more than their colour, in the map as in its legend."""

from __future__ import annotations

from pathlib import Path

from layers.look.zones import ZONE_LOOKS
from web.map.zones import build_zone_legend, zone_layer, zone_swatch


def test_no_two_statuses_share_a_line_and_none_but_active_is_drawn_whole_and_strong() -> None:
    lines = [(look.width, look.dash, look.past) for look in ZONE_LOOKS.values()]
    assert len(set(lines)) == len(lines)
    strongest = max(ZONE_LOOKS, key=lambda status: (ZONE_LOOKS[status].width, ZONE_LOOKS[status].fill))
    assert strongest == "active"
    assert all(ZONE_LOOKS[each].dash for each in ("draft", "proposed", "agreed"))
    pictures = {zone_swatch(status, theme) for status in ZONE_LOOKS for theme in ("light", "dark")}
    assert len(pictures) == 2 * len(ZONE_LOOKS)


def test_the_map_is_told_every_status_and_the_legend_only_those_shown() -> None:
    layer = zone_layer("/map/v/zones.geojson")
    assert list(layer["looks"]) == list(ZONE_LOOKS)
    assert layer["looks"]["proposed"]["dash"] == [3, 2]
    shown = str(build_zone_legend(["active", "proposed"], "policing agreement area"))
    assert "Policing agreement areas" in shown
    assert "Proposed, not agreed" in shown
    assert "Expired" not in shown


def test_the_legend_has_the_ink_of_the_map() -> None:
    script = (Path(__file__).resolve().parents[2] / "assets" / "map" / "zones.mjs").read_text("utf-8")
    for theme, ink in (("light", "%230b55b5"), ("dark", "%238fbcff")):
        assert ink in zone_swatch("active", theme)
        assert ink.replace("%23", "#") in script
