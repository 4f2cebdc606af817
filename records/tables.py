"""What the tables of every state store share: portable column types, and a set of tables with its version."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Column, Connection, DateTime, Dialect, Integer, MetaData, Table, TypeDecorator

Steps = Mapping[int, Callable[[Connection], None]]


class UtcTime(TypeDecorator[dt.datetime]):
    """An aware time, kept as UTC without its zone: SQLite knows no zones."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, _: Dialect) -> dt.datetime | None:
        """Return the time in UTC, without its zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone cannot be kept")
        return value.astimezone(dt.UTC).replace(tzinfo=None)

    def process_result_value(self, value: Any, _: Dialect) -> dt.datetime | None:
        """Return the time as UTC."""
        return None if value is None else value.replace(tzinfo=dt.UTC)


@dataclass(frozen=True)
class Tables:
    """The tables of one store; one database may hold those of several.

    name: for people. version: the table of one row that holds the number. newest: that number now. steps:
    from each number to the next. lock: the number under which writers wait for each other on a server.
    """

    name: str
    metadata: MetaData
    version: Table
    newest: int
    lock: int
    steps: Steps = field(default_factory=dict)


def version_table(name: str, metadata: MetaData) -> Table:
    """Return a table that holds the version of the others."""
    return Table(name, metadata, Column("number", Integer, primary_key=True, autoincrement=False))
