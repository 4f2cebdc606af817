"""Bringing the tables of an older version up to date: a copy of the file first, then one transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path

from sqlalchemy import Connection, Engine, insert, inspect, select, update

from records.errors import StoreError
from records.schema import METADATA, SCHEMA, schema_version

Steps = Mapping[int, Callable[[Connection], None]]
STEPS: Steps = {}  # from a version to the next


def bring_up_to_date(engine: Engine, steps: Steps = STEPS, newest: int = SCHEMA) -> None:
    """Make the tables, or take them step by step to the newest version.

    Raises StoreError when they were made by a newer version of the product.
    """
    with engine.connect() as connection, connection.begin():
        number = _number(connection)
    if number == newest:
        return
    if number is not None and number > newest:
        raise StoreError(
            engine.url.render_as_string(hide_password=True),
            f"was made by a newer version of this product (tables {number}, known are {newest})",
            "Use the newer version.",
        )
    if number is not None:
        _copy(engine, number)
    with engine.connect().execution_options(write=True) as connection, connection.begin():
        number = _number(connection)  # another process may have been faster
        if number is None:
            METADATA.create_all(connection)
            connection.execute(insert(schema_version).values(number=newest))
            return
        for step in range(number, newest):
            steps[step](connection)
        connection.execute(update(schema_version).values(number=newest))


def _number(connection: Connection) -> int | None:
    if not inspect(connection).has_table(schema_version.name):
        return None
    return connection.execute(select(schema_version.c.number)).scalar_one_or_none()


def _copy(engine: Engine, number: int) -> None:
    """Copy a SQLite file, with what its log still holds, under a name that says its version."""
    if engine.dialect.name != "sqlite" or not engine.url.database:
        return  # a server's backups are its keeper's
    path = Path(engine.url.database)
    copy = path.with_name(f"{path.name}.before-{number + 1}")
    if copy.exists():
        return  # an earlier attempt made it, and changed nothing since
    unready = copy.with_name(f"{copy.name}.unready")
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(unready)) as target:
        source.backup(target)
    unready.replace(copy)
