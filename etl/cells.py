"""The only door to H3: indexing points, covering shapes, and what is known of a cell.

Cells travel as BIGINT (int64) everywhere; H3 libraries speak uint64, the same 64 bits.
"""

from __future__ import annotations

from typing import Any

import h3ronpy
import h3ronpy.vector as vector
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from etl import arrow

Cells = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

# Average edge lengths in metres by resolution (H3's own table); a regular hexagon's edge is its radius.
EDGE_M = {
    0: 1_281_256.01,
    1: 483_056.84,
    2: 182_512.96,
    3: 68_979.22,
    4: 26_071.76,
    5: 9_854.09,
    6: 3_724.53,
    7: 1_406.48,
    8: 531.41,
    9: 200.79,
    10: 75.86,
    11: 28.66,
    12: 10.83,
}


def index_points(latitude: Floats, longitude: Floats, resolution: int) -> Cells:
    """Return the cell of each point (degrees, WGS 84) at one resolution.

    Raises ValueError for coordinates that are not finite or lie off the globe: the H3 libraries
    accept latitude 91 silently, and one NaN makes a whole batch fail.
    """
    lat, lon = np.asarray(latitude, float), np.asarray(longitude, float)
    require_on_globe(lat, lon)
    if not lat.size:
        return np.empty(0, np.int64)
    found = vector.coordinates_to_cells(arrow.column(lat), arrow.column(lon), resolution)
    return _signed(found)


def require_on_globe(latitude: Floats, longitude: Floats) -> None:
    """Raise ValueError for coordinates that are not finite or not degrees on the globe."""
    if not (np.isfinite(latitude).all() and np.isfinite(longitude).all()):
        raise ValueError("coordinates to index must be finite")
    if latitude.size and (np.abs(latitude).max() > 90 or np.abs(longitude).max() > 180):
        raise ValueError("coordinates to index must be degrees on the globe")


cells_of = index_points  # what loading calls it


def cells_covering(shape_wkb: bytes, resolution: int) -> Cells:
    """Return every cell that touches the polygon (WKB, WGS 84), sorted."""
    found = vector.wkb_to_cells(
        arrow.blobs([shape_wkb]),
        resolution,
        containment_mode=h3ronpy.ContainmentMode.Covers,
        flatten=True,
    )
    return np.unique(_signed(found))


def cells_centred_in(shape_wkb: bytes, resolution: int) -> Cells:
    """Return every cell whose centre lies in the polygon (WKB, WGS 84), sorted."""
    found = vector.wkb_to_cells(
        arrow.blobs([shape_wkb]),
        resolution,
        containment_mode=h3ronpy.ContainmentMode.ContainsCentroid,
        flatten=True,
    )
    return np.unique(_signed(found))


def parents(cells: Cells, resolution: int) -> Cells:
    """Return each cell's parent at a coarser resolution, in the order given."""
    if not len(cells):
        return np.empty(0, np.int64)
    return _signed(h3ronpy.change_resolution(_unsigned(cells), resolution))


def children(cells: Cells, resolution: int) -> Cells:
    """Return all children of the cells at a finer resolution, sorted."""
    if not len(cells):
        return np.empty(0, np.int64)
    return np.unique(_signed(h3ronpy.change_resolution(_unsigned(cells), resolution)))


def disks(cells: Cells, rings: int) -> Cells:
    """Return the cells and all their neighbours up to `rings` away, sorted, each once."""
    if not len(cells):
        return np.empty(0, np.int64)
    return np.unique(_signed(h3ronpy.grid_disk(_unsigned(cells), rings, flatten=True)))


def neighbour_rows(cells: Cells) -> tuple[Cells, Cells]:
    """Return the pairs (row, row) of cells that share an edge, both ways; cells must be sorted, each once."""
    if not len(cells):
        return np.empty(0, np.int64), np.empty(0, np.int64)
    lists = pa.array(h3ronpy.grid_disk(_unsigned(cells), 1, flatten=False))
    first = np.repeat(np.arange(len(cells)), np.asarray(lists.value_lengths()))
    near = _signed(lists.flatten())
    second = np.minimum(np.searchsorted(cells, near), len(cells) - 1)
    kept = (cells[second] == near) & (first != second)
    return first[kept], second[kept]


def centres(cells: Cells) -> tuple[Floats, Floats]:
    """Return the centres of the cells as (latitude, longitude) in degrees, WGS 84."""
    if not len(cells):
        return np.empty(0), np.empty(0)
    batch = vector.cells_to_coordinates(_unsigned(cells))
    return np.asarray(batch["lat"]), np.asarray(batch["lng"])


def areas_km2(cells: Cells) -> Floats:
    """Return the exact area of each cell in square kilometres."""
    if not len(cells):
        return np.empty(0)
    areas: Floats = np.asarray(h3ronpy.cells_area_km2(_unsigned(cells)))
    return areas


def boundaries_wkb(cells: Cells) -> list[bytes]:
    """Return the outline of each cell as a WKB polygon, WGS 84."""
    if not len(cells):
        return []
    outlines: list[bytes] = pa.array(vector.cells_to_wkb_polygons(_unsigned(cells))).to_pylist()
    return outlines


def boundaries(cells: Cells) -> Floats:
    """Return the outline of each cell as six (longitude, latitude) corners, degrees WGS 84: (n, 6, 2).

    Corners run anticlockwise and the first is not repeated. A pentagon repeats its last corner; the few
    cells with extra corners, where an edge of the icosahedron bends them, lose their flattest ones.
    """
    outlines = boundaries_wkb(cells)
    corners = np.empty((len(outlines), 6, 2))
    plain = 13 + 7 * 16  # bytes of a closed ring of six corners, after the header
    regular = np.fromiter((len(outline) == plain for outline in outlines), bool, len(outlines))
    if regular.any():
        packed = np.frombuffer(b"".join(outline[13:] for outline in outlines if len(outline) == plain), "<f8")
        corners[regular] = packed.reshape(-1, 7, 2)[:, :6]
    for position in np.flatnonzero(~regular):
        ring = np.frombuffer(outlines[position][13:], "<f8").reshape(-1, 2)[:-1]
        while len(ring) > 6:
            ahead, behind = np.roll(ring, -1, 0) - ring, ring - np.roll(ring, 1, 0)
            bend = np.abs(behind[:, 0] * ahead[:, 1] - behind[:, 1] * ahead[:, 0])
            ring = np.delete(ring, bend.argmin(), axis=0)
        corners[position] = np.vstack([ring, np.repeat(ring[-1:], 6 - len(ring), axis=0)])
    return corners


def _unsigned(cells: Cells) -> pa.Array:
    return arrow.column(np.ascontiguousarray(cells, np.int64).view(np.uint64))


def _signed(found: Any) -> Cells:
    numbers: Cells = np.asarray(found).astype(np.uint64).view(np.int64)
    return numbers
