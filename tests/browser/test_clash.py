"""The clash page in a real browser, used as a person would."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_accessible import THEMES, violations
from tests.browser.visit import Visit, until_drawn, wait_for

pytestmark = pytest.mark.browser

PAINTED = "what => document.querySelector('#clash-map')?.dataset.painted?.includes(what)"


def clash_page(visit: Visit, query: str = "") -> Page:
    page = visit.open(f"/clash{query}")
    wait_for(page, "() => document.querySelector('#clash-map').dataset.ready === 'true'")
    return page


def middle(page: Page) -> tuple[float, float]:
    """Where the middle of the map is on the screen, once it is drawn."""
    until_drawn(page, "#clash-map")
    box = page.locator("#clash-map canvas").bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_the_list_and_the_map_follow_each_other(visit: Visit) -> None:
    page = clash_page(visit)
    wait_for(page, PAINTED, "/clash/load/r9.u1")
    first = page.locator(".rank").first
    expect(first).not_to_have_attribute("open", "")
    first.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(first.locator(".sentence")).to_contain_text("index 230 (95 %: 160 to 320)")
    wait_for(page, "() => new URLSearchParams(location.search).get('service') === 'S01'")
    first.get_by_role("button", name="Show on the map").click()
    wait_for(page, "() => document.querySelector('#clash-map').mapControl.map.getZoom() > 14.9")
    at = middle(page)
    page.mouse.move(at[0] + 2, at[1])
    page.mouse.move(*at)
    tip = "() => document.querySelector('#clash-map .map-tip').innerText"
    wait_for(page, f"() => ({tip})().includes('1. Quay Exchange')")
    first.locator("summary").click()
    expect(first).not_to_have_attribute("open", "")
    page.mouse.click(*middle(page))
    expect(first).to_have_attribute("open", "")


def test_an_address_brings_back_surface_and_service(visit: Visit) -> None:
    page = clash_page(visit, "?surface=hot_spots_enforcement&grid=r8&service=S02")
    wait_for(page, PAINTED, "/clash/hot_spots_enforcement/r8.u1")
    expect(page.locator("#clash-S02")).to_have_attribute("open", "")
    expect(page.locator("#clash-legend")).to_contain_text("More than chance would put there")
    page.locator("#clash-surface").click()
    page.get_by_role("option", name="Nothing: the services alone").click()
    wait_for(page, "() => document.querySelector('#clash-map').dataset.painted === ''")
    assert "surface=none" in page.evaluate("() => location.search")
    assert visit.problems == []
    assert visit.elsewhere() == []


def test_axe_finds_nothing(visit: Visit) -> None:
    page = clash_page(visit, "?service=S01")
    expect(page.locator("#clash-S01")).to_have_attribute("open", "")
    page.locator(".sceptic summary").click()
    for width in (1280, 820, 390):
        page.set_viewport_size({"width": width, "height": 844})
        for theme, rules in THEMES:
            page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
            wait_for(page, "theme => document.querySelector('#clash-map').dataset.theme === theme", theme)
            assert violations(page, rules) == [], (width, theme)
