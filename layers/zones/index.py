"""Which points lie in a shape, exactly: points in strips of latitude, each strip sorted by longitude.

A point lies in a shape when it is inside it or on its edge, in the plane of longitude and latitude (as
shapely's `intersects`). Every strip holds about as many points as there are strips, so that clusters and
stray points cost nothing. Only points beside an edge within their strip are tested one by one; a run of
points that no edge comes near lies wholly inside or outside, so one test decides for all of it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

from layers.statistics.checked import Flags, Floats, Ints
from layers.zones.shape import require_valid

MARGIN = 1e-9  # degrees, a tenth of a millimetre: ten thousand times what rounding can do
_SCATTER = 50  # from one row in so many on, setting flags is cheaper than sorting


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


class PointIndex:
    """Points (WGS 84 degrees) arranged so that those in a shape are found without looking at all.

    Points without finite coordinates lie in no shape. Holds 20 bytes a point. `order`: the row of each
    position; values arranged by it can be summed over `find`.
    """

    def __init__(self, latitude: Floats, longitude: Floats) -> None:
        """Arrange the points; two arrays of one length."""
        latitude, longitude = np.asarray(latitude, np.float64), np.asarray(longitude, np.float64)
        self.rows = len(latitude)
        known = np.flatnonzero(np.isfinite(latitude) & np.isfinite(longitude)).astype(np.int32)
        by_latitude = known[np.argsort(latitude[known], kind="stable")]
        size = max(int(np.sqrt(len(known))), 1)
        self._starts: Ints = np.append(np.arange(0, len(known), size), len(known))
        for start, stop in zip(self._starts[:-1], self._starts[1:], strict=True):
            strip = by_latitude[start:stop]
            by_latitude[start:stop] = strip[np.argsort(longitude[strip], kind="stable")]
        self.order: npt.NDArray[np.int32] = by_latitude
        self._longitude: Floats = longitude[by_latitude]
        self._latitude: Floats = latitude[by_latitude]
        none = len(known) == 0
        self._lowest = np.empty(0) if none else np.minimum.reduceat(self._latitude, self._starts[:-1])
        self._highest = np.empty(0) if none else np.maximum.reduceat(self._latitude, self._starts[:-1])

    def inside(self, shape: shapely.Geometry) -> Ints:
        """Return the rows in the shape, edges included, ascending. Raises BadInputError as `find` does."""
        found = self.find(shape)
        runs = zip(found.starts.tolist(), found.stops.tolist(), strict=True)
        picked = np.concatenate([*(self.order[start:stop] for start, stop in runs), self.order[found.alone]])
        if len(picked) * _SCATTER < self.rows:
            return np.sort(picked).astype(np.int64)
        flags: Flags = np.zeros(self.rows, bool)
        flags[picked] = True
        return np.flatnonzero(flags)

    def count(self, shape: shapely.Geometry) -> int:
        """Return how many points lie in the shape, edges included."""
        return self.find(shape).count

    def find(self, shape: shapely.Geometry) -> Found:
        """Return the points in a valid Polygon or MultiPolygon, edges included.

        Raises BadInputError with the place where the shape crosses itself.
        """
        require_valid(shape)
        low, high = self._beside_edges(shape)
        if not len(low):
            none: Ints = np.empty(0, np.int64)
            return Found(none, none, none)
        shapely.prepare(shape)
        starts, stops = np.append(0, high), np.append(low, len(self.order))
        some = stops > starts
        starts, stops = starts[some], stops[some]
        held = self._test(shape, starts)
        beside = _expand(low, high)
        return Found(starts[held], stops[held], beside[self._test(shape, beside)])

    def _test(self, shape: shapely.Geometry, positions: Ints) -> Flags:
        found = shapely.intersects_xy(shape, self._longitude[positions], self._latitude[positions])
        return np.asarray(found, bool)

    def _beside_edges(self, shape: shapely.Geometry) -> tuple[Ints, Ints]:
        """Return runs of positions, ascending and apart, that hold every point an edge may touch or pass."""
        ends, ring = shapely.get_coordinates(shapely.get_parts(shapely.boundary(shape)), return_index=True)
        edge = np.flatnonzero(ring[1:] == ring[:-1])
        start, end = ends[edge], ends[edge + 1]
        down = start[:, 1] > end[:, 1]
        start[down], end[down] = end[down].copy(), start[down].copy()
        first = np.searchsorted(self._highest, start[:, 1] - MARGIN, "left")
        last = np.searchsorted(self._lowest, end[:, 1] + MARGIN, "right")
        edge = np.repeat(np.arange(len(start)), np.maximum(last - first, 0))
        strip = _expand(first, last)
        low, high = self._longitudes(start[edge], end[edge], strip)
        left = self._positions(strip, low - MARGIN, include=False)
        right = self._positions(strip, high + MARGIN, include=True)
        order = np.argsort(left)
        left, right = left[order], np.maximum.accumulate(right[order])
        apart = np.append(True, left[1:] > right[:-1]) if len(left) else np.empty(0, bool)
        return left[apart], right[np.append(np.flatnonzero(apart)[1:] - 1, len(right) - 1)] if len(
            left
        ) else left

    def _longitudes(self, start: Floats, end: Floats, strip: Ints) -> tuple[Floats, Floats]:
        """Return the least and greatest longitude of each edge within its strip's latitudes."""
        rise = end[:, 1] - start[:, 1]
        flat = rise <= 2 * MARGIN
        rise = np.where(flat, 1.0, rise)
        below = np.clip((self._lowest[strip] - MARGIN - start[:, 1]) / rise, 0.0, 1.0)
        above = np.clip((self._highest[strip] + MARGIN - start[:, 1]) / rise, 0.0, 1.0)
        across = end[:, 0] - start[:, 0]
        one = np.where(flat, start[:, 0], start[:, 0] + below * across)
        other = np.where(flat, end[:, 0], start[:, 0] + above * across)
        return np.minimum(one, other), np.maximum(one, other)

    def _positions(self, strip: Ints, longitude: Floats, *, include: bool) -> Ints:
        """Return the first position of each strip at or beyond a longitude (beyond it where `include`)."""
        low, high = self._starts[strip].copy(), self._starts[strip + 1].copy()
        while (open_ := low < high).any():
            middle = (low + high) // 2
            there = self._longitude[np.minimum(middle, len(self._longitude) - 1)]
            before = open_ & ((there <= longitude) if include else (there < longitude))
            low, high = np.where(before, middle + 1, low), np.where(open_ & ~before, middle, high)
        return low


def _expand(starts: Ints, stops: Ints) -> Ints:
    """Return start, start + 1, ... stop - 1 of each pair, one after another."""
    sizes = np.maximum(stops - starts, 0)
    offsets = np.cumsum(sizes) - sizes
    return np.asarray(np.arange(sizes.sum()) + np.repeat(starts - offsets, sizes), np.int64)
