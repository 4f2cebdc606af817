"""The cells of many points at several resolutions at once, each cell asked of H3 only once.

On each of the 20 faces of its icosahedron H3 is a lattice of hexagons, seen from the globe's centre. With a
point as a weighted mean of its face's corners (the centres of pentagons) a few multiplications say which
hexagon it is in: at resolution 0 each corner is two steps from the face's middle. What H3 calls that hexagon
follows from the one around it, of the resolution before, where that is known: which of its seven parts has
which digit is the same throughout a base cell. Otherwise it is asked for the first point in it, and kept.
Points next to an edge, where rounding decides, are asked one by one, so the answer is H3's for every point:
tests compare them over the globe.
"""

from __future__ import annotations

import functools
import itertools
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from etl.cells import Cells, Floats, centres, index_points, require_on_globe

Box = tuple[float, float, float, float]  # west, south, east, north, in degrees

_MANY = 2_000  # points from which a table saves time
_CHUNK = 16_384  # points at a time: what is worked out of them fits in the processor's cache
_FEW = 512  # the first of all: all of them are asked of H3
_LARGEST_TABLE = 4_000_000  # hexagons
_DOUBT = 1e-4  # of a step: H3's own rounding is a thousandth of it
_OFF_FACE = 1e-6
_CORNER_STEPS = 2  # of resolution 0, from the middle of a face to its corners
_PENTAGONS = (4, 14, 24, 38, 49, 58, 63, 72, 83, 97, 107, 117)  # base cells round the icosahedron's corners
_BASE_CELLS, _BASE_BITS, _RESOLUTION_BITS = 122, 45, 52  # of H3's numbers: how many, and where they stand
_PARTS = 7  # hexagons in one of the resolution before: the middle one and its neighbours
_UNKNOWN, _NONE = -1, -2
_NEIGHBOURS = np.array([(1, 0), (-1, 0), (0, 1), (0, -1), (1, -1), (-1, 1)])


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
        few = 0 if self._tables else _FEW
        starts = [*range(0, few, _FEW), *range(few, len(latitude), _CHUNK)]
        if not self._tables:
            for number in self._resolutions:
                before = [table for table in self._tables if table.resolution == number - 1]
                self._tables.append(_Table.around(box, number, before[0] if before else None))
            self._box = box
        corners = _face_of((box[1] + box[3]) / 2, (box[0] + box[2]) / 2)
        found = {number: np.empty(len(latitude), np.int64) for number in self._resolutions}
        for first, last in itertools.pairwise([*starts, len(latitude)]):
            part = slice(first, last)
            weights = _weights(latitude[part], longitude[part], corners)
            for table in self._tables:
                found[table.resolution][part] = table.cells(weights, latitude[part], longitude[part])
        return found


@dataclass(frozen=True)
class _Table:
    """The cells known so far of a window of the lattice; 0 where none is known yet.

    before: the table of the resolution before. digits: by base cell and part, the digit of that part of a
    hexagon; _UNKNOWN where it is not known yet, _NONE where there is no such rule.
    """

    resolution: int
    start: tuple[float, float]
    shape: tuple[int, int]
    known: Cells
    before: _Table | None
    digits: Cells

    @classmethod
    def around(cls, box: Box, resolution: int, before: _Table | None) -> _Table:
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
        digits = np.full((_BASE_CELLS, _PARTS), _UNKNOWN)
        digits[list(_PENTAGONS)] = _NONE
        return cls(
            resolution,
            tuple(low - margin),
            (rows, columns),
            np.zeros(max(rows * columns, 1), np.int64),
            before,
            digits,
        )

    def cells(self, weights: Floats, latitude: Floats, longitude: Floats) -> Cells:
        """Return the cells of points, asking H3 for those in no hexagon of the table or next to an edge."""
        hexagons, sure = _hexagons(weights, self.resolution)
        place, there = self._place(hexagons)
        sure &= there
        place[~sure] = 0
        cells = self.known[place]
        new = np.flatnonzero(sure & (cells == 0))
        around, part = self._around(hexagons[:, new].astype(np.int64))
        cells[new] = self._named(around, part)
        self.known[place[new]] = cells[new]
        asked = np.flatnonzero(~sure | (cells == 0))
        answers = index_points(latitude[asked], longitude[asked], self.resolution)
        cells[asked] = answers
        self.known[place[asked][sure[asked]]] = answers[sure[asked]]
        self._learn(around, part, cells[new])
        return cells

    def _place(self, hexagons: npt.NDArray[Any]) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.bool_]]:
        """Return where hexagons (2, n) stand in `known`, and which of them do."""
        first, second = hexagons[0] - self.start[0], hexagons[1] - self.start[1]
        there = (first >= 0) & (first < self.shape[0]) & (second >= 0) & (second < self.shape[1])
        return np.where(there, first * self.shape[1] + second, 0).astype(np.intp), there

    def _around(self, hexagons: Cells) -> tuple[Cells, Cells]:
        """Return the cell around each hexagon, 0 where it is not known, and which part of that it is."""
        if self.before is None:
            return np.zeros_like(hexagons[0]), np.zeros_like(hexagons[0])
        # seven hexagons in a row are one of each part, and so is every second or third row from there
        turn, back = (3, ((2, -1), (1, 3))) if self.resolution % 2 else (5, ((3, 1), (-1, 2)))
        steps = np.zeros((_PARTS, 2), np.int64)
        steps[_NEIGHBOURS @ (1, turn) % _PARTS] = _NEIGHBOURS
        part = (hexagons[0] + turn * hexagons[1]) % _PARTS
        place, there = self.before._place(np.array(back) @ (hexagons - steps[part].T) // _PARTS)
        return np.where(there, self.before.known[place], 0), part

    def _named(self, around: Cells, part: Cells) -> Cells:
        """Return the cells that are parts of the cells `around`; 0 where the digit is not known."""
        digit = self.digits[around >> _BASE_BITS & 127, part]
        named = (around & ~(7 << self._shift)) + (1 << _RESOLUTION_BITS) + (digit << self._shift)
        return np.where((around == 0) | (digit < 0), 0, named)

    def _learn(self, around: Cells, part: Cells, cells: Cells) -> None:
        """Note the digits of `cells`, which are parts of the cells `around`."""
        base = around >> _BASE_BITS & 127
        taught = np.flatnonzero((around != 0) & (self.digits[base, part] == _UNKNOWN))
        self.digits[base[taught], part[taught]] = cells[taught] >> self._shift & 7

    @property
    def _shift(self) -> int:
        """Where the digit of this resolution stands in H3's numbers."""
        return 3 * (15 - self.resolution)


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
    lines -= below
    lines -= 0.5
    sure = np.abs(lines, out=lines).max(axis=0) < 0.5 - _DOUBT
    sure &= weights.min(axis=0) > _OFF_FACE
    # the half keeps thirds that are whole numbers from being rounded down
    places = below[:2] - below[[2, 0]]
    places += 1.5
    places /= 3
    return np.floor(places, out=places), sure


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
