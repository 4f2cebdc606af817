"""Where a published place is, and what it calls its zones."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import shapely

from etl.place import Place
from layers.published.home import follow
from layers.published.version import Published


@dataclass(frozen=True)
class PublishedPlace:
    """What files about zones take from the current version. Without one: no outline (WGS 84), no version."""

    outline: shapely.Geometry | None = None
    term: str = Place.zone_term
    version: str = ""


def where_published(home: Path) -> PublishedPlace:
    """Return the place as the current published version of a home draws and names it."""
    if not (home / "published" / "current").exists():
        return PublishedPlace()
    published = follow(home).current()
    return PublishedPlace(outline_of(published), published.meta().place.zone_term, published.version)


def outline_of(published: Published) -> shapely.Geometry:
    """Return the place's outline as the version draws it (WGS 84), its bounds where it draws none."""
    if "place" not in published.base_kinds():
        return shapely.box(*published.meta().place.bounds)
    return shapely.union_all(
        [shapely.from_wkb(feature.geometry_wkb) for feature in published.base_features("place")]
    )
