"""From statistical areas to cells: rates are copied, counts are shared out. Pure arrays."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
ENOUGH_GROUND = 0.5  # share of a cell's samples that must have a value


def spread(totals: Floats, area_row: Ints) -> Floats:
    """Return each sample's part of its area's total, all samples of an area alike; NaN outside areas."""
    points = np.bincount(area_row[area_row >= 0], minlength=len(totals))
    each = totals / np.maximum(points, 1)
    return np.where(area_row >= 0, each[np.maximum(area_row, 0)], np.nan)


def mean_by_row(values: Floats, weights: Floats, rows: Ints, size: int) -> Floats:
    """Return the weighted mean of the samples of each row, NaN where fewer than half have a value.

    Rows whose weights are all 0 (nobody lives there) take the plain mean of their samples.
    """
    known = (rows >= 0) & np.isfinite(values)
    all_points = np.bincount(rows[rows >= 0], minlength=size)
    points = np.bincount(rows[known], minlength=size)
    weight = np.nan_to_num(weights[known])
    heavy = np.bincount(rows[known], weight, minlength=size)
    weighted = np.bincount(rows[known], weight * values[known], minlength=size)
    plain = np.bincount(rows[known], values[known], minlength=size)
    mean = np.where(heavy > 0, weighted / np.where(heavy > 0, heavy, 1.0), plain / np.maximum(points, 1))
    return np.where((points > 0) & (points >= ENOUGH_GROUND * all_points), mean, np.nan)
