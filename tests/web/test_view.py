from __future__ import annotations

import copy
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from etl.errors import BadInputError
from layers.published.home import PublishedHome
from layers.published.offer import UNVARYING, Offer, offer_of
from tests.published_fixture import WINDOW, write_published
from web.view.state import as_asked, default_view, read_view, settle


@pytest.fixture
def offer(published_home: Path) -> Offer:
    return offer_of(PublishedHome(published_home).current())


def with_layer(offer: Offer, layer_id: str, **changes: Any) -> Any:
    view = default_view(offer)
    shown = tuple(replace(part, layer_id=layer_id) if part.on else part for part in view.shown)
    return replace(view, shown=shown, **changes)


def test_the_opening_view_is_the_published_one(offer: Offer) -> None:
    view = default_view(offer)
    assert view.layer_ids() == ("score_social",)
    assert (view.grid, view.period) == ("r8", "2025Q4-2026Q3")
    assert [part.layer_id for part in view.shown] == [
        "score_physical",
        "score_social",
        "score_economic",
        "score_policy",
    ]
    assert set(view.services) == set(offer.service_types)


def test_a_view_survives_the_way_to_the_browser_and_back(offer: Offer) -> None:
    view = with_layer(offer, "overdose_calls", hotspots=True)
    assert read_view(offer, as_asked(view)) == view


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"grid": "r42"}, "grid"),
        ({"grid": "place"}, "grid"),
        ({"grid": ["r8"]}, "grid"),
        ({"grid": None}, "grid"),
        ({"period": "current"}, "period"),
        ({"period": "2025Q4-2026Q3' or 1=1"}, "period"),
        ({"period": 2025}, "period"),
        ({"services": "pharmacy"}, "services"),
        ({"services": ["pharmacy", "casino"]}, "services"),
        ({"services": ["pharmacy"] * 101}, "services"),
        ({"services": [{"type": "pharmacy"}]}, "services"),
        ({"hotspots": "yes"}, "hotspots"),
        ({"hotspots": 1}, "hotspots"),
        ({"venues": "1"}, "venues"),
        ({"shown": []}, "shown"),
        ({"shown": {"on": True}}, "shown"),
        ({"shown": [None] * 4}, "physical"),
    ],
)
def test_what_no_control_could_send_is_refused(offer: Offer, change: dict[str, Any], where: str) -> None:
    asked = {**as_asked(default_view(offer)), **change}
    with pytest.raises(BadInputError) as refused:
        read_view(offer, asked)
    assert refused.value.where == where


@pytest.mark.parametrize(
    ("part", "where"),
    [
        ({"layer": "score_social"}, "physical layer"),  # of another environment
        ({"layer": "../etc/passwd"}, "physical layer"),
        ({"layer": ["score_physical"]}, "physical layer"),
        ({"level": "meso"}, "physical level"),
        ({"on": "true"}, "physical switch"),
        ({"opacity": 101}, "physical opacity"),
        ({"opacity": -1}, "physical opacity"),
        ({"opacity": "80"}, "physical opacity"),
        ({"opacity": True}, "physical opacity"),
        ({"opacity": float("nan")}, "physical opacity"),
    ],
)
def test_each_part_of_an_environment_is_checked(offer: Offer, part: dict[str, Any], where: str) -> None:
    asked = copy.deepcopy(as_asked(default_view(offer)))
    asked["shown"][0].update(part)
    with pytest.raises(BadInputError) as refused:
        read_view(offer, asked)
    assert refused.value.where == where


def test_a_layer_without_data_cannot_be_put_on_the_map(offer: Offer) -> None:
    asked = as_asked(default_view(offer))
    asked["shown"][2]["layer"] = "evictions"
    with pytest.raises(BadInputError):
        read_view(offer, asked)


def test_a_period_follows_the_level_of_detail(offer: Offer) -> None:
    assert settle(offer, with_layer(offer, "overdose_calls", grid="r9")).period == WINDOW
    assert (
        settle(offer, with_layer(offer, "overdose_calls", grid="r8", period="2026Q3")).period
        == "2025Q4-2026Q3"
    )
    at_quarter = with_layer(offer, "overdose_calls", grid="area", period="2026Q2")
    assert settle(offer, at_quarter) == at_quarter
    assert settle(offer, with_layer(offer, "overdose_calls", grid="area"), "quarter").period == "2026Q3"
    # a kind that the grid has not is not taken, whoever asks for it
    assert settle(offer, with_layer(offer, "overdose_calls"), "quarter").period == "2025Q4-2026Q3"


def test_reasons_are_given_for_what_cannot_be_chosen(offer: Offer) -> None:
    kinds = {choice.value: choice.reason for choice in offer.kind_choices("r8", ("overdose_calls",))}
    assert kinds["year"] == kinds["window"] == ""
    assert kinds["quarter"].startswith("Published for neighbourhoods only")
    assert {choice.reason for choice in offer.kind_choices("r8", ("score_social",))} == {UNVARYING}
    assert [choice.reason for choice in offer.grid_choices(("overdose_calls",))] == [""] * 4


def test_labels_of_detail_count_from_the_finest(offer: Offer) -> None:
    assert [offer.grid_label(grid) for grid in offer.grids] == [
        "Neighbourhoods",
        "Large hexagons",
        "Hexagons",
        "Fine hexagons",
    ]


def test_a_later_version_is_another_offer(tmp_path: Path) -> None:
    write_published(tmp_path, "20261101-aaaaaaaaaaaa")
    first = PublishedHome(tmp_path).current()
    write_published(tmp_path, "20261122-bbbbbbbbbbbb")
    second = PublishedHome(tmp_path).current()
    assert offer_of(first) is offer_of(first)
    assert offer_of(first) is not offer_of(second)
