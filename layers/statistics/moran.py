"""Local Moran's I of one quantity, or of one quantity beside its neighbours' other.

I_i = (n - 1) z_i sum_j w_ij u_j / sum z^2 with row-standardised weights; u = z (univariate), or the second
quantity in standard units (bivariate). z and u have mean 0 and standard deviation 1 (divisor n).
Source: Anselin 1995, Geogr. Anal. 27:93; scaled by n - 1 as GeoDa and esda do.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse

from etl.errors import BadInputError
from layers.statistics.checked import Floats, Ints, numbers
from layers.statistics.neighbours import row_standardised

HIGH_HIGH, LOW_HIGH, LOW_LOW, HIGH_LOW = 1, 2, 3, 4
_TIE = 1e-9  # sums of the same values in another order are still the same sum


@dataclass(frozen=True)
class LocalMoran:
    """One value a cell. quadrant 1-4: high-high, low-high, low-low, high-low (own value, then neighbours').

    p_high and p_low: share of permutations with a statistic as high, as low; p: two-sided, at most 1.
    """

    statistic: Floats
    quadrant: npt.NDArray[np.int8]
    p_high: Floats
    p_low: Floats

    @property
    def p(self) -> Floats:
        """Two-sided p."""
        return np.asarray(np.minimum(2 * np.minimum(self.p_high, self.p_low), 1.0))


def local_moran(
    values: Floats,
    neighbours: sparse.csr_array,
    *,
    other: Floats | None = None,
    permutations: int = 999,
    seed: int,
) -> LocalMoran:
    """Return local Moran's I with conditional permutation: a cell keeps its value, the others are dealt anew.

    other: the neighbours' quantity (bivariate). One deal serves all cells, as in esda, so p of different
    cells are not independent. Raises BadInputError where a quantity does not vary.
    """
    own = _standard_units("values", numbers("values", values, size=neighbours.shape[0]))
    dealt = own if other is None else _standard_units("other", numbers("other", other, size=len(own)))
    weights = row_standardised(neighbours)
    lag = weights @ dealt
    statistic = (len(own) - 1) * own * lag / np.sum(own**2)
    high, low = _permuted(own, dealt, lag, np.diff(weights.indptr), permutations, np.random.default_rng(seed))
    quadrant = np.where(
        lag > 0, np.where(own > 0, HIGH_HIGH, LOW_HIGH), np.where(own > 0, HIGH_LOW, LOW_LOW)
    ).astype(np.int8)
    return LocalMoran(statistic, quadrant, (1 + high) / (permutations + 1), (1 + low) / (permutations + 1))


def _standard_units(name: str, values: Floats) -> Floats:
    spread = values.std() if len(values) else 0.0
    if not spread > 0:
        raise BadInputError(name, "every cell has the same value", "There is nothing to compare")
    return np.asarray((values - values.mean()) / spread)


def _permuted(
    own: Floats, dealt: Floats, lag: Floats, degree: Ints, permutations: int, random: np.random.Generator
) -> tuple[Ints, Ints]:
    """Return how many permutations gave each cell a statistic at least as high, at least as low.

    Positions r are drawn among the n - 1 others: cell i reads dealt[r] for r < i and dealt[r + 1] from
    there on. So along i the sum of k drawn values changes at k places only, and one permutation
    costs one comparison a cell instead of k look-ups.
    """
    cells = len(own)
    sign = np.sign(own)
    at_least = np.zeros(cells, np.int64)
    at_most = np.zeros(cells, np.int64)
    most = int(degree.max()) if cells else 0
    classes = [(int(k), np.flatnonzero(degree == k)) for k in np.unique(degree) if k]
    target = sign * lag * degree
    for _ in range(permutations):
        drawn = random.choice(cells - 1, most, replace=False, shuffle=True)
        for k, rows in classes:
            r = np.sort(drawn[:k])
            here, next_one = dealt[r], dealt[r + 1]
            # sums[m]: the first m positions lie below i and are read as they are
            sums = np.concatenate([[0.0], np.cumsum(here)]) + np.append(np.cumsum(next_one[::-1])[::-1], 0.0)
            lengths = np.diff(np.concatenate([[0], np.searchsorted(rows, r, side="right"), [len(rows)]]))
            drawn_sum = np.repeat(sums, lengths) * sign[rows]
            at_least[rows] += drawn_sum >= target[rows] - _TIE
            at_most[rows] += drawn_sum <= target[rows] + _TIE
    alone = degree == 0  # no neighbours: every permutation gives 0 again
    at_least[alone] = at_most[alone] = permutations
    return at_least, at_most
