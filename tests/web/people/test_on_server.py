"""Accounts on a database server open the same doors."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from records.access.accounts import add, add_organisation, disable, use_link
from records.access.open import ACCESS_SETTING, open_access
from tests.postgres import Server
from tests.web.people.town import AT, PASSWORD, Doorway, settings
from web.people.opening import people
from web.server import make_app


def test_whoever_is_kept_on_a_server_signs_in(
    published_home: Path, postgresql: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = postgresql.database()
    monkeypatch.setenv(ACCESS_SETTING, address)
    with open_access(address) as store:
        add_organisation(store, "Harbour Council", "council")
        assert people(tmp_path, {ACCESS_SETTING: address}) == 0
        made = add(store, login="bea", name="Bea", organisation="Harbour Council", role="board", at=AT)
        use_link(store, made.token, PASSWORD, AT)
        assert people(tmp_path, {ACCESS_SETTING: address}) == 1
        doors = dataclasses.replace(settings(tmp_path), access=address)
        door = Doorway(make_app(published_home, board=True, doors=doors), store)
        client = door.client("board")
        assert client.get("/clash").status_code == 200
        add(store, login="stu", name="Stu", organisation="Harbour Council", role="steward", at=AT)
        disable(store, made.account.account_id)
        assert client.get("/clash").status_code == 401
    assert list(tmp_path.iterdir()) == []
