"""Opening the state store: SQLite in a home, or a database server by its address."""

from __future__ import annotations

import functools
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from records.errors import StoreError
from records.migrations import bring_up_to_date
from records.schema import WORKSPACE
from records.tables import Tables

WORKSPACE_SETTING = "SAFE_PASSAGE_WORKSPACE_URL"
WAIT_S = 20  # for another writer to end its transaction
CONNECT_S = 10  # for a database server to answer
_AS = "Write it as postgresql+psycopg://..., or use the file in the home."


class Store:
    """An open state store, for any number of threads; each change is one transaction."""

    def __init__(self, engine: Engine) -> None:
        """Take an engine whose tables are in place."""
        self._engine = engine

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Yield a connection that sees one state throughout. Raises StoreError."""
        with self._connection() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Yield a connection whose changes are kept together when the block ends well, or not at all.

        Writers wait for each other here, so what was read cannot be changed meanwhile. Raises StoreError.
        """
        with self._connection(write=True) as connection:
            yield connection

    @contextmanager
    def _connection(self, *, write: bool = False) -> Iterator[Connection]:
        try:
            with self._engine.connect().execution_options(write=write) as connection, connection.begin():
                yield connection
        except DBAPIError as error:
            raise StoreError(
                self._engine.url.render_as_string(hide_password=True),
                f"cannot be used now ({error.orig})",
                "Nothing was kept. Check the disk and who may write there, then try again.",
            ) from error

    def close(self) -> None:
        """Let go of every connection."""
        self._engine.dispose()

    def shared(self) -> Store:
        """Return the same store for many who each close it, which closes nothing."""
        return _Shared(self._engine)

    def __enter__(self) -> Store:
        """Return the store itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it."""
        self.close()


class _Shared(Store):
    """A store that whoever opened it first closes."""

    def close(self) -> None:
        """Close nothing."""


def workspace_path(home: Path) -> Path:
    """Return where a home keeps what people write, unless a server does."""
    return home / "workspace.sqlite"


def workspace_target(home: Path) -> str | Path:
    """Return what `open_store` opens for a home: the server's address that the setting names, or the file."""
    return os.environ.get(WORKSPACE_SETTING, "").strip() or workspace_path(home)


def open_store(target: str | Path, tables: Tables = WORKSPACE) -> Store:
    """Return the store at a path (SQLite; made when absent) or at a database address such as postgresql://...

    tables: which of the stores it is; one database server may hold both.

    A file is made readable by its owner alone, also one that was there.
    Tables of an older version are brought up to date, after a copy of them was kept: a file
    beside the file, or on a server tables beside the tables.
    Raises StoreError when it cannot be opened, or was made by a newer version.
    """
    url = _url(target)
    if url.get_backend_name() == "sqlite" and url.database:
        _keep_private(Path(url.database))
    engine = _engine(url, tables)
    try:
        bring_up_to_date(engine, tables)
    except DBAPIError as error:
        engine.dispose()
        raise StoreError(
            str(target) if isinstance(target, Path) else url.render_as_string(hide_password=True),
            f"cannot be opened as a state store ({error.orig})",
            "Check the path or address, and that the file is one of this product's.",
        ) from error
    except StoreError:
        engine.dispose()
        raise
    return Store(engine)


def _keep_private(path: Path) -> None:
    """Make a file that its owner alone may read, or make it so; what is another's stays as it is."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():  # else its time would change, by which others know whether it did
        path.touch(mode=0o600)  # what SQLite puts beside it takes the same mode
    found = path.stat()
    if found.st_mode & 0o077 and found.st_uid == os.geteuid():
        path.chmod(0o600)


def _url(target: str | Path) -> URL:
    if isinstance(target, Path) or "://" not in target:
        return URL.create("sqlite", database=str(target))
    try:
        url = make_url(target)
    except ArgumentError as error:
        raise StoreError("the address of the state store", "cannot be read", _AS) from error
    if url.get_backend_name() not in ("sqlite", "postgresql"):
        raise StoreError("the address of the state store", f"is of {url.get_backend_name()!r:.40}", _AS)
    return url


def _engine(url: URL, tables: Tables) -> Engine:
    lite = url.get_backend_name() == "sqlite"
    waits = {"timeout": WAIT_S} if lite else {"connect_timeout": CONNECT_S}
    try:
        engine = create_engine(url, connect_args=waits, pool_pre_ping=not lite)
    except (NoSuchModuleError, ModuleNotFoundError) as error:
        raise StoreError(
            url.render_as_string(hide_password=True),
            f"needs a driver that is not installed ({error})",
            "Install the driver, or use the file in the home.",
        ) from error
    if lite:
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        event.listen(engine, "begin", functools.partial(_begin_on_server, tables.lock))
    return engine


def _begin_on_server(lock: int, connection: Connection) -> None:
    """Begin as on SQLite: a reader sees one state and waits for nobody, writers wait for each other.

    A writer's later statements each see what was committed by then, and nobody commits while it holds the
    lock. PostgreSQL gives the lock back with the transaction, whether the process ends well or is killed.
    """
    if connection.get_execution_options().get("write", False):
        connection.exec_driver_sql(f"set local lock_timeout = {round(WAIT_S * 1000)}")
        connection.exec_driver_sql(f"select pg_advisory_xact_lock({lock})")
    else:
        connection.exec_driver_sql("set transaction isolation level repeatable read, read only")


def _set_up_sqlite(connection: Any, _: object) -> None:
    connection.isolation_level = None  # transactions are begun below, not by the driver
    cursor = connection.cursor()
    for setting in ("journal_mode=wal", "synchronous=full", "foreign_keys=on"):
        cursor.execute(f"pragma {setting}")
    cursor.close()
    connection.create_function("lower", 1, _lower, deterministic=True)  # SQLite's own knows only a to z


def _lower(text: str | None) -> str | None:
    return None if text is None else text.lower()


def _begin_sqlite(connection: Connection) -> None:
    # A reader takes no lock; a writer takes it at once, so that what it read cannot be changed meanwhile.
    write = connection.get_execution_options().get("write", False)
    connection.exec_driver_sql("begin immediate" if write else "begin")
