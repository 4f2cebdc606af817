"""Which zones are alternatives to each other: they protect a service in common, or share ground."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import shapely


@dataclass(frozen=True)
class Site:
    """What decides it: the services a zone protects, and its ground."""

    services: frozenset[str]
    shape: shapely.Geometry


def alternatives(sites: Mapping[str, Site]) -> Sequence[tuple[str, ...]]:
    """Return groups of two or more zones by id; alternatives of alternatives belong together."""
    groups: list[list[str]] = []
    for name, site in sites.items():
        near = [group for group in groups if any(_alike(site, sites[other]) for other in group)]
        joined = [other for group in near for other in group]
        groups = [group for group in groups if group not in near] + [[*joined, name]]
    order = list(sites)
    return [tuple(sorted(group, key=order.index)) for group in groups if len(group) > 1]


def _alike(one: Site, other: Site) -> bool:
    return bool(one.services & other.services) or bool(shapely.intersects(one.shape, other.shape))
