"""What the dialog asks for is kept as a recipe by analysts, without what a new period changes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from briefing.recipe import plan_run
from layers.published.home import PublishedHome
from records.access.trail import Wanted, acts
from records.recipes import get_recipe
from tests.web.page import Page
from web.doors import OPEN_DOORS
from web.server import make_app
from web.trail import opened_trail
from web.workspace import open_workspace

OURS = {"X-Safe-Passage": "briefing"}
KEY = "0123456789abcdef" * 2


@pytest.fixture(scope="module")
def client(own_home: Path) -> FlaskClient:
    return make_app(own_home, board=False, doors=OPEN_DOORS).server.test_client()


def keep(client: FlaskClient, name: Any, **more: Any) -> Any:
    given = {"name": name, "asked": more.pop("asked", {}), "format": "pdf", "key": KEY, **more}
    return client.post("/briefing/recipe", json=given, headers=OURS)


def test_a_recipe_is_kept_for_each_new_period_and_noted(client: FlaskClient, own_home: Path) -> None:
    published = PublishedHome(own_home).current()
    year = next(each.id for each in published.periods() if each.kind == "year")
    reply = keep(
        client, " Quarterly board ", asked={"period": year, "language": "es", "notes": "Ada Lane speaks."}
    )
    assert (reply.status_code, reply.get_json()) == (200, {"name": "Quarterly board", "period": "year"})
    with open_workspace(own_home) as store:
        recipe = get_recipe(store, "Quarterly board")
        planned = plan_run(store, published, recipe)
    assert recipe.asked["language"] == "es"
    assert recipe.formats == ("pdf",)
    assert not {"period", "view"} & set(recipe.asked)
    assert planned.asked.period == [each.id for each in published.periods() if each.kind == "year"][-1]
    with opened_trail(own_home) as trail:
        act = acts(trail, Wanted(kinds=("recipe_saved",)))[0][0]
    assert (act.subject, "Ada" in str(act)) == ("Quarterly board", False)


def test_what_cannot_be_kept_is_refused(client: FlaskClient) -> None:
    assert keep(client, "Taken").status_code == 200
    for name, more, what in (
        ("Taken", {}, "is there already"),
        ("", {}, "is empty"),
        (None, {}, "is not text"),
        ("x" * 121, {}, "more than 120"),
        ("New", {"format": "pptx", "template": "AAAA"}, "would not keep the slide template"),
        ("New", {"asked": {"zones": ["z99"]}}, "is not a choice of this version"),
    ):
        reply = keep(client, name, **more)
        assert reply.status_code == 400
        assert what in reply.get_json()["what"], reply.get_json()
    assert client.post("/briefing/recipe", json={"name": "New"}).status_code == 403


def test_only_analysts_are_offered_recipes(own_home: Path, published_home: Path) -> None:
    assert ("briefing-recipe", "value") in Page(own_home, board=False).values
    board = Page(published_home)
    assert ("briefing-recipe", "value") not in board.values
    assert board.client.post("/briefing/recipe", json={}, headers=OURS).status_code in (404, 405)
