"""Changes between two periods in the words a reader sees."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from layers.published.change import Measure
from layers.words import PERCENT

LEVELS: Final[dict[Measure, tuple[str, ...]]] = {
    "ratio": (
        "Fell by half or more",
        "Fell by a quarter to a half",
        "Fell by less than a quarter",
        "No clear change",
        "Rose by less than a third",
        "Rose by a third, up to double",
        "Doubled or more",
    ),
    "points": (
        "Fell by 15 points or more",
        "Fell by 5 to 15 points",
        "Fell by less than 5 points",
        "No clear change",
        "Rose by less than 5 points",
        "Rose by 5 to 15 points",
        "Rose by 15 points or more",
    ),
}
UNITS: Final[dict[Measure, str]] = {"ratio": PERCENT, "points": " points"}


def how_sure(*, exact: bool) -> str:
    """Return what 'clear' means of a change, of released or of exact figures."""
    more = "" if exact else ", for the noise added to protect people and for rounding to 5"
    return (
        "A change is called clear where its 95 % interval leaves no change out. The interval allows for "
        f"chance (how counts of separate events vary){more}."
    )


def in_units(value: NDArray[np.float64], measure: Measure) -> NDArray[np.float64]:
    """Return changes as they are written: a ratio of 1.2 as 20 per cent more, points as they are."""
    return 100 * (value - 1) if measure == "ratio" else value


def size(value: float, measure: Measure) -> str:
    """Return a change as '+20 %', '−3.5 points' or, from none, 'from none'."""
    if math.isinf(value):
        return "from none"
    return f"{signed(float(in_units(np.array(value), measure)))}{UNITS[measure]}"


def interval(low: float, high: float, measure: Measure) -> str:
    """Return '95 % interval −5 % to +60 %'; without an upper bound '95 % interval +40 % or more'."""
    if math.isinf(high):
        return f"95 % interval {size(low, measure)} or more"
    return f"95 % interval {size(low, measure)} to {size(high, measure)}"


def signed(value: float) -> str:
    """Return a number with its sign: '+20', '−3.5', '0'."""
    places = 0 if abs(value) >= 10 else 1
    text = f"{abs(value):,.{places}f}".removesuffix(".0")
    return "0" if text == "0" else f"{'+' if value > 0 else '−'}{text}"
