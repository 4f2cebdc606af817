"""What a zone is set beside: the ring around it, and a comparison area like it elsewhere in the place.

The ring is 400 m wide, one bandwidth of the kernel: what is moved on from a zone is most likely moved
there, and farther out an event counts less than .61 at the zone's edge. The comparison area is made of the
place's finest cells, beyond the ring, matched one to one with the zone's cells on need around them (overdose
calls, kernel-weighted) and residents, as the clash index compares places. Of zones of more than 300 cells an
even sample is matched: compare rates there, not counts.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

from etl import cells as h3
from etl.projection import frame_of
from layers.statistics.checked import Flags, Ints
from layers.statistics.matched_area import LARGEST_DIFFERENCE, matched_cells
from layers.zones.making import QUARTER_CORNERS, on_the_map
from layers.zones.material import ZoneMaterial
from layers.zones.shape import only_polygons

RING_M = 400.0  # straight-line metres
CELLS_MATCHED = 300  # at most


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
    inside, outside = _inside(material, shape), ~_inside(material, wider)
    own = np.flatnonzero(inside)
    if not len(own):  # smaller than a cell: the cell whose centre is nearest
        middle = shape.representative_point()
        squeeze = np.cos(np.radians(middle.y))
        away = np.hypot(material.latitude - middle.y, squeeze * (material.longitude - middle.x))
        own = np.array([np.argmin(away)] if len(away) else [], np.int64)
        outside[own] = False
    of = len(own)
    if of > CELLS_MATCHED:
        own = own[np.linspace(0, of - 1, CELLS_MATCHED).astype(np.int64)]
    known = [np.log(material.residents + 1)]
    if material.need_near is not None:
        known.insert(0, np.log(material.need_near + 0.5))
    values = np.column_stack(known)
    others: Ints = np.flatnonzero(outside)
    match = matched_cells(values[own], values[others])
    comparison = None
    if match is not None:
        picked = h3.boundaries_wkb(np.sort(material.cell[others[match.rows]]))
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


def widened(shape: shapely.Geometry, metres: float) -> shapely.Geometry:
    """Return a WGS 84 shape with a margin on the ground, or less one where metres is below 0."""
    frame = frame_of(shape)
    return on_the_map(frame, shapely.buffer(frame.to_metres(shape), metres))


def wide_enough(shape: shapely.Geometry, metres: float) -> bool:
    """Return whether a source that places its events to `metres` may be weighed in a shape.

    At least half of the ground must lie in parts as wide as that: a circle of that radius fits, as it does
    in the cells on which such a source may be shown.
    """
    if metres <= 0:
        return True
    # thousands of corners would make the margins slow, and change half of the ground by next to nothing
    flat = shapely.simplify(frame_of(shape).to_metres(shape), metres / 10)
    narrower = shapely.buffer(flat, -metres * 0.999, quad_segs=QUARTER_CORNERS)
    return bool(shapely.buffer(narrower, metres, quad_segs=QUARTER_CORNERS).area >= flat.area / 2)


def _inside(material: ZoneMaterial, shape: shapely.Geometry) -> Flags:
    shapely.prepare(shape)
    return np.asarray(shapely.intersects_xy(shape, material.longitude, material.latitude), bool)
