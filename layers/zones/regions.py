"""What a zone is set beside: the ring around it, and a comparison area like it elsewhere in the place.

The ring is 400 m wide, one bandwidth of the kernel: what is moved on from a zone is most likely moved
there, and farther out an event counts less than .61 at the zone's edge. The comparison area is made of cells
of the place beyond the ring, matched one to one with the zone's cells on need around them (overdose calls,
kernel-weighted) and residents, as the clash index compares places. The cells are the finest on which the
sources may be counted. Of zones of more than 300 cells an even sample is matched: compare rates there, not
counts.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy as np
import shapely

from etl import cells as h3
from etl.projection import LocalFrame, frame_of
from layers.statistics.checked import Flags, Floats, Ints
from layers.statistics.matched_area import LARGEST_DIFFERENCE, matched_cells
from layers.zones.making import QUARTER_CORNERS, on_the_map
from layers.zones.material import ZoneMaterial
from layers.zones.shape import only_polygons

RING_M = 400.0  # straight-line metres
CELLS_MATCHED = 300  # at most
CORNERS_AT_MOST = 2_000  # of a shape whose margins are laid out, as far as it can be made plainer
DOUBLINGS = 8  # of the tolerance with which it is


@dataclass(frozen=True)
class Regions:
    """The shapes of a zone, its ring and its comparison area; None where there is no such ground.

    cells: how many of the zone's cells are matched, of `of`. difference: how unlike the two are at most,
    in standard deviations. matched_on: in words.
    """

    inside: shapely.Geometry
    ring: shapely.Geometry | None
    comparison: shapely.Geometry | None
    cells: int
    of: int
    difference: float
    matched_on: str

    @property
    def alike(self) -> bool:
        """Return whether the comparison area is like the zone in what it was matched on."""
        return self.comparison is not None and self.difference <= LARGEST_DIFFERENCE


def lay_regions(material: ZoneMaterial, shape: shapely.Geometry) -> Regions:
    """Return the three regions of a zone."""
    wider = widened(shape, RING_M)
    ring = only_polygons(shapely.intersection(shapely.difference(wider, shape), material.outline))
    ground = _ground(material, _resolution(material, shape))
    own, others = np.flatnonzero(ground.inside(shape)), np.flatnonzero(~ground.inside(wider))
    if not len(own):  # smaller than a cell: the cell whose centre is nearest
        own = ground.nearest(shape.representative_point())
        others = others[~np.isin(others, own)]
    of = len(own)
    if of > CELLS_MATCHED:
        own = own[np.linspace(0, of - 1, CELLS_MATCHED).astype(np.int64)]
    match = matched_cells(ground.values[own], ground.values[others])
    comparison = None
    if match is not None:
        picked = h3.boundaries_wkb(np.sort(ground.cell[others[match.rows]]))
        comparison = only_polygons(shapely.union_all(shapely.from_wkb(picked)))
    return Regions(
        inside=shape,
        ring=None if ring.is_empty else ring,
        comparison=comparison,
        cells=len(own),
        of=of,
        difference=float("nan") if match is None else match.difference,
        matched_on="residents" if material.need_near is None else "overdose calls around and residents",
    )


@dataclass(frozen=True, eq=False)
class _Ground:
    """Cells of one resolution with their centres and what they are matched on (cells x covariates)."""

    cell: Ints
    latitude: Floats
    longitude: Floats
    values: Floats

    def inside(self, shape: shapely.Geometry) -> Flags:
        """Return the cells whose centre lies in a shape."""
        shapely.prepare(shape)
        return np.asarray(shapely.intersects_xy(shape, self.longitude, self.latitude), bool)

    def nearest(self, point: shapely.Point) -> Ints:
        """Return the cell whose centre is nearest to a point, none where there are no cells."""
        squeeze = np.cos(np.radians(point.y))
        away = np.hypot(self.latitude - point.y, squeeze * (self.longitude - point.x))
        return np.array([np.argmin(away)] if len(away) else [], np.int64)


def _resolution(material: ZoneMaterial, shape: shapely.Geometry) -> int:
    """Return the finest resolution whose cells are no finer than any source that the shape admits."""
    metres = [held.metres for held in material.events.values() if wide_enough(shape, held.metres)]
    steps = range(material.resolution, material.place.resolution_board - 1, -1)
    return next((step for step in steps if h3.EDGE_M[step] >= max(metres, default=0.0)), material.resolution)


@functools.lru_cache(maxsize=8)
def _ground(material: ZoneMaterial, resolution: int) -> _Ground:
    """Return the cells of the place at a resolution; coarser ones where half of their cells are in it."""
    own = h3.parents(material.cell, resolution)
    cell, row, parts = np.unique(own, return_inverse=True, return_counts=True)
    known = [np.log(np.bincount(row, material.residents) + 1)]
    if material.need_near is not None:
        known.insert(0, np.log(np.bincount(row, material.need_near) / parts + 0.5))
    most = 7 ** (material.resolution - resolution)
    kept = 2 * parts >= most
    return _Ground(cell[kept], *h3.centres(cell[kept]), np.column_stack(known)[kept])


def widened(shape: shapely.Geometry, metres: float) -> shapely.Geometry:
    """Return a WGS 84 shape with a margin on the ground, or less one where metres is below 0.

    The margin of a shape of more than `CORNERS_AT_MOST` corners is laid out around a plainer one.
    """
    frame = frame_of(shape)
    flat = frame.to_metres(shape)
    if shapely.get_num_coordinates(flat) > CORNERS_AT_MOST:
        flat = _plainer(flat, abs(metres) / 100)
    return on_the_map(frame, shapely.buffer(flat, metres))


def _plainer(flat: shapely.Geometry, tolerance_m: float) -> shapely.Geometry:
    """Return a shape in metres with few corners: margins of thousands of spikes take gigabytes."""
    plain = shapely.simplify(flat, tolerance_m)
    for _ in range(DOUBLINGS):  # every ring keeps three corners: of many rings there is no plainer shape
        if shapely.get_num_coordinates(plain) <= CORNERS_AT_MOST:
            break
        tolerance_m *= 2
        plain = shapely.simplify(plain, tolerance_m)
    return plain


def wide_enough(shape: shapely.Geometry, metres: float) -> bool:
    """Return whether a source that places its events to `metres` may be weighed in a shape.

    At least half of the ground must lie in parts as wide as that: a circle of that radius fits, as it does
    in the cells on which such a source may be shown.
    """
    if metres <= 0:
        return True
    # thousands of corners would make the margins slow, and change half of the ground by next to nothing;
    # one frame for all shapes near by, since making one takes longer than all the rest
    middle = frame_of(shape)
    frame = LocalFrame(round(middle.longitude, 1), round(middle.latitude, 1))
    flat = _plainer(frame.to_metres(shape), metres / 10)
    narrower = shapely.buffer(flat, -metres * 0.999, quad_segs=QUARTER_CORNERS)
    return bool(shapely.buffer(narrower, metres, quad_segs=QUARTER_CORNERS).area >= flat.area / 2)
