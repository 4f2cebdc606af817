"""The audit trail: who did what, and when. Rows are only added, and each is chained to the one before.

A row's link is HMAC-SHA-256, with a key that is never in the database, over everything the row says and the
link before it; so whoever can write the database, but has no key, can neither change, insert nor reorder
rows unseen. Its head, kept beside the database, makes rows visible that were cut off the end. An act is
committed first, and the head moves on after that: a crash between leaves the act kept and the head one
behind, which is no fault.

Whoever notes an act does so before the act, or in its transaction (`add`, then `move_on`). A crash after
the note leaves an act in the trail that was not carried out; never one carried out that is not noted.
"""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, func, insert, select

from records.access.schema import trail as table
from records.access.trail_key import (
    BEGIN,
    HEAD_FILE,
    RESTORE,
    Head,
    advance_head,
    begin_trail,
    find_key,
    read_head,
    sealed,
)
from records.errors import StoreError, UnfitError
from records.store import Store

# What can be noted, and its words
KINDS: Final[Mapping[str, str]] = {
    "sign_in": "Signed in",
    "sign_in_failed": "Failed to sign in",
    "locked_out": "Locked out",
    "sign_out": "Signed out",
    "password_set": "Set a password",
    "account_added": "Added an account",
    "role_changed": "Changed a role",
    "account_disabled": "Disabled an account",
    "account_enabled": "Enabled an account",
    "account_reset": "Made a new one-time link",
    "organisation_changed": "Changed an organisation",
    "load": "Loaded data",
    "upload_erased": "Erased uploaded files",
    "publish": "Published a version",
    "preview_made": "Made a version for approval",
    "preview_discarded": "Discarded a version",
    "rollback": "Returned to an earlier version",
    "zone_saved": "Saved a zone",
    "zone_status": "Changed a zone's status",
    "zone_comment": "Commented on a zone",
    "zone_deleted": "Deleted a zone",
    "zone_restored": "Restored a zone",
    "zone_approved": "Approved a zone for boards",
    "zone_withdrawn": "Withdrew a zone from boards",
    "recipe_saved": "Saved a recipe of briefings",
    "recipe_deleted": "Deleted a recipe of briefings",
    "export": "Exported a file",
    "exact_view": "Opened exact figures",
    "purge": "Purged expired events",
    "erase": "Erased events",
    "recall": "Recalled a version",
    "backup": "Made a backup",
    "restore": "Restored a backup",
    "not_done": "Could not do",  # an act that was noted and then failed; its number is in the details
}
CHAINED: Final = tuple(column.name for column in table.columns if column.name != "link")
LONGEST, LONGEST_DETAILS = 200, 8_000


@dataclass(frozen=True)
class Act:
    """One row of the trail. by: the account's login, or the command line's user. at: UTC."""

    number: int
    at: dt.datetime
    by: str
    organisation: str
    role: str
    kind: str
    subject: str
    details: dict[str, Any]
    content_id: str
    file_sha256: str
    link: str


@dataclass(frozen=True)
class Wanted:
    """Which acts are asked for; what is empty does not matter. since, until: days in UTC, both included."""

    kinds: Collection[str] = ()
    by: str = ""
    since: dt.date | None = None
    until: dt.date | None = None
    content_id: str = ""
    file_sha256: str = ""


@dataclass(frozen=True)
class Trail:
    """An open trail. folder: the home, where key and head lie. key: None while it holds nothing."""

    store: Store
    folder: Path
    key: bytes | None


def open_trail(store: Store, folder: Path, environment: Mapping[str, str] = os.environ) -> Trail:
    """Return the trail of an access store whose home is `folder`; nothing is written.

    Raises StoreError when the key cannot be used.
    """
    return Trail(store, folder, find_key(folder, environment))


def note(
    trail: Trail,
    *,
    at: dt.datetime,
    by: str,
    organisation: str,
    role: str,
    kind: str,
    subject: str,
    details: Mapping[str, Any] | None = None,
    content_id: str = "",
    file_sha256: str = "",
) -> Act:
    """Keep an act, and return it once it is on disk for good. Call it before what it is about.

    details: names and plain values; nothing personal beyond the account. Raises StoreError, UnfitError.
    """
    act = Act(0, at, by, organisation, role, kind, subject, dict(details or {}), content_id, file_sha256, "")
    trail = begun(trail)
    with trail.store.writing() as connection:
        kept, follows = add(connection, trail, act)
    move_on(trail, kept, follows=follows)
    return kept


def begun(trail: Trail, environment: Mapping[str, str] = os.environ) -> Trail:
    """Return a trail that can be noted in: one that holds nothing gets its head, and a key if it has none.

    Raises StoreError when acts are kept and the key is lost.
    """
    held = last_number(trail)  # before the key is looked for: another writer may just have made it
    key = trail.key or find_key(trail.folder, environment)
    if held and key is None:
        raise StoreError(str(trail.folder), "the key of the audit trail is missing", RESTORE)
    if held or (key and (trail.folder / HEAD_FILE).exists()):
        return replace(trail, key=key)  # a head that was lost is not made anew: what is missing stays visible
    return replace(trail, key=begin_trail(trail.folder, environment))


def add(connection: Connection, trail: Trail, act: Act) -> tuple[Act, bool]:
    """Add an act in a transaction of the access store; its number and link are given here.

    Return it, and whether the head may move on to it once the transaction is committed: not where the acts
    that the head remembers are no longer there, so that what was lost stays visible.
    """
    key = _key(trail)
    _require_fit(act)
    last = connection.execute(select(table).order_by(table.c.number.desc()).limit(1)).one_or_none()
    number, before = (last.number, last.link) if last else (0, BEGIN)
    at = act.at.astimezone(dt.UTC)
    row = {**vars(act), "number": number + 1, "at": _time(at), "details": _text(act.details)}
    row["link"] = link_of(key, row, before)
    follows = _holds(connection, trail)
    connection.execute(insert(table).values(row))
    return replace(act, number=number + 1, at=at, link=row["link"]), follows


def move_on(trail: Trail, act: Act, *, follows: bool) -> None:
    """Remember an act that was committed as the trail's head. follows: as `add` said."""
    if follows:
        advance_head(trail.folder, _key(trail), Head(act.number, act.link))


def _holds(connection: Connection, trail: Trail) -> bool:
    """Return whether the database still holds the act that the head remembers."""
    try:
        head = read_head(trail.folder, _key(trail))
    except ValueError:
        return False
    if head is None or head.number == 0:
        return head is not None
    return connection.scalar(select(table.c.link).where(table.c.number == head.number)) == head.link


def _key(trail: Trail) -> bytes:
    if trail.key is None:
        raise ValueError("a trail without a key: call begun() first")
    return trail.key


def acts(
    trail: Trail, wanted: Wanted | None = None, *, newest: int = 100, skip: int = 0
) -> tuple[tuple[Act, ...], int]:
    """Return the acts asked for, newest first, `newest` at most after `skip`, and how many there are."""
    chosen = _conditions(wanted or Wanted())
    rows = select(table).where(*chosen).order_by(table.c.number.desc()).limit(newest).offset(skip)
    with trail.store.reading() as connection:
        count = connection.scalar(select(func.count()).select_from(table).where(*chosen))
        return tuple(as_act(row) for row in connection.execute(rows)), count or 0


def people(trail: Trail) -> tuple[str, ...]:
    """Return everyone who has done something, in order of name."""
    with trail.store.reading() as connection:
        return tuple(connection.scalars(select(table.c.by).distinct().order_by(table.c.by)))


def last_number(trail: Trail) -> int:
    """Return the number of the newest act, 0 for none."""
    with trail.store.reading() as connection:
        return connection.scalar(select(func.max(table.c.number))) or 0


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [table.c.kind.in_(wanted.kinds)] if wanted.kinds else []
    for column in ("by", "content_id", "file_sha256"):
        if value := getattr(wanted, column):
            found.append(table.c[column] == value)
    if wanted.since:
        found.append(table.c.at >= wanted.since.isoformat())
    if wanted.until:
        found.append(table.c.at < (wanted.until + dt.timedelta(days=1)).isoformat())
    return found


def as_act(row: Row[Any]) -> Act:
    """Return a row of the table as an act; what was tampered with beyond reading says so."""
    fields = row._asdict()
    try:
        at, details = dt.datetime.fromisoformat(row.at), dict(json.loads(row.details))
    except (ValueError, TypeError):
        at, details = dt.datetime.min.replace(tzinfo=dt.UTC), {"row": "cannot be read"}
    return Act(**{**fields, "at": at, "details": details})


def link_of(key: bytes, row: Mapping[str, Any], before: str) -> str:
    """Return the link that chains a row, as the table has it, to the link before it."""
    said = [row[column] for column in CHAINED]
    return sealed(key, json.dumps([*said, before], separators=(",", ":"), default=repr))


def _time(at: dt.datetime) -> str:
    return at.isoformat(timespec="microseconds")


def _text(details: Mapping[str, Any]) -> str:
    try:
        return json.dumps(details, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    except (TypeError, ValueError) as error:
        raise UnfitError("details", f"cannot be noted ({error})", "Give names and plain values.") from error


def _require_fit(act: Act) -> None:
    """Raise UnfitError for an act that the table cannot hold as it is."""
    if act.kind not in KINDS:
        raise UnfitError("kind", f"{act.kind!r} is no kind of act", f"Choose one of: {', '.join(KINDS)}")
    for name in ("by", "organisation", "role", "subject"):
        if len(text := getattr(act, name)) > LONGEST or not text.isprintable():
            raise UnfitError(name, "is too long or has a character that cannot be shown", "Shorten it.")
    if act.at.tzinfo is None:
        raise ValueError("a time without a zone cannot be noted")
    if not act.by:
        raise UnfitError("by", "is empty", "Say who does it.")
    if len(_text(act.details)) > LONGEST_DETAILS:
        raise UnfitError("details", "are too long", "Note their number instead.")
