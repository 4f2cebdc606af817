"""Neighbour lists that the tests of this folder share."""

from __future__ import annotations

import numpy as np
from scipy import sparse


def rook(rows: int, columns: int) -> sparse.csr_array:
    """Return the neighbours by edge on a lattice of rows x columns."""
    row, column = np.divmod(np.arange(rows * columns), columns)
    near = np.abs(row[:, None] - row) + np.abs(column[:, None] - column) == 1
    return sparse.csr_array(near.astype(np.float64))


def random_neighbours(count: int, seed: int, density: float = 0.15) -> sparse.csr_array:
    """Return symmetric neighbours at random, some cells without any."""
    upper = np.triu(np.random.default_rng(seed).random((count, count)) < density, 1)
    return sparse.csr_array((upper | upper.T).astype(np.float64))
