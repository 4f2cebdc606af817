"""Lee's L: whether two quantities are smoothed towards each other over the map.

L = z' (W'W) u / 1' (W'W) 1, local L_i = (W z)_i (W u)_i, z and u in standard units (divisor n), W
row-standardised, self left out. Source: Lee 2001, J. Geogr. Syst. 3:369, equations 18 and 22.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from etl.errors import BadInputError
from layers.statistics.checked import Floats, numbers
from layers.statistics.neighbours import row_standardised


@dataclass(frozen=True)
class LeesL:
    """overall: L; local: one value a cell; p: two-sided, by dealing pairs of values anew over the map."""

    overall: float
    local: Floats
    p: float


def lees_l(
    first: Floats, second: Floats, neighbours: sparse.csr_array, *, permutations: int = 999, seed: int
) -> LeesL:
    """Return Lee's L of two quantities.

    Raises BadInputError where one does not vary or no cell has neighbours.
    """
    cells = neighbours.shape[0]
    pair = np.column_stack(
        [numbers(name, v, size=cells) for name, v in (("first", first), ("second", second))]
    )
    weights = row_standardised(neighbours)
    rows = weights @ np.ones(cells)
    if not rows.any() or not (pair.std(axis=0) > 0).all():
        raise BadInputError(
            "values", "no neighbours, or a quantity is the same everywhere", "Choose another layer"
        )
    standard = (pair - pair.mean(axis=0)) / pair.std(axis=0)
    smooth = weights @ standard
    local = smooth[:, 0] * smooth[:, 1]
    denominator = float(rows @ rows)
    overall = float(local.sum()) / denominator
    random = np.random.default_rng(seed)
    dealt = np.empty(permutations)
    for turn in range(permutations):
        again = weights @ standard[random.permutation(cells)]
        dealt[turn] = again[:, 0] @ again[:, 1] / denominator
    slack = 1e-12
    tail = min(np.count_nonzero(dealt >= overall - slack), np.count_nonzero(dealt <= overall + slack))
    return LeesL(overall, local, float(min(2 * (1 + tail) / (permutations + 1), 1.0)))
