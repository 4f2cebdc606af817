"""Looking a place up and into it, as a person would: by keyboard, mouse and touch."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import clean_page
from tests.browser.visit import Visit, wait_for
from tests.published_fixture import CENTRE

pytestmark = pytest.mark.browser

CENTRED = """([lng, lat]) => {
  const at = document.querySelector('#map').mapControl.map.getCenter();
  return Math.abs(at.lng - lng) < 1e-4 && Math.abs(at.lat - lat) < 1e-4;
}"""


def search(page: Page, text: str) -> None:
    page.locator("#search").fill(text)
    wait_for(page, "() => document.querySelector('#search-list').childElementCount > 0")


def test_a_name_is_looked_up_by_keyboard_and_the_map_goes_there(visit: Visit) -> None:
    page = visit.open()
    box = page.get_by_role("combobox", name="Search Fixture Haven")
    box.focus()
    page.keyboard.type("quay")
    options = page.get_by_role("option")
    expect(options.first).to_contain_text("Quay Exchange")
    expect(box).to_have_attribute("aria-expanded", "true")
    expect(box).to_have_attribute("aria-activedescendant", "search-option-0")
    page.keyboard.press("ArrowUp")  # round to the last
    last = options.count() - 1
    expect(box).to_have_attribute("aria-activedescendant", f"search-option-{last}")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    drawer = page.locator("#drawer")
    expect(drawer.get_by_role("heading", level=2)).to_have_text("Quay Exchange")
    expect(drawer.get_by_role("heading", level=2)).to_be_focused()
    expect(box).to_have_attribute("aria-expanded", "false")
    wait_for(page, "() => document.querySelector('#map').mapControl.map.getZoom() > 14")
    assert "open=service" in page.evaluate("() => location.search")

    # from the service to its hexagon, to the neighbourhood as a whole, and on to a service near it
    drawer.get_by_role("button", name="All figures of this hexagon").click()
    expect(drawer).to_contain_text("Hexagon of")
    drawer.get_by_role("button", name="as a whole").click()
    expect(drawer).to_contain_text("Neighbourhood of")
    spoken = drawer.locator(".spark").first.get_attribute("aria-label") or ""
    assert "by quarter, 2023 Q4 to 2026 Q3: between " in spoken
    expect(drawer.get_by_text("By kind", exact=True)).to_be_visible()
    drawer.get_by_text("By kind", exact=True).click()
    expect(drawer.locator(".kinds")).to_contain_text("Search")
    near = drawer.locator(".near button").last
    name = near.inner_text()
    near.click()
    expect(drawer.get_by_role("heading", level=2)).to_have_text(name)
    page.keyboard.press("Escape")
    expect(drawer).to_be_hidden()


def test_coordinates_open_the_hexagon_that_holds_them_and_elsewhere_is_said(visit: Visit) -> None:
    page = visit.open()
    search(page, f"{CENTRE[1]}° N, {-CENTRE[0]}° W")
    page.get_by_role("option").click()
    expect(page.locator("#drawer")).to_contain_text("Hexagon of")
    wait_for(page, CENTRED, list(CENTRE))
    outlined = page.evaluate("() => document.querySelector('#map').mapControl.props.selected")
    assert outlined["grid"] == "r8"

    page.locator("#search").fill("42.33, -71.08")
    said = page.locator(".search-said")
    expect(said).to_have_text("42.33000, -71.08000 lies outside Fixture Haven.")
    page.locator("#search").press("Escape")  # closes the list, then empties the box; the drawer stays
    page.locator("#search").press("Escape")
    expect(page.locator("#search")).to_have_value("")
    expect(page.locator("#drawer")).to_be_visible()
    page.locator("#search").fill("Safe House")  # a confidential service
    expect(said).to_contain_text("Nothing in Fixture Haven has that name")


def test_on_a_phone_a_neighbourhood_is_found_by_touch(browser: Browser, address: str) -> None:
    context = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
    with clean_page(browser, address, reduced_motion="reduce", **context) as page:
        wait_for(page, "() => document.querySelector('#map')?.dataset.ready === 'true'")
        page.locator("#search").tap()
        search(page, "northg")
        page.get_by_role("option", name="Northgate Neighbourhood").tap()
        drawer = page.locator("#drawer")
        expect(drawer).to_contain_text("Neighbourhood of")
        expect(drawer).to_contain_text("Declared hotspots over it")
        assert page.evaluate("() => document.documentElement.scrollWidth - window.innerWidth") <= 0
        top = page.evaluate("() => document.querySelector('#map').getBoundingClientRect().top")
        assert top < 200, "the map is in sight above the sheet"
        drawer.get_by_role("button", name="Northgate", exact=True).tap()
        expect(drawer).to_contain_text("Declared policing hotspot")
