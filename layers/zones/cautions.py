"""What overlaps a zone and must be weighed with it: hotspots, sensitive places, harsher areas, services."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import shapely

from etl.feed import all_feeds
from etl.projection import area_km2
from layers.layer import all_layers
from layers.measure import BufferShare
from layers.publish.entitled import NOT_OPEN, closed_words
from layers.words import percent
from layers.zones.figures import too_fine
from layers.zones.material import ZoneMaterial
from layers.zones.regions import widened
from layers.zones.weighed import KINDS, Caution

_SINGULAR = {
    "school": "school",
    "nursery": "nursery",
    "play_area": "play area",
    "youth_centre": "youth centre",
    "other": "other place",
}
_HARSHER = {
    "dispersal": "where people can be told to leave",
    "public_space_order": "where an order makes offences of what is none elsewhere",
    "drug_free_zone": "where penalties for drugs are raised",
    "alcohol_ban": "where drinking is barred",
    "service_ban": "where services may not open",
    "other": "where rules or penalties are harsher",
}
_PLURAL = {"nursery": "nurseries", "other": "other places"}


def cautions(
    material: ZoneMaterial, shape: shapely.Geometry, service_ids: Sequence[str]
) -> tuple[Caution, ...]:
    """Return every warning about a zone: what it is made without, hotspots, and so on."""
    return (
        *_closed(material),
        *_hotspots(material, shape),
        *_sensitive(material, shape),
        *_buffers(material, shape),
        *_harsher(material, shape),
        *_approximate(material, shape),
        *_services(material, service_ids),
    )


def _closed(material: ZoneMaterial) -> list[Caution]:
    if not material.place.closed:
        return []
    words = closed_words((each.id, all_feeds()[each.feed].title) for each in material.place.closed)
    return [Caution("closed", NOT_OPEN, f"Every figure and warning is made without {words}.")]


def _hotspots(material: ZoneMaterial, shape: shapely.Geometry) -> list[Caution]:
    found = []
    for hotspot in material.hotspots:
        both = shapely.intersection(shape, hotspot.shape)
        if both.area > 0:
            part = area_km2(both) / area_km2(shape)
            names = ", ".join(text for text in (hotspot.operation, hotspot.when) if text)
            hidden = "" if hotspot.shown else " Boards may not see this hotspot."
            found.append(
                Caution(
                    "hotspot",
                    hotspot.name,
                    f"{percent(part)} of the zone lies in the declared hotspot {hotspot.name}"
                    f"{f' ({names})' if names else ''}: the two instructions collide.{hidden}",
                )
            )
    return found


def _sensitive(material: ZoneMaterial, shape: shapely.Geometry) -> list[Caution]:
    inside = Counter(site.type for site in material.sites if shapely.intersects(shape, site.shape))
    if not inside:
        return []
    words = ", ".join(_number(kind, inside[kind]) for kind in _SINGULAR if inside[kind])
    return [Caution("sensitive", words, f"Inside the zone: {words}. Talk to them before it is proposed.")]


def _buffers(material: ZoneMaterial, shape: shapely.Geometry) -> list[Caution]:
    measure = all_layers()["school_buffers"].measure
    assert isinstance(measure, BufferShare)
    near = widened(shape, measure.radius_m)
    schools = [
        site.shape
        for site in material.sites
        if site.type == "school" and shapely.intersects(near, site.shape)
    ]
    if not schools:
        return []
    covered = shapely.union_all([widened(school, measure.radius_m) for school in schools])
    part = area_km2(shapely.intersection(shape, covered)) / area_km2(shape)
    return [
        Caution(
            "harsher",
            "Near schools",
            f"{percent(part)} of the zone lies within {measure.radius_m:g} m of a school. Where the law has "
            "harsher penalties or bars services there, an agreement does not lift them: take legal advice.",
        )
    ]


def _harsher(material: ZoneMaterial, shape: shapely.Geometry) -> list[Caution]:
    found = []
    for area in material.harsher:
        both = shapely.intersection(shape, area.shape)
        if both.area > 0:
            part = area_km2(both) / area_km2(shape)
            rule = f" ({area.rule.rstrip('.')})" if area.rule else ""
            found.append(
                Caution(
                    "harsher",
                    area.name,
                    f"{percent(part)} of the zone lies in {area.name}, {_HARSHER[area.type]}{rule}. An "
                    "agreement does not lift it: settle with whoever made it what holds there, and take "
                    "legal advice.",
                )
            )
    return found


def _approximate(material: ZoneMaterial, shape: shapely.Geometry) -> list[Caution]:
    found = []
    for kind, held in material.events.items():
        if held.metres > 0:
            refused = too_fine(material, kind, shape)
            words = (
                f"{KINDS[kind]}: {refused}. It is not weighed."
                if refused
                else f"{KINDS[kind]}: approximate locations, moved by up to {held.metres:g} m by a source."
            )
            found.append(Caution("approximate", KINDS[kind], words))
    return found


def _services(material: ZoneMaterial, service_ids: Sequence[str]) -> list[Caution]:
    known = {name for one in material.services for name in (one.service_id, one.name)}
    return [
        Caution(
            "service",
            name,
            f"{name} is not among the open public services, so it counts for nothing here. Confidential "
            "services never count.",
        )
        for name in dict.fromkeys(service_ids)
        if name not in known
    ]


def _number(kind: str, count: int) -> str:
    one = _SINGULAR[kind]
    return f"1 {one}" if count == 1 else f"{count} {_PLURAL.get(kind, one + 's')}"
