"""The British grid (OSGB36, EPSG:27700) to WGS 84 for whole arrays, with the grid's own correction, OSTN15.

pyproj's wheels lack OSTN15 and are up to 3.4 m off. convertbng has it but looks it up point by point; here it
is asked once for each corner of the kilometre squares that the points lie in: between those corners OSTN15 is
bilinear by definition. The projection is PROJ's, exact; convertbng's is some millimetres off in the far west.
Source: Ordnance Survey, A guide to coordinate systems in Great Britain, section 6.3.
"""

from __future__ import annotations

import functools

import numpy as np
import numpy.typing as npt
import pyproj
from convertbng import cutil

Floats = npt.NDArray[np.float64]
Positions = npt.NDArray[np.complex128]  # east + 1j * north, in metres

_SQUARE_M = 1000.0
_COLUMNS, _ROWS = 700, 1248  # squares of OSTN15, from the origin of the grid
_ROUNDS = 3  # each leaves a thousandth of the error, or less: 100 m, 1 cm, 1 micrometre, nothing
# the British grid's projection on the ellipsoid of WGS 84, to which the shifts of OSTN15 lead
_PROJECTION = "+proj=tmerc +lat_0=49 +lon_0=-2 +k=0.9996012717 +x_0=400000 +y_0=-100000 +ellps=GRS80"


class _Shifts:
    """The shifts of OSTN15 at the corners of its squares, as far as they have been asked for."""

    def __init__(self) -> None:
        self._corners = np.zeros((_ROWS + 1) * (_COLUMNS + 1), np.complex128)
        self._known = np.zeros(len(self._corners), bool)

    def at(self, position: Positions) -> Positions:
        """Return the shift from WGS 84 to OSGB36 at positions in WGS 84; beyond OSTN15 that of its edge."""
        east = np.clip(position.real / _SQUARE_M, 0, _COLUMNS)
        north = np.clip(position.imag / _SQUARE_M, 0, _ROWS)
        column, row = np.minimum(np.floor(east), _COLUMNS - 1), np.minimum(np.floor(north), _ROWS - 1)
        corner = (row * (_COLUMNS + 1) + column).astype(np.intp)
        four = corner, corner + 1, corner + _COLUMNS + 1, corner + _COLUMNS + 2
        for corners in four:
            self._ask(corners)
        south_west, south_east, north_west, north_east = (self._corners[corners] for corners in four)
        south = south_west + (east - column) * (south_east - south_west)
        return np.asarray(
            south + (north - row) * (north_west + (east - column) * (north_east - north_west) - south)
        )

    def _ask(self, corners: npt.NDArray[np.intp]) -> None:
        asked = corners[~self._known[corners]]
        if len(asked):
            asked = np.unique(asked)
            row, column = np.divmod(asked, _COLUMNS + 1)
            east, north = column * _SQUARE_M, row * _SQUARE_M
            east_there, north_there = cutil.convert_etrs89_to_osgb36(east, north)
            self._corners[asked] = np.asarray(east_there) - east + 1j * (np.asarray(north_there) - north)
            self._known[asked] = True


@functools.cache
def _shifts() -> _Shifts:
    return _Shifts()


@functools.cache
def _projection() -> pyproj.Proj:
    return pyproj.Proj(_PROJECTION)


def british_to_wgs84(east: Floats, north: Floats) -> tuple[Floats, Floats]:
    """Return (longitude, latitude) in degrees of coordinates in metres; NaN where OSTN15 has no shift."""
    given = np.isfinite(east) & np.isfinite(north)
    there = np.where(given, east, 0.0) + 1j * np.where(given, north, 0.0)
    here = there
    for _ in range(_ROUNDS):
        here = there - _shifts().at(here)
    known = given & (here.real >= 0) & (here.real <= _COLUMNS * _SQUARE_M)
    known &= (here.imag >= 0) & (here.imag <= _ROWS * _SQUARE_M)
    here[~known] = np.nan
    longitude, latitude = _projection()(here.real, here.imag, inverse=True)
    return np.asarray(longitude), np.asarray(latitude)
