"""Access by two-step floating catchments, for any weights.

R_j = S_j / sum_i w_ij D_i, A_i = sum_j w_ij R_j, so that sum A D is the supply that any demand reaches.
Source: Luo & Qi 2009, Health & Place 15:1100; checked against `access`.
"""

from __future__ import annotations

import numpy as np
from scipy import sparse

from layers.statistics.checked import Floats, numbers


def catchment_access(weights: sparse.csr_array, demand: Floats, supply: Floats) -> Floats:
    """Return A of each demand point in supply per unit of demand. weights: demand x supply, 0 = out of reach.

    Supply that no demand reaches counts nowhere.
    """
    demand = numbers("demand", demand, lowest=0, size=weights.shape[0])
    supply = numbers("supply", supply, lowest=0, size=weights.shape[1])
    wanted = np.asarray(weights.T @ demand)
    ratio = np.divide(supply, wanted, out=np.zeros(len(supply)), where=wanted > 0)
    return np.asarray(weights @ ratio)
