"""Taking rows of a source out of the restricted store, wherever it holds them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Literal

from etl import store
from etl.errors import BadInputError
from etl.feed import Feed, all_feeds
from etl.place import Source
from etl.removal.door import RAW_VALUES

Kind = Literal["purged", "erased"]
HELD = ("loaded", "quarantined", "superseded")


@dataclass(frozen=True)
class Gone:
    """Rows of one source that went, or would go. first_day, last_day: of what was ever loaded.

    loaded_on: the day the first of those was loaded; None where none was, so that no version used them.
    files: names in the raw folder of the files they came from.
    """

    kind: Kind
    source: str
    feed: str
    loaded: int
    quarantined: int
    superseded: int
    first_day: dt.date | None
    last_day: dt.date | None
    loaded_on: dt.date | None
    files: tuple[str, ...]

    @property
    def rows(self) -> int:
        """Return how many rows in all."""
        return self.loaded + self.quarantined + self.superseded


def pick(
    con: store.Connection, source: Source, feed: str, kind: Kind, which: str, named: dict[str, Any]
) -> Gone:
    """Fill the temporary table `gone` with the rows of a source for which `which` holds, and count them.

    which: SQL over held, day, loaded_on, identity, moment, latitude, longitude, given. feed: where they are.
    """
    known = {row[0] for row in store.rows(con, f"describe {store.quote(feed)}")}
    dated, located = "occurred_month" in known, "latitude" in known
    parts = {
        "feed": store.quote(feed),
        "day": "coalesce(occurred_date, last_day(occurred_month))" if dated else "null::date",
        "moment": "coalesce(occurred_local::varchar, occurred_date::varchar, occurred_month::varchar)"
        if dated
        else "null::varchar",
        "latitude": "stored.latitude" if located else "null::double",
        "longitude": "stored.longitude" if located else "null::double",
        "given": _given(source, all_feeds()[feed]),
        "which": which,
    }
    store.run(con, "pick_gone", {"source": source.id, "feed": feed, **named}, **parts)
    counts = dict.fromkeys(HELD, 0)
    days: list[dt.date] = []
    loads: list[dt.date] = []
    files: dict[str, None] = {}
    for held, file, rows, first, last, loaded_on in store.rows(con, store.sql("count_gone")):
        counts[held] += rows
        files |= dict.fromkeys([file] if file else [])
        if held != "quarantined":
            days += [day for day in (first, last) if day]
            loads += [loaded_on] if loaded_on else []
    return Gone(
        kind,
        source.id,
        feed,
        counts["loaded"],
        counts["quarantined"],
        counts["superseded"],
        min(days, default=None),
        max(days, default=None),
        min(loads, default=None),
        tuple(sorted(files)),
    )


def require_ledger(con: store.Connection) -> None:
    """Raise BadInputError for a store that an earlier version of the product loaded."""
    if "removed" not in store.tables(con):
        raise BadInputError(
            "the restricted store",
            "was loaded by an earlier version of this product",
            "Run `safepassage load` once more, which brings it up to date.",
        )


def take_out(con: store.Connection, gone: Gone, now: dt.datetime) -> None:
    """Delete the rows picked last, and write how many into the ledger. now: an aware moment."""
    named: dict[str, Any] = {"source": gone.source, "feed": gone.feed}
    con.execute(
        "delete from row_version where source = $source and identity in "
        "(select identity from gone where held = 'loaded')",
        {"source": gone.source},
    )
    store.run(con, "note_gone", named | {"kind": gone.kind, "at": utc(now)})
    for held, table in {"loaded": gone.feed, "superseded": "superseded", "quarantined": "quarantine"}.items():
        picked = "rowid in (select at_row from gone where held = ?)"
        con.execute(f"delete from {store.quote(table)} where {picked}", [held])


def utc(now: dt.datetime) -> dt.datetime:
    """Return a moment as the ledger keeps it: in UTC, without its zone."""
    return now.astimezone(dt.UTC).replace(tzinfo=None)


def _given(source: Source, feed: Feed) -> str:
    """Return SQL for the raw values among which a quarantined row's id is.

    Where the id's column in the file is not known by name, and where the row could not be split: all of them.
    """
    names = [source.columns.get(name, "") for name in feed.identity_columns if name in source.columns]
    if not names or source.columns_by_position or any("{" in name for name in names):
        return RAW_VALUES
    own = ", ".join(f"raw ->> {store.literal(_path(name))}" for name in names)
    unsplit = "len(list_filter(reasons, lambda reason: starts_with(reason, 'csv_'))) > 0"
    return f"case when {unsplit} then {RAW_VALUES} else [{own}] end"


def _path(name: str) -> str:
    return '$."' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'
