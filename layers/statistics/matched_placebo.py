"""How unusual a service's ratio is among the placebo cells whose expected total is nearest to its own.

The enforcement surface is held as it is, so its clustering is in the comparison. Source for counting
the observed value in p: Phipson & Smyth 2010, Stat. Appl. Genet. Mol. Biol. 9:39.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from layers.statistics.checked import Floats, Ints

TIE = 1e-12  # a placebo ratio this close to the service's counts as equal, and equal counts against it
_ROWS_AT_ONCE = 2_000  # services whose comparison ratios are held in memory together


@dataclass(frozen=True)
class Comparison:
    """Placebo cells in order of expected total, equal ones by cell id: no draw depends on the rows' order."""

    expected: Floats
    ratio: Floats
    cell_id: Ints


def in_order(placebo_ratio: Floats, placebo_expected: Floats, placebo_id: Ints) -> Comparison:
    """Return the placebo cells ready to be searched."""
    order = np.lexsort((placebo_id, placebo_expected))
    return Comparison(placebo_expected[order], placebo_ratio[order], placebo_id[order])


def matched_ratios(comparison: Comparison, expected: Floats, most: int) -> Floats:
    """Return the ratios of J_s, services x K: the K = min(most, placebo cells) nearest in expected total.

    Nearest: smallest |E_j - E_s|, ties by cell id. The order within a row means nothing.
    """
    values = comparison.expected
    count = min(most, len(values))
    first = _first_of_nearest(values, expected, count)
    chosen = first[:, None] + np.arange(count)
    if count:
        for service in np.flatnonzero(_tied(values, expected, first, count)):
            chosen[service] = _nearest(values, comparison.cell_id, float(expected[service]), count)
    return np.asarray(comparison.ratio[chosen])


def matched_p(ratio: Floats, expected: Floats, comparison: Comparison, most: int) -> Floats:
    """Return p_s = (1 + #{j in J_s: CR_j >= CR_s}) / (K + 1), NaN where the ratio is NaN."""
    count = min(most, len(comparison.expected))
    p = np.full(len(ratio), np.nan)
    asked = np.flatnonzero(np.isfinite(ratio) & np.isfinite(expected))
    for start in range(0, len(asked), _ROWS_AT_ONCE):
        some = asked[start : start + _ROWS_AT_ONCE]
        above = matched_ratios(comparison, expected[some], most) >= ratio[some, None] - TIE
        p[some] = (1 + above.sum(axis=1)) / (count + 1)
    return p


def _first_of_nearest(values: Floats, targets: Floats, count: int) -> Ints:
    """Return where the `count` sorted values nearest to each target begin: the first start from which

    the value that would come in at the end is no nearer than the one that would go out.
    """
    low = np.zeros(len(targets), np.int64)
    high = np.full(len(targets), len(values) - count)
    while (low < high).any():
        middle = (low + high) // 2
        open_ = low < high
        after = np.minimum(middle + count, len(values) - 1)
        move = open_ & (targets - values[middle] > values[after] - targets)
        low, high = np.where(move, middle + 1, low), np.where(open_ & ~move, middle, high)
    return low


def _tied(values: Floats, targets: Floats, first: Ints, count: int) -> np.ndarray:
    """Return for which targets a value left out is as near as one taken: then ids decide."""
    last = first + count - 1
    farthest = np.maximum(np.abs(values[first] - targets), np.abs(values[last] - targets))
    before, after = first - 1, last + 1
    return np.asarray(
        ((before >= 0) & (np.abs(values[np.maximum(before, 0)] - targets) <= farthest))
        | ((after < len(values)) & (np.abs(values[np.minimum(after, len(values) - 1)] - targets) <= farthest))
    )


def _nearest(values: Floats, ids: Ints, target: float, count: int) -> Ints:
    """Return the positions of the `count` values nearest to one target, ties by the smaller id.

    They lie within `count` of the target's place on either side; the stretch is widened to whole runs
    of equal values, so that ties are settled by id and not by the cut.
    """
    place = int(np.searchsorted(values, target))
    first, last = max(place - count, 0), min(place + count, len(values)) - 1
    first = int(np.searchsorted(values, values[first], side="left"))
    last = int(np.searchsorted(values, values[last], side="right"))
    stretch = np.arange(first, last)
    return stretch[np.lexsort((ids[stretch], np.abs(values[stretch] - target)))[:count]]
