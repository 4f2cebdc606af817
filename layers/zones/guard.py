"""Whether a drawn shape may be released: not where somebody could subtract it from what is out already.

Pure arrays. A set of events is too close to another when they differ by 1 to `few` events (7 where counts
under 8 are withheld) and at least one of them is large enough to be released as a number: two sets of 0 to
7 events say nothing but that, whatever their difference.

Source: docs/design privacy rule 5; subtraction attacks on CDC WONDER, and the ABS table builder.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from etl.errors import RefusedError
from layers.disclosure import Flags, Ints

VERSIONS_A_YEAR = 30  # that a place may release
YEAR = dt.timedelta(days=365)


@dataclass(frozen=True)
class FeedRows:
    """One feed's events, one entry each: what the figures on fixed ground count.

    month: year x 12 + month - 1. ground: by grid, the row that holds each event, -1 for none. counted: by
    condition, which events meet it.
    """

    month: Ints
    ground: Mapping[str, Ints]
    counted: Mapping[str, Flags]


@dataclass(frozen=True)
class Fixed:
    """What is released for each row of a grid: the events of some months that meet a condition."""

    condition: str
    grid: str
    months: frozenset[int]


@dataclass(frozen=True)
class Close:
    """What a set is too close to: a shape's name, or the grid of fixed ground."""

    shape: str = ""
    grid: str = ""


def too_close(few: int, one: Ints, other: Ints, both: Ints) -> Flags:
    """Return which pairs of sets are too close, from their sizes and the size of what they share."""
    apart = one + other - 2 * both
    return np.asarray((apart >= 1) & (apart <= few) & (np.maximum(one, other) > few), bool)


class Released:
    """Every set of one feed's events that has been released: on fixed ground, and of approved shapes."""

    def __init__(self, rows: FeedRows, fixed: Iterable[Fixed], few: int) -> None:
        """Arrange the counts of fixed ground; no shape is released yet."""
        self._rows, self._fixed, self._few = rows, tuple(fixed), few
        self._shapes: list[tuple[str, Ints]] = []
        pairs = {(each.condition, each.grid) for each in self._fixed}
        self._counts = {pair: _Counts(rows, *pair) for pair in sorted(pairs)}
        self._months = {each.months: np.array(sorted(each.months), np.int64) for each in self._fixed}

    def add(self, shape: str, chosen: Ints) -> None:
        """Note a set that a shape has released. chosen: positions in the feed, ascending."""
        self._shapes.append((shape, chosen))

    def close_to(self, chosen: Ints, *, ground: bool = True) -> Close | None:
        """Return what a set is too close to, None where it may be released. chosen: as for `add`.

        A set that is out already tells nothing new. ground: whether fixed ground is compared too.
        """
        found, size = None, len(chosen)
        for shape, other in self._shapes:
            if abs(len(other) - size) > self._few or max(len(other), size) <= self._few:
                continue  # further apart than few by their sizes alone, or both under one state
            both = np.intersect1d(chosen, other, assume_unique=True).size
            if both == len(chosen) == len(other):
                return None
            if found is None and self._near(len(chosen), np.array([len(other)]), np.array([both])):
                found = Close(shape=shape)
        known, close = self._beside_fixed(chosen) if ground else (False, None)
        return None if known else found or close

    def _beside_fixed(self, chosen: Ints) -> tuple[bool, Close | None]:
        """Return whether a set is released for fixed ground, and what ground it is too close to."""
        month = self._rows.month[chosen]
        inside = {months: np.isin(month, listed) for months, listed in self._months.items()}
        found = None
        for each in self._fixed:
            counts = self._counts[each.condition, each.grid]
            if counts.most < len(chosen) - self._few:
                continue
            ground = self._rows.ground[each.grid][chosen]
            shared = inside[each.months] & counts.counted[chosen] & (ground >= 0)
            row, both = np.unique(ground[shared], return_counts=True)
            # Sets that share nothing differ by as many as the larger holds, so by more than few; and two
            # differ at least by what one holds beyond what they share
            near = both >= len(chosen) - self._few
            row, both = row[near], both[near]
            if not len(row):
                continue
            other = counts.of(self._months[each.months], row)
            if ((other == both) & (both == len(chosen))).any():
                return True, None
            if found is None and self._near(len(chosen), other, both):
                found = Close(grid=each.grid)
        return False, found

    def _near(self, size: int, other: Ints, both: Ints) -> bool:
        return bool(too_close(self._few, np.full(len(other), size), other, both).any())


class _Counts:
    """How many events meet a condition, by month and row of a grid."""

    def __init__(self, rows: FeedRows, condition: str, grid: str) -> None:
        self.counted, ground = rows.counted[condition], rows.ground[grid]
        wanted = self.counted & (ground >= 0)
        self._size = int(ground.max(initial=0)) + 1
        keys, counts = np.unique(rows.month[wanted] * self._size + ground[wanted], return_counts=True)
        self._keys, self._below = keys, np.append(0, np.cumsum(counts))
        self.most = int(np.bincount(ground[wanted]).max(initial=0))  # events in any row

    def of(self, months: Ints, rows: Ints) -> Ints:
        """Return the events of each row over some months."""
        wanted = months[:, None] * self._size + rows[None, :]
        first = np.searchsorted(self._keys, wanted, "left")
        last = np.searchsorted(self._keys, wanted, "right")
        return np.asarray((self._below[last] - self._below[first]).sum(axis=0), np.int64)


def need_room(approved_on: Sequence[dt.date], today: dt.date) -> None:
    """Raise RefusedError where the place has released as many zone versions this year as it may."""
    recent = sorted(day for day in approved_on if today - YEAR < day <= today)
    if len(recent) < VERSIONS_A_YEAR:
        return
    again = recent[-VERSIONS_A_YEAR] + YEAR
    raise RefusedError(
        "Approval",
        f"{VERSIONS_A_YEAR} zone versions were approved within a year, and more would let somebody average "
        "away the noise that protects people",
        f"Wait until {again.isoformat()}, or keep to a version that is approved already.",
    )


def refusal(name: str, close: Close) -> RefusedError:
    """Return why a zone may not be released, and what to do. It names no number: refusals leak too."""
    if close.shape:
        beside = f"those already released of {close.shape}"
        other = "keep the border that is released"
    else:
        beside = f"those already released of {_GROUND.get(close.grid, 'a hexagon')}"
        other = "take that area's own border"
    return RefusedError(
        name,
        f"its figures are so close to {beside} that the difference could single people out",
        f"Move the border by a street or more, leave out or add a whole block, or {other}.",
    )


_GROUND = {"place": "the whole place", "area": "a neighbourhood"}
