"""Erasing one event, or a source as a whole: it goes now, and no later load brings it back."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from etl import store
from etl.errors import BadInputError, RefusedError
from etl.feed import all_feeds
from etl.place import Source
from etl.place_file import find_place
from etl.removal.gone import Gone, pick, require_ledger, take_out, utc
from etl.removal.marks import WHOLE, define_marks, is_erased, mark_is_kept, read_secret
from etl.removal.rewrite import rewriting

AGAIN = "Nothing is to be done; if that was cut off, `safepassage purge` finishes it."
IDENTITY = "identity = $identity or list_has_all(given, $parts)"
# metres on a sphere: enough to tell one doorway from the next
PLACE = """(moment = $moment or ($day and left(moment, 10) = $moment)) and 2 * 6371008.8 * asin(sqrt(
    sin(radians(latitude - $latitude) / 2) ** 2
    + cos(radians($latitude)) * cos(radians(latitude)) * sin(radians(longitude - $longitude) / 2) ** 2
)) <= $within_m"""


@dataclass(frozen=True)
class ById:
    """The event that its publisher calls this."""

    identity: str


@dataclass(frozen=True)
class ByPlace:
    """What happened then, no farther than within_m metres from a point (WGS 84).

    moment: a day, a month, or a day with its time, local. several: all of them, where it is more than one.
    """

    moment: str
    latitude: float
    longitude: float
    within_m: float = 25.0
    several: bool = False


@dataclass(frozen=True)
class Everything:
    """The source as a whole."""


Wanted = ById | ByPlace | Everything


def erase(home: Path, source_id: str, wanted: Wanted, *, now: dt.datetime, preview: bool = False) -> Gone:
    """Erase an event or a source, and return what went. now: an aware moment. preview: only say.

    A keyed hash of what is erased is kept, so that a load of the same file does not bring it back.

    Raises BadInputError when there is no such source or event, RefusedError when several events fit a place
    and moment; then nothing has changed.
    """
    with store.read_only(store.restricted_path(home)) as con:
        require_ledger(con)
        source, feed = _source(con, home, source_id)
        define_marks(con, read_secret(home))
        found = _pick(con, source, feed, wanted)
        _require_one(con, source, wanted, found)
    if preview:
        return found
    with rewriting(home) as con:
        define_marks(con, read_secret(home))
        with store.transaction(con):
            found = _pick(con, source, feed, wanted)
            _require_one(con, source, wanted, found)
            if isinstance(wanted, Everything):
                con.execute("insert into erased values (?, ?, ?)", [source.id, WHOLE, utc(now)])
            else:
                identity = wanted.identity if isinstance(wanted, ById) else None
                store.run(con, "mark_gone", {"source": source.id, "identity": identity, "at": utc(now)})
            take_out(con, found, now)
            if isinstance(wanted, Everything):
                con.execute("delete from loaded_files where source = ?", [source.id])
    return found


def _source(con: store.Connection, home: Path, source_id: str) -> tuple[Source, str]:
    """Return a source and the feed it was loaded as; one that the place no longer names can go too."""
    feeds = store.rows(con, "select feed from runs where source = ? order by rowid desc limit 1", [source_id])
    if not feeds:
        names = ", ".join(row[0] for row in store.rows(con, "select distinct source from runs order by 1"))
        raise BadInputError(
            f"source {source_id}", "was never loaded here", f"Choose one of: {names or 'none is loaded'}."
        )
    known = {source.id: source for source in find_place(home).sources}
    return known.get(source_id, Source(source_id, feeds[0][0], ())), feeds[0][0]


def _pick(con: store.Connection, source: Source, feed: str, wanted: Wanted) -> Gone:
    which, named = "true", dict[str, Any]()
    if isinstance(wanted, ById):
        several = len(all_feeds()[feed].identity_columns) > 1
        parts = [part for part in wanted.identity.split("|") if part] if several else [wanted.identity]
        which, named = IDENTITY, {"identity": wanted.identity, "parts": parts}
    elif isinstance(wanted, ByPlace):
        if all_feeds()[feed].kind != "event":
            raise BadInputError(
                f"source {source.id}", "holds no events with a date and a place", "Name one with --event."
            )
        which = PLACE
        named = {
            "moment": wanted.moment,
            "day": len(wanted.moment) <= len("2026-03-14"),
            "latitude": wanted.latitude,
            "longitude": wanted.longitude,
            "within_m": wanted.within_m,
        }
    return pick(con, source, feed, "erased", which, named)


def _require_one(con: store.Connection, source: Source, wanted: Wanted, found: Gone) -> None:
    """Raise unless what was picked is what was meant."""
    if isinstance(wanted, Everything):
        if is_erased(con, source.id):
            raise BadInputError(f"source {source.id}", "was erased already", AGAIN)
        return
    if isinstance(wanted, ById):
        if not found.rows:
            again = mark_is_kept(con, source.id, wanted.identity)
            raise BadInputError(
                f"source {source.id}, event {wanted.identity}",
                "was erased already" if again else "is not here; nothing was changed",
                AGAIN if again else "Check the id: it is the value of the id column.",
            )
        return
    events = int(store.value(con, "select count(distinct (identity, moment, latitude, longitude)) from gone"))
    named = f"source {source.id}, {wanted.moment} at {wanted.latitude}, {wanted.longitude}"
    if not found.rows:
        raise BadInputError(
            named, f"nothing lies within {wanted.within_m:g} m then", "Check both, or give a larger --within."
        )
    if events > 1 and not wanted.several:
        raise RefusedError(
            named,
            f"{events} events lie within {wanted.within_m:g} m then",
            "Give the time of day or a smaller --within, or add --several to erase them all.",
        )
