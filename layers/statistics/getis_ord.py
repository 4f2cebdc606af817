"""Hot spots: cells whose neighbourhood holds more than chance would put there.

Gi* = (sum w x - xbar W) / (S sqrt((n sum w^2 - W^2) / (n - 1))), S with divisor n, w = 1 for the cell
itself and its neighbours. Source: Ord & Getis 1995, Geogr. Anal. 27:286; false-discovery control for local
statistics: Castro & Singer 2006, Geogr. Anal. 38:180. Hot spots worked out here are not hotspots the
police have declared.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.special import ndtr

from layers.statistics.checked import Flags, Floats, numbers
from layers.statistics.multiple_testing import false_discovery_q
from layers.statistics.neighbours import binary

LEVEL = 0.05


@dataclass(frozen=True)
class HotSpots:
    """One value a cell: z, two-sided p, q over all cells; NaN where the values do not vary."""

    z: Floats
    p: Floats
    q: Floats

    def hot(self, level: float = LEVEL) -> Flags:
        """Return the cells with more than chance would put there."""
        return (self.q <= level) & (self.z > 0)

    def cold(self, level: float = LEVEL) -> Flags:
        """Return the cells with less."""
        return (self.q <= level) & (self.z < 0)


def hot_spots(values: Floats, neighbours: sparse.csr_array) -> HotSpots:
    """Return Gi* of each cell. neighbours: n x n, symmetric or not; the diagonal is set to 1 here."""
    x = numbers("values", values, size=neighbours.shape[0])
    near = binary(neighbours, with_self=True)
    cells, weight = len(x), np.diff(near.indptr).astype(np.float64)
    centred = x - x.mean() if cells else x  # the same numerator with fewer digits lost
    spread = np.sqrt(np.mean(centred**2)) if cells else 0.0
    scale = spread * np.sqrt(np.maximum(cells * weight - weight**2, 0.0) / max(cells - 1, 1))
    z = np.divide(near @ centred, scale, out=np.full(cells, np.nan), where=scale > 0)
    p = 2 * ndtr(-np.abs(z))
    return HotSpots(z, p, false_discovery_q(p))
