"""Reading the place's outline, neighbourhoods and statistical areas out of the restricted store."""

from __future__ import annotations

import numpy as np
import shapely

from etl import store
from etl.errors import BadInputError
from etl.feed import all_feeds
from etl.place import Place
from layers.grids import Area, Floats, Ground, lay_ground


def survey(con: store.Connection, place: Place) -> tuple[Ground, float]:
    """Return the ground of the place and its area in square kilometres."""
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
    located = _located(con) if outline is None else (np.empty(0), np.empty(0))
    if outline is None and not len(located[0]):
        raise BadInputError(
            "boundary", "no boundary and no located event is loaded", "Load files, then publish."
        )
    ground = lay_ground(
        outline,
        tuple(levels.get("neighbourhood", ())),
        tuple(levels.get("small_area", ())),
        resolutions,
        located,
    )
    km2 = sum(area.area_km2 for area in outer) or float(list(ground.grids.values())[-1].area_km2.sum())
    return ground, km2


def _located(con: store.Connection) -> tuple[Floats, Floats]:
    """Return the coordinates of all events, for a place without a boundary.

    Only of events: a cell shows anyway whether it has any, but a service may be confidential.
    """
    feeds = [feed.id for feed in all_feeds().values() if feed.kind == "event"]
    found = [store.fetch(con, store.sql("publish_spots", feed=feed)) for feed in feeds]
    return (
        np.concatenate([one["latitude"] for one in found]).astype(np.float64),
        np.concatenate([one["longitude"] for one in found]).astype(np.float64),
    )
