"""Purging: what is past its source's retention period goes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

from etl import store
from etl.place import Place
from etl.place_file import find_place
from etl.removal.door import expired_before
from etl.removal.gone import Gone, pick, require_ledger, take_out
from etl.removal.rewrite import rewriting, sweep

EXPIRED = "least(day, loaded_on) < $before"


def purge(home: Path, *, as_of: dt.date, now: dt.datetime, preview: bool = False) -> list[Gone]:
    """Remove the rows of every source that are past its retention period, and return what went.

    A row's age is counted from the day it happened, of a month alone from its last day; without a readable
    date from the day it was loaded. as_of: the day whose age counts. preview: only say what would go.

    Raises BadInputError when nothing is loaded, or another program has the store open; then nothing changed.
    """
    place = find_place(home)
    with store.read_only(store.restricted_path(home)) as con:
        found = list(_expired(con, place, as_of))
    if preview:
        return found
    if not found:
        with store.writer_lock(home):
            sweep(home)  # a removal that was killed may have left a copy
        return found
    with rewriting(home) as con, store.transaction(con):
        found = []
        for gone in _expired(con, place, as_of):
            take_out(con, gone, now)
            found.append(gone)
    return found


def _expired(con: store.Connection, place: Place, as_of: dt.date) -> Iterator[Gone]:
    """Yield, source by source, what is to go; the table `gone` holds its rows until the next is asked for."""
    require_ledger(con)
    held = store.rows(con, "select distinct source, feed from runs order by all")
    for source in place.sources:
        before = expired_before(source, as_of)
        for feed in [feed for name, feed in held if name == source.id and before is not None]:
            gone = pick(con, source, feed, "purged", EXPIRED, {"before": before})
            if gone.rows:
                yield gone
