"""Recipes on the command line, and what a recall says of the briefings made by them."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from briefing.content.compose import compose
from briefing.recipe import note_run, plan_run
from layers.published.home import follow
from records.access.trail import acts
from records.recipes import get_recipe, list_recipes
from tests.commands.conftest import NOON, Ran
from web.trail import opened_trail
from web.workspace import open_workspace


@pytest.fixture
def home(kept_home: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(kept_home, tmp_path / "home"))


def make_run(home: Path, name: str) -> str:
    published = follow(home).current()
    with open_workspace(home) as store:
        planned = plan_run(store, published, get_recipe(store, name))
        content = compose(published, planned.asked)
        note_run(store, planned, content, by="cron", at=NOON)
    return content.provenance.content_id


def test_a_recipe_is_saved_listed_shown_recalled_and_deleted(
    home: Path, tmp_path: Path, safepassage: Callable[..., Ran]
) -> None:
    def run(*words: object) -> Any:
        ran = safepassage("recipes", *words, "--home", home, "--json")
        assert ran.code == 0, ran.err
        return ran.document

    assert run("list") == []
    choices = tmp_path / "choices.json"
    choices.write_text(json.dumps({"asked": {"grid": "area", "zones": []}}), encoding="utf-8")
    saved = run("save", "Board", "--title", "Tŷ Dŵr", "--format", "pdf, zip", "--choices", choices)
    assert saved["asked"] == {"title": "Tŷ Dŵr", "grid": "area"}
    assert (saved["formats"], saved["period"], saved["runs"]) == (["pdf", "zip"], "quarter", [])
    refused = safepassage("recipes", "save", "Board", "--home", home)
    assert refused.code == 4
    assert "is there already" in refused.err
    assert run("save", "Board", "--choices", choices, "--period", "2026Q3", "--replace")["period"] == "2026Q3"
    content_id = make_run(home, "Board")
    (shown,) = run("show", "Board")["runs"]
    assert shown["content_id"] == content_id
    assert "figures" not in shown
    assert content_id in safepassage("recipes", "show", "Board", "--home", home).err
    version = follow(home).current().version
    assert run("delete", "Board")["name"] == "Board"
    recalled = safepassage("recall", version, "--reason", "test", "--home", home, "--json").document
    assert [each["content_id"] for each in recalled["briefings"]] == [content_id]
    with opened_trail(home) as trail:
        kinds = [act.kind for act in acts(trail)[0]]
    assert kinds.count("recipe_saved") == 3  # one of them could not be done, which is noted too
    assert {"recipe_deleted", "recall", "not_done"} <= set(kinds)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("save", "B", "--format", "docx"), "is not known"),
        (("save", "B", "--period", "2031Q1"), "is not published"),
        (("save", "B", "--language", "xx"), "is not a choice"),
        (("show", "B"), "does not exist"),
        (("delete", "B"), "does not exist"),
    ],
)
def test_what_cannot_be_is_said_and_changes_nothing(
    home: Path, safepassage: Callable[..., Ran], words: tuple[str, ...], said: str
) -> None:
    ran = safepassage("recipes", *words, "--home", home)
    assert ran.code == 3
    assert said in ran.err
    with open_workspace(home) as store:
        assert list_recipes(store) == ()
