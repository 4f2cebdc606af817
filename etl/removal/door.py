"""Rows that may not come in again: erased once, or past the period for which their source may be kept."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from etl import store
from etl.feed import Feed
from etl.load.files import RawFile
from etl.place import Source
from etl.removal.marks import define_marks, has_marks
from etl.staging.points import DROPPED
from etl.staging.time import LAST_DAY, MOMENT
from etl.staging.typed import identity_column

RAW_VALUES = "map_values(from_json(raw, '\"MAP(VARCHAR, VARCHAR)\"'))"
IntArray = np.ndarray[Any, np.dtype[np.int64]]


@dataclass(frozen=True)
class TurnedAway:
    """good: the stage_row of each good row that may not come in. counts: (why, file's number) -> rows."""

    good: IntArray = field(default_factory=lambda: np.empty(0, np.int64))
    counts: Counter[tuple[str, int]] = field(default_factory=Counter)

    def total(self, why: str) -> int:
        """Return how many rows were turned away because they are `purged` or `erased`."""
        return sum(count for (reason, _), count in self.counts.items() if reason == why)


def expired_before(source: Source, today: dt.date) -> dt.date | None:
    """Return the first day whose events may still be kept, None where a source is kept until it is erased."""
    return today - dt.timedelta(days=source.retention_days) if source.retention_days > 0 else None


def turn_away(con: store.Connection, source: Source, feed: Feed, secret: bytes, today: dt.date) -> TurnedAway:
    """Take rows that may not come in out of those to quarantine, and return those among the good ones.

    staged_rows and stage.bad are as the loader has them.
    """
    before, marked = expired_before(source, today), has_marks(con, source.id)
    if not marked and (before is None or feed.kind != "event"):
        return TurnedAway()
    erased = unsplit = "false"
    if marked:
        define_marks(con, secret)
        known = "(select mark from erased where source = $source)"
        erased = f"keyed_mark($source, known_by({', '.join(_known(source, feed))})) in {known}"
        # of a row that could not be split any part may be the id
        marks = "lambda value: keyed_mark($source, 'id' || chr(31) || trim(value, ' \"'))"
        listed = "(select list(mark) from erased where source = $source)"
        unsplit = f"list_has_any(list_transform({RAW_VALUES}, {marks}), {listed})"
    day = LAST_DAY if feed.kind == "event" else "null::date"
    named: dict[str, Any] = {"before": before}
    if marked:
        named["source"] = source.id
    store.run(con, "turn_away", named, erased=erased, unsplit=unsplit, day=day, dropped=str(int(DROPPED)))
    con.execute(
        "delete from stage.bad where (file_number, row_number) in "
        "(select (file_number, row_number) from stage.turned where bad)"
    )
    good = store.fetch(con, "select stage_row from stage.turned where not bad order by stage_row")
    counted = store.rows(con, "select why, file_number, count(*) from stage.turned group by all")
    counts = Counter({(why, int(number)): rows for why, number, rows in counted})
    return TurnedAway(good["stage_row"].astype(np.int64), counts)


def note_turned(
    con: store.Connection, named: dict[str, str], files: list[RawFile], turned: TurnedAway, now: dt.datetime
) -> None:
    """Write into the ledger how many rows of each file a run turned away. named: source, feed and run_id."""
    moment = now.astimezone(dt.UTC).replace(tzinfo=None)
    for (why, number), rows in sorted(turned.counts.items()):
        file = files[number]
        told = {"at": moment, "kind": why, "file": file.name, "sha256": file.sha256, "rows": rows}
        store.run(con, "note_turned", named | told)


def _known(source: Source, feed: Feed) -> tuple[str, str, str, str]:
    """Return SQL for what a staged row is known by: identity, moment, latitude, longitude."""
    identity = store.quote(identity_column(feed, source) or "identity")
    moment = MOMENT if feed.kind == "event" else "null::varchar"
    if feed.kind in ("event", "site"):
        return identity, moment, "point_latitude", "point_longitude"
    return identity, moment, "null::double", "null::double"
