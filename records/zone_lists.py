"""Reading many zones at once: pages of the list, the latest versions, what was approved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, case, func, select

from records.schema import zone, zone_event, zone_version
from records.store import Store
from records.zone_rows import (
    Approval,
    ZoneRecord,
    as_event,
    as_record,
    as_version,
    status_of,
    version_of,
)
from records.zone_version import ZoneVersion


@dataclass(frozen=True)
class ZonePage:
    """Some zones of a list. found: how many there are of what was asked for, on all pages."""

    zones: tuple[ZoneRecord, ...]
    found: int


def list_zones(store: Store, *, hidden: bool = False) -> tuple[ZoneRecord, ...]:
    """Return the zones, last changed first; hidden: those that were deleted instead."""
    with store.reading() as connection:
        return tuple(as_record(row) for row in connection.execute(_listed(hidden)))


def page_of(
    store: Store,
    *,
    at_most: int,
    skip: int = 0,
    find: str = "",
    hidden: bool = False,
    statuses: Sequence[str] = (),
) -> ZonePage:
    """Return a page of the list, last changed first; no document is read.

    find: part of a name, in capitals or not. statuses: only these; none: all. A page beyond the last says
    that nothing was found.
    """
    asked = _listed(hidden).add_columns(func.count().over().label("found"))
    if find:
        asked = asked.where(func.lower(zone.c.name).contains(find.lower(), autoescape=True))
    if statuses:
        asked = asked.where(zone.c.status.in_(statuses))
    return _page(store, asked.limit(at_most).offset(skip))


def get_latest(store: Store) -> tuple[ZoneVersion, ...]:
    """Return the latest version of every zone that is not deleted, in the order they were begun."""
    mine = (zone_version.c.zone_key == zone.c.key) & (zone_version.c.number == zone.c.latest)
    asked = select(zone_version).join(zone, mine).where(zone.c.hidden.is_(False)).order_by(zone.c.key)
    with store.reading() as connection:
        return tuple(as_version(row) for row in connection.execute(asked))


def foremost(store: Store, statuses: Sequence[str], at_most: int) -> ZonePage:
    """Return the zones of some statuses in the order of these, within one those changed last first."""
    order = case({status: at for at, status in enumerate(statuses)}, value=zone.c.status)
    mine = zone.c.hidden.is_(False) & zone.c.status.in_(statuses)
    asked = select(zone, func.count().over().label("found")).where(mine)
    asked = asked.order_by(order, zone.c.updated_at.desc(), zone.c.key.desc()).limit(at_most)
    return _page(store, asked)


def approvals(store: Store) -> tuple[Approval, ...]:
    """Return every version ever approved, in the order of approval; deleted zones too."""
    ever = select(zone_event.c.zone_key).where(zone_event.c.kind == "approved")
    asked = select(zone_event).where(zone_event.c.zone_key.in_(ever)).order_by(zone_event.c.key)
    with store.reading() as connection:
        events = [as_event(row) for row in connection.execute(asked)]
        approved = connection.execute(select(zone.c.key, zone.c.approved).where(zone.c.key.in_(ever)))
        current = {f"z{row.key}": row.approved for row in approved}
        return tuple(
            Approval(
                version=version_of(connection, event.zone_id, event.number),
                by=event.by,
                at=event.at,
                current=current[event.zone_id] == event.number,
                status=status_of(events, event.zone_id, event.number),
            )
            for event in events
            if event.kind == "approved"
        )


def _listed(hidden: bool) -> Select[Any]:
    return select(zone).where(zone.c.hidden == hidden).order_by(zone.c.updated_at.desc(), zone.c.key.desc())


def _page(store: Store, asked: Select[Any]) -> ZonePage:
    with store.reading() as connection:
        rows = connection.execute(asked).all()
    return ZonePage(tuple(as_record(row) for row in rows), rows[0].found if rows else 0)
