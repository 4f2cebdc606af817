"""Log-linear Poisson regression by iteratively reweighted least squares.

Source: McCullagh & Nelder 1989, Generalized Linear Models, 2.5. Counts need not be whole numbers:
only the mean, exp(linear predictor), and a variance proportional to it are used.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from layers.statistics.checked import Floats

TOLERANCE = 1e-9
MOST_STEPS = 100
_LARGEST_EXPONENT = 700.0  # exp() of more overflows


@dataclass(frozen=True)
class LogLinear:
    """log E = coefficients . row of the design; converged is False where no finite maximum was found."""

    coefficients: Floats
    converged: bool

    def expected(self, design: Floats) -> Floats:
        """Return exp(linear predictor) for each row."""
        return np.asarray(np.exp(np.clip(design @ self.coefficients, -_LARGEST_EXPONENT, _LARGEST_EXPONENT)))


def fit_log_linear(design: Floats, counts: Floats) -> LogLinear:
    """Return the maximum-likelihood fit of counts (n, at least one positive) on design (n x m).

    Newton steps until no coefficient moves by more than 1e-9; a step that worsens the likelihood is
    halved. Columns that say the same thing share their coefficient (least-norm solution).
    """
    coefficients = np.zeros(design.shape[1])
    start = (counts + counts.mean()) / 2  # the usual start; scales with the counts, as the fit must
    step = _weighted_solution(design, start, np.log(start) + counts / start - 1)
    for _ in range(MOST_STEPS):
        moved = coefficients + step
        while _log_likelihood(design, counts, moved) < _log_likelihood(design, counts, coefficients) - 1e-9:
            if np.abs(step).max() < TOLERANCE:
                break
            step = step / 2
            moved = coefficients + step
        coefficients = moved
        if np.abs(step).max() < TOLERANCE:
            return LogLinear(coefficients, True)
        mean = LogLinear(coefficients, False).expected(design)
        step = _weighted_solution(design, mean, (counts - mean) / mean)
    return LogLinear(coefficients, False)


def _weighted_solution(design: Floats, weight: Floats, response: Floats) -> Floats:
    """Return the least-norm solution of the weighted normal equations."""
    information = design.T @ (design * weight[:, None])
    return np.asarray(
        np.linalg.pinv(information, rcond=1e-13, hermitian=True) @ (design.T @ (weight * response))
    )


def _log_likelihood(design: Floats, counts: Floats, coefficients: Floats) -> float:
    predictor = np.clip(design @ coefficients, -_LARGEST_EXPONENT, _LARGEST_EXPONENT)
    with np.errstate(over="ignore"):
        return float(counts @ predictor - np.exp(predictor).sum())
