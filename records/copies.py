"""A state store as one document, and back: the same for SQLite and PostgreSQL, so that either can take it.

The document is plain JSON: for each table its columns and rows, every value as the store has it.
"""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Table, func, insert, select

from records.errors import StoreError
from records.store import Store
from records.tables import Tables, UtcTime

AT_ONCE: Final = 500  # rows


def written_out(store: Store, tables: Tables) -> dict[str, Any]:
    """Return everything a store holds at one moment, whoever writes meanwhile. Raises StoreError."""
    with store.reading() as connection:
        number = connection.execute(select(tables.version.c.number)).scalar_one()
        found = {table.name: _rows(connection, table) for table in _kept(tables)}
    return {"store": tables.name, "number": number, "tables": found}


def read_in(store: Store, tables: Tables, document: Mapping[str, Any]) -> None:
    """Replace everything a store holds by a document, in one transaction.

    Raises StoreError when the document is of another store or version, or does not fit; then nothing changed.
    """
    require_fit(tables, document)
    with store.writing() as connection:
        tables.metadata.drop_all(connection)  # rows of the audit trail cannot be deleted, and shall not be
        tables.metadata.create_all(connection)
        connection.execute(insert(tables.version).values(number=tables.newest))
        for table in _kept(tables):
            _fill(connection, table, document["tables"][table.name])


def require_fit(tables: Tables, document: Mapping[str, Any]) -> None:
    """Raise StoreError unless a document is one of these tables, of this version of the product."""
    number = document.get("number")
    if document.get("store") != tables.name or not isinstance(document.get("tables"), dict):
        raise StoreError("the backup", f"holds no {tables.name} store where one should be", "Take another.")
    if number != tables.newest:
        raise StoreError(
            "the backup",
            f"is of tables {number} of the {tables.name} store, and this version knows {tables.newest}",
            "Restore it with the version of the product that made it, and update after that.",
        )
    for table in _kept(tables):
        held = document["tables"].get(table.name)
        names = [column.name for column in table.columns]
        fits = isinstance(held, dict) and held.get("columns") == names and isinstance(held.get("rows"), list)
        if not fits or any(not isinstance(row, list) or len(row) != len(names) for row in held["rows"]):
            raise StoreError("the backup", f"does not fit table {table.name}", "Take another.")


def holds_anything(store: Store, tables: Tables) -> bool:
    """Return whether any table of a store has a row."""
    with store.reading() as connection:
        return any(connection.execute(select(table).limit(1)).first() for table in _kept(tables))


def is_open_elsewhere(path: Path) -> bool:
    """Return whether a process, this one too, has a SQLite store open: its file must not be replaced then."""
    if not path.is_file():
        return False
    try:
        with closing(sqlite3.connect(path, timeout=0)) as connection:
            # leaving this mode takes the file for oneself; the next to open the store returns to it
            mode = connection.execute("pragma journal_mode=delete").fetchone()[0]
    except sqlite3.OperationalError:
        return True
    except sqlite3.DatabaseError:
        return False  # no store at all, or a broken one
    return bool(mode != "delete")


def _kept(tables: Tables) -> list[Table]:
    return [table for table in tables.metadata.sorted_tables if table is not tables.version]


def _rows(connection: Connection, table: Table) -> dict[str, Any]:
    rows = connection.execute(select(table).order_by(*table.primary_key.columns))
    return {
        "columns": [column.name for column in table.columns],
        "rows": [[_plain(value) for value in row] for row in rows],
    }


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.datetime) else value


def _fill(connection: Connection, table: Table, held: Mapping[str, Any]) -> None:
    times = {column.name for column in table.columns if isinstance(column.type, UtcTime)}
    try:
        rows = [
            {
                name: dt.datetime.fromisoformat(value) if name in times and value is not None else value
                for name, value in zip(held["columns"], row, strict=True)
            }
            for row in held["rows"]
        ]
    except (TypeError, ValueError) as error:
        raise StoreError(
            "the backup", f"does not fit table {table.name} ({error})", "Take another."
        ) from error
    for first in range(0, len(rows), AT_ONCE):
        connection.execute(insert(table), rows[first : first + AT_ONCE])
    counted = table.autoincrement_column
    if rows and counted is not None and connection.dialect.name == "postgresql":
        # SQLite takes the greatest number by itself; a server's counter has to be told
        last = max(row[counted.name] for row in rows)
        connection.execute(select(func.setval(func.pg_get_serial_sequence(table.name, counted.name), last)))
