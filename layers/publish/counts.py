"""The one place where events become counts: every released count of events is made of these."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from layers.publish.sets import Sets

Columns = dict[str, np.ndarray[Any, Any]]
# Counts the events of one feed by some of their columns: those, `events` and `keys`, the sum of their keys.
Count = Callable[[Sequence[str]], Columns]


class Counts:
    """The events of one feed, counted by whatever is asked for; true counts, which stay inside publishing."""

    def __init__(self, sets: Sets, count: Count) -> None:
        """Count nothing yet."""
        self._sets, self._count = sets, count
        self._counted: dict[tuple[str, ...], Columns] = {}

    def by(self, name: str, *columns: str) -> Columns:
        """Return the events of one set by some of their columns, each combination in one or several rows.

        `events` are how many, `keys` the sums of their disclosure keys. One that is not known is 0 in a
        column of numbers.
        """
        if columns not in self._counted:
            found = self._count((*columns, "sets"))
            self._counted[columns] = {each: np.ma.filled(values, 0) for each, values in found.items()}
        counted = self._counted[columns]
        inside = self._sets.has(counted["sets"], name)
        return {each: values[inside] for each, values in counted.items()}
