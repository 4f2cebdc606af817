"""The approach share: how much of the way to a zone's services lies inside the zone.

Share = sum of k(d) over the ground inside / sum of k(d) over all ground, k the cut kernel and d the metres
to the zone's services (summed over them). For a disc of radius r around one service on unbroken ground
and straight lines it is (1 - exp(-r^2 / 2h^2)) / (1 - exp(-4.5)): .118823, .397889 and .874378 at 200,
400 and 800 m with h = 400 m. It is geometry, not a sample, so it has no interval.

Source: the integral of the cut Gaussian kernel over a disc (Silverman 1986 for the kernel).
"""

from __future__ import annotations

import math

import numpy as np

from layers.statistics.checked import Flags, Floats
from layers.statistics.kernel import BANDWIDTH_M, CUT


def approach_share(weight: Floats, inside: Flags) -> float:
    """Return the share of evenly spread ground points; NaN where none is within reach of a service."""
    whole = float(weight.sum())
    return float(weight[inside].sum()) / whole if whole > 0 else math.nan


def disc_share(radius_m: float, bandwidth_m: float = BANDWIDTH_M) -> float:
    """Return the share of a disc on unbroken ground, 1 from 3h outwards."""
    ratio = min(radius_m / bandwidth_m, CUT)
    return float(np.expm1(-(ratio**2) / 2) / np.expm1(-(CUT**2) / 2))
