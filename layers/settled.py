"""When a figure moves: a set stays as it was last told until it has moved by more than a few events.

Pure arrays. Rows that come late, are corrected or go make another set of a figure that is out. Told at once,
the same 1 to 7 late rows would make a difference between two versions in the place, a neighbourhood, three
hexagons, each by year and whole, and a dozen differences tell what one does not. So events are counted by
unit of ground and quarter, the quarters of the shortest published period put together, and such a block keeps
its events as they were told while it has moved by `few` or fewer. Every longer period is the sum of its
blocks: it moves by nothing or by more than few, and periods that are new hold no late rows either.

That a block has moved is decided with noise and without, so that nobody can add rows of his own and learn
from the moment at which it moves how many others there were.

Source: the differencing attack of statistical disclosure control; docs/design privacy rules 4 and 5.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
KeySums = npt.NDArray[np.uint32]
Blocks = Callable[[Ints], Ints]
Draw = Callable[[KeySums], Ints]
LOW = np.uint64(0xFFFFFFFF)


@dataclass(frozen=True, eq=False)
class Sets:
    """Events by unit of ground and quarter, each pair once. quarters: those counted, with events or not.

    keys: sums of the events' keys modulo 2^32.
    """

    unit: Ints
    quarter: Ints
    events: Ints
    keys: npt.NDArray[np.uint64]
    quarters: frozenset[int]

    def over(self, quarters: frozenset[int], size: int) -> tuple[Ints, KeySums]:
        """Return events and sums of keys of units 0 to size - 1 over some quarters."""
        wanted = np.isin(self.quarter, sorted(quarters & self.quarters))
        events, keys = np.zeros(size, np.int64), np.zeros(size, np.uint64)
        np.add.at(events, self.unit[wanted], self.events[wanted])
        np.add.at(keys, self.unit[wanted], self.keys[wanted])
        return events, (keys & LOW).astype(np.uint32)


def gather(
    unit: Ints, quarter: Ints, events: Ints, keys: npt.NDArray[np.uint64], quarters: frozenset[int]
) -> Sets:
    """Return counts put together by unit and quarter, without those of no unit (-1) or another quarter."""
    wanted = (unit >= 0) & np.isin(quarter, sorted(quarters))
    unit, quarter = unit[wanted].astype(np.int64), quarter[wanted].astype(np.int64)
    units, at = np.unique(unit, return_inverse=True)
    first, width = _span(quarter)
    pair, where = np.unique(at * width + quarter - first, return_inverse=True)
    total, sums = np.zeros(len(pair), np.int64), np.zeros(len(pair), np.uint64)
    np.add.at(total, where, events[wanted].astype(np.int64))
    np.add.at(sums, where, keys[wanted].astype(np.uint64))
    return Sets(units[pair // width], pair % width + first, total, sums & LOW, quarters)


def settle(was: Sets, now: Sets, block: Blocks, few: int, draw: Draw) -> Sets:
    """Return what is told now of the units and quarters that are counted now.

    was: what was told last. block: of quarters, which shortest published period each lies in. draw: noise
    for the sums of keys of blocks.
    """
    told = was.quarters & now.quarters
    if not told:
        return now
    units, at = np.unique(np.concatenate([was.unit, now.unit]), return_inverse=True)
    quarter = np.concatenate([was.quarter, now.quarter])
    first, width = _span(quarter)
    pair, where = np.unique(at * width + quarter - first, return_inverse=True)
    (before, keys_before), (after, keys_after) = (
        _spread(each, where[part], len(pair))
        for each, part in ((was, slice(None, len(was.unit))), (now, slice(len(was.unit), None)))
    )
    when = pair % width + first
    earlier = np.isin(when, sorted(told))
    blocks = block(when)
    start, many = _span(blocks)
    group = np.unique(pair // width * many + blocks - start, return_inverse=True)[1]
    size = int(group.max(initial=-1)) + 1
    moved, sums = np.zeros(size, np.int64), np.zeros(size, np.uint64)
    np.add.at(moved, group[earlier], (after - before)[earlier])
    np.add.at(sums, group[earlier], keys_after[earlier])
    far = np.abs(moved) > few
    noised = np.abs(moved)
    noised[far] += draw((sums[far] & LOW).astype(np.uint32))
    stays = earlier & (~far | (noised <= few))[group]
    events = np.where(stays, before, after)
    kept = (events > 0) & np.isin(when, sorted(now.quarters))
    return Sets(
        units[pair // width][kept],
        when[kept],
        events[kept],
        np.where(stays, keys_before, keys_after)[kept],
        now.quarters,
    )


def _spread(sets: Sets, where: Ints, size: int) -> tuple[Ints, npt.NDArray[np.uint64]]:
    events, keys = np.zeros(size, np.int64), np.zeros(size, np.uint64)
    events[where], keys[where] = sets.events, sets.keys
    return events, keys


def _span(values: Ints) -> tuple[int, int]:
    """Return the least of some numbers and how many there are from it to the largest."""
    return (int(values.min()), int(values.max() - values.min()) + 1) if len(values) else (0, 1)
