from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from etl.errors import BadInputError
from layers.published.home import PublishedHome
from layers.published.offer import ENVIRONMENTS, Offer, offer_of
from web.arrange.maps import first_legend, show_sides
from web.arrange.sides import listed, settle_second, side_of, sides, title
from web.arrange.state import Arrangement
from web.listing.export import export_address
from web.listing.said import build_said
from web.map.scene import scene
from web.view.link import read_link, write_link
from web.view.state import View, default_view, settle


@pytest.fixture
def offer(published_home: Path) -> Offer:
    return offer_of(PublishedHome(published_home).current())


def arranged(offer: Offer, **changes: Any) -> View:
    view = read_link(offer, "?social=overdose_calls,60&hotspots=1").view
    return settle_second(offer, settle(offer, replace(view, arrange=Arrangement(**changes))))


def test_one_map_is_the_view_itself(offer: Offer) -> None:
    view = arranged(offer)
    assert [side.view for side in sides(offer, view)] == [view]
    made = show_sides(offer, view)
    assert made["hidden"] == [True] * 3
    assert made["layers"] == [[]] * 3


def test_a_second_map_opens_on_an_environment_that_the_first_does_not_show(offer: Offer) -> None:
    view = arranged(offer, maps="two")
    first, second = sides(offer, view)
    assert view.arrange.side_layer == "score_physical"
    assert first.view.layer_ids() == ("overdose_calls",)
    assert second.view.layer_ids() == ("score_physical",)
    assert (second.view.grid, second.view.hotspots) == (view.grid, view.hotspots)
    assert view.arrange.side_period == "", "a score does not vary"


def test_the_same_layer_in_two_periods(offer: Offer) -> None:
    earlier = "2024Q4-2025Q3"
    view = arranged(offer, maps="two", side_layer="overdose_calls", side_period=earlier)
    first, second = sides(offer, view)
    drawn = [
        next(layer for layer in scene(offer.published, side.view) if layer["kind"] == "grid")
        for side in (first, second)
    ]
    assert [layer["period"] for layer in drawn] == [view.period, earlier]
    assert drawn[0]["colours"] == drawn[1]["colours"], "so that they compare"
    assert title(offer, second) == "Overdose calls, October 2024 to September 2025"
    link = read_link(offer, "?" + write_link(offer, view))
    assert (link.view, link.refused) == (view, ())


def test_a_period_that_the_second_layer_has_not_is_replaced(offer: Offer) -> None:
    view = arranged(offer, maps="two", side_layer="overdose_calls", side_period="2026Q3")
    assert view.arrange.side_period == "2025Q4-2026Q3", "hexagons have no quarters"


def test_four_maps_show_one_layer_of_each_environment_whatever_is_switched_on(offer: Offer) -> None:
    view = arranged(offer, maps="four")
    found = sides(offer, view)
    assert [side.name.lower() for side in found] == list(ENVIRONMENTS)
    assert [side.view.layer_ids() for side in found] == [(part.layer_id,) for part in view.shown]
    assert set(view.layer_ids()) == {part.layer_id for part in view.shown}, "the table lists all four"
    said = str(build_said(offer, view))
    assert all(f"H3('{environment.capitalize()}')" in said for environment in ENVIRONMENTS)


def test_an_environment_without_a_layer_says_so_instead_of_an_empty_map(offer: Offer) -> None:
    opening = default_view(offer)
    bare = tuple(
        replace(part, layer_id="") if part.environment == "physical" else part for part in opening.shown
    )
    view = replace(opening, shown=bare, arrange=Arrangement(maps="four"))
    assert "Nothing of the physical environment is published here" in str(first_legend(offer, view))


def test_tables_list_each_of_two_maps_and_the_four_in_one(offer: Offer) -> None:
    view = arranged(offer, maps="two", side_layer="overdose_calls", side_period="2024Q4-2025Q3")
    assert [side.view for side in listed(offer, view)] == [side.view for side in sides(offer, view)]
    (all_four,) = listed(offer, arranged(offer, maps="four"))
    drawable = [part for part in view.shown if offer.drawable(part.layer_id)]
    assert len(all_four.view.layer_ids()) == len(drawable) > 1
    address = export_address(offer, arranged(offer, maps="four"))
    assert all(layer_id in address for layer_id in all_four.view.layer_ids())


def test_a_click_is_about_the_map_that_it_came_from(offer: Offer) -> None:
    view = arranged(offer, maps="two", side_layer="overdose_calls", side_period="2024Q4-2025Q3")
    click = {"kind": "cell", "grid": view.grid, "row": 3}
    assert side_of(offer, view, click).view.period == view.period
    assert side_of(offer, view, {**click, "map": 2}).view.period == "2024Q4-2025Q3"
    assert side_of(offer, arranged(offer), {**click, "map": 2}).view.period == view.period, "it is gone"
    for nonsense in (0, 9, "2", 2.0, [2], None):
        with pytest.raises(BadInputError):
            side_of(offer, view, {**click, "map": nonsense})
