from __future__ import annotations

import dataclasses
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateTable

from records import zones
from records.errors import StoreError
from records.migrations import bring_up_to_date
from records.schema import METADATA, WORKSPACE
from records.store import open_store, workspace_path
from records.tables import Steps, Tables
from tests.records.test_crashes import SERVER
from tests.records.writer import NOON, save_one
from tests.zone_fixture import full_document

SCHEMA = WORKSPACE.newest


def test_the_file_is_kept_with_a_log_and_every_commit_reaches_the_disk(tmp_path: Path) -> None:
    with open_store(workspace_path(tmp_path)) as store, store.writing() as connection:
        assert connection.execute(text("pragma journal_mode")).scalar_one() == "wal"
        assert connection.execute(text("pragma synchronous")).scalar_one() == 2
        assert connection.execute(text("pragma foreign_keys")).scalar_one() == 1


def test_a_file_and_what_lies_beside_it_are_for_their_owner_alone(tmp_path: Path) -> None:
    path = workspace_path(tmp_path)
    path.touch(mode=0o644)
    path.chmod(0o644)  # as homes of earlier versions have it
    with open_store(path) as store, store.writing() as connection:
        connection.execute(text("create table more (x integer)"))
        modes = {each.name: each.stat().st_mode & 0o777 for each in tmp_path.iterdir()}
    assert modes == dict.fromkeys((path.name, f"{path.name}-wal", f"{path.name}-shm"), 0o600)


def test_opening_a_store_leaves_its_time_by_which_pages_know_that_nothing_changed(tmp_path: Path) -> None:
    path = tmp_path / "workspace.sqlite"
    open_store(path).close()
    before = path.stat().st_mtime_ns
    open_store(path).close()
    assert path.stat().st_mtime_ns == before


def test_many_who_open_a_new_home_at_once_share_one_store(tmp_path: Path) -> None:
    writers = [SERVER.Process(target=save_one, args=(tmp_path,)) for _ in range(6)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert [writer.exitcode for writer in writers] == [0] * 6
    with open_store(workspace_path(tmp_path)) as store:
        assert {record.zone_id for record in zones.list_zones(store)} == {f"z{n}" for n in range(1, 7)}


def add_a_column(connection: Connection) -> None:
    connection.execute(text("alter table zone add column colour varchar(20)"))


def fail(_: Connection) -> None:
    raise StoreError("a step", "failed", "Try again.")


def later(steps: Steps) -> Tables:
    """Return the workspace's tables as a later version of the product has them."""
    return dataclasses.replace(WORKSPACE, newest=SCHEMA + len(steps), steps=steps)


def test_an_older_store_is_copied_before_it_is_changed(tmp_path: Path) -> None:
    path = workspace_path(tmp_path)
    with open_store(path) as store:
        zones.save(store, full_document(), by="Ada", at=NOON)
        engine = store._engine
        with pytest.raises(StoreError, match="a step"):
            bring_up_to_date(engine, later({SCHEMA: add_a_column, SCHEMA + 1: fail}))
        assert columns(path) == columns(path.with_name(f"{path.name}.before-{SCHEMA + 1}"))
        bring_up_to_date(engine, later({SCHEMA: add_a_column}))
        assert len(zones.list_zones(store)) == 1
    assert columns(path) - columns(path.with_name(f"{path.name}.before-{SCHEMA + 1}")) == {"colour"}
    with open_store(path.with_name(f"{path.name}.before-{SCHEMA + 1}")) as copy:
        assert zones.get(copy, "z1").document == full_document()
    with pytest.raises(StoreError, match="newer version of this product"):
        open_store(path)


def columns(path: Path) -> set[str]:
    with closing(sqlite3.connect(path)) as connection:
        return {row[1] for row in connection.execute("pragma table_info(zone)")}


def test_what_is_no_store_is_said_so_and_left_alone(tmp_path: Path) -> None:
    notes = tmp_path / "notes.sqlite"
    notes.write_bytes(b"not a database, whatever its name says" * 100)
    with pytest.raises(StoreError, match="cannot be opened"):
        open_store(notes)
    assert notes.read_bytes().startswith(b"not a database")
    other = tmp_path / "other.sqlite"
    with closing(sqlite3.connect(other)) as connection:
        connection.execute("create table thing (n)")
    with pytest.raises(StoreError, match="something else"):
        open_store(other)
    for address in ("nothing://here", "://", "postgresql+nodriver://here/there"):
        with pytest.raises(StoreError):
            open_store(address)


def test_a_store_that_another_holds_says_that_nothing_was_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("records.store.WAIT_S", 0.05)
    with (
        open_store(workspace_path(tmp_path)) as store,
        closing(sqlite3.connect(workspace_path(tmp_path), isolation_level=None)) as holder,
    ):
        holder.execute("begin immediate")
        assert zones.list_zones(store) == ()
        with pytest.raises(StoreError, match=r"locked.*Nothing was kept"):
            zones.save(store, full_document(), by="Ada", at=NOON)


def test_the_tables_can_be_made_on_a_database_server() -> None:
    """The statements for PostgreSQL; tests/records/conftest.py says how to run all of these tests on one."""
    made = [str(CreateTable(table).compile(dialect=postgresql.dialect())) for table in METADATA.sorted_tables]
    assert any("SERIAL" in statement for statement in made)
    assert not any("AUTOINCREMENT" in statement for statement in made)
