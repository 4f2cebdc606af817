"""Where a published place is."""

from __future__ import annotations

import shapely

from layers.published.version import Published


def outline_of(published: Published) -> shapely.Geometry:
    """Return the place's outline as the version draws it (WGS 84), its bounds where it draws none."""
    if "place" not in published.base_kinds():
        return shapely.box(*published.meta().place.bounds)
    return shapely.union_all(
        [shapely.from_wkb(feature.geometry_wkb) for feature in published.base_features("place")]
    )
