"""Arrow in and out of DuckDB without a copy: tables that SQL reads where they lie, results batch by batch."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa

from etl.store import Connection


def batches(con: Connection, statement: str, size: int) -> Iterator[pa.RecordBatch]:
    """Yield a result as Arrow, at most `size` rows at a time, at least one batch; run nothing meanwhile."""
    reader = con.sql(statement).to_arrow_reader(size)
    empty = True
    for batch in reader:
        empty = False
        yield batch
    if empty:
        yield pa.RecordBatch.from_pylist([], schema=reader.schema)


def show(con: Connection, name: str, data: pa.Table) -> None:
    """Let SQL read an Arrow table, where it lies, as `name`; a table shown before under it goes."""
    con.register(name, data)


def hide(con: Connection, *names: str) -> None:
    """Take away the views and shown tables of these names, and with them their memory."""
    for name in names:
        con.unregister(name)
        con.execute(f"drop view if exists {name}")
