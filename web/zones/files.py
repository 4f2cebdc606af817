"""Zones as GeoJSON: the few properties that the map draws, or everything for a file."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import fields
from datetime import date
from typing import Any

import shapely

from layers.look.zones import ZONE_LOOKS
from layers.published.version import Published
from layers.published.zones import PublishedZone
from layers.zones.said import costs, protects, standing
from layers.zones.status import STATUSES
from web.map.files import collect


def zone_shapes(published: Published, statuses: Collection[str]) -> bytes:
    """Return the zones of some statuses as the map draws them. Raises KeyError for an unknown status."""
    if not set(statuses) <= set(STATUSES):
        raise KeyError(tuple(statuses))
    term = published.meta().place.zone_term
    features = []
    for zone in published.zones().values():
        if zone.status in statuses:
            about = {
                "id": zone.zone_id,
                "name": zone.name,
                "status": zone.status,
                "label": f"{zone.name}\n{ZONE_LOOKS[zone.status].label}",
                "words": standing(zone, term),
            }
            features.append((shapely.from_wkb(zone.geometry_wkb), about))
    return collect(features)


def zone_file(published: Published, content_id: str) -> bytes:
    """Return every zone with its policy and the sentences of the page, for other programs."""
    term = published.meta().place.zone_term
    features = []
    for zone in published.zones().values():
        shown = published.zone_shown(zone.zone_id)
        about = {
            **{field.name: _plain(getattr(zone, field.name)) for field in fields(PublishedZone)},
            "standing": standing(zone, term),
            "would_protect": protects(shown),
            "would_cost": costs(shown),
            "data_version": published.version,
            "purpose": published.meta().purpose,
            "content_id": content_id,
        }
        del about["geometry_wkb"]
        features.append((shapely.from_wkb(zone.geometry_wkb), about))
    return collect(features, content_id=content_id)


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value
