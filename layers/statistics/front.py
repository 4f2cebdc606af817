"""The options that no other beats on everything: the non-dominated set.

An option falls when another is at least as good on every criterion and better on one. Two options that
are equal on all stay both. Never one score: what is worth more of what is for people to say.

Source: Pareto efficiency; Church & ReVelle 1974 for its use in siting.
"""

from __future__ import annotations

import numpy as np

from layers.statistics.checked import Flags, Floats


def non_dominated(gains: Floats, losses: Floats) -> Flags:
    """Return which options stay. gains (more is better) and losses (less is better): options x criteria."""
    better = np.column_stack([gains, -losses])
    stays = np.ones(len(better), bool)
    for row in np.lexsort(better.T[::-1])[::-1]:  # the best on the first criterion strike out most
        if stays[row]:
            beaten = (better[row] >= better).all(axis=1) & (better[row] > better).any(axis=1)
            stays &= ~beaten
    return stays


def beaten_by(gains: Floats, losses: Floats, row: int) -> int:
    """Return the first option that beats this one, -1 where none does."""
    better = np.column_stack([gains, -losses])
    over = (better >= better[row]).all(axis=1) & (better > better[row]).any(axis=1)
    return int(np.argmax(over)) if over.any() else -1
