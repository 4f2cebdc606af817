"""A home is known to hold invented data only while nothing but the demo's own load was ever made into it."""

from __future__ import annotations

import pytest

from etl import store
from etl.errors import BadInputError
from etl.load.dry_run import dry_run
from etl.load.invented import holds_invented_only
from etl.load.place import load_place
from tests.etl.folder import CALLS, NOW, Folder, calls

FIRST = calls("1,2026-01-02 10:00,53.5,-1.5,died")
OTHER = calls("2,2026-01-03 10:00,53.5,-1.5,died")


def ready(folder: Folder) -> None:
    folder.place(CALLS)
    folder.file("calls.csv", FIRST)


def load(folder: Folder, *, invented: bool) -> bool:
    load_place(folder.path / "place.toml", folder.raw, folder.home, now=NOW, invented=invented)
    return holds_invented_only(folder.home)


def test_invented_again_and_again_until_anything_else_is_loaded(folder: Folder) -> None:
    ready(folder)
    assert load(folder, invented=True)
    assert load(folder, invented=True)
    (folder.path / "new").write_text(OTHER, encoding="utf-8")
    dry_run(
        folder.path / "place.toml",
        "calls",
        folder.raw,
        folder.home,
        now=NOW,
        incoming={"calls.csv": folder.path / "new"},
        quarantine=folder.path / "quarantine.csv",
    )
    assert holds_invented_only(folder.home)  # a dry run loads into a copy
    assert not load(folder, invented=False)
    assert not load(folder, invented=True)  # for good


def test_even_a_load_that_fails_ends_it(folder: Folder) -> None:
    ready(folder)
    assert load(folder, invented=True)
    folder.file("calls.csv", "")
    with pytest.raises(BadInputError):
        load(folder, invented=False)
    assert not holds_invented_only(folder.home)


def test_what_was_loaded_before_anybody_asked_is_not_invented(folder: Folder) -> None:
    ready(folder)
    assert not load(folder, invented=False)
    with store.restricted_writer(folder.home) as con:
        con.execute("delete from place_meta where key = 'only_invented'")  # as homes of earlier days are
    assert not holds_invented_only(folder.home)
    assert not load(folder, invented=True)
