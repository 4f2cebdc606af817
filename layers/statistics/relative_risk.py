"""The relative-risk surface: enforcement's share of a spot over need's share of it. For display only.

RR(s) = (sum k e / sum e) / (sum k o / sum o), the ratio of two kernel densities with the same bandwidth.
Source: Bithell 1990, Stat. Med. 9:691; Kelsall & Diggle 1995, Stat. Med. 14:2335.
"""

from __future__ import annotations

import numpy as np
from scipy import sparse

from layers.statistics.checked import Floats, numbers

FEWEST_NEARBY = 1.0  # kernel-weighted cases below which a ratio says nothing


def relative_risk(weights: sparse.csr_array, events: Floats, cases: Floats) -> Floats:
    """Return the ratio at each point (rows of weights: points x cells); 1 = the city's own proportion.

    NaN where under one kernel-weighted case is near, or where the place has no events or no cases.
    """
    events = numbers("events", events, lowest=0, size=weights.shape[1])
    cases = numbers("cases", cases, lowest=0, size=weights.shape[1])
    near = weights @ cases
    if not (events.sum() > 0 and cases.sum() > 0):
        return np.full(len(near), np.nan)
    above = (weights @ events) / events.sum()
    below = near / cases.sum()
    return np.asarray(np.divide(above, below, out=np.full(len(near), np.nan), where=near >= FEWEST_NEARBY))
