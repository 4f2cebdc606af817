from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.statistics.matched_area import matched_cells


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6))
def test_no_other_pairing_is_nearer(seed: int) -> None:
    random = np.random.default_rng(seed)
    zone, others = random.normal(size=(3, 2)), random.normal(size=(6, 2))
    found = matched_cells(zone, others)
    assert found is not None
    assert len(set(found.rows.tolist())) == 3
    scale = np.concatenate([zone, others]).std(axis=0)

    def apart(rows: tuple[int, ...]) -> float:
        return float((((zone - others[list(rows)]) / scale) ** 2).sum())

    assert apart(tuple(found.rows)) == pytest.approx(min(map(apart, permutations(range(6), 3))), rel=1e-9)


def test_twins_are_found_and_the_difference_said() -> None:
    zone = np.array([[1.0, 5], [2, 7]])
    found = matched_cells(zone, np.array([[9.0, 9], [2, 7], [1, 5], [0, 0]]))
    assert found is not None
    assert found.rows.tolist() == [2, 1]
    assert found.difference == 0
    far = matched_cells(zone, np.array([[9.0, 9], [8, 9]]))
    assert far is not None
    assert far.difference > 0.25


def test_too_few_cells_elsewhere() -> None:
    assert matched_cells(np.ones((3, 2)), np.ones((2, 2))) is None
    assert matched_cells(np.ones((0, 2)), np.ones((2, 2))) is None
