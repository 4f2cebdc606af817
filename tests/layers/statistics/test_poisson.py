from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize

from layers.statistics.poisson import fit_log_linear


def example(seed: int, rows: int = 80) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    design = np.column_stack([np.ones(rows), random.normal(size=(rows, 3))])
    mean = np.exp(design @ [1.0, 0.5, -0.3, 0.2])
    return design, mean * random.gamma(2.0, 0.5, rows)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10**6))
def test_the_fit_is_the_maximum_a_general_optimiser_finds(seed: int) -> None:
    design, counts = example(seed)

    def loss(b: np.ndarray) -> float:
        return float(np.exp(design @ b).sum() - counts @ design @ b)

    def slope(b: np.ndarray) -> np.ndarray:
        return design.T @ (np.exp(design @ b) - counts)

    slow = minimize(loss, np.array([np.log(counts.mean()), 0, 0, 0]), jac=slope, options={"gtol": 1e-7})
    fit = fit_log_linear(design, counts)
    assert fit.converged
    np.testing.assert_allclose(fit.coefficients, slow.x, atol=1e-6)


def test_the_fit_keeps_the_sum_and_scales_with_the_counts() -> None:
    design, counts = example(4)
    fit, double = fit_log_linear(design, counts), fit_log_linear(design, 2 * counts)
    assert fit.expected(design).sum() == pytest.approx(counts.sum(), rel=1e-10)
    np.testing.assert_allclose(double.expected(design), 2 * fit.expected(design), rtol=1e-9)


def test_a_column_given_twice_changes_nothing() -> None:
    design, counts = example(5)
    twice = np.column_stack([design, design[:, 1]])
    np.testing.assert_allclose(
        fit_log_linear(twice, counts).expected(twice),
        fit_log_linear(design, counts).expected(design),
        rtol=1e-7,
    )


def test_a_fit_without_a_finite_maximum_says_so() -> None:
    """Every count sits where the second column is 1: its coefficient runs away."""
    design = np.column_stack([np.ones(20), np.repeat([0.0, 1.0], 10)])
    fit = fit_log_linear(design, np.repeat([0.0, 3.0], 10))
    assert not fit.converged or fit.expected(design)[:10].max() < 1e-8
