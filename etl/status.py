"""What the restricted store holds, source by source: exact figures, for analysts only."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from etl import store


@dataclass(frozen=True)
class SourceStatus:
    """Figures of one source from its first load to now; read = loaded + quarantined + superseded.

    loaded: rows in the store now. filtered: rows its filters kept out of its current files.
    """

    feed: str
    source: str
    read: int
    loaded: int
    quarantined: int
    superseded: int
    unlocated: int
    filtered: int
    reasons: dict[str, int]


def restricted_status(home: Path) -> list[SourceStatus]:
    """Return the figures of every source that was ever loaded, by feed and source.

    Raises BadInputError when nothing was loaded in `home`.
    """
    with store.read_only(store.restricted_path(home)) as con:
        found = []
        for feed, source in store.rows(con, "select distinct feed, source from runs order by feed, source"):
            table = store.quote(feed)
            located = "latitude" in {row[0] for row in store.rows(con, f"describe {table}")}
            named = {"source": source, "feed": feed}
            read, loaded, quarantined, superseded = store.rows(
                con, store.sql("source_totals", feed=table), named
            )[0]
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
            reasons = {
                name: int(count) for name, count in store.rows(con, store.sql("source_reasons"), named)
            }
            found.append(
                SourceStatus(
                    feed, source, read, loaded, quarantined, superseded, unlocated, int(filtered), reasons
                )
            )
    return found
