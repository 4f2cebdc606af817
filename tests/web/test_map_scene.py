from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from layers.published.home import PublishedHome
from layers.published.offer import Offer
from layers.published.version import Published
from tests.published_fixture import WINDOW
from web.map.component import MapView
from web.map.scene import scene
from web.view.state import View, default_view


@pytest.fixture(scope="module")
def published(published_home: Path) -> Published:
    return PublishedHome(published_home).current()


def view_of(published: Published, layers: dict[str, str], **changes: object) -> View:
    view = default_view(Offer(published))
    shown = tuple(
        replace(part, on=part.environment in layers, layer_id=layers.get(part.environment, part.layer_id))
        for part in view.shown
    )
    return replace(view, shown=shown, **changes)  # type: ignore[arg-type]


def test_layers_come_bottom_first(published: Published) -> None:
    view = view_of(published, {"social": "overdose_calls", "policy": "police_activity"}, hotspots=True)
    drawn = scene(published, view)
    assert [layer["kind"] for layer in drawn] == ["base", "grid", "grid", "hotspots", "services"]
    grids = [layer for layer in drawn if layer["kind"] == "grid"]
    assert [layer["id"] for layer in grids] == ["social", "policy"]
    assert all(published.version in layer["values"] for layer in grids)


def test_venues_are_drawn_beneath_the_services_where_asked_for(published: Published) -> None:
    drawn = scene(published, view_of(published, {"social": "overdose_calls"}, venues=True))
    assert [layer["kind"] for layer in drawn] == ["base", "grid", "sites", "services"]
    assert drawn[2]["data"] == f"/map/{published.version}/sites.geojson"
    assert drawn[2]["types"]["festival_site"] == "Festival site"


def test_each_layer_takes_the_period_it_has(published: Published) -> None:
    view = view_of(published, {"social": "overdose_calls"}, grid="r9", period="2025Q4-2026Q3")
    (layer,) = [each for each in scene(published, view) if each["kind"] == "grid"]
    assert layer["period"] == WINDOW
    assert layer["values"].endswith("/overdose_calls/r9/2023Q4-2026Q3%3Aall.u1")
    assert layer["periodLabel"]


def test_a_layer_without_figures_on_the_grid_is_left_out(published: Published) -> None:
    view = view_of(published, {"economic": "evictions", "social": "score_social"})
    assert [layer["id"] for layer in scene(published, view) if layer["kind"] == "grid"] == ["social"]


def test_neighbourhoods_are_drawn_from_their_outlines(published: Published) -> None:
    view = view_of(published, {"economic": "rent_burden"}, grid="area")
    (layer,) = [each for each in scene(published, view) if each["kind"] == "grid"]
    assert layer["data"].endswith("/areas.geojson")
    assert "tiles" not in layer


def test_only_the_service_types_asked_for_are_drawn(published: Published) -> None:
    view = view_of(published, {}, services=("naloxone",))
    (layer,) = [each for each in scene(published, view) if each["kind"] == "services"]
    assert layer["types"] == {"naloxone": "Naloxone point"}
    assert not [each for each in scene(published, replace(view, services=())) if each["kind"] == "services"]


def test_an_approximate_layer_says_so(published: Published) -> None:
    view = view_of(published, {"policy": "police_activity", "social": "overdose_calls"})
    social, policy = [each for each in scene(published, view) if each["kind"] == "grid"]
    assert "120 m" in policy["words"]["about"]
    assert "about" not in social["words"]


def test_the_component_takes_only_its_props() -> None:
    assert MapView(id="map", theme="dark").to_plotly_json()["namespace"] == "safepassage"
    with pytest.raises(TypeError):
        MapView(id="map", them="dark")
