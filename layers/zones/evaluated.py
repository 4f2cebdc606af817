"""Zones weighed for the command line: one JSON document, or lines to read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import shapely

from etl.errors import BadInputError
from etl.projection import area_km2
from layers.published.home import follow
from layers.published.outline import outline_of
from layers.published.version import Published
from layers.published.zones import PublishedZone
from layers.week import WeekHours, read_week
from layers.zones.material import ZoneMaterial, zone_material
from layers.zones.shape import whole
from layers.zones.suggest import Suggested
from layers.zones.suggest_released import suggest_released
from layers.zones.tradeoff import NO_LIMITS, SCENARIOS_AT_MOST, Limits, Scenario, compare
from layers.zones.weigh import weigh, zone_version
from layers.zones.weighed import as_json
from layers.zones.zone import Zone

ZONES_AT_MOST: Final = 100
NOT_APPROVED: Final = (
    "Figures about events are worked out when a version of a zone is approved for publication. On the "
    "partnership's own machine --exact gives them, not for publication."
)


def material_of(home: Path) -> ZoneMaterial:
    """Return the material of a home as of the day of its published version.

    Raises BadInputError when nothing is published or loaded.
    """
    return zone_material(home, dt.date.fromisoformat(follow(home).current().meta().as_of))


def exact_document(home: Path, zones: Sequence[Zone]) -> dict[str, Any]:
    """Return the exact figures of zones, and of two to six how they compare.

    Raises BadInputError when nothing is published, or there are too many zones.
    """
    if len(zones) > ZONES_AT_MOST:
        raise BadInputError("The file", f"holds more than {ZONES_AT_MOST} zones", "Evaluate fewer at once.")
    material = material_of(home)
    scenarios = [Scenario(zone.name, whole(zone.parts), week_of(zone), zone.services) for zone in zones]
    weighed = [weigh(material, one.shape, one.week, one.service_ids, name=one.name) for one in scenarios]
    compared = compare(material, scenarios) if 1 < len(scenarios) <= SCENARIOS_AT_MOST else ()
    return {
        "place": material.place.name,
        "as_of": material.as_of.isoformat(),
        "data_version": material.data_version,
        "not_for_publication": True,
        "zones": [as_json(one) for one in weighed],
        "compared": as_json(compared),
    }


def ground_document(home: Path, zones: Sequence[Zone]) -> dict[str, Any]:
    """Return what may be said of any zone: its ground and what is public there, nothing about events.

    A zone that is published with this ground, hours and services has its released figures too. Raises
    BadInputError when nothing is published.
    """
    version = follow(home).current()
    meta = version.meta()
    published = _published_zones(version)
    return {
        "place": meta.place.name,
        "as_of": meta.as_of,
        "version": version.version,
        "not_for_publication": False,
        "state_text": NOT_APPROVED,
        "zones": [_ground(version, zone, published) for zone in zones],
    }


def week_of(zone: Zone) -> WeekHours | None:
    """Return the hours of a zone, None for always."""
    return read_week(zone.hours) if zone.hours else None


def suggested_document(
    home: Path, most: int, *, radii_m: Sequence[float], limits: Limits = NO_LIMITS
) -> dict[str, Any]:
    """Return options worked out of released figures alone. Raises BadInputError when nothing is published."""
    version = follow(home).current()
    meta = version.meta()
    found = suggest_released(version, most, radii_m=radii_m, limits=limits)
    return {
        "place": meta.place.name,
        "as_of": meta.as_of,
        "version": version.version,
        "not_for_publication": False,
        **as_json(found),
    }


def suggested_exactly(material: ZoneMaterial, found: Suggested) -> dict[str, Any]:
    """Return suggestions from exact figures as JSON."""
    return {
        "place": material.place.name,
        "as_of": material.as_of.isoformat(),
        "data_version": material.data_version,
        "not_for_publication": True,
        **as_json(found),
    }


def _published_zones(version: Published) -> dict[str, PublishedZone]:
    """Return the published zones by what is weighed of them: ground, hours and services."""
    found = {}
    for one in version.zones().values():
        week = read_week(one.hours) if one.hours else None
        found[zone_version(shapely.from_wkb(one.geometry_wkb), week, one.services)] = one
    return found


def _ground(version: Published, zone: Zone, published: Mapping[str, PublishedZone]) -> dict[str, Any]:
    shape = whole(zone.parts)
    week = week_of(zone)
    public = [one for one in version.services() if one.latitude is not None and one.longitude is not None]
    inside = [one.name for one in public if shapely.intersects_xy(shape, one.longitude, one.latitude)]
    schools = [site for site in version.sites() if site.kind != "venue" and site.type == "school"]
    within = shapely.intersection(shape, outline_of(version))
    key = zone_version(shape, week, zone.services)
    return {
        "zone": zone.name,
        "zone_version": key,
        "hours": "" if week is None else week.words,
        "area_km2": area_km2(shape),
        "in_place": area_km2(within) / area_km2(shape) if within.area > 0 else 0.0,
        "neighbourhoods": [
            area.name for area in version.areas() if shapely.from_wkb(area.geometry_wkb).intersects(shape)
        ],
        "services_inside": list(dict.fromkeys(inside)),
        "schools_inside": sum(
            bool(shapely.intersects_xy(shape, site.longitude, site.latitude)) for site in schools
        ),
        "hotspots": [
            one.name for one in version.hotspots() if shapely.from_wkb(one.geometry_wkb).intersects(shape)
        ],
        "published": _released(version, published[key]) if key in published else None,
    }


def _released(version: Published, zone: PublishedZone) -> dict[str, Any]:
    """Return what boards see of a published zone."""
    figures = version.zone_figures(zone.zone_id).items()
    return {
        "zone_id": zone.zone_id,
        "number": zone.number,
        "status": zone.status,
        "figures": [
            {"region": region, "period": period, **as_json(figure)} for (region, _, period), figure in figures
        ],
    }
