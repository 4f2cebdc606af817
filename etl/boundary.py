"""The outline of the place, and which points lie in it."""

from __future__ import annotations

import functools
import hashlib
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from etl import store
from etl.projection import grow

FloatArray = np.ndarray[Any, np.dtype[np.float64]]
BoolArray = np.ndarray[Any, np.dtype[np.bool_]]
_MANY = 2_000  # points from which boxes save time: of most points they say whether they lie in the outline
_SIDE = 64  # boxes in a row
_OUTSIDE, _INSIDE, _EDGE = range(3)
_LEVELS = ("place", "neighbourhood", "small_area")  # the first one a place has draws its outline


@dataclass(frozen=True)
class Boundary:
    """The outline (WGS 84, prepared), its bounds (west, south, east, north) and a digest of it."""

    shape: Any
    digest: str

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east and north, in degrees."""
        west, south, east, north = self.shape.bounds
        return float(west), float(south), float(east), float(north)

    def widened(self, metres: float) -> Boundary:
        """Return the boundary with `metres` of tolerance added."""
        if metres <= 0:
            return self
        shape = grow(self.shape, metres)
        shapely.prepare(shape)
        return Boundary(shape, f"{self.digest}+{metres}")

    def near(self, latitude: FloatArray, longitude: FloatArray) -> BoolArray:
        """Return which points lie in the bounds; NaN lies nowhere."""
        west, south, east, north = self.bounds
        return np.asarray(
            (longitude >= west) & (longitude <= east) & (latitude >= south) & (latitude <= north)
        )

    def holds(self, latitude: FloatArray, longitude: FloatArray) -> BoolArray:
        """Return which points (degrees, WGS 84) lie in the outline."""
        inside = self.near(latitude, longitude)
        asked = np.flatnonzero(inside)
        if len(asked) >= _MANY and self.shape.area > 0:
            known = self._boxes[self._box_of(latitude[asked], longitude[asked])]
            inside[asked[known == _OUTSIDE]] = False
            asked = asked[known == _EDGE]
        inside[asked] = shapely.contains_xy(self.shape, longitude[asked], latitude[asked])
        return inside

    @functools.cached_property
    def _boxes(self) -> npt.NDArray[np.uint8]:
        """Whether each box of a grid over the bounds lies in the outline, outside it or on its edge."""
        west, south, east, north = self.bounds
        x, y = np.linspace(west, east, _SIDE + 1), np.linspace(south, north, _SIDE + 1)
        # a little more than the box: rounding may put a point next to its side into the next box
        spare_x, spare_y = (east - west) * 1e-9, (north - south) * 1e-9
        left, low = (corner.ravel() for corner in np.meshgrid(x[:-1] - spare_x, y[:-1] - spare_y))
        right, high = (corner.ravel() for corner in np.meshgrid(x[1:] + spare_x, y[1:] + spare_y))
        boxes = shapely.box(left, low, right, high)
        inside = shapely.contains_properly(self.shape, boxes)
        edge = ~inside & shapely.intersects(self.shape, boxes)
        return np.select([inside, edge], [_INSIDE, _EDGE], _OUTSIDE).astype(np.uint8)

    def _box_of(self, latitude: FloatArray, longitude: FloatArray) -> npt.NDArray[np.intp]:
        """Return the number of the box in which each point of the bounds lies."""
        west, south, east, north = self.bounds
        column = ((longitude - west) * (_SIDE / (east - west))).astype(np.intp)
        row = ((latitude - south) * (_SIDE / (north - south))).astype(np.intp)
        return np.asarray(np.minimum(row, _SIDE - 1) * _SIDE + np.minimum(column, _SIDE - 1))


def read_boundary(con: store.Connection, without_source: str = "") -> Boundary | None:
    """Return the place's outline from the boundary feed; None when it has none.

    It is the union of the areas of the first level that is there: place, neighbourhood, small_area.
    without_source leaves one source out, for testing that source's own areas against the others.
    """
    found = store.rows(con, store.sql("boundary_areas"), [without_source])
    for level in _LEVELS:
        areas = sorted(bytes(wkb) for name, wkb in found if name == level)
        if areas:
            shape = shapely.union_all(shapely.from_wkb(areas))
            shapely.prepare(shape)
            return Boundary(shape, hashlib.sha256(b"".join(areas)).hexdigest())
    return None
