from __future__ import annotations

from pathlib import Path

import pytest

from etl.errors import BadInputError, RefusedError
from layers.published.outline import PublishedPlace, where_published
from records.access.accounts import everyone
from records.access.open import ACCESS_SETTING
from records.errors import ConflictError
from records.store import WORKSPACE_SETTING, open_store, workspace_path
from records.zones import approve, delete, save
from tests.postgres import Server
from tests.records.writer import NOON
from tests.zone_fixture import full_document
from web.approval import approved_zones
from web.workspace import has_workspace, kept_errors, open_access_of, open_workspace, workspace_stamp


def test_a_published_place_says_where_it_is(published_home: Path, tmp_path: Path) -> None:
    found = where_published(published_home)
    assert found.outline is not None
    assert found.outline.area > 0
    assert (found.term, found.version) == ("policing agreement area", "20261122-0123456789ab")
    assert where_published(tmp_path) == PublishedPlace()


def test_the_store_speaks_in_the_words_of_the_house(tmp_path: Path) -> None:
    with open_workspace(tmp_path) as store:
        save(store, full_document(), by="Ada", at=NOON)
        with pytest.raises(BadInputError, match="zone 'z2': does not exist"), kept_errors():
            delete(store, "z2", "Ada", NOON)
        delete(store, "z1", "Ada", NOON)
        with pytest.raises(RefusedError, match="has been deleted"), kept_errors():
            delete(store, "z1", "Ada", NOON)
        save(store, full_document(), by="Ada", at=NOON)
        with pytest.raises(ConflictError), kept_errors():
            save(store, full_document(), zone_id="z2", based_on=7, by="Ada", at=NOON)
    (tmp_path / "other").mkdir()
    workspace_path(tmp_path / "other").write_text("no database at all" * 100)
    with pytest.raises(BadInputError, match="cannot be opened"):
        open_workspace(tmp_path / "other")
    with open_store(workspace_path(tmp_path)):
        pass


def test_a_home_whose_state_is_on_a_server_keeps_none_in_files(
    tmp_path: Path, postgresql: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not has_workspace(tmp_path)
    monkeypatch.setenv(WORKSPACE_SETTING, postgresql.database())
    monkeypatch.setenv(ACCESS_SETTING, postgresql.database())
    assert has_workspace(tmp_path)
    assert approved_zones(tmp_path) == ()
    before = workspace_stamp(tmp_path)
    with open_workspace(tmp_path) as store:
        zone = save(store, full_document(), by="Ada", at=NOON)
        assert workspace_stamp(tmp_path) == before
        approve(store, zone.zone_id, 1, "Sam", NOON)
    assert workspace_stamp(tmp_path) != before
    assert [each.zone_id for each in approved_zones(tmp_path)] == ["z1"]
    for _ in range(2):  # closed for one, open for the next
        with open_access_of(tmp_path) as access:
            assert everyone(access) == ()
    assert list(tmp_path.iterdir()) == []
    monkeypatch.setenv(ACCESS_SETTING, "postgresql+psycopg://ada:otter@/safe?host=/nowhere")
    with pytest.raises(BadInputError, match="cannot be opened") as caught:
        open_access_of(tmp_path)
    assert "otter" not in str(caught.value)
