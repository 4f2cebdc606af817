"""Events by week, arranged so that those found in a shape are summed without looking at each of them."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from layers.statistics.clustered_share import Sums
from layers.zones.index import Found, expand

Weeks = npt.NDArray[np.int32]
BLOCK: Final = 256  # positions summed beforehand: 4 bytes x weeks for each block


class WeekCounts:
    """Plain counts by week. week: 0 .. weeks - 1 by position in an index, -1 for events that do not count.

    whole: the sums of all of them.
    """

    def __init__(self, week: Weeks, weeks: int) -> None:
        """Sum every block of positions."""
        self.week, self.weeks = week, weeks
        blocks = len(week) // BLOCK
        held = week[: blocks * BLOCK].astype(np.int64) + 1
        held += np.repeat(np.arange(blocks) * (weeks + 1), BLOCK)
        counts = np.bincount(held, minlength=blocks * (weeks + 1)).reshape(blocks, weeks + 1)[:, 1:]
        self._below = np.zeros((blocks + 1, weeks), np.int32)
        np.cumsum(counts, axis=0, out=self._below[1:])
        rest = self._by_week(np.arange(blocks * BLOCK, len(week)))
        self.whole = _sums(self._below[-1] + rest)

    def inside(self, found: Found) -> Sums:
        """Return the sums of the events found: whole blocks at once, the ends of runs one by one."""
        first, last = -(-found.starts // BLOCK), found.stops // BLOCK
        whole = last > first
        counts = self._below[last[whole]].sum(axis=0, dtype=np.int64)
        counts -= self._below[first[whole]].sum(axis=0, dtype=np.int64)
        head = expand(found.starts, np.where(whole, first * BLOCK, found.stops))
        tail = expand(np.where(whole, last * BLOCK, found.stops), found.stops)
        return _sums(counts + self._by_week(np.concatenate([head, tail, found.alone])))

    def _by_week(self, positions: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        return np.bincount(self.week[positions] + 1, minlength=self.weeks + 1)[1:]


def _sums(counts: npt.NDArray[np.int64]) -> Sums:
    return Sums(counts[None, :].astype(np.float64), np.array([float(counts.sum())]))
