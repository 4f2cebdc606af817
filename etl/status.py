"""What the restricted store holds, source by source: exact figures, for analysts only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from etl import store
from etl.load.totals import source_totals


@dataclass(frozen=True)
class SourceStatus:
    """Figures of one source from its first load to now.

    read = loaded + quarantined + superseded + purged + erased.

    loaded: rows in the store now. filtered: rows its filters kept out of its current files.
    """

    feed: str
    source: str
    read: int
    loaded: int
    quarantined: int
    superseded: int
    purged: int
    erased: int
    unlocated: int
    filtered: int
    reasons: dict[str, int]
    loaded_on: date  # of the last run
    last_event: date | None  # the newest day, or first of the newest month; None where rows have no dates


def restricted_status(home: Path) -> list[SourceStatus]:
    """Return the figures of every source that was ever loaded, by feed and source.

    Raises BadInputError when nothing was loaded in `home`.
    """
    with store.read_only(store.restricted_path(home)) as con:
        found = []
        for feed, source in store.rows(con, "select distinct feed, source from runs order by feed, source"):
            table = store.quote(feed)
            columns = {row[0] for row in store.rows(con, f"describe {table}")}
            located = "latitude" in columns
            named = {"source": source, "feed": feed}
            totals = source_totals(con, source, feed)
            unlocated = 0
            if located:
                unlocated = store.value(
                    con, f"select count(*) from {table} where source = ? and latitude is null", [source]
                )
            filtered = store.value(
                con,
                "select coalesce(sum(rows_filtered), 0)::bigint from loaded_files where source = ?",
                [source],
            )
            last_run = store.value(con, "select max(finished_at)::date from runs where source = ?", [source])
            newest = None
            if "occurred_month" in columns:
                day = "max(coalesce(occurred_date, occurred_month))"
                newest = store.value(con, f"select {day} from {table} where source = ?", [source])
            reasons = {
                name: int(count) for name, count in store.rows(con, store.sql("source_reasons"), named)
            }
            found.append(
                SourceStatus(
                    feed,
                    source,
                    totals.read,
                    totals.loaded,
                    totals.quarantined,
                    totals.superseded,
                    totals.purged,
                    totals.erased,
                    unlocated,
                    int(filtered),
                    reasons,
                    last_run,
                    newest,
                )
            )
    return found
