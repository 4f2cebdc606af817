"""False-discovery control for many tests at once.

Source: Benjamini & Hochberg 1995, JRSS B 57:289.
"""

from __future__ import annotations

import numpy as np

from layers.statistics.checked import Floats


def false_discovery_q(p: Floats) -> Floats:
    """Return q of each p: the lowest level at which it is still called; NaN stays NaN and is no test.

    q_(i) = min over j >= i of m p_(j) / j, at most 1.
    """
    q = np.full(len(p), np.nan)
    tested = np.flatnonzero(np.isfinite(p))
    order = tested[np.argsort(p[tested], kind="stable")]
    scaled = p[order] * len(order) / np.arange(1, len(order) + 1)
    q[order] = np.minimum(np.minimum.accumulate(scaled[::-1])[::-1], 1.0)
    return q
