"""The boxes that spare most questions about the outline give the answer that asking for each point gives."""

from __future__ import annotations

import numpy as np
import shapely

from etl.boundary import Boundary


def test_many_points_at_once_lie_where_each_of_them_lies() -> None:
    """An outline with a hole and an island; points on its corners and on the sides of boxes among them."""
    random = np.random.default_rng(4)
    ring = shapely.Point(-1.5, 53.5).buffer(0.4, quad_segs=40)
    shape = ring.difference(shapely.box(-1.6, 53.4, -1.4, 53.55)).union(shapely.box(-1.0, 53.9, -0.9, 54.0))
    shapely.prepare(shape)
    boundary = Boundary(shape, "")
    west, south, east, north = boundary.bounds
    x, y = random.uniform(west - 0.1, east + 0.1, 20_000), random.uniform(south - 0.1, north + 0.1, 20_000)
    sides_x, sides_y = (
        values.ravel() for values in np.meshgrid(np.linspace(west, east, 65), np.linspace(south, north, 65))
    )
    corners = shapely.get_coordinates(shape)
    longitude = np.concatenate([x, sides_x, corners[:, 0], [np.nan]])
    latitude = np.concatenate([y, sides_y, corners[:, 1], [53.5]])
    found = boundary.holds(latitude, longitude)
    assert (found == shapely.contains_xy(shape, longitude, latitude)).all()
    assert 0 < found.sum() < len(found)


def test_an_outline_without_area_has_no_boxes() -> None:
    line = Boundary(shapely.LineString([(-1.5, 53.0), (-1.5, 54.0)]), "")
    assert line.holds(np.full(3_000, 53.5), np.full(3_000, -1.5)).all()
