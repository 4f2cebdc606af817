"""Bringing the tables of an older version up to date: a copy of them first, then one transaction."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import Connection, CreateTableAs, Engine, MetaData, Table, insert, inspect, select, update

from records.errors import StoreError
from records.tables import Tables


def bring_up_to_date(engine: Engine, tables: Tables) -> None:
    """Make the tables, or take them step by step to the newest version.

    Raises StoreError when they were made by a newer version of the product.
    """
    newest = tables.newest
    with engine.connect() as connection, connection.begin():
        number = _number(connection, tables)
    if number == newest:
        return
    if number is not None and number > newest:
        raise StoreError(
            engine.url.render_as_string(hide_password=True),
            f"was made by a newer version of this product (tables {number}, known are {newest})",
            "Use the newer version.",
        )
    with engine.connect().execution_options(write=True) as connection, connection.begin():
        number = _number(connection, tables)  # another process may have been faster
        if number is None:
            tables.metadata.create_all(connection)
            connection.execute(insert(tables.version).values(number=newest))
            return
        if number < newest:
            _copy(connection, tables, number)
        for step in range(number, newest):
            tables.steps[step](connection)
        connection.execute(update(tables.version).values(number=newest))


def _number(connection: Connection, tables: Tables) -> int | None:
    """Return the tables' version, None where there are none yet. Raises StoreError for another's database."""
    there = set(inspect(connection).get_table_names())
    if tables.version.name in there:
        return connection.execute(select(tables.version.c.number)).scalar_one_or_none()
    url = connection.engine.url
    if connection.dialect.name == "sqlite" and there:
        raise StoreError(str(url.database), "is a database of something else", "Name another file.")
    if taken := there & set(tables.metadata.tables):
        raise StoreError(
            url.render_as_string(hide_password=True),
            f"holds something else under the name {min(taken)!r}",
            "Name a database of its own.",
        )
    return None


def _copy(connection: Connection, tables: Tables, number: int) -> None:
    """Copy the older tables under names that say what they come before.

    Called while this process alone may write: the copy is of the older tables, whoever else opens the store.
    """
    if connection.dialect.name == "sqlite":
        _copy_file(connection.engine, number)
        return
    for name in sorted(set(tables.metadata.tables) & set(inspect(connection).get_table_names())):
        older = Table(name, MetaData(), autoload_with=connection, resolve_fks=False)
        copy = Table(f"{name}_before_{number + 1}", MetaData())
        copy.drop(connection, checkfirst=True)
        connection.execute(CreateTableAs(select(older), copy.name))


def _copy_file(engine: Engine, number: int) -> None:
    """Copy a SQLite file, with what its log still holds."""
    if not engine.url.database:
        return  # kept in memory only
    path = Path(engine.url.database)
    copy = path.with_name(f"{path.name}.before-{number + 1}")
    unready = copy.with_name(f"{copy.name}.unready")
    unready.touch(mode=path.stat().st_mode & 0o777)
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(unready)) as target:
        source.backup(target)
    unready.replace(copy)
