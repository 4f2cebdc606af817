from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from etl.errors import BadInputError
from layers.published.home import PublishedHome
from layers.published.offer import Offer, offer_of
from web.arrange.state import OPENING, Arrangement, as_asked, read_arrangement, read_parts, write_parts
from web.map.scene import scene
from web.view.link import read_link, write_link
from web.view.state import default_view

TURNED = ("policy", "economic", "social", "physical")


@pytest.fixture
def offer(published_home: Path) -> Offer:
    return offer_of(PublishedHome(published_home).current())


@pytest.mark.parametrize(
    "change",
    [
        {"order": ["physical", "social", "economic"]},
        {"order": ["physical", "physical", "economic", "policy"]},
        {"order": ["physical", "social", "economic", ["policy"]]},
        {"order": "physical"},
        {"order": None},
        {"palette": "neon"},
        {"palette": ["grey"]},
        {"palette": None},
        {"maps": "three"},
        {"maps": ["two"]},
        {"side_layer": "evictions", "maps": "two"},  # has no figures
        {"side_layer": "drug_laws", "maps": "two"},
        {"side_layer": {"id": "overdose_calls"}, "maps": "two"},
        {"side_period": "current", "maps": "two"},
        {"side_period": ["2026Q3"], "maps": "two"},
        {"lens": "noir"},
        {"lens": ["night"]},
    ],
)
def test_what_no_control_could_send_is_refused(offer: Offer, change: dict[str, Any]) -> None:
    with pytest.raises(BadInputError) as refused:
        read_arrangement(offer, {**as_asked(OPENING), **change})
    assert refused.value.where == next(iter(change))


@pytest.mark.parametrize("asked", [None, [], "order"])
def test_an_arrangement_is_a_mapping(offer: Offer, asked: Any) -> None:
    with pytest.raises(BadInputError):
        read_arrangement(offer, asked)


def test_a_link_says_only_what_differs_and_brings_it_back(offer: Offer) -> None:
    assert write_parts(OPENING) == {}
    arranged = Arrangement(TURNED, "grey", "two", "overdose_calls", "2024Q4-2025Q3")
    refused: list[str] = []
    assert read_parts(offer, write_parts(arranged), refused) == arranged
    assert refused == []


def test_what_a_link_cannot_have_is_named_and_the_rest_is_shown(offer: Offer) -> None:
    link = read_link(offer, "?social=overdose_calls,80&palette=neon&order=policy,economic,social,physical")
    assert link.refused == ("the colours",)
    assert link.view.arrange == Arrangement(order=TURNED)


def test_colours_alone_leave_the_opening_view_as_it_is(offer: Offer) -> None:
    opening = default_view(offer)
    assert read_link(offer, "?palette=safe").view == replace(opening, arrange=Arrangement(palette="safe"))


def test_the_order_decides_what_lies_on_top_and_the_palette_its_colours(offer: Offer) -> None:
    view = default_view(offer)
    both = replace(view, shown=tuple(replace(part, on=True) for part in view.shown[:2]) + view.shown[2:])
    turned = replace(both, arrange=Arrangement(order=TURNED, palette="grey"))
    assert both.layer_ids() == turned.layer_ids()[::-1] != turned.layer_ids()
    grids = [layer for layer in scene(offer.published, turned) if layer["kind"] == "grid"]
    assert [grid["id"] for grid in grids] == ["social", "physical"]
    assert grids[0]["colours"]["light"][0] == grids[1]["colours"]["light"][0]
    assert read_link(offer, "?" + write_link(offer, turned)).view == turned
