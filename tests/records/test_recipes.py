"""Recipes and their runs, in a file and on a server."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from pathlib import Path

import pytest
from sqlalchemy import inspect, update

from records import zones
from records.copies import read_in, written_out
from records.errors import NotFoundError, NotNowError, UnfitError
from records.recipes import (
    Recipe,
    Run,
    add_run,
    delete_recipe,
    get_recipe,
    list_recipes,
    runs_from,
    runs_of,
    save_recipe,
)
from records.schema import WORKSPACE, recipe, recipe_run, schema_version
from records.store import Store, open_store, workspace_path
from tests.postgres import Server
from tests.records.writer import NOON
from tests.zone_fixture import full_document

ASKED = {"title": "Tŷ Dŵr", "maps": ["a", "", "", "b"], "paper": "a4"}
VERSION = "20261101-0123456789ab"


def save(store: Store, name: str = "Board", **changes: object) -> Recipe:
    given = {"period": "quarter", "formats": ("pdf", "zip"), "by": "Ada", "at": NOON, **changes}
    return save_recipe(store, name, ASKED, **given)  # type: ignore[arg-type]


def run(content_id: str = "c1", period: str = "2026Q3") -> Run:
    return Run("Board", period, VERSION, content_id, "", {"figures": [1.5]}, "cron", NOON)


def test_a_recipe_is_kept_as_it_was_given(store: Store) -> None:
    kept = save(store, "  Board ")
    assert get_recipe(store, "Board") == kept == list_recipes(store)[0]
    assert (kept.name, kept.asked, kept.formats, kept.at) == ("Board", ASKED, ("pdf", "zip"), NOON)
    with pytest.raises(NotNowError, match="is there already"):
        save(store)
    changed = save(store, replace=True, period="2026Q3", by="Bo", at=NOON + dt.timedelta(days=1))
    assert (changed.key, changed.period, changed.by) == (kept.key, "2026Q3", "Bo")
    save(store, "airport")
    assert [each.name for each in list_recipes(store)] == ["airport", "Board"]
    with pytest.raises(NotFoundError, match="There are: airport, Board"):
        get_recipe(store, "board")
    with pytest.raises(UnfitError, match="is empty"):
        save(store, " ")


def test_a_run_is_kept_once_and_outlives_its_recipe(store: Store) -> None:
    kept = save(store)
    assert add_run(store, kept, run())
    assert not add_run(store, kept, dataclasses.replace(run(), at=NOON + dt.timedelta(days=2)))
    assert add_run(store, kept, run("c2", "2026Q4"))
    assert runs_of(store, kept) == (run(), run("c2", "2026Q4"))
    assert delete_recipe(store, "Board") == kept
    assert list_recipes(store) == ()
    assert [each.content_id for each in runs_from(store, VERSION)] == ["c1", "c2"]
    assert runs_from(store, "20261101-ba9876543210") == ()
    with pytest.raises(NotFoundError, match="has been deleted"):
        add_run(store, kept, run("c3"))
    another = save(store)  # of the same name: the runs are not its own
    assert another.key != kept.key
    assert runs_of(store, another) == ()


def test_a_backup_takes_recipes_and_runs_along(store: Store, tmp_path: Path) -> None:
    kept = save(store)
    add_run(store, kept, run())
    document = json.loads(json.dumps(written_out(store, WORKSPACE)))
    with open_store(tmp_path / "other.sqlite") as other:
        read_in(other, WORKSPACE, document)
        assert list_recipes(other) == (kept,)
        assert runs_of(other, kept) == (run(),)
        assert save(other, "Next").key > kept.key


@pytest.mark.parametrize("backend", ["sqlite", "postgresql"])
def test_a_workspace_from_before_recipes_gets_them(
    backend: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    lite = backend == "sqlite"
    server: Server | None = None if lite else request.getfixturevalue("postgresql")
    target = workspace_path(tmp_path) if server is None else server.database()
    with open_store(target) as store:
        zones.save(store, full_document(), by="Ada", at=NOON)
        with store.writing() as connection:  # as the first version of the product left it
            recipe.drop(connection)
            recipe_run.drop(connection)
            connection.execute(update(schema_version).values(number=1))
    with open_store(target) as store:
        assert len(zones.list_zones(store)) == 1
        assert add_run(store, save(store), run())
        with store.reading() as connection:
            tables = set(inspect(connection).get_table_names())
    copied = tmp_path / "workspace.sqlite.before-2"
    assert copied.is_file() if lite else "zone_before_2" in tables
