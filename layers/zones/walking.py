"""The ground that people reach on foot within some minutes: along the streets, else in a straight line.

At 4.8 km an hour, as everywhere in the product. With streets a walk is what layers/clash/streets.py makes it:
straight to the nearest node of the streets, along them, and straight on from the node nearest the end.
Without streets it is 1.3 times the straight line.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import shapely
from scipy.sparse.csgraph import dijkstra
from scipy.spatial import cKDTree

from etl.errors import BadInputError
from etl.projection import LocalFrame
from layers.access import DETOUR, METRES_A_MINUTE, on_sphere
from layers.clash.streets import Streets
from layers.statistics.checked import Floats
from layers.zones.making import Point, around, on_the_map, require_place

MINUTES: Final = (5, 10)
OFF_STREET_M: Final = 100.0  # from the nearest node: blocks are filled, parks and harbours are not
SPECK_M2: Final = 1_000.0  # parts and gaps as small as a building are left out and filled
_SMOOTHED_M = 1.0
_GRID_M = 0.01
_QUARTER_CORNERS = 16


def walk(points: Sequence[Point], minutes: int, streets: Streets | None) -> shapely.Geometry:
    """Return the ground within `minutes` on foot of any of the points (longitude, latitude).

    streets: the walkable graph, None where the place gives none. Raises BadInputError for minutes not
    offered, no points, and a point too far from every street.
    """
    if minutes not in MINUTES:
        raise BadInputError("The walk", f"of {minutes} minutes is not offered", "Choose 5 or 10 minutes.")
    reach_m = minutes * METRES_A_MINUTE
    if streets is None or not len(points):
        return around(points, reach_m / DETOUR)
    return shapely.union_all([_along_streets(point, reach_m, streets) for point in points])


def _along_streets(point: Point, reach_m: float, streets: Streets) -> shapely.Geometry:
    """Return where the walk from one point is at most `reach_m`, its last leg at most OFF_STREET_M.

    Each node holds the ground nearer to it than to any other, as far as the metres left there go.
    """
    longitude, latitude = require_place(point)
    tree = cKDTree(streets.nodes)
    door = on_sphere(np.array([latitude]), np.array([longitude]))[0]
    leg, node = tree.query(door)
    if leg >= reach_m:
        raise BadInputError(
            "The walk",
            f"finds no street within {reach_m:g} m of longitude, latitude {longitude:.6f}, {latitude:.6f}",
            "Draw a circle there instead.",
        )
    left = reach_m - leg - dijkstra(streets.lengths, directed=False, indices=node, limit=reach_m)
    # a node out of reach still takes the ground nearest to it
    around_it = np.array(tree.query_ball_point(door, 2 * reach_m), np.int64)
    frame = LocalFrame(longitude, latitude)
    flat = shapely.get_coordinates(frame.to_metres(shapely.points(*_degrees(streets.nodes[around_it]))))
    reached = left[around_it] > 0
    legs = np.minimum(left[around_it][reached], OFF_STREET_M)
    discs = shapely.buffer(shapely.points(flat[reached]), legs, quad_segs=_QUARTER_CORNERS)
    pieces = shapely.intersection(discs, _nearest_ground(flat)[reached])
    ground = shapely.union_all(pieces, grid_size=_GRID_M)  # else hairlines part pieces that share an edge
    return on_the_map(frame, _tidied(ground))


def _tidied(ground: shapely.Geometry) -> shapely.Geometry:
    """Return ground (metres) without specks and small gaps, its edge good to a metre."""
    parts = shapely.get_parts(shapely.simplify(ground, _SMOOTHED_M))
    largest = int(np.argmax(shapely.area(parts)))
    kept = [part for row, part in enumerate(parts) if part.area >= SPECK_M2 or row == largest]
    filled = [
        shapely.Polygon(
            part.exterior, [hole for hole in part.interiors if shapely.Polygon(hole).area >= SPECK_M2]
        )
        for part in kept
    ]
    return shapely.union_all(filled)


def _nearest_ground(points: Floats) -> np.ndarray:
    """Return for each point (metres) the ground nearer to it than to any other, as far as 1 km around."""
    cells = shapely.get_parts(
        shapely.voronoi_polygons(
            shapely.multipoints(points), extend_to=shapely.box(*_bounds(points, 1_000.0)), ordered=True
        )
    )
    return np.asarray(cells)


def _bounds(points: Floats, margin: float) -> tuple[float, float, float, float]:
    (west, south), (east, north) = points.min(axis=0) - margin, points.max(axis=0) + margin
    return float(west), float(south), float(east), float(north)


def _degrees(nodes: Floats) -> tuple[Floats, Floats]:
    """Return longitudes and latitudes of points in metres from the centre of the sphere."""
    x, y, z = nodes.T
    return np.degrees(np.arctan2(y, x)), np.degrees(np.arctan2(z, np.hypot(x, y)))
