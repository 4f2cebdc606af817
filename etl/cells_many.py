"""The cells of many points at several resolutions at once, each cell asked of H3 only once.

On each of the 20 faces of its icosahedron H3 is a lattice of hexagons, seen from the globe's centre. With a
point as a weighted mean of its face's corners (the centres of pentagons) a few multiplications say which
hexagon it is in: at resolution 0 each corner is two steps from the face's middle. What H3 calls that hexagon
is asked for the first point in it and kept. Points next to an edge, where rounding decides, are asked one by
one, so the answer is H3's for every point: tests compare them over the globe.
"""

from __future__ import annotations

import functools
import itertools
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from etl.cells import Cells, Floats, centres, index_points, require_on_globe

Box = tuple[float, float, float, float]  # west, south, east, north, in degrees

_MANY = 2_000  # points from which a table saves time
_CHUNK = 16_384  # points at a time: what is worked out of them fits in the processor's cache
_LARGEST_TABLE = 4_000_000  # hexagons
_DOUBT = 1e-4  # of a step: H3's own rounding is a thousandth of it
_OFF_FACE = 1e-6
_CORNER_STEPS = 2  # of resolution 0, from the middle of a face to its corners
_PENTAGONS = (4, 14, 24, 38, 49, 58, 63, 72, 83, 97, 107, 117)  # base cells round the icosahedron's corners


class CellIndex:
    """Looks points up, batch after batch, in one table a resolution of the cells found so far."""

    def __init__(self, resolutions: tuple[int, ...], box: Box | None = None) -> None:
        """box: where most points will lie; without it, that of the middle 98 % of the first batch."""
        self._resolutions = resolutions
        self._box = box
        self._tables: list[_Table] = []

    def index(self, latitude: Floats, longitude: Floats) -> dict[int, Cells]:
        """Return the cell of each point (degrees, WGS 84) at each resolution.

        Raises ValueError for coordinates that are not finite or lie off the globe.
        """
        require_on_globe(latitude, longitude)
        if len(latitude) < _MANY:
            return {number: index_points(latitude, longitude, number) for number in self._resolutions}
        box = self._box or _middle(latitude, longitude)
        if not self._tables:
            self._tables = [_Table.around(box, number) for number in self._resolutions]
            self._box = box
        corners = _face_of((box[1] + box[3]) / 2, (box[0] + box[2]) / 2)
        found = {number: np.empty(len(latitude), np.int64) for number in self._resolutions}
        for first in range(0, len(latitude), _CHUNK):
            part = slice(first, first + _CHUNK)
            weights = _weights(latitude[part], longitude[part], corners)
            for table in self._tables:
                found[table.resolution][part] = table.cells(weights, latitude[part], longitude[part])
        return found


@dataclass(frozen=True)
class _Table:
    """The cells known so far of a window of the lattice; 0 where none is known yet."""

    resolution: int
    start: tuple[float, float]
    shape: tuple[int, int]
    known: Cells

    @classmethod
    def around(cls, box: Box, resolution: int) -> _Table:
        """Return an empty table for the points of a box; with no place at all when it would be too large."""
        west, south, east, north = box
        x, y = (
            grid.ravel() for grid in np.meshgrid(np.linspace(west, east, 9), np.linspace(south, north, 9))
        )
        weights = _weights(y, x, _face_of((south + north) / 2, (west + east) / 2))
        places = _hexagons(weights[:, weights.min(axis=0) > 0], resolution)[0]
        low, high = places.min(axis=1), places.max(axis=1)
        margin = 2 + np.ceil((high - low) / 50)
        rows, columns = (int(size) for size in high - low + 2 * margin + 1)
        if rows * columns > _LARGEST_TABLE:
            rows = columns = 0
        return cls(
            resolution, tuple(low - margin), (rows, columns), np.zeros(max(rows * columns, 1), np.int64)
        )

    def cells(self, weights: Floats, latitude: Floats, longitude: Floats) -> Cells:
        """Return the cells of points, asking H3 for those in no hexagon of the table or next to an edge."""
        (first, second), sure = _hexagons(weights, self.resolution)
        first -= self.start[0]
        second -= self.start[1]
        sure &= (first >= 0) & (first < self.shape[0]) & (second >= 0) & (second < self.shape[1])
        place = np.where(sure, first * self.shape[1] + second, 0).astype(np.intp)
        cells = self.known[place]
        asked = np.flatnonzero(~sure | (cells == 0))
        answers = index_points(latitude[asked], longitude[asked], self.resolution)
        cells[asked] = answers
        self.known[place[asked][sure[asked]]] = answers[sure[asked]]
        return cells


def _middle(latitude: Floats, longitude: Floats) -> Box:
    """Return the box of all but the outermost hundredth of the points on each side."""
    (south, north), (west, east) = (np.percentile(values, (1, 99)) for values in (latitude, longitude))
    return float(west), float(south), float(east), float(north)


def _hexagons(weights: Floats, resolution: int) -> tuple[Floats, npt.NDArray[np.bool_]]:
    """Return the place of each point's hexagon, two whole numbers (2, n), and which of them are sure.

    weights: as `_weights` gives them. Between two steps of the lattice run three families of parallel lines,
    a third of the corners' distance apart; a point's place follows from the lines it lies between.
    """
    # each odd lattice is the even one before it, turned and sqrt(7) times finer
    turned = 3 * weights + weights[[1, 2, 0]] if resolution % 2 else weights
    lines = 3 * _CORNER_STEPS * 7.0 ** (resolution // 2) * turned
    below = np.floor(lines)
    sure = (np.abs(lines - below - 0.5) < 0.5 - _DOUBT).all(axis=0) & (weights.min(axis=0) > _OFF_FACE)
    # the half keeps thirds that are whole numbers from being rounded down
    return np.floor((below[:2] - below[[2, 0]] + 1.5) / 3), sure


def _weights(latitude: Floats, longitude: Floats, corners: Floats) -> Floats:
    """Return points as weighted means of a face's corners, seen from the globe's centre: (3, n), sum 1."""
    weights = np.linalg.inv(corners) @ _vectors(latitude, longitude)
    weights /= np.maximum(weights.sum(axis=0), 0.5)  # 1 to 1.3 on the face, 0 a quarter of the globe away
    return np.asarray(weights)


def _vectors(latitude: Floats, longitude: Floats) -> Floats:
    """Return unit vectors (3, n)."""
    y, x = np.radians(latitude), np.radians(longitude)
    level = np.cos(y)
    return np.stack([level * np.cos(x), level * np.sin(x), np.sin(y)])


@functools.cache
def _face_of(latitude: float, longitude: float) -> Floats:
    """Return the corners of the face a point lies on: unit vectors (3, 3) in columns, anticlockwise."""
    base_cells = np.array([(1 << 59) | (number << 45) | (1 << 45) - 1 for number in _PENTAGONS], np.int64)
    corners = _vectors(*centres(base_cells))
    apart = corners.T @ corners < 0.4  # neighbours are at 0.447, the others below 0
    faces = [
        corners[:, three]
        for three in map(list, itertools.combinations(range(len(base_cells)), 3))
        if not apart[np.ix_(three, three)].any()
    ]
    here = _vectors(np.array([latitude]), np.array([longitude]))[:, 0]
    nearest = max(faces, key=lambda face: float(here @ face.sum(axis=1)))
    return nearest if np.linalg.det(nearest) > 0 else nearest[:, ::-1]
