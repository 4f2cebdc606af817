"""A recipe fills the dialog for its period, and what is made of it unchanged is kept for the next."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from briefing.make import Made
from briefing.recipe import find_period, note_run, plan_run
from etl.errors import BadInputError
from layers.published.home import PublishedHome
from records.access.trail import Wanted, acts
from records.recipes import get_recipe, runs_of, save_recipe
from tests.briefing.made import VARIANTS
from tests.web.page import Page, callback_body
from web.analyst.recipe_runs import RecipeRuns
from web.briefing.request import Wanted as Asking
from web.trail import opened_trail
from web.workspace import open_workspace

OURS = {"X-Safe-Passage": "briefing"}
NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
NAME = "Board, each quarter"
ASKED = {"title": "For the board", "language": "es", "zones": []}


@pytest.fixture(scope="module")
def page(own_home: Path) -> Page:
    return Page(own_home, board=False)


@pytest.fixture(autouse=True)
def made_quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file holds nothing, and says what the fixture says."""
    content = VARIANTS["no_zones"]()
    content = replace(content, provenance=replace(content.provenance, content_id="sp-another"))

    def make(wanted: Asking, step: Any) -> Made:
        return Made("fixture.pdf", "application/pdf", b"%PDF", wanted.asked.content_id("v"), content)

    monkeypatch.setattr(Asking, "make", make)


def keep(own_home: Path, name: str = NAME, period: str = "quarter", **asked: Any) -> None:
    with open_workspace(own_home) as store:
        save_recipe(store, name, {**ASKED, **asked}, period=period, formats=["pdf"], by="Ada", at=NOW)


def change(page: Page, first: str, changed: str, **values: Any) -> Any:
    """Post the callback that changes `first` before anything else."""
    key = next(each for each in page.app.callback_map if each.startswith(f"..{first}"))
    given = {**page.values, **{tuple(name.rsplit("__", 1)): value for name, value in values.items()}}
    reply = page.client.post("/_dash-update-component", json=callback_body(page.app, key, changed, given))
    return reply.get_json()["response"] if reply.status_code == 200 else reply.status_code


def choose(page: Page, chosen: Any) -> Any:
    return change(
        page, "briefing-from-said.children", "briefing-from.value", **{"briefing-from__value": chosen}
    )


def made(page: Page, filled: dict[str, Any], **more: Any) -> Any:
    """Ask for the file as assets/briefing.js asks once the dialog is filled. more: what else is posted."""
    kept = dict(filled["briefing-kept"]["data"])
    asked = {name: filled[f"briefing-{name}"]["value"] for name in ("title", "audience", "notes", "zones")}
    asked |= {name: filled[f"briefing-{name}"]["value"] for name in ("language", "paper", "main")}
    parts = {"recipe": kept.pop("recipe"), "since": filled["briefing-since"]["checked"]}
    body = {"asked": {**kept, **asked, **more}, "format": "pdf", "key": "0" * 32, **parts}
    return page.client.post("/briefing/make", json=body, headers=OURS)


def test_a_recipe_fills_the_dialog_and_each_run_stands_beside_the_one_before(
    page: Page, own_home: Path
) -> None:
    published = PublishedHome(own_home).current()
    first = [each.id for each in published.periods() if each.kind == "quarter"][-2]
    keep(own_home)
    listed = change(page, "briefing-from.data", "briefing-wanted.data")
    assert {"value": f"recipe:{NAME}", "label": NAME} in listed["briefing-from"]["data"][1]["items"]
    assert listed["briefing-from-part"]["hidden"] is False
    found = choose(page, f"recipe:{NAME}")
    assert (found["briefing-title"]["value"], found["briefing-zones"]["value"]) == ("For the board", [])
    assert found["briefing-kept"]["data"]["recipe"] == NAME
    assert found["briefing-since-part"]["hidden"] is True
    assert "nothing to compare with yet" in found["briefing-from-said"]["children"]
    with open_workspace(own_home) as store:
        recipe = get_recipe(store, NAME)
        note_run(store, plan_run(store, published, recipe, first), VARIANTS["one_zone"](), by="cron", at=NOW)

    found = choose(page, f"recipe:{NAME}")
    when = find_period(published, first).label
    assert found["briefing-since"] == {
        "label": f"Say what changed since the briefing for {when}",
        "checked": True,
    }
    reply = made(page, found)
    assert (reply.status_code, reply.headers["X-Recipe-Run"]) == (200, "kept")
    assert made(page, found, title="Another").headers["X-Recipe-Run"] == "changed"
    found["briefing-since"]["checked"] = False
    assert made(page, found).headers["X-Recipe-Run"] == "changed"
    with open_workspace(own_home) as store:
        runs = runs_of(store, recipe)
    assert [(each.since, each.by) for each in runs] == [("", "cron"), (runs[0].content_id, "Demo visitor")]
    with opened_trail(own_home) as trail:
        assert acts(trail, Wanted(kinds=("export",)))[0][0].details["filters"]["recipe"] == NAME


def test_a_run_that_cannot_be_kept_is_sent_and_said(
    page: Page, own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(own_home, "Unkept")
    found = choose(page, "recipe:Unkept")

    def full(*_: Any, **__: Any) -> None:
        raise BadInputError("workspace.sqlite", "cannot be written", "Make room.")

    monkeypatch.setattr("web.analyst.recipe_runs.note_run", full)
    reply = made(page, found)
    assert (reply.status_code, reply.headers["X-Recipe-Run"]) == (200, "not kept")


def test_the_view_comes_back_and_what_cannot_be_made_says_why(page: Page, own_home: Path) -> None:
    keep(own_home, "Old", period="2001Q1")
    told = choose(page, "recipe:Old")
    assert "is not published. Published are" in told["briefing-from-said"]["children"]
    assert "value" not in told.get("briefing-title", {})
    for gone in ("Gone", "\ud800\x00"):
        assert "does not exist" in choose(page, f"recipe:{gone}")["briefing-from-said"]["children"]
    view = choose(page, "view")
    assert "recipe" not in view["briefing-kept"]["data"]
    assert view["briefing-view"]["children"].startswith("Of this view")
    assert [choose(page, each) for each in ("Old", 3, None)] == [400] * 3


def test_looking_for_recipes_makes_no_workspace(tmp_path: Path, published_home: Path) -> None:
    runs = RecipeRuns(tmp_path)
    assert runs.recipes() == ()
    with pytest.raises(BadInputError, match="does not exist"):
        runs.plan(PublishedHome(published_home).current(), NAME)
    assert list(tmp_path.iterdir()) == []
