"""Surfaces that boards see are worked out of released counts: neighbours that are withheld stay so."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest

from layers.disclosure import Law
from layers.grids import Grid
from layers.publish.clash_cells import Keyed
from layers.rule import Identity, Protected

RESOLUTION = 8


def keyed(counts: list[int], rule: object) -> tuple[Keyed, Grid]:
    """Return events by cell, and the grid of these cells."""
    cells = np.arange(len(counts), dtype=np.int64)
    none = np.full(len(counts), -1)
    grid = Grid("r8", RESOLUTION, cells, none, none, *[np.ones(len(counts))] * 3)
    events = SimpleNamespace(
        cells={RESOLUTION: np.repeat(cells, counts)}, key=np.arange(sum(counts), dtype=np.uint64)
    )
    law = SimpleNamespace(disclosure=SimpleNamespace(threshold=8))
    material = SimpleNamespace(rule=rule, place=law, settled=lambda _name, _grid, now, block: now)  # noqa: ARG005
    return Keyed(cast(Any, material), cast(Any, events), "records"), grid


@pytest.mark.parametrize(("first", "second"), [(1, 7), (0, 6), (3, 5)])
def test_who_has_few_tells_a_neighbour_nothing(first: int, second: int) -> None:
    rule = Protected(Law(), bytes(range(32)))
    one, grid = keyed([40, 60, first, second], rule)
    counts, shown = one.on(grid)
    assert shown.tolist() == [True, True, False, False]
    assert set(counts[:2] % 5) == {0}
    assert counts[2] == counts[3] <= 7


def test_analysts_surfaces_are_of_the_records_themselves() -> None:
    one, grid = keyed([40, 0, 3], Identity())
    counts, shown = one.on(grid)
    assert counts.tolist() == [40, 0, 3]
    assert shown.all()
