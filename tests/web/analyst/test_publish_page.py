"""The Publish page: a preview changes nothing, an approval needs a name, nonsense is refused."""

from __future__ import annotations

import json
import shutil
import time
from pathlib import Path
from typing import Any

import pytest

from layers.publish.log import decisions
from layers.publish.pointer import current_version, publishing
from layers.publish.staging import staged_version
from tests.web.page import Page
from web.analyst import publish as publish_page
from web.doors import OPEN_DOORS
from web.server import make_app

AS_OF = "2026-08-15"


@pytest.fixture(scope="module")
def home(analyst_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home of its own to publish in."""
    copy = tmp_path_factory.mktemp("steward") / "home"
    return Path(shutil.copytree(analyst_home, copy))


@pytest.fixture(scope="module")
def page(home: Path) -> Page:
    return Page(home, board=False)


def filled(page: Page) -> dict[str, Any]:
    posted = page.post("publish-preview.children", "wanted-publish.data", **{"wanted-publish__data": 1})
    answer: dict[str, Any] = posted.get_json()["response"]
    return answer


def decide(page: Page, button: str, **values: Any) -> Any:
    return page.post("publish-said.children", f"{button}.n_clicks", **{f"{button}__n_clicks": 1, **values})


def prepare(page: Page, as_of: str = AS_OF) -> Any:
    values = {"publish-as-of__value": as_of, "publish-prepare__n_clicks": 1}
    return page.post("publish-progress.children", "publish-prepare.n_clicks", **values)


def wait(page: Page) -> dict[str, Any]:
    for tick in range(10_000):
        values = {"publish-tick__n_intervals": tick}
        answer = page.post("publish-progress.children", "publish-tick.n_intervals", **values)
        found: dict[str, Any] = answer.get_json()["response"]
        if found["publish-tick"]["disabled"]:
            return found
        time.sleep(0.01)  # the preview is made beside these questions
    raise AssertionError("never done")


def test_a_board_has_no_publish_page(home: Path) -> None:
    board = make_app(home, board=True, doors=OPEN_DOORS)
    assert board.server.test_client().get("/publish").status_code == 404
    assert not any("publish" in key for key in board.callback_map)


def test_a_steward_looks_approves_and_goes_back(page: Page, home: Path) -> None:
    first = current_version(home / "published")
    assert first
    assert "No version waits" in json.dumps(filled(page)["publish-preview"])
    assert prepare(page).get_json()["response"]["publish-tick"]["disabled"] is False
    second_steward = prepare(page).get_json()["response"]
    assert second_steward["publish-alert"]["children"] == publish_page.BUSY
    assert wait(page)["publish-alert"]["hidden"] is True

    shown = filled(page)
    staged = shown["publish-staged"]["data"]
    assert staged == {"version": staged_version(home), "was": first}
    assert shown["publish-decide"]["hidden"] is False
    said = json.dumps(shown["publish-preview"], ensure_ascii=False)
    for word in ("Look at these first", "earlier day than the current", "Overdose calls", "Jul–Sep 2026"):
        assert word in said, word
    assert current_version(home / "published") == first

    values = {"publish-staged__data": staged}
    nameless = decide(page, "approve", **values, approver__value="  ").get_json()["response"]
    assert "Your name: is missing" in nameless["publish-refused"]["children"]
    assert current_version(home / "published") == first
    with publishing(home):
        busy = decide(page, "approve", **values, approver__value="A. Steward").get_json()["response"]
    assert "another publish is running" in busy["publish-refused"]["children"]
    done = decide(page, "approve", **values, approver__value=" A.  Steward ").get_json()["response"]
    assert staged["version"] in done["publish-said"]["children"]
    assert current_version(home / "published") == staged["version"]
    late = decide(page, "approve", **values, approver__value="B. Late").get_json()["response"]
    assert "does not wait for approval any more" in late["publish-refused"]["children"]

    versions = json.dumps(filled(page)["publish-versions"], ensure_ascii=False)
    assert "Approved by A. Steward" in versions
    back = {"rollback-to__value": first, "roller__value": "C. Steward"}
    unsure = decide(page, "rollback", **back).get_json()["response"]
    assert "Tick the box" in unsure["publish-refused"]["children"]
    decide(page, "rollback", **back, **{"rollback-sure__checked": True})
    assert current_version(home / "published") == first
    assert [(each.what, each.by) for each in decisions(home)] == [
        ("publish", "A. Steward"),
        ("roll back", "C. Steward"),
    ]


def test_a_discarded_version_is_gone(page: Page, home: Path) -> None:
    now = current_version(home / "published")
    prepare(page, "2026-09-15")
    wait(page)
    staged = filled(page)["publish-staged"]["data"]
    decide(page, "discard", **{"publish-staged__data": staged})
    assert staged_version(home) is None
    assert current_version(home / "published") == now


@pytest.mark.parametrize(("as_of", "said"), [("2999-01-01", "still to come"), ("soon", "is not a date")])
def test_a_day_that_cannot_be_is_said_at_once(page: Page, as_of: str, said: str) -> None:
    answer = prepare(page, as_of).get_json()["response"]
    assert said in answer["publish-alert"]["children"]


@pytest.mark.parametrize(
    ("button", "values"),
    [
        ("approve", {"publish-staged__data": None}),
        ("approve", {"publish-staged__data": {"version": "../../restricted/store", "was": ""}}),
        ("discard", {"publish-staged__data": {"version": ["20261122-aaaaaaaaaaaa"], "was": ""}}),
        ("rollback", {"rollback-to__value": "../x"}),
        (
            "rollback",
            {
                "rollback-to__value": "20261122-aaaaaaaaaaaa",
                "rollback-sure__checked": True,
                "roller__value": 3,
            },
        ),
    ],
)
def test_what_no_control_sends_is_refused(page: Page, button: str, values: dict[str, Any]) -> None:
    assert page.post("publish-said.children", f"{button}.n_clicks", **values).status_code == 400
