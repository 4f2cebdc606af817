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
    with engine.connect().execution_options(write=True) as connection, connection.begin():
        number = _number(connection)  # another process may have been faster
        if number is None:
            METADATA.create_all(connection)
            connection.execute(insert(schema_version).values(number=newest))
            return
        if number < newest:
            _copy(engine, number)
        for step in range(number, newest):
            steps[step](connection)
        connection.execute(update(schema_version).values(number=newest))


def _number(connection: Connection) -> int | None:
    """Return the tables' version, None where there are none yet. Raises StoreError for another's file."""
    looked = inspect(connection)
    if not looked.has_table(schema_version.name):
        if connection.dialect.name == "sqlite" and looked.get_table_names():
            raise StoreError(
                str(connection.engine.url.database), "is a database of something else", "Name another file."
            )
        return None
    return connection.execute(select(schema_version.c.number)).scalar_one_or_none()


def _copy(engine: Engine, number: int) -> None:
    """Copy a SQLite file, with what its log still holds, under a name that says what it comes before.

    Called while this process alone may write: the copy is of the older tables, whoever else opens the store.
    """
    if engine.dialect.name != "sqlite" or not engine.url.database:
        return  # a server's backups are its keeper's
    path = Path(engine.url.database)
    copy = path.with_name(f"{path.name}.before-{number + 1}")
    unready = copy.with_name(f"{copy.name}.unready")
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(unready)) as target:
        source.backup(target)
    unready.replace(copy)
