"""Percentile ranks and their composition into one score for each environment.

Source: CDC/ATSDR Social Vulnerability Index 2020 documentation (percentile rank, sums, ranks again);
checked against CDC's own file for Pennsylvania in tests/layers/test_score.py.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
ENOUGH_INDICATORS = 0.7  # share of the indicators that must be present for a sum


def percentile_rank(values: Floats, decimals: int = 4) -> Floats:
    """Return (smallest rank - 1) / (N - 1) among the values present, NaN where missing.

    Ties share the smallest rank; N counts non-missing values; a single value ranks 0.
    """
    ranks = np.full(len(values), np.nan)
    present = np.isfinite(values)
    here = values[present]
    if not here.size:
        return ranks
    below = np.searchsorted(np.sort(here), here, side="left")
    ranks[present] = np.round(below / max(here.size - 1, 1), decimals)
    return ranks


def compose(indicators: Floats, decimals: int = 4) -> tuple[Floats, Floats, Floats]:
    """Return the ranks, sums and overall rank of indicators (N places x M, high = riskier).

    ranks is N x M; sums and overall have N values. A place with under 70 % of the indicators gets no
    sum; where some are missing, the sum is scaled up to M so that gaps do not look like safety.
    """
    ranks = np.column_stack([percentile_rank(column, decimals) for column in indicators.T])
    present = np.isfinite(ranks).sum(axis=1)
    enough = present >= ENOUGH_INDICATORS * ranks.shape[1] - 1e-9
    total = np.nansum(ranks, axis=1)
    scaled = total * ranks.shape[1] / np.maximum(present, 1)
    sums = np.where(enough & (present > 0), np.round(scaled, decimals), np.nan)
    return ranks, sums, percentile_rank(sums, decimals)
