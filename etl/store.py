"""The one door to DuckDB: opening files, running named SQL, fetching numpy and Arrow.

No extension is ever installed or loaded from the network. The restricted store has one writer at a
time (an flock on writer.lock, which the kernel drops even on kill -9).
"""

from __future__ import annotations

import errno
import fcntl
import functools
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from etl.errors import BadInputError

Connection = duckdb.DuckDBPyConnection
Error = duckdb.Error
NotThereError = duckdb.CatalogException  # a statement names what the file does not have
Parameters = Sequence[Any] | Mapping[str, Any] | None

SQL_FOLDER = Path(__file__).parent / "sql"
_CONFIG = {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}
# Trouble with the file or the machine; any other error of DuckDB is a defect of ours and stays one.
_FILE_TROUBLE = (
    duckdb.IOException,
    duckdb.OutOfMemoryException,
    duckdb.FatalException,
    duckdb.SerializationException,
)
_FULL_DISK = ("no space left", "could not write", "disk full", "file too large", "out of disk", "max_temp")


def restricted_path(home: Path) -> Path:
    """Return where the restricted store of `home` lies."""
    return home / "restricted" / "store.duckdb"


@functools.cache
def _read_sql(name: str) -> str:
    return (SQL_FOLDER / f"{name}.sql").read_text(encoding="utf-8")


def sql(name: str, **parts: str) -> str:
    """Return etl/sql/<name>.sql with each {part} replaced; values travel as parameters, never as parts."""
    text = _read_sql(name)
    for part, value in parts.items():
        text = text.replace("{" + part + "}", value)
    return text


def quote(name: str) -> str:
    """Return an SQL identifier in quotes."""
    return '"' + name.replace('"', '""') + '"'


def literal(value: str) -> str:
    """Return an SQL string literal."""
    return "'" + value.replace("'", "''") + "'"


def connect(
    path: Path | str = ":memory:", *, read_only: bool = False, threads: int | None = None
) -> Connection:
    """Open a database file (or memory) with extensions switched off and the session in UTC."""
    config: dict[str, Any] = dict(_CONFIG)
    if threads:
        config["threads"] = str(threads)
    con = duckdb.connect(str(path), read_only=read_only, config=config)
    con.execute("set timezone = 'UTC'")
    con.execute("set enable_progress_bar = false")
    return con


def read_only(path: Path) -> Connection:
    """Open `path` for reading. Raises BadInputError when there is no such file or it cannot be read."""
    if not path.is_file():
        raise BadInputError(str(path), "there is no such store", "Run `safepassage load` first.")
    with readable_errors(str(path)):
        return connect(path, read_only=True)


def open_published(path: Path) -> Connection:
    """Return a read-only connection to one published version; take a `cursor()` of it for each request.

    It can reach no other file, extension or network address. Raises BadInputError when the file cannot
    be read as a published version.
    """
    config: dict[str, Any] = {
        **_CONFIG,
        "enable_external_access": "false",
        "lock_configuration": "true",
        "threads": "2",
    }
    try:
        return duckdb.connect(path, read_only=True, config=config)
    except duckdb.Error as error:
        raise BadInputError(
            str(path),
            "is not a readable published version",
            "Publish again, or roll back to an earlier version.",
        ) from error


@contextmanager
def writer_lock(home: Path) -> Iterator[None]:
    """Keep every other writer of this home out until the block ends.

    Raises BadInputError when another load or purge holds the lock.
    """
    path = restricted_path(home)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.parent.chmod(0o700)
    with (path.parent / "writer.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BadInputError(
                str(path), "another command is writing to this home", "Wait until it has finished."
            ) from None
        yield


@contextmanager
def restricted_writer(home: Path) -> Iterator[Connection]:
    """Open the restricted store for writing, holding the writer lock until the block ends.

    Raises BadInputError when another load or purge holds the lock.
    """
    path = restricted_path(home)
    with writer_lock(home), readable_errors(str(path)):
        con = connect(path, threads=1)  # a second thread saves no CPU, and numpy works between the queries
        # an IN list of five is no faster as a hash join: 0.3 CPU seconds per million rows of a feed
        con.execute("set disabled_optimizers = 'in_clause'")
        try:
            yield con
        finally:
            con.close()


def is_disk_full(error: Exception) -> bool:
    """Return whether a write failed for want of disk space."""
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EFBIG, errno.EDQUOT):
        return True
    return isinstance(error, duckdb.Error) and any(sign in str(error).lower() for sign in _FULL_DISK)


@contextmanager
def readable_errors(where: str) -> Iterator[None]:
    """Turn DuckDB's errors about files and memory into a BadInputError that says what to do."""
    try:
        yield
    except (duckdb.Error, OSError) as error:
        text = str(error).splitlines()[0] if str(error) else type(error).__name__
        if is_disk_full(error):
            raise BadInputError(
                where, "the disk is full; nothing was changed", "Free some space and run the command again."
            ) from error
        # one process cannot have one file open both for reading and for writing
        elsewhere = isinstance(error, duckdb.ConnectionException) and "same database file" in text
        if not isinstance(error, _FILE_TROUBLE) and not elsewhere:
            raise
        if elsewhere or "lock" in text.lower():
            raise BadInputError(
                where, "another program has this store open", "Close it and try again."
            ) from error
        raise BadInputError(
            where,
            f"the database refused: {text}",
            "Nothing was changed. Restore a backup if it persists.",
        ) from error


def need_space(folder: Path, needed_bytes: int) -> None:
    """Raise BadInputError unless the disk of `folder` has `needed_bytes` free."""
    free = shutil.disk_usage(folder).free
    if free < needed_bytes:
        raise BadInputError(
            str(folder),
            f"the disk has {free / 1e6:.0f} MB free and about {needed_bytes / 1e6:.0f} MB are needed; "
            "nothing was changed",
            "Free some space and run the command again.",
        )


@contextmanager
def staging(con: Connection, scratch: Path | None) -> Iterator[None]:
    """Attach an empty database called `stage`, in memory or in a file of `scratch`, for the block."""
    where = ":memory:" if scratch is None else str(scratch / "stage.duckdb")
    con.execute(f"attach {literal(where)} as stage")
    try:
        yield
    finally:
        con.execute("detach stage")


@contextmanager
def transaction(con: Connection) -> Iterator[None]:
    """Commit everything in the block, or nothing."""
    con.execute("begin transaction")
    try:
        yield
        con.execute("commit")
    except BaseException:
        with suppress(duckdb.Error):  # a failed commit has already rolled back
            con.execute("rollback")
        raise


def run(con: Connection, name: str, params: Parameters = None, **parts: str) -> Connection:
    """Run etl/sql/<name>.sql."""
    return con.execute(sql(name, **parts), params)


def rows(con: Connection, statement: str, params: Parameters = None) -> list[tuple[Any, ...]]:
    """Return all rows of a small result."""
    found: list[tuple[Any, ...]] = con.execute(statement, params).fetchall()
    return found


def changed(con: Connection) -> int:
    """Return how many rows the INSERT, UPDATE or DELETE just run has changed."""
    return int(con.fetchall()[0][0])


def value(con: Connection, statement: str, params: Parameters = None) -> Any:
    """Return the one value of a one-row, one-column result."""
    return rows(con, statement, params)[0][0]


def fetch(con: Connection, statement: str, params: Parameters = None) -> dict[str, np.ndarray[Any, Any]]:
    """Return a result as one array a column.

    NULL becomes NaN, NaT or None; a column of whole numbers or flags that holds NULL comes back as a
    masked array. Cast sums to BIGINT in SQL: a HUGEINT would arrive as float and corrupt cell ids.
    """
    found = con.execute(statement, params).fetchnumpy()
    return {name: _without_mask(column) for name, column in found.items()}


def _without_mask(column: Any) -> np.ndarray[Any, Any]:
    if not isinstance(column, np.ma.MaskedArray):
        return np.asarray(column)
    if column.dtype.kind == "f":
        return np.asarray(column.filled(np.nan))
    if column.dtype.kind == "M":
        return np.asarray(column.filled(np.datetime64("NaT")))
    if column.dtype.kind == "O":
        values = np.array(column.data, object)
        values[column.mask] = None  # filled(None) would put '?', numpy's default, there
        return values
    return column if column.mask.any() else np.asarray(column.data)


def fetch_arrow(con: Connection, statement: str, params: Parameters = None) -> pa.Table:
    """Return a result as an Arrow table."""
    return con.sql(statement, params=params).to_arrow_table()


def insert(con: Connection, table: str, data: pa.Table) -> None:
    """Append an Arrow table to `table`, column by column in order."""
    con.register("inserted_rows", data)
    con.execute(f"insert into {table} select * from inserted_rows")
    con.unregister("inserted_rows")


def mixed(con: Connection, data: pa.Table) -> list[Any]:
    """Return an Arrow table's content in numbers that change with any value, not with the order of rows."""
    con.register("mixed_rows", data)
    try:
        return list(rows(con, sql("publish_mixed", table="mixed_rows"))[0])
    finally:
        con.unregister("mixed_rows")


def create(con: Connection, table: str, data: pa.Table) -> None:
    """Create `table` from an Arrow table."""
    con.register("inserted_rows", data)
    con.execute(f"create or replace table {table} as select * from inserted_rows")
    con.unregister("inserted_rows")


def tables(con: Connection) -> set[str]:
    """Return the names of the tables of the opened database."""
    return {
        row[0]
        for row in rows(
            con, "select table_name from duckdb_tables() where database_name = current_database()"
        )
    }
