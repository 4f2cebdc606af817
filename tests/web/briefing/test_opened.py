"""The dialog opens with what the page shows, of published figures only."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from layers.published.home import PublishedHome
from layers.published.offer import Offer, offer_of
from tests.published_fixture import write_published
from tests.web.page import Page
from web.briefing.offered import offered
from web.briefing.opened import OF_PUBLISHED, UNPUBLISHED

LINK = "social=overdose_calls,80&policy=police_activity,60&grid=r9&period=2023Q4-2026Q3:all&zones=proposed"


@pytest.fixture(scope="module")
def offer(tmp_path_factory: pytest.TempPathFactory) -> Offer:
    home = tmp_path_factory.mktemp("offered_home")
    write_published(home, zones=True)
    return offer_of(PublishedHome(home).current())


def said(reply: Any) -> dict[str, Any]:
    """Return what a callback changed, as id.property."""
    assert reply.status_code == 200
    response = reply.get_json()["response"]
    return {f"{name}.{prop}": value for name, props in response.items() for prop, value in props.items()}


def test_the_view_of_the_page_is_what_is_offered(offer: Offer) -> None:
    found = offered(offer, LINK, "/", ["z1"])
    assert found["main"] == "police_activity"  # it lies on top
    assert found["maps"] == ["score_physical", "overdose_calls", "score_economic", "police_activity"]
    assert found["kept"]["grid"] == "r9"
    assert found["kept"]["period"] == "2023Q4-2026Q3:all"
    assert found["kept"]["view"] == LINK
    assert "hexagons of about 0.1" in found["view"]
    assert "October 2023 to September 2026" in found["view"]
    assert found["zones"] == ["z2", "z3"]  # whose status the view shows
    assert offered(offer, LINK, "/zones", ["z3", "z1"])["zones"] == ["z1", "z3"]  # those compared there
    assert found["listed"][0].label == "Quay agreement (in force)"
    for options, value in zip(found["choices"], found["maps"], strict=True):
        assert value in [each["value"] for each in options]
        assert options[-1] == {"value": "none", "label": "No map"}


def test_where_nothing_is_on_the_map_the_opening_layer_is_offered(offer: Offer) -> None:
    assert (
        offered(offer, "grid=r8&social=macro", "/", None)["main"] == offer.published.meta().default_view.layer
    )


def test_a_link_of_other_figures_falls_back_to_what_there_is(offer: Offer) -> None:
    found = offered(offer, "social=gone,80&grid=r12&hours=5.22-23&store=exact", "/", None)
    assert found["main"] in offer.published.layers()
    assert found["kept"]["grid"] in offer.grids
    assert "exact" not in found["kept"]["view"]


def test_what_no_page_sends_is_refused(published_home: Path) -> None:
    page = Page(published_home)
    for values in ({"link__data": 3}, {"zones-compared__value": "z1"}, {"link__data": "x" * 3000}):
        asked = {"briefing-wanted__data": {"page": "/zones", "n": 1}, **values}
        assert page.post("briefing-view.children", "briefing-wanted.data", **asked).status_code == 400


def test_an_exact_page_says_that_the_briefing_is_of_published_figures(analyst_home: Path) -> None:
    wanted = {"briefing-wanted__data": {"page": "/", "n": 1}}
    plain = said(
        Page(analyst_home, board=False).post("briefing-view.children", "briefing-wanted.data", **wanted)
    )
    assert plain["briefing-note.hidden"] is True
    assert plain["briefing-dialog.opened"] is True


def test_before_the_first_version_the_dialog_says_why_there_is_nothing(
    published_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from etl.errors import BadInputError

    page = Page(published_home)

    def none(_: PublishedHome) -> None:
        raise BadInputError("published", "nothing has been published yet", "Publish.")

    monkeypatch.setattr(PublishedHome, "published", none)
    found = said(page.post("briefing-view.children", "briefing-wanted.data"))
    assert found["briefing-alert.children"] == UNPUBLISHED
    assert (found["briefing-form.hidden"], found["briefing-make.hidden"]) == (True, True)
    assert OF_PUBLISHED not in str(found)
