"""The outline of the place, and which points lie in it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from etl import store
from etl.projection import grow

FloatArray = np.ndarray[Any, np.dtype[np.float64]]
BoolArray = np.ndarray[Any, np.dtype[np.bool_]]
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
        inside[inside] = shapely.contains_xy(self.shape, longitude[inside], latitude[inside])
        return inside


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
