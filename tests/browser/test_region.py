"""A national body opens the overview, compares, and goes into one place: each with an account of its own."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import serving
from tests.browser.test_accessible import THEMES, violations
from tests.browser.test_below_path import sign_in
from tests.browser.visit import Visit, until_drawn
from tests.web.people.town import keep_people
from web.region.file import read_region
from web.region.server import make_region

pytestmark = [pytest.mark.browser, pytest.mark.heavy]

FILE = """
name = "Two coasts"
home = "national"
[[places]]
path = "/east"
home = "east"
in_overview = true
residents = 41_000
residents_from = "an invented census"
[[places]]
path = "/west"
home = "west"
in_overview = true
[[places]]
path = "/south"
home = "south"
in_overview = true
"""


@pytest.fixture
def region(map_home: Path, tmp_path: Path) -> Path:
    for name in ("east", "west"):
        shutil.copytree(map_home, tmp_path / name)
    for name in ("east", "west", "national"):
        keep_people(tmp_path / name).close()
    (tmp_path / "region.toml").write_text(FILE)
    return tmp_path / "region.toml"


def compare(page: Page) -> None:
    """Look at the overview on three screens and in both themes, sort it, and take it out."""
    expect(page.get_by_role("row")).to_have_count(4)
    expect(page.locator("tbody")).to_contain_text("Not available now; its own page says why.")
    for width in (1280, 820, 390):
        page.set_viewport_size({"width": width, "height": 844})
        assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"), width
        for theme, rules in THEMES:
            page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
            assert violations(page, rules) == [], (width, theme)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_role("link", name="Services: Sort by number of services").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("note")).to_contain_text("no ranking")
    expect(page.get_by_role("columnheader", name="Services")).to_have_attribute("aria-sort", "descending")
    assert violations(page) == []
    with page.expect_download() as file:
        page.get_by_role("link", name="Download as CSV").click()
    assert file.value.suggested_filename.startswith("overview-sp-")


def test_from_the_overview_into_one_place(browser: Browser, region: Path) -> None:
    with serving(make_region(read_region(region, {}))) as address:
        context = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
        visit = Visit(context.new_page(), address)
        visit.listen()
        page = visit.page
        page.goto(f"{address}/")
        sign_in(page, "bea")
        compare(page)
        page.locator("tbody").get_by_role("link").first.click()
        page.wait_for_url(f"{address}/east/sign-in**")
        sign_in(page, "bea")
        page.wait_for_url(f"{address}/east/**")
        until_drawn(page)
        page.goto(f"{address}/west/")
        expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
        page.goto(f"{address}/")
        expect(page.get_by_role("heading", name="Two coasts")).to_be_visible()
        page.locator(".who summary").click()
        page.get_by_role("button", name="Sign out").click()
        expect(page.get_by_role("status")).to_have_text("You are signed out.")
        page.goto(f"{address}/east/data")
        expect(page.locator(".who-summary")).to_be_visible()
        assert visit.problems == []
        assert visit.elsewhere() == []
        context.close()
