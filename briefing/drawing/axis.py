"""Round numbers along an axis that begins at zero."""

from __future__ import annotations

import math
from typing import Final

MOST: Final = 5


def ticks(highest: float, most: int = MOST) -> list[float]:
    """Return up to most + 1 round numbers from 0 to the first at or above the highest; [0, 1] for nothing."""
    if highest <= 0 or not math.isfinite(highest):
        return [0.0, 1.0]
    step = 10.0 ** math.floor(math.log10(highest / most))
    step = next(step * part for part in (1, 2, 2.5, 5, 10) if step * part * most >= highest * (1 - 1e-9))
    return [round(step * at, 10) for at in range(math.ceil(highest / step - 1e-9) + 1)]
