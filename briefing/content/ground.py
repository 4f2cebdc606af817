"""What lies under every map of a briefing: outline, water, services that may be shown, zones asked for."""

from __future__ import annotations

import functools

import shapely

from briefing.content.given import Given
from briefing.content.model import Ground, ServicePoint, ZoneOutline
from layers.look.symbols import SERVICE_SYMBOLS, service_label
from layers.published.outline import outline_of
from layers.published.position import position_of
from layers.published.version import Published

CONFIDENTIAL = "confidential"
IN_FORCE = "active"


def ground(given: Given) -> Ground:
    """Return the ground of every map."""
    outline, water = _shapes(given.published)
    return Ground(
        bounds=given.meta.place.bounds,
        outline=outline,
        water=water,
        services=services(given),
        zones=outlines(given),
    )


def services(given: Given) -> tuple[ServicePoint, ...]:
    """Return the services; one of which only the cell may be known lies at its centre, confidential ones not.

    In the order of the version.
    """
    found = []
    for service in given.published.services():
        where = position_of(service)
        if service.setting == CONFIDENTIAL or where is None:
            continue
        kind = service.type if service.type in SERVICE_SYMBOLS else "other"
        symbol = SERVICE_SYMBOLS[kind]
        found.append(
            ServicePoint(
                name=f"{service.name}, {service.stop}" if service.stop else service.name,
                type=service.type,
                type_title=given.words.of(service_label(service.type)),
                letter=symbol.letter,
                shape=symbol.shape,
                strong=symbol.strong,
                longitude=where[0],
                latitude=where[1],
                approximate=service.latitude is None,
            )
        )
    return tuple(found)


def outlines(given: Given) -> tuple[ZoneOutline, ...]:
    """Return the zones asked for, numbered from 1."""
    zones = given.published.zones()
    return tuple(
        ZoneOutline(
            number=number,
            zone_id=zone_id,
            version=zones[zone_id].number,
            name=zones[zone_id].name,
            status=zones[zone_id].status,
            in_force=zones[zone_id].status == IN_FORCE,
            geometry=shapely.from_wkb(zones[zone_id].geometry_wkb),
        )
        for number, zone_id in enumerate(given.asked.zones, 1)
    )


@functools.lru_cache(maxsize=8)
def _shapes(published: Published) -> tuple[shapely.Geometry, shapely.Geometry]:
    water = [shapely.from_wkb(each.geometry_wkb) for each in published.base_features("water")]
    return outline_of(published), shapely.union_all(water)
