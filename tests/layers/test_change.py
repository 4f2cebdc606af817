"""Changes of published layers: states, stand-ins and a plain second way on every row of a version."""

from __future__ import annotations

import numpy as np
import pytest

from layers.published.change import CLASSES, NO_CLEAR_CHANGE, compare, measure_of, years_of
from layers.published.home import PublishedHome
from layers.published.rows import NO_DATA, PARENT, RELEASED, WITHHELD
from layers.published.version import Published
from layers.statistics.released_change import count_changes
from tests.published_fixture import WINDOW, write_published

BEFORE, AFTER = "2023Q4-2024Q3", "2025Q4-2026Q3"


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Published:
    home = tmp_path_factory.mktemp("home")
    write_published(home)
    return PublishedHome(home).current()


def plain_level(direction: int, ratio: float) -> int:
    if direction == 0:
        return NO_CLEAR_CHANGE
    size = ratio if direction > 0 else (np.inf if ratio == 0 else 1 / ratio)
    steps = 1 if size < 4 / 3 else 2 if size < 2 else 3
    return NO_CLEAR_CHANGE + direction * steps


@pytest.mark.parametrize("grid", ["area", "r7", "r8"])
def test_every_row_against_a_loop(published: Published, grid: str) -> None:
    found = compare(published, "overdose_calls", grid, BEFORE, AFTER)
    before, after = (published.figures("overdose_calls", grid, each) for each in (BEFORE, AFTER))
    coarser = {"r8": "r7"}.get(grid)
    seen = set()
    for row in range(published.size(grid)):
        states = {int(before.state[row]), int(after.state[row])}
        seen.add(int(found.state[row]))
        if states == {RELEASED}:
            assert found.state[row] == RELEASED
            one = count_changes([before.count[row]], [after.count[row]], (1.0, 1.0), 5)
            np.testing.assert_allclose(found.estimate[row], one.estimate[0])
            np.testing.assert_allclose([found.low[row], found.high[row]], [one.low[0], one.high[0]])
            assert found.level[row] == plain_level(int(one.direction[0]), float(one.estimate[0]))
            assert found.before[row] == before.value[row]
        elif NO_DATA in states:
            assert found.state[row] == NO_DATA
        elif found.state[row] == PARENT:
            assert coarser is not None
            above = compare(published, "overdose_calls", coarser, BEFORE, AFTER)
            parent = published.cells(grid).parent_row[row]
            assert above.state[parent] == RELEASED
            assert found.level[row] == above.level[parent]
            assert found.estimate[row] == above.estimate[parent]
        else:
            assert found.state[row] == WITHHELD
            assert np.isnan([found.estimate[row], found.before[row], found.after[row]]).all()
            assert found.level[row] == NO_CLEAR_CHANGE
    assert RELEASED in seen
    assert grid != "r8" or {PARENT, WITHHELD} <= seen


def test_classes_are_told_by_direction_and_size(published: Published) -> None:
    levels = compare(published, "overdose_calls", "area", BEFORE, AFTER).level
    assert levels.max() < CLASSES
    back = compare(published, "overdose_calls", "area", AFTER, BEFORE).level
    np.testing.assert_array_equal(levels.astype(int) + back, CLASSES - 1)


def test_years_come_from_the_densities(published: Published) -> None:
    lengths = {"2026Q3": 0.25, AFTER: 1.0, WINDOW: 3.0}
    found = {each: years_of(published, published.figures("overdose_calls", "area", each)) for each in lengths}
    assert found == lengths


@pytest.mark.parametrize(
    ("layer", "grid", "before", "after"),
    [
        ("score_social", "r8", BEFORE, AFTER),
        ("overdose_calls", "r8", AFTER, AFTER),
        ("overdose_calls", "area", "2026Q3", AFTER),
        ("overdose_calls", "r8", "2025Q3", "2026Q3"),
        ("overdose_calls", "r8", "1999", AFTER),
        ("nothing", "r8", BEFORE, AFTER),
    ],
)
def test_what_cannot_be_compared_is_refused(
    published: Published, layer: str, grid: str, before: str, after: str
) -> None:
    with pytest.raises(KeyError):
        compare(published, layer, grid, before, after)


def test_only_what_counts_events_is_compared(published: Published) -> None:
    compared = {layer.id for layer in published.layers().values() if measure_of(layer)}
    assert "overdose_calls" in compared
    assert not {
        layer for layer in compared if published.layers()[layer].kind in ("score", "indicator", "panel")
    }
