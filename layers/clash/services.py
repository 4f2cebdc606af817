"""The services that are tested together: the declared kinds, open to the public, each stop by itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from etl import store
from etl.place import Place


@dataclass(frozen=True)
class TestedService:
    """One service, or one stop of a mobile one; WGS 84. week: opening hours, Monday first, '' unknown."""

    __test__ = False

    service_id: str
    stop: str
    name: str
    type: str
    latitude: float
    longitude: float
    opened_on: dt.date | None
    week: tuple[str, ...]


def read_services(con: store.Connection, place: Place, as_of: dt.date) -> tuple[TestedService, ...]:
    """Return the place's declared clash services open on a day, confidential ones left out."""
    return read_open(con, place.clash_services, as_of)


def read_open(con: store.Connection, types: Sequence[str], as_of: dt.date) -> tuple[TestedService, ...]:
    """Return the services of some types open on a day, confidential ones left out.

    A service without an id of its own goes by its name; one that would then repeat gets a number.
    """
    found = store.rows(con, store.sql("publish_clash_services"), {"types": list(types), "as_of": as_of})
    seen: dict[tuple[str, str], int] = {}
    services = []
    for given, stop, name, kind, latitude, longitude, opened_on, *week in found:
        key = (given or name, stop)
        seen[key] = seen.get(key, 0) + 1
        service_id = key[0] if seen[key] == 1 else f"{key[0]} ({seen[key]})"
        hours = tuple(text or "" for text in week)
        services.append(TestedService(service_id, stop, name, kind, latitude, longitude, opened_on, hours))
    return tuple(services)
