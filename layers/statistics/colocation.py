"""The colocation quotient: whether points of one kind have more of another kind near than there are of it.

CLQ(A -> B) = (C / N_A) / (N'_B / (N - 1)), with C the sum over A of the share of B among its neighbours and
N'_B = N_B, one less where A and B are the same kind. 1: as often as anywhere. Local, for one point of A:
its weighted share of B over N_B / (N - 1). It is not the same from A to B and from B to A.
Source: Leslie & Kronenfeld 2011, Geogr. Anal. 43:306; local form Wang, Hu, Wang & Li 2017 (as in sfdep).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from etl.errors import BadInputError
from layers.statistics.checked import Flags, Floats

FEWEST = 2  # points in all, and one of each kind


@dataclass(frozen=True)
class Colocation:
    """quotient: CLQ(A -> B); local: one value a point, NaN where it is not of A or has no neighbour."""

    quotient: float
    local: Floats


def colocation_quotient(first: Flags, second: Flags, weights: sparse.csr_array) -> Colocation:
    """Return how the second kind lies to the first. weights: points x points, self left out here.

    first, second: which points are of kind A and of B: the same points twice, or no point in both.
    Points of A without a neighbour have no share and are left out. Raises BadInputError otherwise.
    """
    one, two = np.asarray(first, bool), np.asarray(second, bool)
    same = bool((one == two).all())
    if weights.shape != (len(one), len(two)) or (not same and (one & two).any()):
        raise BadInputError(
            "kinds", "some points are of both kinds, or weights do not fit", "Give each point one kind"
        )
    others = int(two.sum()) - int(same)
    if len(one) < FEWEST or not one.any() or others < 1:
        raise BadInputError("kinds", "there are no points of a kind", "Choose kinds that occur")
    near = sparse.csr_array(weights, copy=True)
    near.setdiag(0)
    whole = near.sum(axis=1)
    share = np.divide(near @ two.astype(np.float64), whole, out=np.full(len(one), np.nan), where=whole > 0)
    local = np.where(one, share, np.nan) / (others / (len(one) - 1))
    known = np.isfinite(local)
    return Colocation(float(local[known].mean()) if known.any() else float("nan"), local)
