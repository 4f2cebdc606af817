"""When it happens: which layers and places have hours, why others have none, and what the table says."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from etl.errors import BadInputError
from layers.published.home import PublishedHome
from layers.published.offer import Offer, offer_of
from layers.published.version import Published
from web.view.state import default_view
from web.week.choose import area_choices, first_layer, layer_choices, week_counts
from web.week.shown import _answer, build_week_section
from web.week.table import build_week, week_sentence


@pytest.fixture
def offer(published_home: Path) -> Offer:
    return offer_of(PublishedHome(published_home).current())


def texts(part: Any) -> str:
    """All that a reader reads of a component."""
    if isinstance(part, str):
        return part
    children = getattr(part, "children", part)
    each = children if isinstance(children, list | tuple) else [children] if children is not part else []
    return " ".join(filter(None, (texts(child) for child in each if child is not None)))


def test_layers_without_hours_say_why(offer: Offer, monkeypatch: pytest.MonkeyPatch) -> None:
    found = {choice.value: choice.reason for choice in layer_choices(offer)}
    assert found["overdose_calls"] == ""
    assert found["police_activity"] == "No count by hour can be shown."
    assert "score_social" not in found
    sources = tuple(replace(each, time_precision="month") for each in offer.published.sources())
    monkeypatch.setattr(Published, "sources", lambda _: sources)
    found = {choice.value: choice.reason for choice in layer_choices(offer)}
    assert found["police_activity"] == "Its source tells only the month: no hours."
    monkeypatch.setattr(Published, "sources", lambda _: ())
    monkeypatch.setattr(Published, "periods", lambda *_: [])
    found = {choice.value: choice.reason for choice in layer_choices(offer)}
    assert found["police_activity"] == "It needs figures of a whole year."


def test_neighbourhoods_with_too_few_are_off(offer: Offer) -> None:
    place, *areas = area_choices(offer, "overdose_calls")
    assert (place.value, place.reason) == ("place", "")
    assert {area.reason for area in areas} == {"Too few by hour to show any."}


def test_the_table_has_a_cell_for_every_hour(offer: Offer) -> None:
    counts = week_counts(offer.published, "overdose_calls", "place")
    assert np.isnan(counts).any()
    said, scroll, legend = build_week(offer, "overdose_calls", "place", "standard")
    table = scroll.children
    rows = table.children[2].children
    assert [row.children[0].scope for row in rows] == ["row"] * 7
    assert [len(row.children) for row in rows] == [25] * 7
    for line, row in zip(counts, rows, strict=True):
        for count, cell in zip(line, row.children[1:], strict=True):
            assert texts(cell) == ("– withheld" if np.isnan(count) else f"{count:.0f}")
    assert "withheld (1 to 7 or too uncertain)" in texts(said)
    assert "rounded to 5" in texts(legend)


def test_the_sentence_names_the_stretch(offer: Offer) -> None:
    counts = np.full((7, 24), 20.0)
    counts[4, 22:] = counts[5, :3] = counts[5, 22:] = counts[6, :3] = 70.0
    assert week_sentence(counts, "calls", exact=False).startswith("Busiest: Fri–Sat 22–03, with 3.0 times")
    assert (
        week_sentence(np.full((7, 24), 20.0), "calls", exact=False)
        == "No part of the week clearly stands out."
    )
    counts[0:4] = np.nan
    assert "read this with care" in week_sentence(counts, "calls", exact=False)


def test_the_topmost_layer_with_hours_comes_first(offer: Offer) -> None:
    assert first_layer(offer, default_view(offer)) == "overdose_calls"


@pytest.mark.parametrize(
    "asked",
    [
        ("police_activity", "place", "standard"),
        ("score_social", "place", "standard"),
        (None, "place", "standard"),
        (["overdose_calls"], "place", "standard"),
        ("overdose_calls", "Z9", "standard"),
        ("overdose_calls", None, "standard"),
        ("overdose_calls", "place", "pink"),
    ],
)
def test_what_no_control_could_send_is_refused(offer: Offer, asked: tuple[Any, Any, Any]) -> None:
    with pytest.raises(BadInputError):
        _answer(offer, *asked)


def test_a_neighbourhood_without_figures_gives_way_to_the_place(offer: Offer) -> None:
    assert _answer(offer, "overdose_calls", "A1", "standard")[2] == "place"


def test_a_version_without_any_hours_says_so(offer: Offer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Published, "hours", lambda *_: ())
    said = texts(build_week_section(offer, default_view(offer)))
    assert "No layer of this version has counts by hour" in said
