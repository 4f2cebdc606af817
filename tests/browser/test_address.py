"""The address says what the map shows: links, the back button, and links that ask for too much."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.visit import Visit, until_drawn, wait_for

pytestmark = pytest.mark.browser

PAINTED = "document.querySelector('#map').dataset.painted"


def until_painted(page: Page, *, has: str = "", lacks: str = "") -> None:
    wait_for(
        page,
        f"([has, lacks]) => {PAINTED}.includes(has) && !(lacks && {PAINTED}.includes(lacks))",
        [has, lacks],
    )


def until_address(page: Page, part: str) -> None:
    wait_for(page, "part => location.search.includes(part)", part)


def state_of(page: Page) -> dict[str, Any]:
    """What a reader would compare: colours, strength, switches, position and what is open."""
    found: dict[str, Any] = page.evaluate(
        """() => {
          const { map, props } = document.querySelector('#map').mapControl;
          const centre = map.getCenter();
          return {
            painted: document.querySelector('#map').dataset.painted,
            opacity: props.layers.map((layer) => layer.opacity ?? null),
            layers: props.layers.map((layer) => layer.id),
            at: [centre.lng.toFixed(3), centre.lat.toFixed(3), map.getZoom().toFixed(1)],
            open: document.querySelector('#drawer h2')?.textContent ?? '',
            hotspots: document.querySelector('#hotspots').checked,
            macro: document.querySelector('#macro-policy').hidden,
          };
        }"""
    )
    return found


@pytest.mark.heavy
def test_a_copied_link_shows_somebody_else_the_same(visit: Visit) -> None:
    page = visit.open()
    assert page.evaluate("() => location.search") == "", "the opening view needs no words"
    page.locator("label[for='on-policy']").click()
    until_painted(page, has="score_policy")
    page.locator("#level-policy").get_by_text("Macro").click()
    until_painted(page, lacks="score_policy")
    page.locator("#layer-social").click()
    page.get_by_role("option", name="Overdose calls").click()
    until_painted(page, has="overdose_calls/r8/")
    page.locator("label[for='hotspots']").click()
    thumb = page.get_by_role("slider", name="Social opacity")
    thumb.focus()
    page.keyboard.press("ArrowLeft")
    until_address(page, "overdose_calls,75")
    page.evaluate(
        "() => { const { map } = document.querySelector('#map').mapControl;"
        " map.zoomTo(map.getZoom() + 1, { animate: false }) }"
    )
    until_address(page, "at=")
    until_drawn(page)
    box = page.locator("#map").bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] * 0.6, box["y"] + box["height"] * 0.45)
    until_address(page, "open=")
    page.get_by_role("button", name="Copy link").click()
    expect(page.locator("#copied")).to_have_text("Link copied")
    mine, link = state_of(page), page.evaluate("() => navigator.clipboard.readText()")
    assert mine["open"]

    theirs = visit.page.context.new_page()
    other = Visit(theirs, visit.address)
    other.listen()
    other.open(link.removeprefix(visit.address))
    expect(theirs.locator("#drawer")).to_be_visible()
    until_painted(theirs, has="overdose_calls/r8/")
    assert state_of(theirs) == mine
    expect(theirs.locator("#link-note")).to_be_hidden()
    theirs.close()
    assert other.problems == []


def test_back_and_forward_walk_through_views_not_slider_steps(visit: Visit) -> None:
    page = visit.open()
    start = page.evaluate("() => history.length")
    page.locator("label[for='on-policy']").click()
    until_address(page, "policy=score_policy,80")
    thumb = page.get_by_role("slider", name="Policy opacity")
    thumb.focus()
    for opacity in (75, 70, 65):
        page.keyboard.press("ArrowLeft")
        until_address(page, f"policy=score_policy,{opacity}")
    page.locator("#grid").get_by_text("Neighbourhoods", exact=True).click()
    until_painted(page, has="score_policy/area/")
    until_address(page, "grid=area")
    assert page.evaluate("() => history.length") == start + 2, "one step for the layer, one for the level"

    page.go_back()
    until_painted(page, has="score_policy/r8/")
    expect(thumb).to_have_attribute("aria-valuenow", "65")
    page.go_back()
    until_painted(page, lacks="score_policy")
    assert page.evaluate("() => location.search") == ""
    page.go_forward()
    until_painted(page, has="score_policy/r8/")
    page.go_forward()
    until_painted(page, has="score_policy/area/")
    assert page.evaluate("() => history.length") == start + 2

    page.get_by_role("link", name="Data", exact=True).click()
    expect(page.get_by_role("heading", level=1, name="About the data")).to_be_visible()
    page.go_back()
    expect(page.locator("#map canvas")).to_be_visible()
    assert "grid=area" in page.evaluate("() => location.search")


def test_nonsense_in_a_link_opens_the_map_and_says_so(visit: Visit) -> None:
    page = visit.open(
        "/?social=nope,200&grid=r42&period=1999&at=1,2,3&open=r8:zz&services=casino&hotspots=maybe&theme=%00"
    )
    note = page.locator("#link-note")
    expect(note).to_be_visible()
    for part in (
        "social environment",
        "level of detail",
        "services",
        "period",
        "position",
        "place that was open",
    ):
        expect(note).to_contain_text(part)
    expect(page.locator("#drawer")).to_be_hidden()
    wait_for(page, "() => !location.search.includes('nope')")  # the address now says what is shown
    page.locator("label[for='on-economic']").click()
    until_painted(page, has="score_economic")
    expect(note).to_be_hidden()
    expect(page).to_have_url(re.compile("economic=score_economic"))
