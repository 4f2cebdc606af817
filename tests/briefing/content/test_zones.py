"""What a briefing says of zones is what the app says of them, a proposal as a proposal, in both languages."""

from __future__ import annotations

from dataclasses import replace

import pytest

from briefing.asked import opening
from briefing.content.compose import compose
from briefing.content.figures import said_figure
from briefing.content.given import Given
from briefing.content.model import Content
from briefing.content.policy import policy
from briefing.content.zones import standing
from briefing.words.words import words_in
from layers.published.version import Published
from layers.zones import said
from layers.zones.figure_words import detail_words, value_words
from layers.zones.status import STATUSES
from layers.zones.weighed import FigureState

EN = words_in("en")


def test_sentences_are_those_of_the_app(opened: Content, town: Published) -> None:
    term = town.meta().place.zone_term
    names = {each.service_id: each.name for each in town.services()}
    given = Given(town, opening(town), EN)
    for told in opened.zones.zones:
        shown = town.zone_shown(told.outline.zone_id)
        assert told.standing == said.standing(shown.zone, term)
        assert told.protects == said.protects(shown)
        assert told.costs == said.costs(shown)
        assert told.policy == tuple(said.policy(shown.zone, names))
        assert told.cautions == shown.zone.cautions
        assert told.detectable == shown.zone.detectable
        evening = replace(shown.zone, hours="5.22-23_6.0-3.22-23_7.0-3")
        assert policy(given, evening) == tuple(said.policy(evening, names))


def test_figures_are_worded_as_in_the_app_and_hold_no_withheld_number(town: Published) -> None:
    for zone_id in town.zones():
        for figure in town.zone_figures(zone_id).values():
            found = said_figure(figure, EN)
            assert found.text == value_words(figure)
            assert found.note == detail_words(figure)
            if figure.state == FigureState.RELEASED:
                assert (found.number, found.low, found.high) == (figure.value, figure.low, figure.high)
            for state in (FigureState.WITHHELD, FigureState.TOO_FEW, FigureState.NO_DATA):
                hidden = said_figure(replace(figure, state=state), EN)
                assert (hidden.number, hidden.low, hidden.high, hidden.state) == (
                    None,
                    None,
                    None,
                    state.value,
                )


def test_zones_side_by_side_have_a_cell_for_each_and_a_sentence_for_each(opened: Content) -> None:
    compared = opened.zones.compared
    assert compared is not None
    assert len(compared.head) == len(compared.numbers) == 4
    assert all(len(row.cells) == 3 for row in compared.rows)
    assert [row.label for row in compared.rows][:5] == [
        "Status",
        "Strength",
        "Hours",
        "Services named",
        "Share of overdose calls",
    ]
    assert len(opened.zones.trade) == 3
    assert "another zone here is at least as good" in opened.zones.trade[2]


@pytest.mark.parametrize("status", STATUSES)
def test_a_proposal_is_worded_as_one_in_spanish_too(town: Published, status: str) -> None:
    told = standing(Given(town, opening(town), words_in("es")), status)
    assert ("no está en vigor" in told or "ni en vigor" in told or "nadie" in told) or status in (
        "active",
        "expired",
    )


def test_benefits_and_costs_are_listed_with_what_would_measure_them(opened: Content) -> None:
    for zone in opened.zones.zones:
        assert {line.direction for line in zone.ledger} == {"benefit", "cost"}
        for line in zone.ledger:
            assert line.measured == (line.figure.number is not None)
            assert line.measured or "would be measured by" in line.figure.note


@pytest.mark.parametrize("count", [0, 1, 6])
@pytest.mark.parametrize("language", ["en", "es"])
def test_none_one_or_six_zones(town: Published, count: int, language: str) -> None:
    first = next(iter(town.zones()))
    ids = tuple([first, *list(town.zones())[1:]][:count])
    ids = ids * 2 if count == 6 else ids  # the town has three
    told = compose(town, replace(opening(town), zones=ids, language=language)).zones
    assert len(told.zones) == count
    assert told.said
    assert (told.compared is None) == (count == 0)
    assert len(told.trade) == (count if count > 1 else 0)
    if told.compared is not None:
        assert len(told.compared.head) == count + 1
