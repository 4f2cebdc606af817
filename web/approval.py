"""Letting boards see a zone: what is kept becomes values for publishing, and an approval passes the guard."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from etl.errors import BadInputError, RefusedError
from layers.publish.pointer import publishing
from layers.publish.zone_preview import would_show
from layers.published.zones import ZoneShown
from layers.zones.approved import ApprovedZone
from layers.zones.status import STATUSES
from layers.zones.zone import read_zone
from records.store import Store
from records.zone_lists import page_of
from records.zones import ZoneRecord, approvals, approve, get, get_record, standing, take_down
from web.workspace import has_workspace, kept_errors, open_workspace

NOT_SHOWN = ("draft", "withdrawn")


@dataclass(frozen=True)
class Waiting:
    """A zone in the list of whoever approves. approved: the version that boards may see, None for none."""

    zone_id: str
    name: str
    status: str
    latest: int
    approved: int | None


def approved_zones(home: Path) -> tuple[ApprovedZone, ...]:
    """Return every zone version ever approved in a home, in the order of approval; none without a store."""
    if not has_workspace(home):
        return ()
    with kept_errors(), open_workspace(home) as store:
        return _approved(store)


def waiting_zones(home: Path, find: str = "", at_most: int = 50) -> list[Waiting]:
    """Return zones that may be approved or taken down, last changed first. find: part of a name."""
    if not has_workspace(home):
        return []
    may = [status for status in STATUSES if status not in NOT_SHOWN]
    with kept_errors(), open_workspace(home) as store:
        return [_waiting(each) for each in page_of(store, at_most=at_most, find=find, statuses=may).zones]


def waiting_zone(home: Path, zone_id: str) -> Waiting:
    """Return one zone, whatever its status. Raises BadInputError for an unknown one."""
    if not has_workspace(home):
        raise BadInputError("zone", "is not kept here", "Choose one from the list.")
    with kept_errors(), open_workspace(home) as store:
        return _waiting(get_record(store, zone_id))


def preview_zone(home: Path, zone_id: str, number: int, *, at: dt.datetime, as_of: dt.date) -> ZoneShown:
    """Return what boards would see of a zone version. at: when it would be approved.

    Raises RefusedError where its status or the guard forbids it, BadInputError for an unknown version.
    """
    with kept_errors(), open_workspace(home) as store:
        before, candidate = _approved(store), _candidate(store, zone_id, number, at)
    return would_show(home, before, candidate, as_of=as_of)


def approve_zone(
    home: Path, zone_id: str, number: int, *, by: str, at: dt.datetime, as_of: dt.date
) -> ZoneShown:
    """Let boards see a zone version from the next publication on, and return what they will see.

    Nothing else is approved or published meanwhile. Raises what `preview_zone` raises.
    """
    with publishing(home):
        shown = preview_zone(home, zone_id, number, at=at, as_of=as_of)
        with kept_errors(), open_workspace(home) as store:
            approve(store, zone_id, number, by, at)
    return shown


def withdraw_zone(home: Path, zone_id: str, *, by: str, at: dt.datetime, reason: str = "") -> str:
    """Take a zone's approval back; the next publication leaves it out. Return its name."""
    with kept_errors(), open_workspace(home) as store:
        return take_down(store, zone_id, by, at, reason).name


def _waiting(record: ZoneRecord) -> Waiting:
    return Waiting(record.zone_id, record.name, record.status, record.latest, record.approved)


def _approved(store: Store) -> tuple[ApprovedZone, ...]:
    return tuple(
        ApprovedZone(
            each.version.zone_id,
            each.version.number,
            read_zone(each.version.document),
            each.status,
            each.at.date(),
            each.current,
        )
        for each in approvals(store)
    )


def _candidate(store: Store, zone_id: str, number: int, at: dt.datetime) -> ApprovedZone:
    version, status = get(store, zone_id, number), standing(store, zone_id, number)
    if status in NOT_SHOWN:
        raise RefusedError(
            f"zone {version.document['name']!r}, version {number}",
            f"is {STATUSES[status].label.lower()}, and boards see proposals and agreements only",
            "Propose it first, on the page Draw zones.",
        )
    return ApprovedZone(zone_id, number, read_zone(version.document), status, at.date(), current=True)
