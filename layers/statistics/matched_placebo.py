"""How unusual a service's ratio is among the placebo cells whose expected total is nearest to its own.

The enforcement surface is held as it is, so its clustering is in the comparison. Source for counting
the observed value in p: Phipson & Smyth 2010, Stat. Appl. Genet. Mol. Biol. 9:39.
"""

from __future__ import annotations

import numpy as np

from layers.statistics.checked import Floats, Ints

TIE = 1e-12  # a placebo ratio this close to the service's counts as equal, and equal counts against it


def matched_p(
    ratio: Floats,
    expected: Floats,
    placebo_ratio: Floats,
    placebo_expected: Floats,
    placebo_id: Ints,
    most: int,
) -> Floats:
    """Return p_s = (1 + #{j in J_s: CR_j >= CR_s}) / (K + 1), NaN where the ratio is NaN.

    J_s: the K = min(most, number of placebo cells) with the smallest |E_j - E_s|, ties by cell id.
    """
    count = min(most, len(placebo_expected))
    order = np.lexsort((placebo_id, placebo_expected))
    by_expected, by_ratio, by_id = placebo_expected[order], placebo_ratio[order], placebo_id[order]
    p = np.full(len(ratio), np.nan)
    for service in np.flatnonzero(np.isfinite(ratio) & np.isfinite(expected)):
        chosen = _nearest(by_expected, by_id, float(expected[service]), count)
        p[service] = (1 + np.count_nonzero(by_ratio[chosen] >= ratio[service] - TIE)) / (count + 1)
    return p


def _nearest(sorted_values: Floats, ids: Ints, target: float, count: int) -> Ints:
    """Return the positions of the `count` values nearest to target, ties by the smaller id.

    They lie within `count` of the target's place on either side; the stretch is widened to whole runs
    of equal values, so that ties are settled by id and not by the cut.
    """
    if not count:
        return np.empty(0, np.int64)
    place = int(np.searchsorted(sorted_values, target))
    first, last = max(place - count, 0), min(place + count, len(sorted_values)) - 1
    first = int(np.searchsorted(sorted_values, sorted_values[first], side="left"))
    last = int(np.searchsorted(sorted_values, sorted_values[last], side="right"))
    stretch = np.arange(first, last)
    return stretch[np.lexsort((ids[stretch], np.abs(sorted_values[stretch] - target)))[:count]]
