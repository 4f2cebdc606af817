"""Neighbour lists as sparse matrices, in the three forms the local statistics need.

Rows and columns are cells in one order; an entry marks a neighbour, whatever its value.
"""

from __future__ import annotations

import numpy as np
from scipy import sparse

from etl.errors import BadInputError


def binary(neighbours: sparse.csr_array, *, with_self: bool) -> sparse.csr_array:
    """Return 1 for each neighbour and 0 elsewhere; the diagonal all 1 or all 0.

    Raises BadInputError for a matrix that is not square.
    """
    rows, columns = neighbours.shape
    if rows != columns:
        raise BadInputError("neighbours", f"a {rows} x {columns} matrix", "Pass one row and column a cell")
    entries = neighbours.tocoo()
    first, second = entries.coords
    kept = (first != second) & (entries.data != 0)
    first, second = first[kept], second[kept]
    if with_self:
        every = np.arange(rows)
        first, second = np.concatenate([first, every]), np.concatenate([second, every])
    matrix = sparse.csr_array((np.ones(len(first)), (first, second)), shape=(rows, rows))
    matrix.data[:] = 1.0  # a pair named twice is still one neighbour
    return matrix


def row_standardised(neighbours: sparse.csr_array) -> sparse.csr_array:
    """Return each row's neighbours (self left out) with equal weights adding up to 1; empty rows stay 0."""
    matrix = binary(neighbours, with_self=False)
    degree = np.diff(matrix.indptr)
    matrix.data /= np.repeat(np.maximum(degree, 1), degree)
    return matrix
