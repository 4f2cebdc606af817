"""The tables of the state store: portable types only, so that SQLite and PostgreSQL hold the same.

Versions, events and comments are only ever added. `zone` repeats what a list needs, and is changed in the
transaction that adds the row it follows from.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    DateTime,
    Dialect,
    ForeignKey,
    ForeignKeyConstraint,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
)

SCHEMA = 1


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


METADATA = MetaData()

schema_version = Table("schema_version", METADATA, Column("number", Integer, primary_key=True))

zone = Table(
    "zone",
    METADATA,
    Column("key", Integer, primary_key=True, autoincrement=True),
    Column("name", String(200), nullable=False),
    Column("status", String(40), nullable=False),
    Column("latest", Integer, nullable=False),
    Column("approved", Integer),
    Column("updated_at", UtcTime, nullable=False),
    Column("hidden", Boolean, nullable=False, default=False),
    sqlite_autoincrement=True,  # a number is never given to another zone
)

zone_version = Table(
    "zone_version",
    METADATA,
    Column("zone_key", ForeignKey("zone.key"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("document", Text, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("based_on", Integer),
    Column("by", String(200), nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("note", Text, nullable=False),
)


def _of_version() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["zone_key", "number"], ["zone_version.zone_key", "zone_version.number"])


zone_event = Table(
    "zone_event",
    METADATA,
    Column("key", Integer, primary_key=True, autoincrement=True),
    Column("zone_key", Integer, nullable=False, index=True),
    Column("number", Integer, nullable=False),
    Column("kind", String(20), nullable=False, index=True),
    Column("before", String(40), nullable=False),
    Column("after", String(40), nullable=False),
    Column("by", String(200), nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("reason", Text, nullable=False),
    _of_version(),
)

zone_comment = Table(
    "zone_comment",
    METADATA,
    Column("key", Integer, primary_key=True, autoincrement=True),
    Column("zone_key", Integer, nullable=False, index=True),
    Column("number", Integer, nullable=False),
    Column("by", String(200), nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("text", Text, nullable=False),
    _of_version(),
)
