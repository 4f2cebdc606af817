"""Which of several rows with one identity stays: the others lose, and are superseded."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from etl import arrow, shown, store
from etl.place import Source
from etl.staging.typed import newest_number

IntArray = np.ndarray[Any, np.dtype[np.int64]]


def losing_rows(
    con: store.Connection, source: Source, table: str, files: list[str], rows: pa.Table
) -> IntArray:
    """Return the new rows that lose against another row of the same files, or against a stored one.

    rows: staged_rows.
    """
    number = newest_number(source)
    shown.show(con, "staged_rows", arrow.take(rows, _maybe_repeated(con)))
    store.run(con, "losers_in_files", newest_number=number)
    shown.show(con, "staged_rows", rows)
    store.run(con, "rivals", {"source": source.id, "files": files}, feed=table, newest_number=number)
    con.execute("insert into stage.losers select stage_row from stage.rivals where not newer")
    return store.fetch(con, "select stage_row from stage.losers")["stage_row"]


def _maybe_repeated(con: store.Connection) -> IntArray:
    """Return the good rows, ascending, whose identity has the hash of another one's: all that repeat one.

    To sort numbers takes a third of the CPU of grouping text.
    """
    found = store.fetch(
        con, "select stage_row, hash(identity) as hashed from good where identity is not null"
    )
    size = len(found["hashed"])
    bits = np.uint64(size.bit_length())
    # hash and place in one number, since sorting takes half the CPU of sorting indirectly
    keyed = np.sort(found["hashed"] << bits | np.arange(size, dtype=np.uint64))
    same = np.diff(keyed >> bits) == 0
    repeated = np.append(same, False) | np.insert(same, 0, False)
    place = keyed[repeated[:size]] & ((np.uint64(1) << bits) - np.uint64(1))
    return np.sort(found["stage_row"][place])
