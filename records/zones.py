"""Keeping zones: versions, changes of status, comments and approvals, each with who and when; none rewritten.

Documents are kept as they are given; whether they make sense is for layers/zones to say. Times are aware
and passed in. Whoever saves names the version they began with; if it is no longer the latest, they are told.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import insert, select

from records.errors import ConflictError, NotNowError, UnfitError
from records.schema import zone, zone_comment, zone_event, zone_version
from records.store import Store
from records.text import long_text, short_text
from records.zone_lists import approvals, get_latest, list_zones
from records.zone_rows import (
    Approval,
    Comment,
    History,
    ZoneEvent,
    ZoneRecord,
    add_event,
    as_event,
    as_record,
    as_version,
    change,
    new_version,
    new_zone,
    require_latest,
    shown_row,
    status_of,
    version_of,
    written,
    zone_row,
)
from records.zone_version import ZoneVersion

__all__ = [
    "Approval",
    "Comment",
    "History",
    "ZoneEvent",
    "ZoneRecord",
    "ZoneVersion",
    "approvals",
    "approve",
    "comment",
    "comments",
    "delete",
    "get",
    "get_latest",
    "get_record",
    "history",
    "list_zones",
    "restore",
    "save",
    "save_all",
    "set_status",
    "standing",
    "take_down",
]

OPEN = ("draft", "proposed")  # what is agreed is not rewritten: a change begins as a copy
IN_USE = ("agreed", "active")
WITHDRAWN = "withdrawn"


def get_record(store: Store, zone_id: str) -> ZoneRecord:
    """Return what a list shows of one zone, deleted or not. Raises NotFoundError."""
    with store.reading() as connection:
        return as_record(zone_row(connection, zone_id))


def get(store: Store, zone_id: str, number: int | None = None) -> ZoneVersion:
    """Return a version, the latest where no number is given. Raises NotFoundError."""
    with store.reading() as connection:
        return version_of(connection, zone_id, number)


def standing(store: Store, zone_id: str, number: int) -> str:
    """Return the status that a version stands at; a later one's may differ. Raises NotFoundError."""
    with store.reading() as connection:
        key = zone_row(connection, version_of(connection, zone_id, number).zone_id).key
        events = connection.execute(
            select(zone_event).where(zone_event.c.zone_key == key).order_by(zone_event.c.key)
        )
        return status_of(map(as_event, events), zone_id, number)


def history(store: Store, zone_id: str) -> History:
    """Return all versions and events of a zone, oldest first. Raises NotFoundError."""
    with store.reading() as connection:
        key = zone_row(connection, zone_id).key
        versions = connection.execute(
            select(zone_version).where(zone_version.c.zone_key == key).order_by(zone_version.c.number)
        )
        events = connection.execute(
            select(zone_event).where(zone_event.c.zone_key == key).order_by(zone_event.c.key)
        )
        return History(tuple(as_version(row) for row in versions), tuple(as_event(row) for row in events))


def save(
    store: Store,
    document: Mapping[str, Any],
    *,
    zone_id: str | None = None,
    based_on: int | None = None,
    by: str,
    at: dt.datetime,
    note: str = "",
) -> ZoneVersion:
    """Keep a document as a new zone, or as the next version of one, and return it.

    based_on: the version it was made from, needed for the next version. Raises ConflictError, which holds
    the latest version, when someone else saved meanwhile; NotNowError when the zone is agreed or ended.
    """
    text, name = written(document), short_text(document.get("name"), "name")
    by, note = short_text(by, "your name"), long_text(note, "note")
    with store.writing() as connection:
        if zone_id is None:
            added = connection.execute(insert(zone).returning(zone.c.key), new_zone(name, at))
            key, number, based_on = added.scalar_one(), 1, None
        else:
            row = shown_row(connection, zone_id)
            if row.status not in OPEN:
                raise NotNowError(
                    f"zone {row.name!r}",
                    f"is {row.status}, so its text and shape are fixed",
                    "Save it as a copy.",
                )
            key, number = row.key, row.latest + 1
            require_latest(connection, row, based_on)
            change(connection, row, name=name, latest=number, updated_at=at)
        version = new_version(key, number, text, by=by, at=at, note=note, based_on=based_on)
        connection.execute(insert(zone_version), version)
        return version_of(connection, f"z{key}", number)


def save_all(
    store: Store, documents: Iterable[Mapping[str, Any]], *, by: str, at: dt.datetime, note: str = ""
) -> tuple[str, ...]:
    """Keep each document as a new zone, all of them or none, and return the zones' ids in their order."""
    by, note = short_text(by, "your name"), long_text(note, "note")
    ready = [(written(document), short_text(document.get("name"), "name")) for document in documents]
    if not ready:
        return ()
    asked = insert(zone).returning(zone.c.key, sort_by_parameter_order=True)
    with store.writing() as connection:
        keys = connection.execute(asked, [new_zone(name, at) for _, name in ready]).scalars().all()
        versions = [
            new_version(key, 1, text, by=by, at=at, note=note, based_on=None)
            for key, (text, _) in zip(keys, ready, strict=True)
        ]
        connection.execute(insert(zone_version), versions)
    return tuple(f"z{key}" for key in keys)


def set_status(
    store: Store,
    zone_id: str,
    *,
    expected: str,
    status: str,
    by: str,
    at: dt.datetime,
    reason: str,
    number: int | None = None,
) -> ZoneRecord:
    """Give the zone a status and return what it now is. Which steps exist is for layers/zones/status.py.

    expected: the status it was seen with; number: the latest version that was seen, if any. Raises
    ConflictError when either has changed meanwhile. A withdrawn zone is taken down too.
    """
    by, reason = short_text(by, "your name"), long_text(reason, "reason")
    with store.writing() as connection:
        row = shown_row(connection, zone_id)
        if row.status != expected or number not in (None, row.latest):
            raise ConflictError(
                f"zone {row.name!r}",
                f"is {row.status} at version {row.latest} by now",
                "Look at it again before changing its status.",
                version_of(connection, zone_id, None),
            )
        change(connection, row, status=status, updated_at=at)
        add_event(connection, row, "status", by=by, at=at, reason=reason, before=expected, after=status)
        if status == WITHDRAWN and row.approved is not None:
            change(connection, row, approved=None)
            add_event(connection, row, "taken_down", by=by, at=at, reason=reason, number=row.approved)
        return as_record(zone_row(connection, zone_id))


def approve(
    store: Store, zone_id: str, number: int, by: str, at: dt.datetime, reason: str = ""
) -> ZoneRecord:
    """Approve a version for publication and return what the zone now is. Raises NotFoundError."""
    by, reason = short_text(by, "your name"), long_text(reason, "reason")
    with store.writing() as connection:
        row = shown_row(connection, zone_id)
        version_of(connection, zone_id, number)
        change(connection, row, approved=number, updated_at=at)
        add_event(connection, row, "approved", by=by, at=at, reason=reason, number=number)
        return as_record(zone_row(connection, zone_id))


def take_down(store: Store, zone_id: str, by: str, at: dt.datetime, reason: str = "") -> ZoneRecord:
    """Take an approval back; the next publication leaves the zone out. Raises NotNowError without one."""
    by, reason = short_text(by, "your name"), long_text(reason, "reason")
    with store.writing() as connection:
        row = shown_row(connection, zone_id)
        if row.approved is None:
            raise NotNowError(
                f"zone {row.name!r}", "is not approved for publication", "Nothing is to be done."
            )
        change(connection, row, approved=None, updated_at=at)
        add_event(connection, row, "taken_down", by=by, at=at, reason=reason, number=row.approved)
        return as_record(zone_row(connection, zone_id))


def delete(store: Store, zone_id: str, by: str, at: dt.datetime, reason: str = "") -> None:
    """Leave the zone out of lists; its history stays. Raises NotNowError while it is published or agreed."""
    by, reason = short_text(by, "your name"), long_text(reason, "reason")
    with store.writing() as connection:
        row = shown_row(connection, zone_id)
        if row.approved is not None or row.status in IN_USE:
            what = "approved for publication" if row.approved is not None else row.status
            raise NotNowError(f"zone {row.name!r}", f"is {what}", "Withdraw it first.")
        change(connection, row, hidden=True, updated_at=at)
        add_event(connection, row, "deleted", by=by, at=at, reason=reason)


def restore(store: Store, zone_id: str, by: str, at: dt.datetime, reason: str = "") -> ZoneRecord:
    """Put a deleted zone back into the lists and return it. Raises NotNowError when it is there."""
    by, reason = short_text(by, "your name"), long_text(reason, "reason")
    with store.writing() as connection:
        row = zone_row(connection, zone_id)
        if not row.hidden:
            raise NotNowError(f"zone {row.name!r}", "is not deleted", "Nothing is to be done.")
        change(connection, row, hidden=False, updated_at=at)
        add_event(connection, row, "restored", by=by, at=at, reason=reason)
        return as_record(zone_row(connection, zone_id))


def comment(store: Store, zone_id: str, number: int, *, by: str, at: dt.datetime, text: str) -> Comment:
    """Keep a comment on a version and return it. Raises NotFoundError, UnfitError."""
    by, text = short_text(by, "your name"), long_text(text, "comment")
    if not text:
        raise UnfitError("comment", "is empty", "Type some text.")
    with store.writing() as connection:
        key = zone_row(connection, zone_id).key
        version_of(connection, zone_id, number)
        connection.execute(insert(zone_comment).values(zone_key=key, number=number, by=by, at=at, text=text))
    return Comment(zone_id, number, by, at, text)


def comments(store: Store, zone_id: str) -> tuple[Comment, ...]:
    """Return the comments on a zone, oldest first. Raises NotFoundError."""
    with store.reading() as connection:
        key = zone_row(connection, zone_id).key
        rows = connection.execute(
            select(zone_comment).where(zone_comment.c.zone_key == key).order_by(zone_comment.c.key)
        )
        return tuple(Comment(zone_id, row.number, row.by, row.at, row.text) for row in rows)
