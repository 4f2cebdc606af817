"""Zones as the state store's tables hold them, and as the rest of the house sees them."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update

from records.errors import ConflictError, NotFoundError, NotNowError, UnfitError
from records.schema import zone, zone_event, zone_version
from records.zone_version import ZoneVersion

FIRST_STATUS = "draft"
ENDED = ("withdrawn", "expired")
_ID = re.compile(r"z([1-9][0-9]{0,8})")


@dataclass(frozen=True)
class ZoneRecord:
    """What a list shows of a zone. approved: the version approved for publication, None for none."""

    zone_id: str
    name: str
    status: str
    latest: int
    updated_at: dt.datetime
    approved: int | None


@dataclass(frozen=True)
class ZoneEvent:
    """Something done to a zone. kind: status, approved, taken_down, deleted or restored.

    number: the version that was the latest, or that was approved. before, after: of a change of status.
    """

    zone_id: str
    number: int
    kind: str
    before: str
    after: str
    by: str
    at: dt.datetime
    reason: str


@dataclass(frozen=True)
class Comment:
    """What somebody wrote about a version."""

    zone_id: str
    number: int
    by: str
    at: dt.datetime
    text: str


@dataclass(frozen=True)
class History:
    """All that happened to a zone, oldest first."""

    versions: tuple[ZoneVersion, ...]
    events: tuple[ZoneEvent, ...]


@dataclass(frozen=True)
class Approval:
    """A version that was approved once, whether or not it still is. status: what that version is now."""

    version: ZoneVersion
    by: str
    at: dt.datetime
    current: bool
    status: str


def as_record(row: Row[Any]) -> ZoneRecord:
    """Return a row of `zone` as a list shows it."""
    return ZoneRecord(f"z{row.key}", row.name, row.status, row.latest, row.updated_at, row.approved)


def as_version(row: Row[Any]) -> ZoneVersion:
    """Return a row of `zone_version`, its document read again."""
    return ZoneVersion(
        f"z{row.zone_key}",
        row.number,
        json.loads(row.document),
        row.by,
        row.at,
        row.note,
        row.based_on,
        row.digest,
    )


def as_event(row: Row[Any]) -> ZoneEvent:
    """Return a row of `zone_event`."""
    return ZoneEvent(
        f"z{row.zone_key}", row.number, row.kind, row.before, row.after, row.by, row.at, row.reason
    )


def zone_row(connection: Connection, zone_id: str) -> Row[Any]:
    """Return the row of a zone, deleted or not; locked where the server locks rows. Raises NotFoundError."""
    key = _ID.fullmatch(zone_id)
    asked = select(zone).where(zone.c.key == int(key[1])) if key else None
    if connection.get_execution_options().get("write") and asked is not None:
        asked = asked.with_for_update()
    row = None if asked is None else connection.execute(asked).one_or_none()
    if row is None:
        raise NotFoundError(f"zone {zone_id[:40]!r}", "does not exist", "Choose one from the list of zones.")
    return row


def shown_row(connection: Connection, zone_id: str) -> Row[Any]:
    """Return the row of a zone that is not deleted. Raises NotFoundError, NotNowError."""
    row = zone_row(connection, zone_id)
    if row.hidden:
        raise NotNowError(f"zone {row.name!r}", "has been deleted", "Restore it first.")
    return row


def version_of(connection: Connection, zone_id: str, number: int | None) -> ZoneVersion:
    """Return a version, the latest where no number is given. Raises NotFoundError."""
    row = zone_row(connection, zone_id)
    wanted = row.latest if number is None else number
    found = connection.execute(
        select(zone_version).where(zone_version.c.zone_key == row.key, zone_version.c.number == wanted)
    ).one_or_none()
    if found is None:
        raise NotFoundError(
            f"zone {row.name!r}", f"has no version {wanted}", f"Its versions are 1 to {row.latest}."
        )
    return as_version(found)


def require_latest(connection: Connection, row: Row[Any], based_on: int | None) -> None:
    """Raise ConflictError, which holds the latest version, unless that is the one named."""
    if based_on != row.latest:
        latest = version_of(connection, f"z{row.key}", None)
        raise ConflictError(
            f"zone {row.name!r}",
            f"was changed by {latest.by} meanwhile: version {latest.number} is the latest",
            "Nothing was saved. Compare the two, then save on top of the latest, or as a copy.",
            latest,
        )


def new_zone(name: str, at: dt.datetime) -> dict[str, Any]:
    """Return the row of a new zone."""
    return {"name": name, "status": FIRST_STATUS, "latest": 1, "updated_at": at, "hidden": False}


def new_version(
    key: int, number: int, document: str, *, by: str, at: dt.datetime, note: str, based_on: int | None
) -> dict[str, Any]:
    """Return the row of a version."""
    digest = digest_of_text(document)
    named = {"zone_key": key, "number": number, "document": document, "digest": digest}
    return {**named, "by": by, "at": at, "note": note, "based_on": based_on}


def add_event(
    connection: Connection,
    row: Row[Any],
    kind: str,
    *,
    by: str,
    at: dt.datetime,
    reason: str,
    number: int | None = None,
    before: str = "",
    after: str = "",
) -> None:
    """Add what was done to a zone; number: its latest version unless another is meant."""
    connection.execute(
        insert(zone_event).values(
            zone_key=row.key,
            number=row.latest if number is None else number,
            kind=kind,
            before=before,
            after=after,
            by=by,
            at=at,
            reason=reason,
        )
    )


def last_event(connection: Connection) -> int:
    """Return the number of the last thing done to any zone, 0 for none yet; it only ever rises."""
    return int(connection.execute(select(func.max(zone_event.c.key))).scalar_one() or 0)


def change(connection: Connection, row: Row[Any], **values: Any) -> None:
    """Set columns of the zone's own row."""
    connection.execute(update(zone).where(zone.c.key == row.key).values(**values))


def status_of(events: Iterable[ZoneEvent], zone_id: str, number: int) -> str:
    """Return the status a version stands at: what was given to it or to one before it.

    A later version's agreement says nothing of an earlier one; an end ends them all.
    """
    status = FIRST_STATUS
    for event in events:
        mine = event.zone_id == zone_id and event.kind == "status"
        if mine and (event.number <= number or event.after in ENDED):
            status = event.after
    return status


def digest_of(document: Mapping[str, Any]) -> str:
    """Return the digest that a version of this document is kept with. Raises UnfitError."""
    return digest_of_text(written(document))


def digest_of_text(document: str) -> str:
    """Return SHA-256 of a document as `written` writes it."""
    return hashlib.sha256(document.encode()).hexdigest()


def written(document: Mapping[str, Any], what: str = "the zone") -> str:
    """Return the document as text, the same for the same content. Raises UnfitError when it is not JSON."""
    try:
        return json.dumps(document, sort_keys=True, separators=(",", ":"), allow_nan=False)
    except (TypeError, ValueError) as error:
        raise UnfitError(what, f"cannot be kept ({error})", "Send what the form holds.") from error
