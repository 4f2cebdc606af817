"""Maps, legends and their words hold what the version publishes, and nothing that it withholds."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from briefing.asked import opening
from briefing.content.compose import compose
from briefing.content.given import Given
from briefing.content.maps import class_words
from briefing.content.model import STATES, Content, MapShown
from briefing.words.words import words_in
from layers.look.classes import class_ranges
from layers.published.rows import NO_DATA, PARENT, RELEASED, WITHHELD
from layers.published.version import Published
from tests.briefing.altered import Altered


def drawn_maps(content: Content) -> list[MapShown]:
    return [each for each in (content.main_map, *content.environments) if each.key]


def test_every_map_holds_the_published_figures_and_states(opened: Content, town: Published) -> None:
    asked = opening(town)
    for shown in drawn_maps(opened):
        period = town.best_period(shown.key, asked.grid, asked.period) or ""
        figures = town.figures(shown.key, asked.grid, period)
        kind = town.layers()[shown.key].kind
        assert len(shown.shapes) == len(shown.names) == town.size(asked.grid)
        assert all(each.is_valid for each in shown.shapes)
        for row, state in enumerate(figures.state):
            said = STATES[shown.state[row]]
            if state == RELEASED and figures.value[row] == 0 and kind in ("event", "rate"):
                assert said == "zero"
            else:
                expected = {RELEASED: "released", PARENT: "parent", WITHHELD: "withheld", NO_DATA: "no_data"}
                assert said == expected[int(state)]
            assert np.isnan(shown.value[row]) == (said in ("withheld", "no_data"))
            if said in ("released", "parent"):
                assert shown.value[row] == figures.value[row]


def test_the_legend_counts_every_row_once(opened: Content) -> None:
    for shown in drawn_maps(opened):
        assert sum(line.count for line in shown.legend) == len(shown.shapes)
        classes = [line for line in shown.legend if line.colour]
        assert [line.colour for line in classes] == list(shown.colours)
        for at, line in enumerate(classes):
            assert line.count == int(((shown.state == 0) & (shown.level == at)).sum())


def test_classes_are_worded_as_in_the_app(town: Published) -> None:
    given = Given(town, opening(town), words_in("en"))
    for limits in ((), (5.0,), (0.2, 0.4, 1234.5)):
        assert list(class_words(given, limits)) == class_ranges(limits)


def test_words_for_a_map_name_where_its_highest_class_lies(opened: Content) -> None:
    shown = opened.main_map
    top = int(shown.level[shown.state == 0].max())
    rows = np.flatnonzero((shown.state == 0) & (shown.level == top))
    assert f"{len(rows)} " in shown.alt
    assert any(shown.names[row] and shown.names[row] in shown.alt for row in rows)
    held = int((shown.state == STATES.index("withheld")).sum())
    assert (f"{held} are withheld." in shown.alt) or held < 2


@pytest.mark.parametrize("language", ["en", "es"])
def test_with_everything_withheld_no_map_or_figure_has_a_number(town: Published, language: str) -> None:
    held = Altered(town, withheld=True)
    told = compose(held, replace(opening(held), language=language))
    for shown in drawn_maps(told):
        assert np.isnan(shown.value).all()
        assert (shown.state == STATES.index("withheld")).all()
    totals = [each for each in told.key_figures if each.value.state == "withheld"]
    assert totals
    assert all(each.value.number is None for each in totals)
    assert told.trends == ()
    assert "78" not in told.headline


def test_a_place_with_two_layers_says_why_the_others_have_no_map(town: Published) -> None:
    few = Altered(town, layers=("overdose_calls", "income_deprivation"))
    told = compose(few, replace(opening(few), main="overdose_calls"))
    found = {each.environment: each for each in told.environments}
    assert found["social"].key == "overdose_calls"
    for environment in ("physical", "policy"):
        assert found[environment].missing
        assert found[environment].missing in found[environment].alt
        assert len(found[environment].shapes) == 0


def test_a_map_left_out_by_choice_says_so(town: Published) -> None:
    asked = opening(town)
    told = compose(town, replace(asked, maps=("", *asked.maps[1:])))
    assert told.environments[0].missing == "Left out of this briefing."


def test_a_layer_without_the_period_is_shown_for_another_and_says_so(town: Published) -> None:
    asked = replace(opening(town), main="overdose_calls")
    year = next(each.id for each in town.periods() if each.kind == "year")
    quarter = next(each.id for each in town.periods() if each.kind == "quarter")
    assert (asked.main, asked.grid, quarter) not in town.catalogue()
    told = compose(town, replace(asked, period=quarter)).main_map
    assert told.period
    assert f"Shown for {told.period}" in told.caveat
    assert "Shown for" not in compose(town, replace(asked, period=year)).main_map.caveat


def test_a_layer_without_the_grid_is_shown_on_a_coarser_one_and_says_so(town: Published) -> None:
    asked = opening(town)
    have = town.grids(asked.main)
    finest = town.grids()[-1]
    only = [each for each in have if each not in ("place", finest)]
    coarse = Altered(town, without_grid=finest)
    told = compose(coarse, replace(asked, grid=finest, period=""))
    assert len(told.main_map.shapes) == town.size(only[-1])
    assert "detail asked for" in told.main_map.caveat
