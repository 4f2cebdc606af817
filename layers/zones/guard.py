"""Whether a drawn shape may be released: not where somebody could subtract it from what is out already.

Pure arrays. A set of events is too close to another when they differ by 1 to `few` events (7 where counts
under 8 are withheld) and at least one of them is large enough to be released as a number: two sets of 0 to
7 events say nothing but that, whatever their difference. And no sets may be released that together with all
others tell 1 to `few` events half as well as a released count of their own would (layers/zones/joint.py).

Source: docs/design privacy rule 5; subtraction attacks on CDC WONDER, and the ABS table builder.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from etl.errors import RefusedError
from layers.disclosure import Flags, Ints
from layers.zones.joint import Ground, least_variance

VERSIONS_A_YEAR = 30  # that a place may release
HOURLY = " by the hour"  # after the name of ground that is released hour by hour
YEAR = dt.timedelta(days=365)
TOGETHER = 2.0  # by how much less than one released count all shapes together may tell of a few events


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
    """What a set is too close to: a shape's name, the grid of fixed ground, or all that is out together."""

    shape: str = ""
    grid: str = ""
    together: bool = False


def too_close(few: int, one: Ints, other: Ints, both: Ints) -> Flags:
    """Return which pairs of sets are too close, from their sizes and the size of what they share."""
    apart = one + other - 2 * both
    return np.asarray((apart >= 1) & (apart <= few) & (np.maximum(one, other) > few), bool)


class Released:
    """Every set of one feed's events that has been released: on fixed ground, and of approved shapes."""

    def __init__(self, rows: FeedRows, fixed: Iterable[Fixed], few: int, noise: float) -> None:
        """Arrange the counts of fixed ground; no shape is out yet. noise: variance of a released count."""
        self._rows, self._few, self._noise = rows, few, noise
        self._shapes: list[tuple[str, Ints]] = []
        self._by_hour: list[tuple[str, Ints]] = []
        self._fixed: dict[str, list[Fixed]] = {}
        for each in fixed:
            self._fixed.setdefault(each.grid, []).append(each)
        pairs = {(each.condition, each.grid) for found in self._fixed.values() for each in found}
        self._counts = {pair: _Counts(rows, *pair) for pair in sorted(pairs)}
        spans = {each.months for found in self._fixed.values() for each in found}
        self._months = {months: np.array(sorted(months), np.int64) for months in spans}

    def add(self, shape: str, chosen: Ints, *, by_hour: bool = False) -> None:
        """Note a set that a shape has released. chosen: positions in the feed, ascending."""
        (self._by_hour if by_hour else self._shapes).append((shape, chosen))

    def close_to(self, chosen: Ints, *, ground: bool = True) -> Close | None:
        """Return what a set is too close to, None where it may be released. chosen: as for `add`.

        A set that is out already tells nothing new. ground: whether fixed ground is compared too.
        """
        found, size = None, len(chosen)
        for shape, other in [*self._shapes, *self._by_hour]:
            if abs(len(other) - size) > self._few or max(len(other), size) <= self._few:
                continue  # further apart than few by their sizes alone, or both under one state
            both = np.intersect1d(chosen, other, assume_unique=True).size
            if both == len(chosen) == len(other):
                return None
            if found is None and self._near(len(chosen), np.array([len(other)]), np.array([both])):
                found = Close(shape=shape)
        known, close = self._beside_fixed(chosen) if ground else (False, None)
        return None if known else found or close

    def told_together(self, sets: Sequence[Ints], *, by_hour: bool = False) -> bool:
        """Return whether these sets, beside all that is out, would tell too much of a few events.

        by_hour: whether they are those of an hour of the week, which are held against such only.
        """
        large = [each for each in sets if len(each) > self._few]
        if not large:
            return False
        known = [chosen for _, chosen in (self._by_hour if by_hour else self._shapes)]
        members = [*large, *self._beside(large, known)]
        looked_at = np.unique(np.concatenate(members))
        member = np.array([np.isin(looked_at, each, assume_unique=True) for each in members])
        ground = [] if by_hour else self._ground(looked_at)
        return least_variance(self._few, self._noise, member, ground) < TOGETHER * self._noise

    def _beside(self, sets: Sequence[Ints], known: Sequence[Ints]) -> list[Ints]:
        """Return the known sets that share events with these, or with one that does."""
        touched = np.zeros(len(self._rows.month), bool)
        touched[np.concatenate(sets)] = True
        left, found = list(known), []
        for _ in range(2):
            near = [bool(touched[each].any()) for each in left]
            more = [each for each, yes in zip(left, near, strict=True) if yes]
            left = [each for each, yes in zip(left, near, strict=True) if not yes]
            for each in more:
                touched[each] = True
            found += more
        return found

    def _ground(self, looked_at: Ints) -> list[Ground]:
        """Return the fixed ground whose counts hold all events looked at that lie in its months."""
        month, found = self._rows.month[looked_at], []
        for grid, several in self._fixed.items():
            if grid.endswith(HOURLY):
                continue
            row = self._rows.ground[grid][looked_at]
            for months in sorted({each.months for each in several}, key=sorted):
                holding = [
                    self._counts[each.condition, grid]
                    for each in several
                    if each.months == months and self._counts[each.condition, grid].counted[looked_at].all()
                ]
                if not holding:
                    continue
                inside = np.where(np.isin(month, self._months[months]), row, -1)
                name, at = np.unique(inside, return_inverse=True)
                least = min(holding, key=lambda counts: counts.events)
                total = np.where(name >= 0, least.of(self._months[months], np.maximum(name, 0)), 0)
                found.append(Ground(inside, total[at], place=grid == "place"))
        return found

    def _beside_fixed(self, chosen: Ints) -> tuple[bool, Close | None]:
        """Return whether a set is released for fixed ground, and what ground it is too close to."""
        month, least = self._rows.month[chosen], len(chosen) - self._few
        inside = {months: np.isin(month, listed) for months, listed in self._months.items()}
        found = None
        for grid, several in self._fixed.items():
            ground = self._rows.ground[grid][chosen]
            # Sets that share nothing differ by as many as the larger holds, so by more than few; and two
            # differ at least by what one holds beyond what they share
            if np.bincount(ground[ground >= 0], minlength=1).max() < least:
                continue
            for each in several:
                counts = self._counts[each.condition, grid]
                shared = inside[each.months] & counts.counted[chosen] & (ground >= 0)
                if shared.sum() < least:
                    continue
                row, both = np.unique(ground[shared], return_counts=True)
                row, both = row[both >= least], both[both >= least]
                if not len(row):
                    continue
                other = counts.of(self._months[each.months], row)
                if ((other == both) & (both == len(chosen))).any():
                    return True, None
                if found is None and self._near(len(chosen), other, both):
                    found = Close(grid=grid)
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
        self.events = int(wanted.sum())

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
    if close.together:
        beside, other = "all that is released already, taken together,", "keep a border that is released"
    elif close.shape:
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
