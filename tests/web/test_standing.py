"""Ranks in bands: fifths of released figures, with ties told."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.published.home import PublishedHome
from layers.published.offer import offer_of
from web.inspect.here import look
from web.inspect.standing import standing_among, standing_words

YEAR = "2025Q4-2026Q3"


@pytest.mark.parametrize(
    ("figures", "value", "said"),
    [
        (range(10), 9, "Highest fifth of 10 hexagons"),
        (range(10), 8, "Highest fifth of 10 hexagons"),
        (range(10), 7, "Second highest fifth of 10 hexagons"),
        (range(10), 0, "Lowest fifth of 10 hexagons"),
        (range(1000), 500, "Middle fifth of 1,000 hexagons"),
        ([0] * 6 + [1, 2, 3, 4], 0, "The same in 6 of 10 hexagons"),
        ([7] * 12, 7, "The same in all 12 hexagons"),
        ([1, 1, *range(2, 10)], 1, "Lowest fifth of 10 hexagons"),  # equal, yet within one fifth
    ],
)
def test_a_figure_stands_in_its_fifth_and_ties_are_told(figures: object, value: float, said: str) -> None:
    found = standing_among(np.sort(np.array(list(figures), float)), value)  # type: ignore[call-overload]
    assert found is not None
    assert standing_words(found, "hexagons") == said


def test_too_few_figures_or_a_figure_not_among_them_have_no_rank() -> None:
    assert standing_among(np.arange(9.0), 3) is None
    assert standing_among(np.arange(12.0), 3.5) is None


@given(st.lists(st.integers(0, 30), min_size=10, max_size=60))
def test_whoever_is_in_a_fifth_has_that_many_figures_below_and_above(values: list[int]) -> None:
    figures = np.sort(np.array(values, float))
    for value in set(values):
        found = standing_among(figures, value)
        assert found is not None
        if found.fifth is not None:
            assert (figures < value).mean() >= found.fifth / 5 - 1e-9
            above_or_itself = (figures > value).sum() + 1
            assert above_or_itself / len(figures) > (4 - found.fifth) / 5


def test_only_a_place_with_a_figure_of_its_own_has_a_rank_among_such_places(published_home: Path) -> None:
    offer = offer_of(PublishedHome(published_home).current())
    figures = offer.published.figures("overdose_calls", "r8", YEAR)
    own = int((figures.state == 0).sum())
    seen = set()
    for row, code in enumerate(figures.state):
        here = look(offer, "r8", row, YEAR)
        figure = next(each for each in here.figures if each.layer_id == "overdose_calls")
        standing = here.standing(figure)
        assert (standing is not None) == (code == 0)
        assert standing is None or standing.total == own
        seen.add(int(code))
    assert seen >= {0, 1}
