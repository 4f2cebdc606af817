"""How a cost grows with size: k of cost ~ size^k, fitted to medians by least squares of logarithms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tests.bench.measured import Measurement


@dataclass(frozen=True)
class Growth:
    """One thing's exponents between two sizes. theirs: None without a rival at two sizes."""

    part: str
    what: str
    unit: str
    low: int
    high: int
    ours: float
    rival: str = ""
    theirs: float | None = None


def exponent(sizes: Sequence[int], costs: Sequence[float]) -> float:
    """Return k of cost = a * size^k. sizes: two different ones at least; costs above 0."""
    return float(np.polyfit(np.log(np.asarray(sizes, float)), np.log(np.asarray(costs, float)), 1)[0])


def growth_of(measurements: Sequence[Measurement]) -> list[Growth]:
    """Return one line for each thing that was measured at two sizes or more, beside each of its rivals.

    A thing that costs nothing measurable at some size has no exponent.
    """
    groups: dict[tuple[str, str, str, str], list[Measurement]] = {}
    for each in measurements:
        if each.size is not None and not each.more_is_better:
            groups.setdefault((each.part, each.what, each.unit, each.rival), []).append(each)
    found = []
    for (part, what, unit, rival), group in groups.items():
        own = [(each.size or 0, each.ours) for each in group]
        if len({size for size, _ in own}) < 2 or any(cost <= 0 for _, cost in own):
            continue
        other = [(each.size or 0, each.theirs) for each in group if each.theirs]
        theirs = exponent(*zip(*other, strict=True)) if len({size for size, _ in other}) > 1 else None
        low, high = min(own)[0], max(own)[0]
        found.append(Growth(part, what, unit, low, high, exponent(*zip(*own, strict=True)), rival, theirs))
    return found
