from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from etl.errors import BadInputError
from layers.statistics.catchment import catchment_access


def test_golden_12_the_hospital_toy() -> None:
    """Three towns in gridlock, weight 1/d under 61 minutes; from the tests of `access`."""
    minutes = np.array([[1, 80, 40], [80, 1, 40], [40, 40, 1.0]])
    weights = sparse.csr_array(np.where(minutes < 61, 1 / minutes, 0.0))
    people, doctors = np.array([100.0, 50, 10]), np.array([15.0, 20, 100])
    access = catchment_access(weights, people, doctors)
    np.testing.assert_allclose(access, [0.331444, 0.579828, 7.286418], atol=5e-7)
    assert access @ people == pytest.approx(135, rel=1e-12)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6))
def test_against_loops_and_supply_in_reach_is_shared_out_whole(seed: int) -> None:
    random = np.random.default_rng(seed)
    weights = random.random((12, 5)) * (random.random((12, 5)) < 0.3)
    demand, supply = random.integers(0, 90, 12).astype(float), random.integers(0, 9, 5).astype(float)
    wanted = [sum(weights[i, j] * demand[i] for i in range(12)) for j in range(5)]
    plain = [sum(weights[i, j] * supply[j] / wanted[j] for j in range(5) if wanted[j]) for i in range(12)]
    access = catchment_access(sparse.csr_array(weights), demand, supply)
    np.testing.assert_allclose(access, plain, rtol=1e-10)
    assert access @ demand == pytest.approx(
        sum(s for s, w in zip(supply, wanted, strict=True) if w), rel=1e-10
    )


def test_negative_demand_is_refused() -> None:
    with pytest.raises(BadInputError, match="below 0"):
        catchment_access(sparse.csr_array(np.ones((2, 1))), np.array([1.0, -1.0]), np.array([1.0]))
