"""The place as cells: which cells cover it, in which order, and a fine sample of points inside it.

The sample points (centres of cells one step finer than the finest grid shown) stand for the ground
when something with an area (a neighbourhood, a tract, a buffer) is shared out among cells.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

from etl import cells as h3
from layers.zones.index import PointIndex

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
RINGS_WITHOUT_BOUNDARY = 1  # coarse cells by which a place without a boundary reaches beyond its data
STEPS_WITHOUT_BOUNDARY = 2  # how much coarser its ground may be laid where events are few
# A place with more cells of its finest grid is wide: it has still coarser grids, to be looked at as a whole,
# down to the first with no more than COARSEST_CELLS
WIDE_CELLS, COARSEST_CELLS = 100_000, 1_000


@dataclass(frozen=True)
class Area:
    """A polygon of the boundary feed; shape in WGS 84, residents NaN where not known."""

    area_id: str
    name: str
    residents: float
    area_km2: float
    shape: shapely.Geometry


@dataclass(frozen=True)
class Grid:
    """The cells of one resolution, sorted by id: a cell's position is its row.

    parent_row: row in the next coarser grid, -1 on the coarsest. area_row: row of the neighbourhood
    that holds most of the cell, -1 for none.
    """

    name: str
    resolution: int
    cells: Ints
    parent_row: Ints
    area_row: Ints
    area_km2: Floats
    latitude: Floats
    longitude: Floats

    def rows_of(self, cells: Ints) -> Ints:
        """Return the row of each cell, -1 for cells outside the grid."""
        at = np.minimum(np.searchsorted(self.cells, cells), max(len(self.cells) - 1, 0))
        if not len(self.cells):
            return np.full(len(cells), -1, np.int64)
        return np.where(self.cells[at] == cells, at, -1)


@dataclass(frozen=True)
class Samples:
    """Points spread evenly over the place: coordinates, neighbourhood row, row in each grid, residents."""

    latitude: Floats
    longitude: Floats
    area_row: Ints
    grid_rows: dict[str, Ints]
    residents: Floats

    def __len__(self) -> int:
        """Return the number of points."""
        return len(self.latitude)


@dataclass(frozen=True)
class Ground:
    """The place's ground: outline, neighbourhoods, statistical areas, grids (coarse first), samples.

    grids: those of a wide place, then the three that every place has. small_area_row: for each sample the row
    of its statistical area, -1 for none.
    """

    outline: shapely.Geometry
    bounded: bool
    areas: tuple[Area, ...]
    small_areas: tuple[Area, ...]
    grids: dict[str, Grid]
    samples: Samples
    small_area_row: Ints

    @property
    def stored(self) -> tuple[str, str, str]:
        """The grids stored with every event: one step coarser than the boards', theirs, the finest."""
        coarse, board, shown = list(self.grids)[-3:]
        return coarse, board, shown

    @property
    def resolutions(self) -> tuple[int, int, int]:
        """The resolutions of the grids whose cells are stored."""
        coarse, board, shown = (self.grids[name].resolution for name in self.stored)
        return coarse, board, shown

    @property
    def wide(self) -> tuple[str, ...]:
        """The still coarser grids of a wide place, none elsewhere."""
        return tuple(self.grids)[:-3]

    def size(self, grid: str) -> int:
        """Return the number of rows of a grid, `place` and `area` included."""
        return 1 if grid == "place" else len(self.areas) if grid == "area" else len(self.grids[grid].cells)

    def wide_rows(self, cells: Ints) -> dict[str, Ints]:
        """Return the rows, -1 for none, of cells of the finest grid on each coarser grid of a wide place."""
        known, back = np.unique(cells, return_inverse=True)
        found = {}
        for name in self.wide:
            grid = self.grids[name]
            row = np.full(len(known), -1, np.int64)
            held = known > 0  # an event whose cell is not known has 0
            row[held] = grid.rows_of(cells_holding(known[held], grid.resolution))
            found[name] = row[back]
        return found

    def sample_rows(self, grid: str) -> Ints:
        """Return the row of each sample in a grid, -1 for none."""
        if grid == "place":
            return np.zeros(len(self.samples), np.int64)
        return self.samples.area_row if grid == "area" else self.samples.grid_rows[grid]

    def rows_at(self, grid: str, latitude: Floats, longitude: Floats) -> Ints:
        """Return the row that holds each point, -1 for none."""
        if grid == "place":
            return np.zeros(len(latitude), np.int64)
        if grid == "area":
            return rows_containing([area.shape for area in self.areas], latitude, longitude)
        chosen = self.grids[grid]
        return chosen.rows_of(h3.index_points(latitude, longitude, chosen.resolution))


def rows_containing(shapes: list[shapely.Geometry], latitude: Floats, longitude: Floats) -> Ints:
    """Return for each point the lowest row whose shape holds it (edges included), -1 for none."""
    found = np.full(len(latitude), len(shapes), np.int64)
    if shapes and len(latitude):
        points = PointIndex(latitude, longitude)
        for row, shape in enumerate(shapes):
            inside = points.inside(shape)
            found[inside] = np.minimum(found[inside], row)
    return np.where(found == len(shapes), -1, found)


def cells_holding(cells: Ints, resolution: int) -> Ints:
    """Return the cell of a coarser resolution that holds the centre of each cell.

    Nearer to where the cell lies than its ancestor, whose outline its own crosses at every step.
    """
    return h3.index_points(*h3.centres(cells), resolution)


def lay_ground(
    outline: shapely.Geometry,
    areas: tuple[Area, ...],
    small_areas: tuple[Area, ...],
    resolutions: tuple[int, int, int],
    *,
    bounded: bool = True,
) -> Ground:
    """Return the ground of a place, `bounded` when the outline is its boundary.

    resolutions: coarse, board, shown.
    """
    coarse, board, shown = resolutions
    wkb = shapely.to_wkb(outline)
    ids = {shown: h3.cells_covering(wkb, shown)}
    for finer, resolution in ((shown, board), (board, coarse)):  # each parent must be there to stand in
        both = np.concatenate([h3.cells_covering(wkb, resolution), h3.parents(ids[finer], resolution)])
        ids[resolution] = np.unique(both)
    coarsest = coarse
    while len(ids[shown]) > WIDE_CELLS and len(ids[coarsest]) > COARSEST_CELLS and coarsest > 0:
        above = h3.parents(ids[coarsest], coarsest - 1)
        coarsest -= 1
        ids[coarsest] = np.unique(np.concatenate([above, cells_holding(ids[shown], coarsest)]))

    latitude, longitude = h3.centres(h3.cells_centred_in(wkb, shown + 1))
    latitude, longitude = _with_missed(latitude, longitude, areas, small_areas)
    area_row = rows_containing([area.shape for area in areas], latitude, longitude)
    small_row = rows_containing([area.shape for area in small_areas], latitude, longitude)
    grids: dict[str, Grid] = {}
    rows: dict[str, Ints] = {}
    above = np.empty(0, np.int64)
    for resolution in sorted(ids):
        cells = ids[resolution]
        parent = (
            np.searchsorted(above, h3.parents(cells, resolution - 1))
            if len(above)
            else np.full(len(cells), -1, np.int64)
        )
        lat, lon = h3.centres(cells)
        name = f"r{resolution}"
        bare = Grid(name, resolution, cells, parent, parent, h3.areas_km2(cells), lat, lon)
        rows[name] = bare.rows_of(h3.index_points(latitude, longitude, resolution))
        own_area = _commonest(rows[name], area_row, len(cells), len(areas))
        grids[name] = Grid(name, resolution, cells, parent, own_area, bare.area_km2, lat, lon)
        above = cells
    residents = _residents_of_samples(small_areas or areas, small_row if small_areas else area_row)
    samples = Samples(latitude, longitude, area_row, rows, residents)
    return Ground(outline, bounded, areas, small_areas, grids, samples, small_row)


def cells_around(cells: Ints, events: Ints, public: Ints, coarse: int, fewest: int) -> Ints:
    """Return the coarse cells that a place without a boundary covers, none where too little is known.

    cells, events: coarse cells with the number of events in each; public: cells of public sites. Only
    cells with at least `fewest` events are taken, from the next coarser ones where no cell has as many:
    else the shape of the place would show where a single event was.
    """
    held: Ints = np.empty(0, np.int64)
    for step in range(STEPS_WITHOUT_BOUNDARY + 1):
        above, back = np.unique(h3.parents(cells, max(coarse - step, 0)), return_inverse=True)
        enough = above[np.bincount(back, events, len(above)) >= fewest]
        if len(enough):
            held = h3.children(enough, coarse) if step else h3.disks(enough, RINGS_WITHOUT_BOUNDARY)
            break
    return np.union1d(held, h3.disks(public, RINGS_WITHOUT_BOUNDARY))


def _with_missed(
    latitude: Floats, longitude: Floats, areas: tuple[Area, ...], small_areas: tuple[Area, ...]
) -> tuple[Floats, Floats]:
    """Add a point inside each area too small to hold any sample, so that no area is lost."""
    for group in (areas, small_areas):
        if not group:
            continue
        points = PointIndex(latitude, longitude)
        missed = [area.shape.representative_point() for area in group if not points.count(area.shape)]
        latitude = np.append(latitude, [point.y for point in missed])
        longitude = np.append(longitude, [point.x for point in missed])
    return latitude, longitude


def _commonest(cell_row: Ints, area_row: Ints, cell_count: int, area_count: int) -> Ints:
    """Return the area that most samples of each cell lie in (a tie: the lower row), -1 for none."""
    inside = (cell_row >= 0) & (area_row >= 0)
    best = np.full(cell_count, -1, np.int64)
    if not inside.any():
        return best
    pairs, counts = np.unique(cell_row[inside] * area_count + area_row[inside], return_counts=True)
    cell, area = pairs // area_count, pairs % area_count
    order = np.lexsort((area, -counts, cell))
    first = np.unique(cell[order], return_index=True)[1]
    best[cell[order][first]] = area[order][first]
    return best


def _residents_of_samples(areas: tuple[Area, ...], row: Ints) -> Floats:
    """Return residents a sample: each area's residents spread evenly over its samples, 0 where unknown."""
    if not areas:
        return np.zeros(len(row))
    total = np.nan_to_num(np.array([area.residents for area in areas], float))
    inside = row >= 0
    points = np.bincount(row[inside], minlength=len(areas))
    each = total / np.maximum(points, 1)
    return np.where(inside, each[np.maximum(row, 0)], 0.0)
