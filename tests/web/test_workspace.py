from __future__ import annotations

from pathlib import Path

import pytest

from etl.errors import BadInputError, RefusedError
from layers.published.outline import PublishedPlace, where_published
from records.errors import ConflictError
from records.store import open_store, workspace_path
from records.zones import delete, save
from tests.records.writer import NOON
from tests.zone_fixture import full_document
from web.workspace import kept_errors, open_workspace


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
