"""The tour, as a person with a keyboard takes it."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.test_accessible import violations
from tests.browser.visit import Visit, wait_for
from web.tour import STEPS

pytestmark = pytest.mark.browser

RINGED = """() => {
  const ring = document.querySelector('.tour-ring').getBoundingClientRect();
  const card = document.querySelector('.tour-card').getBoundingClientRect();
  const inside = card.left >= 0 && card.right <= innerWidth && card.top >= 0 && card.bottom <= innerHeight;
  return inside && ring.width > 20 && ring.height > 4;
}"""


@pytest.mark.parametrize("width", [1280, pytest.param(390, marks=pytest.mark.heavy)])
def test_the_tour_walks_through_the_page_and_gives_the_focus_back(visit: Visit, width: int) -> None:
    visit.page.set_viewport_size({"width": width, "height": 844})
    page = visit.open()
    expect(page.locator("#hint")).to_be_visible()
    opener = page.get_by_role("button", name="Help")
    opener.focus()
    page.keyboard.press("Enter")
    for at, step in enumerate(STEPS):
        heading = page.get_by_role("heading", name=step.title)
        expect(heading).to_be_focused()
        expect(page.locator(".tour-count")).to_have_text(f"Step {at + 1} of {len(STEPS)}")
        wait_for(page, RINGED)
        if at == 1:
            assert violations(page) == []
            page.keyboard.press("Shift+Tab")
            expect(page.locator(".tour-next")).to_be_focused()
            page.keyboard.press("Tab")
            expect(page.locator(".tour-skip")).to_be_focused()
            page.locator(".tour-back").click()
            expect(page.get_by_role("heading", name=STEPS[0].title)).to_be_focused()
            page.locator(".tour-next").click()
        page.locator(".tour-next").click()
    expect(page.locator("#tour")).to_be_hidden()
    expect(opener).to_be_focused()
    expect(page.locator("#hint")).to_be_hidden()

    opener.click()
    expect(page.get_by_role("heading", name=STEPS[0].title)).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#tour")).to_be_hidden()
    if width == 1280:
        page.reload()
        wait_for(page, "() => document.querySelector('#map')?.dataset.ready === 'true'")
        expect(page.locator("#hint")).to_be_hidden()
