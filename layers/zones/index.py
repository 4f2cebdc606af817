"""Which points lie in a shape, exactly: points in strips of latitude, each strip sorted by longitude.

A point lies in a shape when it is inside it or on its edge, in the plane of longitude and latitude, as in
shapely's `intersects`. Every strip holds about as many points as there are strips, so that clusters and stray
points cost nothing. A run of points in a strip that no edge comes near lies wholly inside or outside:
crossings of one line through the strip tell which. A point beside an edge goes along that line and then
straight up or down; where rounding could tip the scales, GEOS decides in exact arithmetic.

Source: crossing number (Shimrat 1962), half-open edges; error bound of the orientation test, Shewchuk 1997.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt
import shapely

from layers.statistics.checked import Flags, Floats, Ints
from layers.zones.shape import require_clean

MARGIN = 1e-9  # degrees, a tenth of a millimetre: ten thousand times what rounding can do
ROUNDING = 1e-15  # of the sum of the products' sizes: three times Shewchuk's bound
_ROWS_AT_ONCE = 1_000_000  # edges times the strips they pass
_PAIRS_AT_ONCE = 8_000_000  # edges times the points beside them; beyond that GEOS is cheaper
_NEXT_FEW = 4  # points to look at one by one before searching
_LONG_RUN = 64  # points: shorter ones are quicker taken one by one
_SCATTER = 50  # from one row in so many on, setting flags is cheaper than sorting
Number = TypeVar("Number", bound=np.generic)


@dataclass(frozen=True)
class Found:
    """Points in a shape, as positions in the order of an index: whole runs, and points one by one."""

    starts: Ints
    stops: Ints
    alone: Ints

    @property
    def count(self) -> int:
        """The number of points."""
        return int((self.stops - self.starts).sum()) + len(self.alone)

    def positions(self) -> Ints:
        """Return the positions one by one: those of the runs, then the others."""
        return np.concatenate([expand(self.starts, self.stops), self.alone])

    def take(self, values: npt.NDArray[Number]) -> npt.NDArray[Number]:
        """Return the values (by position) of the points: those of the runs, then the others."""
        if len(self.starts) * _LONG_RUN > self.count:
            return values[self.positions()]
        runs = zip(self.starts.tolist(), self.stops.tolist(), strict=True)
        return np.concatenate([*(values[start:stop] for start, stop in runs), values[self.alone]])


@dataclass(frozen=True)
class _Passes:
    """Each edge in each strip it passes, by strip: its ends (lower first) and the points beside it.

    left, right: their positions. level: latitude of the strip's line. crosses: whether the edge crosses it.
    """

    start: Floats
    end: Floats
    level: Floats
    left: Ints
    right: Ints
    crosses: Flags


class PointIndex:
    """Points (WGS 84 degrees) arranged so that those in a shape are found without looking at all.

    Points without finite coordinates lie in no shape. Holds 20 bytes a point. `order`: the row at each
    position; counts arranged by it can be added up over what `find` returns.
    """

    def __init__(self, latitude: Floats, longitude: Floats) -> None:
        """Arrange the points; two arrays of one length."""
        latitude, longitude = np.asarray(latitude, np.float64), np.asarray(longitude, np.float64)
        self.rows = len(latitude)
        placed = np.isfinite(latitude) & np.isfinite(longitude)
        known, self._nowhere = np.flatnonzero(placed).astype(np.int32), np.flatnonzero(~placed)
        order = known[np.argsort(latitude[known], kind="stable")]
        self._size = max(int(np.sqrt(len(known))), 1)
        firsts = np.arange(0, len(known), self._size)
        for first in firsts.tolist():
            strip = order[first : first + self._size]
            order[first : first + self._size] = strip[np.argsort(longitude[strip], kind="stable")]
        self.order: npt.NDArray[np.int32] = order
        self._longitude: Floats = longitude[order]
        self._latitude: Floats = latitude[order]
        self._lowest: Floats = np.minimum.reduceat(self._latitude, firsts) if len(known) else np.empty(0)
        self._highest: Floats = np.maximum.reduceat(self._latitude, firsts) if len(known) else np.empty(0)

    def inside(self, shape: shapely.Geometry) -> Ints:
        """Return the rows in the shape, edges included, ascending. Raises BadInputError as `find` does."""
        found = self.find(shape)
        if found.count * _SCATTER < self.rows:
            return np.sort(found.take(self.order)).astype(np.int64)
        few = found.count <= self.rows // 2
        flags: Flags = np.full(self.rows, not few)
        if few:
            flags[found.take(self.order)] = True
        else:  # most of the points: those left out are fewer
            starts, stops = np.append(0, found.stops), np.append(found.starts, len(self.order))
            flags[Found(starts, stops, found.alone[:0]).take(self.order)] = False
            flags[self.order[found.alone]] = True
            flags[self._nowhere] = False
        return np.flatnonzero(flags)

    def count(self, shape: shapely.Geometry) -> int:
        """Return how many points lie in the shape, edges included."""
        return self.find(shape).count

    def find(self, shape: shapely.Geometry) -> Found:
        """Return the points in a valid Polygon or MultiPolygon, edges included.

        Raises BadInputError with the place where the shape crosses itself.
        """
        require_clean(shape)
        found = [self._among(shape, passes) for passes in self._passes(shape)]
        none: Ints = np.empty(0, np.int64)
        starts, stops, alone = (
            (np.concatenate([none, *parts]) for parts in zip(*found, strict=True)) if found else (none,) * 3
        )
        return Found(starts, stops, alone)

    def _among(self, shape: shapely.Geometry, passes: _Passes) -> tuple[Ints, Ints, Ints]:
        """Return the runs (starts, stops) and single positions in the shape among some strips."""
        order = np.argsort(passes.left)
        left, right = passes.left[order], np.maximum.accumulate(passes.right[order])
        opens = np.append(True, left[1:] > right[:-1])  # where a run of points beside edges begins
        closes = np.append(opens[1:], True)
        low, high = left[opens], right[closes]
        odd = np.cumsum(passes.crosses[order])[closes] % 2 == 1
        starts, stops = high[:-1][odd[:-1]], low[1:][odd[:-1]]
        return starts, stops, self._beside(shape, passes, low, high)

    def _beside(self, shape: shapely.Geometry, passes: _Passes, low: Ints, high: Ints) -> Ints:
        """Return which positions in the runs low..high, each beside some edge, lie in the shape."""
        points = expand(low, high)
        if (passes.right - passes.left).sum() > _PAIRS_AT_ONCE:
            return points[self._test(shape, points)]
        row = np.repeat(np.arange(len(passes.left)), passes.right - passes.left)
        point = expand(passes.left, passes.right)
        start, end, level = passes.start[row], passes.end[row], passes.level[row]
        east, north = self._longitude[point], self._latitude[point]
        across, up = end[:, 0] - start[:, 0], end[:, 1] - start[:, 1]
        sideways = up * (east - start[:, 0])
        there, on_line = across * (north - start[:, 1]), across * (level - start[:, 1])
        turn, turn_on_line = there - sideways, on_line - sideways
        over = (start[:, 0] <= east) != (end[:, 0] <= east)
        crossings = (passes.crosses[row] & (turn_on_line < 0)) ^ (over & ((turn < 0) != (turn_on_line < 0)))
        doubt = np.abs(turn) <= ROUNDING * (np.abs(there) + np.abs(sideways))
        doubt |= (passes.crosses[row] | over) & (
            np.abs(turn_on_line) <= ROUNDING * (np.abs(on_line) + np.abs(sideways))
        )
        slot = np.searchsorted(points, point)
        left_of_it = np.searchsorted(np.sort(passes.right[passes.crosses]), points, "right")
        inside = (left_of_it + np.bincount(slot[crossings], minlength=len(points))) % 2 == 1
        doubtful = np.flatnonzero(np.bincount(slot[doubt], minlength=len(points)))
        inside[doubtful] = self._test(shape, points[doubtful])
        held: Ints = points[inside]
        return held

    def _test(self, shape: shapely.Geometry, positions: Ints) -> Flags:
        shapely.prepare(shape)
        found = shapely.intersects_xy(shape, self._longitude[positions], self._latitude[positions])
        return np.asarray(found, bool)

    def _passes(self, shape: shapely.Geometry) -> Iterator[_Passes]:
        """Yield the edges in the strips they pass, some strips at a time."""
        corners, ring = shapely.get_coordinates(shapely.get_parts(shapely.boundary(shape)), return_index=True)
        edge = np.flatnonzero(ring[1:] == ring[:-1])
        rising = (corners[edge, 1] <= corners[edge + 1, 1])[:, None]
        start = np.where(rising, corners[edge], corners[edge + 1])
        end = np.where(rising, corners[edge + 1], corners[edge])
        first = np.searchsorted(self._highest, start[:, 1] - MARGIN, "left")
        last = np.searchsorted(self._lowest, end[:, 1] + MARGIN, "right")
        total = int(np.maximum(last - first, 0).sum())
        if total <= _ROWS_AT_ONCE:
            if total:
                yield self._pass(start, end, first, last)
            return
        strips = len(self._lowest)
        opened = np.bincount(first, minlength=strips + 1) - np.bincount(
            np.maximum(last, first), minlength=strips + 1
        )
        rows = np.cumsum(np.cumsum(opened[:strips]))
        block = rows // _ROWS_AT_ONCE
        for one in np.unique(block[np.diff(rows, prepend=0) > 0]).tolist():
            lowest, beyond = np.searchsorted(block, [one, one + 1])
            here = np.flatnonzero((first < beyond) & (last > lowest))
            yield self._pass(
                start[here], end[here], np.maximum(first[here], lowest), np.minimum(last[here], beyond)
            )

    def _pass(self, start: Floats, end: Floats, first: Ints, last: Ints) -> _Passes:
        """Return edges in each of the strips first..last."""
        edge = np.repeat(np.arange(len(start)), np.maximum(last - first, 0))
        strip = expand(first, last)
        by_strip = np.argsort(strip.astype(np.int16) if len(self._lowest) < 2**15 else strip, kind="stable")
        edge, strip = edge[by_strip], strip[by_strip]
        start, end, low, high = start[edge], end[edge], self._lowest[strip], self._highest[strip]
        rise = end[:, 1] - start[:, 1]
        flat = rise <= 2 * MARGIN
        rise = np.where(flat, 1.0, rise)
        across = end[:, 0] - start[:, 0]
        below = np.where(flat, 0.0, np.clip((low - MARGIN - start[:, 1]) / rise, 0.0, 1.0))
        above = np.where(flat, 1.0, np.clip((high + MARGIN - start[:, 1]) / rise, 0.0, 1.0))
        one, other = start[:, 0] + below * across, start[:, 0] + above * across
        left = self._positions(strip, np.minimum(one, other) - MARGIN)
        right = self._beyond(strip, left, np.maximum(one, other) + MARGIN)
        level = (low + high) / 2
        return _Passes(start, end, level, left, right, (start[:, 1] <= level) & (level < end[:, 1]))

    def _positions(self, strip: Ints, longitude: Floats) -> Ints:
        """Return the first position in each strip at or beyond a longitude (the next strip's for none)."""
        position = strip * self._size
        stop = np.minimum(position + self._size, len(self._longitude))
        step = 1 << (self._size.bit_length() - 1)
        position -= 1  # the last position known to lie before the longitude
        while step:
            further = position + step
            before = self._longitude.take(further, mode="clip") < longitude
            before &= further < stop
            position += step * before
            step >>= 1
        return position + 1

    def _beyond(self, strip: Ints, left: Ints, longitude: Floats) -> Ints:
        """Return the first position in each strip beyond a longitude, from `left` on: mostly the next few."""
        right = left.copy()
        stop = np.minimum((strip + 1) * self._size, len(self._longitude))
        rest = np.flatnonzero(left < stop)
        for _ in range(_NEXT_FEW):
            rest = rest[self._longitude[right[rest]] <= longitude[rest]]
            right[rest] += 1
            rest = rest[right[rest] < stop[rest]]
        right[rest] = self._positions(strip[rest], np.nextafter(longitude[rest], np.inf))
        return right


def expand(starts: Ints, stops: Ints) -> Ints:
    """Return start, start + 1, ... stop - 1 of each pair, one after another."""
    sizes = np.maximum(stops - starts, 0)
    offsets = np.cumsum(sizes) - sizes
    return np.asarray(np.arange(sizes.sum()) + np.repeat(starts - offsets, sizes), np.int64)
