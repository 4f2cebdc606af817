"""Class limits for the colours: few, round, and the same for every period that is compared. Pure arrays."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

CLASSES = 6
_STEPS = (1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)


def readable(number: float) -> float:
    """Return the nearest number a person would choose: 1, 1.5, 2, 2.5, 3, 4 ... times a power of ten."""
    if number == 0:
        return 0.0
    power = 10.0 ** np.floor(np.log10(abs(number)))
    step = min(_STEPS, key=lambda s: (abs(s - abs(number) / power), s))
    return float(np.sign(number) * float(f"{step * power:.6g}"))


def class_limits(values: npt.NDArray[np.float64]) -> list[float]:
    """Return up to five inner limits, ascending, that part the values above 0 into about equal classes.

    Zeros are left out: they have a class of their own below the first limit only if that is above 0.
    No value, no limits.
    """
    wanted = values[np.isfinite(values) & (values != 0)]
    if not wanted.size:
        return []
    marks = np.quantile(wanted, np.arange(1, CLASSES) / CLASSES)
    for rounded in (readable, _two_digits, _three_digits):  # the roundest numbers that part the values
        limits = sorted({rounded(float(mark)) for mark in marks})
        limits = [limit for limit in limits if wanted.min() < limit <= wanted.max()]
        if len(limits) >= CLASSES - 2:
            break
    return limits


def _two_digits(number: float) -> float:
    return float(f"{number:.2g}")


def _three_digits(number: float) -> float:
    return float(f"{number:.3g}")
