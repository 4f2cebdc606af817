"""Local join counts: cells that have something and whose neighbours have it too.

One mark: x_i sum_j w_ij x_j. Two marks on the same cells (co-location): x_i z_i sum_j w_ij x_j z_j. Two
marks apart: x_i (1 - z_i) sum_j w_ij z_j (1 - x_j). Binary weights, self left out. p: with the cell held
and the rest dealt anew, the marked among k neighbours are hypergeometric, so no permutation is needed.
Source: Anselin & Li 2019, J. Geogr. Syst. 21:189.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.stats import hypergeom

from etl.errors import BadInputError
from layers.statistics.checked import Flags, Floats, Ints
from layers.statistics.neighbours import binary


@dataclass(frozen=True)
class JoinCounts:
    """count: joins of each cell; p: one-sided, NaN where the count is 0 (nothing is claimed there)."""

    count: Ints
    p: Floats


def local_joins(marked: Flags, neighbours: sparse.csr_array) -> JoinCounts:
    """Return joins of one mark: both the cell and its neighbour have it."""
    return _joins(marked, marked, neighbours)


def colocation_joins(first: Flags, second: Flags, neighbours: sparse.csr_array) -> JoinCounts:
    """Return joins of cells that have both marks with neighbours that have both."""
    both = _flags(first) & _flags(second)
    return _joins(both, both, neighbours)


def apart_joins(first: Flags, second: Flags, neighbours: sparse.csr_array) -> JoinCounts:
    """Return joins of cells with only the first mark with neighbours that have only the second."""
    one, two = _flags(first), _flags(second)
    return _joins(one & ~two, two & ~one, neighbours)


def _joins(own: Flags, others: Flags, neighbours: sparse.csr_array) -> JoinCounts:
    own, others = _flags(own), _flags(others)
    near = binary(neighbours, with_self=False)
    count = np.where(own, near @ others.astype(np.float64), 0).astype(np.int64)
    p = np.full(len(own), np.nan)
    some = count > 0
    rest = int(others.sum()) - others[some].astype(np.int64)  # marked cells apart from the one held
    p[some] = hypergeom.sf(count[some] - 1, len(own) - 1, rest, np.diff(near.indptr)[some])
    return JoinCounts(count, p)


def _flags(marks: Flags) -> Flags:
    flags = np.asarray(marks)
    if not np.isin(flags, (0, 1)).all():
        raise BadInputError("marks", "hold something other than yes and no", "Pass 0 and 1")
    return flags.astype(bool)
