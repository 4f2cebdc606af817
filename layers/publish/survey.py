"""Reading the place's outline, neighbourhoods and statistical areas out of the restricted store."""

from __future__ import annotations

import datetime as dt

import numpy as np
import shapely

from etl import cells as h3
from etl import store
from etl.errors import BadInputError
from etl.feed import all_feeds
from etl.place import Place
from layers.grids import Area, Ground, cells_around, lay_ground
from layers.periods import first_day

HALF_THE_GLOBE = 180.0  # degrees


def survey(con: store.Connection, place: Place, as_of: dt.date, newest: int) -> tuple[Ground, float]:
    """Return the ground of the place and its area in square kilometres.

    newest: the last quarter old enough to publish; of a place without a boundary, later events are not
    looked at. Raises BadInputError where nothing says where the place is.
    """
    levels: dict[str, list[Area]] = {}
    told = store.rows(con, store.sql("publish_indicator"), {"indicator": "residents"})
    counted = {row[0]: row[1] for row in told}  # residents may come as a table beside the shapes
    for area_id, name, level, residents, km2, shapes in store.rows(con, store.sql("publish_boundaries")):
        shape = shapely.union_all(shapely.from_wkb(shapes))
        people = float(counted.get(area_id, "nan") if residents is None else residents)
        levels.setdefault(level, []).append(Area(area_id, name, people, float(km2 or 0), shape))
    outer = levels.get("place") or levels.get("neighbourhood") or levels.get("small_area") or []
    outline = shapely.union_all([area.shape for area in outer]) if outer else None
    resolutions = (place.resolution_board - 1, place.resolution_board, place.resolution_shown)
    bounded = outline is not None
    if outline is None:
        outline = _around_the_data(con, place, as_of, newest)
    west, _, east, _ = outline.bounds
    if east - west > HALF_THE_GLOBE:
        raise _on_both_sides(place)
    ground = lay_ground(
        outline,
        tuple(levels.get("neighbourhood", ())),
        tuple(levels.get("small_area", ())),
        resolutions,
        bounded=bounded,
    )
    km2 = sum(area.area_km2 for area in outer) or float(list(ground.grids.values())[-1].area_km2.sum())
    return ground, km2


def _around_the_data(con: store.Connection, place: Place, as_of: dt.date, newest: int) -> shapely.Geometry:
    """Return the outline of a place without a boundary: the coarse cells around its data."""
    coarse = place.resolution_board - 1
    before = first_day(newest + 1) if newest >= 0 else dt.date.min
    held: dict[int, int] = {}
    for feed in all_feeds().values():
        if feed.kind == "event":
            statement = store.sql("publish_held", feed=feed.id, cell=f"cell_{coarse}")
            for cell, events in store.rows(con, statement, {"before": before}):
                held[cell] = held.get(cell, 0) + events
    statement = store.sql("publish_reachable", condition="true")  # a confidential service would show here
    services = store.rows(con, statement, {"as_of": as_of})
    latitude, longitude = (np.array([row[at] for row in services], float) for at in (2, 3))
    found = cells_around(
        np.array(list(held), np.int64),
        np.array(list(held.values()), np.int64),
        h3.index_points(latitude, longitude, coarse),
        coarse,
        place.disclosure.threshold,
    )
    if not len(found):
        raise BadInputError(
            f"place {place.id}",
            f"has no boundary, no public service and too few located events before {before}",
            "Load a boundary, or more files, or publish as of a later day.",
        )
    east_west = h3.centres(found)[1]
    if east_west.max() - east_west.min() > HALF_THE_GLOBE:  # outlines of such cells cannot be joined
        raise _on_both_sides(place)
    return shapely.union_all(shapely.from_wkb(h3.boundaries_wkb(found)))


def _on_both_sides(place: Place) -> BadInputError:
    return BadInputError(
        f"place {place.id}",
        "lies on both sides of the 180th meridian, across which no map is drawn here",
        "Load the two sides as two places, each with its own boundary.",
    )
