from __future__ import annotations

import numpy as np
import pytest

from etl.errors import BadInputError
from layers.statistics.kernel import great_circle_m, kernel, kernel_weights, pairs_within
from layers.statistics.relative_risk import relative_risk


def lattice() -> tuple[np.ndarray, np.ndarray]:
    north, east = np.meshgrid(np.arange(8) * 0.002, np.arange(8) * 0.002, indexing="ij")
    return 42.3 + north.ravel(), -71.0 + east.ravel()


def test_against_two_kernel_densities_with_loops() -> None:
    random = np.random.default_rng(1)
    events, cases = random.poisson(3, 64).astype(float), random.poisson(2, 64).astype(float)
    cells = lattice()
    walked = great_circle_m(*cells, *cells) * 1.3
    above = [
        sum(kernel(walked[i, j], 400.0) * events[j] for j in range(64)) / events.sum() for i in range(64)
    ]
    below = [sum(kernel(walked[i, j], 400.0) * cases[j] for j in range(64)) / cases.sum() for i in range(64)]
    weights = kernel_weights(pairs_within(cells, cells, 1200.0), 400.0)
    np.testing.assert_allclose(relative_risk(weights, events, cases), np.divide(above, below), rtol=1e-6)


def test_enforcement_that_follows_need_is_one_everywhere_and_nothing_where_need_is_unknown() -> None:
    cases = np.zeros(64)
    cases[:3] = [4, 2, 9]
    cells = lattice()
    weights = kernel_weights(pairs_within(cells, cells, 300.0), 100.0)
    surface = relative_risk(weights, 7 * cases, cases)
    np.testing.assert_allclose(surface[:3], 1.0)
    assert np.isnan(surface[-1])
    assert np.isnan(relative_risk(weights, cases, np.zeros(64))).all()


def test_negative_counts_are_refused() -> None:
    weights = kernel_weights(pairs_within(lattice(), lattice(), 300.0), 100.0)
    with pytest.raises(BadInputError, match="below 0"):
        relative_risk(weights, np.full(64, -1.0), np.ones(64))
