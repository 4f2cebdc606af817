from __future__ import annotations

import dataclasses
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from records.access import accounts
from records.access.open import ACCESS_SETTING, access_path, access_target, open_access
from records.access.schema import ACCESS
from records.store import open_store
from tests.postgres import Server


def test_older_tables_are_copied_to_a_file_that_its_owner_alone_may_read(tmp_path: Path) -> None:
    def add_a_column(connection: Connection) -> None:
        connection.execute(text("alter table account add column colour varchar(20)"))

    path, newer = access_path(tmp_path), ACCESS.newest + 1
    with open_access(path) as store:
        accounts.add_organisation(store, "Public Health", "health")
    with open_store(path, dataclasses.replace(ACCESS, newest=newer, steps={ACCESS.newest: add_a_column})):
        pass
    copy = path.with_name(f"{path.name}.before-{newer}")
    assert copy.stat().st_mode & 0o777 == 0o600
    assert [column for column in columns(path) if column not in columns(copy)] == ["colour"]
    with open_access(copy) as older:
        assert [one.name for one in accounts.organisations(older)] == ["Public Health"]


def columns(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return [row[1] for row in connection.execute("pragma table_info(account)")]


def test_many_who_open_a_new_store_at_once_share_it(postgresql: Server, tmp_path: Path) -> None:
    def add(target: str | Path, number: int) -> None:
        with open_access(target) as store:
            accounts.add_organisation(store, f"Organisation {number}", "other")

    for target in (access_path(tmp_path), postgresql.database()):
        with ThreadPoolExecutor(6) as pool:
            list(pool.map(add, [target] * 6, range(6)))
        with open_access(target) as store:
            assert len(accounts.organisations(store)) == 6


def test_a_setting_names_the_server_for_a_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert access_target(tmp_path) == access_path(tmp_path)
    monkeypatch.setenv(ACCESS_SETTING, "postgresql+psycopg://here/safe")
    assert access_target(tmp_path) == "postgresql+psycopg://here/safe"
