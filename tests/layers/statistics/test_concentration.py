from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.errors import BadInputError
from layers.statistics.concentration import concentration_index, fifths

amounts = st.lists(st.integers(0, 100), min_size=1, max_size=30).filter(any)


def test_the_example() -> None:
    assert concentration_index([6, 4, 2, 1, 0]) == pytest.approx(-0.461538, abs=5e-7)


def test_nothing_has_no_index_and_less_than_nothing_is_refused() -> None:
    assert np.isnan(concentration_index([0, 0]))
    assert np.isnan(concentration_index([]))
    with pytest.raises(BadInputError, match="below 0"):
        concentration_index([1, -1])


@settings(max_examples=80, deadline=None)
@given(amounts)
def test_laws(x: list[int]) -> None:
    """Turned round it changes sign; doubled it stays; alike it is 0; and it is the covariance by loops."""
    found = concentration_index(x)
    assert found == pytest.approx(-concentration_index(x[::-1]), abs=1e-12)
    assert found == pytest.approx(concentration_index([2 * one for one in x]), abs=1e-12)
    assert concentration_index([3] * len(x)) == pytest.approx(0, abs=1e-12)
    n, mean = len(x), sum(x) / len(x)
    plain = sum((one - mean) * ((i + 0.5) / n - 0.5) for i, one in enumerate(x)) / n
    assert found == pytest.approx(2 * plain / mean, abs=1e-12)
    assert -1 <= found <= 1


def test_fifths_hold_a_fifth_of_the_residents_each_and_equals_stay_together() -> None:
    deprivation = np.array([50.0, 40, 30, 20, 10, np.nan])
    assert fifths(deprivation, np.full(6, 100.0)).tolist() == [0, 1, 2, 3, 4, -1]
    assert fifths(deprivation, np.array([0.0, 0, 500, 0, 0, 9])).tolist() == [0, 0, 2, 4, 4, -1]
    assert len(set(fifths(np.full(7, 3.0), np.ones(7)).tolist())) == 1
    assert fifths(deprivation, np.zeros(6)).tolist() == [-1] * 6
