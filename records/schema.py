"""The tables of the workspace: portable types only, so that SQLite and PostgreSQL hold the same.

Versions, events and comments are only ever added. `zone` repeats what a list needs, and is changed in
the transaction that adds the row it follows from.
"""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    ForeignKey,
    ForeignKeyConstraint,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from records.tables import Tables, UtcTime, version_table

METADATA = MetaData()

schema_version = version_table("schema_version", METADATA)

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

recipe = Table(
    "recipe",
    METADATA,
    Column("key", Integer, primary_key=True, autoincrement=True),
    Column("name", String(200), nullable=False, unique=True),
    Column("asked", Text, nullable=False),
    Column("period", String(40), nullable=False),
    Column("formats", Text, nullable=False),
    Column("by", String(200), nullable=False),
    Column("at", UtcTime, nullable=False),
    sqlite_autoincrement=True,  # a recipe that takes a deleted one's name does not take its runs
)

# Runs outlive their recipe: a recalled version's briefings are still to be asked back.
recipe_run = Table(
    "recipe_run",
    METADATA,
    Column("key", Integer, primary_key=True, autoincrement=True),
    Column("recipe_key", Integer, nullable=False, index=True),
    Column("name", String(200), nullable=False),
    Column("period", String(40), nullable=False),
    Column("version", String(40), nullable=False, index=True),
    Column("content_id", String(40), nullable=False),
    Column("since", String(40), nullable=False),
    Column("figures", Text, nullable=False),
    Column("by", String(200), nullable=False),
    Column("at", UtcTime, nullable=False),
    UniqueConstraint("recipe_key", "content_id"),
)


def _add_recipes(connection: Connection) -> None:
    """Take tables of number 1 to number 2: recipes and their runs."""
    METADATA.create_all(connection, tables=[recipe, recipe_run])


WORKSPACE = Tables("workspace", METADATA, schema_version, newest=2, lock=0x5AFE0001, steps={1: _add_recipes})
