"""The names a reader can look for in one version, folded for comparing."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import shapely

from layers import words
from layers.look.symbols import service_label
from layers.look.zones import ZONE_LOOKS
from layers.published.version import Published

# What is listed first among equally good matches
ORDER: Final = (
    "Neighbourhood",
    "Zone",
    "Service",
    "Declared hotspot",
    "Venue",
    "School",
    "Park",
    "Water",
    "Street",
)
BASE_KINDS: Final = {"park": "Park", "water": "Water", "street": "Street"}
_GAPS: Final = re.compile(r"[^\w]+")


@dataclass(frozen=True)
class Named:
    """One thing with a name. to: where web.inspect.go goes for it."""

    folded: str
    label: str
    kind: str
    detail: str
    to: str


def fold(text: str) -> str:
    """Return a text without case, accents and punctuation, its words parted by one space."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return _GAPS.sub(" ", bare.replace("'", "").replace("’", "")).strip()


@functools.lru_cache(maxsize=2)
def names_of(published: Published) -> tuple[Named, ...]:
    """Return everything with a name that may be found; confidential services are not among it."""
    return tuple(
        Named(fold(label), label, kind, detail, to)
        for label, kind, detail, to in _listed(published)
        if label and fold(label)
    )


def _listed(published: Published) -> Iterator[tuple[str, str, str, str]]:
    yield from ((area.name, "Neighbourhood", "", f"area:{area.area_id}") for area in published.areas())
    for zone in published.zones().values():
        yield zone.name, "Zone", ZONE_LOOKS[zone.status].label, f"zone:{zone.zone_id}"
    shown = [
        each for each in published.services() if each.setting != "confidential" and each.latitude is not None
    ]
    spots = [shapely.Point(each.longitude, each.latitude) for each in shown]
    for service, area in zip(shown, _areas_of(published, spots), strict=True):
        name = f"{service.name}, {service.stop}" if service.stop else service.name
        detail = _joined(service_label(service.type), area)
        yield name, "Service", detail, f"service:{service.service_id}|{service.stop}"
    for spot in published.hotspots():
        yield spot.name, "Declared hotspot", spot.operation, f"hotspot:{spot.hotspot_id}"
    sites = published.sites()
    venues = {site: f"venue:{key}" for key, site in published.venues().items()}
    spots = [shapely.Point(site.longitude, site.latitude) for site in sites]
    for site, area in zip(sites, _areas_of(published, spots), strict=True):
        to = venues.get(site, f"at:{site.latitude:.5f},{site.longitude:.5f}")
        yield site.name, words.plain(site.kind), _joined(words.plain(site.type), area), to
    for kind, said in BASE_KINDS.items():
        yield from ((name, said, area, to) for name, area, to in _shapes(published, kind))


def _joined(*parts: str) -> str:
    return ", ".join(part for part in parts if part)


def _shapes(published: Published, kind: str) -> list[tuple[str, str, str]]:
    """Return each name among the base map's shapes once, in the middle of its longest or largest part."""
    best: dict[str, tuple[float, Any]] = {}
    for feature in published.base_features(kind):
        if feature.name:
            shape = shapely.from_wkb(feature.geometry_wkb)
            size = max(shape.area, shape.length)
            if feature.name not in best or size > best[feature.name][0]:
                best[feature.name] = size, shape
    spots = [_middle(shape) for _, shape in best.values()]
    return [
        (name, area, f"at:{spot.y:.5f},{spot.x:.5f}")
        for name, spot, area in zip(best, spots, _areas_of(published, spots), strict=True)
    ]


def _middle(shape: Any) -> Any:
    """Return a point on a shape: half-way along a line."""
    return (
        shape.interpolate(0.5, normalized=True)
        if shape.geom_type == "LineString"
        else shape.point_on_surface()
    )


def _areas_of(published: Published, spots: list[Any]) -> list[str]:
    """Return the name of the neighbourhood of each point, '' outside all."""
    areas = published.areas()
    names = [""] * len(spots)
    if areas and spots:
        tree = shapely.STRtree([shapely.from_wkb(area.geometry_wkb) for area in areas])
        for at, within in zip(*tree.query(spots, predicate="intersects").tolist(), strict=True):
            names[at] = areas[within].name
    return names
