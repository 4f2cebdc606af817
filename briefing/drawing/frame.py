"""Where a place on the ground lies on paper: WGS 84 to millimetres, and how long a scale bar is."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray

METRES_PER_DEGREE: Final = 6_371_008.8 * math.pi / 180  # of latitude, on a sphere of the mean radius


@dataclass(frozen=True)
class Size:
    """Millimetres."""

    width_mm: float
    height_mm: float


@dataclass(frozen=True)
class Frame:
    """Equirectangular at the place's middle latitude; millimetres from the top left corner, y downwards.

    west, north: degrees at (left, top). metres_per_mm: the scale, the same in both directions.
    """

    size: Size
    west: float
    north: float
    left: float
    top: float
    metres_per_mm: float
    middle_latitude: float

    def place(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return longitude and latitude (n, 2) as millimetres (n, 2)."""
        down = METRES_PER_DEGREE / self.metres_per_mm
        along = down * math.cos(math.radians(self.middle_latitude))
        return np.column_stack(
            [self.left + (points[:, 0] - self.west) * along, self.top + (self.north - points[:, 1]) * down]
        )

    @property
    def to_mm(self) -> Callable[[NDArray[np.float64]], NDArray[np.float64]]:
        """Return `place` as shapely.transform takes it."""
        return self.place


@dataclass(frozen=True)
class ScaleBar:
    """A round length on the ground: metres, and the same in millimetres on paper."""

    metres: float
    mm: float

    @property
    def label(self) -> str:
        """Return the length as '500 m' or '2 km'."""
        return f"{self.metres / 1000:g} km" if self.metres >= 1000 else f"{self.metres:g} m"


def frame_of(bounds: tuple[float, float, float, float], size: Size, margin_mm: float = 2.0) -> Frame:
    """Return the largest frame that shows bounds (west, south, east, north) in the middle of a size."""
    west, south, east, north = bounds
    middle = (south + north) / 2
    along = max((east - west) * METRES_PER_DEGREE * math.cos(math.radians(middle)), 1.0)
    down = max((north - south) * METRES_PER_DEGREE, 1.0)
    room = Size(size.width_mm - 2 * margin_mm, size.height_mm - 2 * margin_mm)
    scale = max(along / room.width_mm, down / room.height_mm)
    left, top = (size.width_mm - along / scale) / 2, (size.height_mm - down / scale) / 2
    return Frame(size, west, north, left, top, scale, middle)


def scale_bar(frame: Frame, most_mm: float) -> ScaleBar:
    """Return the longest bar of 1, 2 or 5 times a power of ten metres that is at most so long."""
    longest = most_mm * frame.metres_per_mm
    power = 10.0 ** math.floor(math.log10(longest))
    metres = next(part * power for part in (5, 2, 1) if part * power <= longest)
    return ScaleBar(metres, metres / frame.metres_per_mm)


def clip(shape: shapely.Geometry, size: Size) -> shapely.Geometry:
    """Return what of a shape in millimetres lies in a size; empty where nothing does."""
    return shapely.clip_by_rect(shape, 0, 0, size.width_mm, size.height_mm)
