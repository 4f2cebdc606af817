"""What the ledger and the tables say about one source, from its first run to now."""

from __future__ import annotations

from dataclasses import dataclass

from etl import store


@dataclass(frozen=True)
class SourceTotals:
    """Rows of one source. purged, erased: taken out of the store, or turned away at the door."""

    read: int
    loaded: int
    quarantined: int
    superseded: int
    purged: int
    erased: int

    @property
    def adds_up(self) -> bool:
        """Return whether every row that was ever read is accounted for."""
        return self.read == self.loaded + self.quarantined + self.superseded + self.purged + self.erased


def source_totals(con: store.Connection, source: str, feed: str) -> SourceTotals:
    """Return the totals of a source."""
    named = {"source": source, "feed": feed}
    held = store.rows(con, store.sql("source_totals", feed=store.quote(feed)), named)[0]
    gone: tuple[int, ...] = (0, 0)
    if "removed" in store.tables(con):  # a home that an earlier version of the product loaded has none yet
        gone = store.rows(con, store.sql("removed_totals"), named)[0]
    return SourceTotals(*(int(count) for count in (*held, *gone)))
