"""The table of the audit trail. The database itself refuses to change or to delete its rows."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Column, Connection, Integer, MetaData, String, Table, Text, event

_STATEMENTS: Final = {
    "sqlite": tuple(
        f"create trigger trail_no_{act} before {act} on trail "
        "begin select raise(abort, 'rows of the trail are only added'); end"
        for act in ("update", "delete")
    ),
    "postgresql": (
        "create or replace function trail_only_grows() returns trigger language plpgsql as "
        "$$ begin raise exception 'rows of the trail are only added'; end $$",
        "create trigger trail_only_grows before update or delete or truncate on trail "
        "for each statement execute function trail_only_grows()",
    ),
}


def trail_table(metadata: MetaData) -> Table:
    """Return the table, which refuses everything but new rows once it is made."""
    table = Table(
        "trail",
        metadata,
        Column("number", Integer, primary_key=True, autoincrement=False),
        Column("at", String(32), nullable=False, index=True),  # ISO 8601 in UTC: what was sealed, as it was
        Column("by", String(200), nullable=False),
        Column("organisation", String(200), nullable=False),
        Column("role", String(20), nullable=False),
        Column("kind", String(40), nullable=False, index=True),
        Column("subject", String(200), nullable=False),
        Column("details", Text, nullable=False),
        Column("content_id", String(40), nullable=False, index=True),
        Column("file_sha256", String(64), nullable=False, index=True),
        Column("link", String(64), nullable=False),
    )
    event.listen(table, "after_create", _forbid_changes)
    return table


def _forbid_changes(_: Table, connection: Connection, **__: object) -> None:
    for statement in _STATEMENTS.get(connection.dialect.name, ()):
        connection.exec_driver_sql(statement)
