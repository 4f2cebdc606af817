"""The state stores on a real PostgreSQL server."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Connection, create_engine, inspect, text

from records import zones
from records.access import accounts
from records.access.open import open_access
from records.access.schema import ACCESS
from records.errors import ConflictError, StoreError
from records.migrations import bring_up_to_date
from records.schema import METADATA, WORKSPACE
from records.store import open_store
from records.tables import Steps, Tables
from tests.postgres import Server
from tests.records.writer import NOON
from tests.zone_fixture import full_document


def test_one_database_holds_both_stores(postgresql: Server) -> None:
    address = postgresql.database()
    with open_store(address) as workspace, open_access(address) as access:
        accounts.add_organisation(access, "Public Health", "health")
        zones.save(workspace, full_document(), by="Ada", at=NOON)
    with open_store(address) as workspace, open_access(address) as access:
        assert [one.name for one in accounts.organisations(access)] == ["Public Health"]
        assert len(zones.list_zones(workspace)) == 1


@pytest.mark.parametrize("tables", [WORKSPACE, ACCESS], ids=lambda each: each.name)
def test_older_tables_are_copied_before_they_are_changed(postgresql: Server, tables: Tables) -> None:
    address, table = postgresql.database(), sorted(set(tables.metadata.tables) - {tables.version.name})[0]

    def add_a_column(connection: Connection) -> None:
        connection.execute(text(f"alter table {table} add column colour varchar(20)"))

    def fail(_: Connection) -> None:
        raise StoreError("a step", "failed", "Try again.")

    def later(steps: Steps) -> Tables:
        return dataclasses.replace(tables, newest=tables.newest + len(steps), steps=steps)

    def columns(name: str) -> set[str]:
        with open_store(address, tables) as store, store.reading() as connection:
            return {column["name"] for column in inspect(connection).get_columns(name)}

    first, second = tables.newest, tables.newest + 1
    with open_store(address, tables):
        pass
    before = columns(table)
    engine = create_engine(address).execution_options()
    with pytest.raises(StoreError, match="a step"):
        bring_up_to_date(engine, later({first: add_a_column, second: fail}))
    assert columns(table) == before
    bring_up_to_date(engine, later({first: add_a_column}))
    with engine.connect() as connection:
        looked = inspect(connection)
        names = set(looked.get_table_names())
        assert {f"{name}_before_{second}" for name in tables.metadata.tables} <= names
        assert {column["name"] for column in looked.get_columns(f"{table}_before_{second}")} == before
        assert {column["name"] for column in looked.get_columns(table)} == before | {"colour"}
    engine.dispose()
    with pytest.raises(StoreError, match="newer version of this product"):
        open_store(address, tables)


def test_tables_of_something_else_are_left_alone(postgresql: Server) -> None:
    address = postgresql.database()
    engine = create_engine(address)
    with engine.begin() as connection:
        connection.execute(text("create domain town as text"))
        METADATA.tables["zone"].create(connection)
    with pytest.raises(StoreError, match="something else under the name 'zone'"):
        open_store(address)
    with open_access(address) as access:
        assert accounts.everyone(access) == ()
    engine.dispose()


def test_a_server_that_does_not_answer_is_said_without_its_password(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be opened") as caught:
        open_access(f"postgresql+psycopg://ada:otter@/safe?host={tmp_path}")
    assert "otter" not in str(caught.value)


def test_connections_that_the_server_has_ended_are_made_again(postgresql: Server) -> None:
    with open_store(postgresql.database()) as store:
        zones.save(store, full_document(), by="Ada", at=NOON)
        with psycopg.connect(
            host=str(postgresql.socket), user=postgresql.user, dbname="postgres", autocommit=True
        ) as keeper:
            keeper.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity"
                " where pid <> pg_backend_pid() and usename is not null"
            )
        assert len(zones.list_zones(store)) == 1


def test_a_reader_sees_one_state_and_cannot_write(postgresql: Server) -> None:
    with open_store(postgresql.database()) as store:
        zones.save(store, full_document(), by="Ada", at=NOON)
        with store.reading() as connection:
            seen = connection.execute(text("select latest from zone")).scalar_one()
            zones.save(store, full_document(), zone_id="z1", based_on=1, by="Ben", at=NOON)
            assert connection.execute(text("select latest from zone")).scalar_one() == seen
        with pytest.raises(StoreError, match="read-only"), store.reading() as connection:
            connection.execute(text("update zone set latest = 9"))


def test_a_writer_who_waits_too_long_is_told_that_nothing_was_kept(
    postgresql: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("records.store.WAIT_S", 0.2)
    with open_store(postgresql.database()) as store:
        zones.save(store, full_document(), by="Ada", at=NOON)
        with store.writing(), pytest.raises(StoreError, match="Nothing was kept"):
            zones.save(store, full_document(), zone_id="z1", based_on=1, by="Ben", at=NOON)
        with pytest.raises(ConflictError):
            zones.save(store, full_document(), zone_id="z1", based_on=7, by="Ben", at=NOON)
