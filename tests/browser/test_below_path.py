"""A steward goes through every page of a server below a path: nothing is asked for outside of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader

from tests.browser.conftest import serving
from tests.browser.test_load_page import town_file, upload
from tests.browser.visit import Visit, wait_for
from tests.web.analyst.drawn import build_drawn_town
from tests.web.below import PATH
from tests.web.people.town import PASSWORD, doorway
from web.analyst.home import follow_both

pytestmark = [pytest.mark.browser, pytest.mark.heavy]


def sign_in(page: Page, login: str) -> None:
    page.get_by_label("Login").fill(login)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def go(visit: Visit, name: str, path: str) -> None:
    """Go to a page by its link in the header, and wait for what it holds."""
    visit.page.locator(".nav").get_by_role("link", name=name, exact=True).click()
    wait_for(visit.page, "path => document.body.dataset.page === path", path)
    wait_for(visit.page, "() => !document.querySelector('.page:not([hidden]) .waiting')", seconds=90)
    assert visit.page.url.startswith(f"{visit.address}{path}")


def links_of(file: Path) -> list[str]:
    """Return where the links of a PDF lead."""
    found = [note.get_object() for page in PdfReader(file).pages for note in page.get("/Annots", ())]
    return [str(each["/A"]["/URI"]) for each in found if "/URI" in each.get("/A", ())]


def walk(visit: Visit, login: str, folder: Path) -> None:
    """Go through every page of an analysts' server from signing in to signing out."""
    page = visit.page
    page.goto(f"{visit.address}/clash?surface=none")
    assert page.url.startswith(f"{visit.address}/sign-in?next=%2Fclash")
    sign_in(page, login)
    page.wait_for_url(f"{visit.address}/clash?**")
    wait_for(page, "() => document.querySelector('#clash-map')?.dataset.ready === 'true'", seconds=90)

    go(visit, "Map", "/")
    wait_for(page, "() => document.querySelector('#map').dataset.painted", seconds=90)
    page.locator("#search").fill("exchange")
    wait_for(page, "() => document.querySelector('#search').getAttribute('aria-activedescendant')")
    page.keyboard.press("Enter")
    expect(page.locator("#drawer h2")).to_be_visible()
    wait_for(page, "() => location.search.includes('open=')")
    page.locator("#show-table").click()
    expect(page.locator("#table .ag-row").first).to_be_attached()
    page.locator("#copy-link").click()
    expect(page.locator("#copied")).to_have_text("Link copied")
    link = page.evaluate("() => navigator.clipboard.readText()")
    assert link.startswith(f"{visit.address}/?")
    with page.expect_download() as table:
        page.locator("#export").click()
    assert table.value.url.startswith(f"{visit.address}/figures.csv?")
    page.locator(".stage .briefing-button").click()
    dialog = page.get_by_role("dialog", name="Make a briefing")
    dialog.get_by_label("Title").fill("Below a path")
    with page.expect_download(timeout=90_000) as briefing:
        dialog.get_by_role("button", name="Make the briefing").click()
    briefing.value.save_as(folder / "briefing.pdf")
    assert [each for each in links_of(folder / "briefing.pdf") if each.startswith(f"{visit.address}/?")]
    page.keyboard.press("Escape")

    for name, path in (("Clash", "/clash"), ("Zones", "/zones"), ("Measures", "/measures")):
        go(visit, name, path)
    for name, path in (("Layers", "/layers"), ("Data", "/data"), ("Method", "/method")):
        go(visit, name, path)
    go(visit, "Draw", "/draw")
    wait_for(page, "() => document.querySelector('#draw-map')?.dataset.drawing === 'ready'", seconds=90)
    go(visit, "Load data", "/load")
    upload(page, town_file(folder))
    expect(page.locator("#load-toml")).to_contain_text('feed = "overdose_call"')
    page.get_by_text("Intake forms to fill in").click()
    with page.expect_download() as form:
        page.get_by_role("link", name="Form for Overdose calls (CSV)").click()
    assert form.value.url.startswith(f"{visit.address}/load/templates/")
    go(visit, "Publish", "/publish")
    expect(page.locator("#publish-preview")).to_contain_text("No version waits")
    page.get_by_role("link", name="open the audit trail").click()
    assert page.url == f"{visit.address}/trail"
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.locator("tbody")).to_contain_text("Exported a file")
    page.get_by_role("link", name="Map", exact=True).click()
    wait_for(page, "() => document.querySelector('#map')?.dataset.painted", seconds=90)

    page.goto(link)
    wait_for(page, "() => document.querySelector('#map')?.dataset.painted", seconds=90)
    expect(page.locator("#drawer h2")).to_be_visible()
    page.get_by_role("link", name="Exact figures, not for publication").click()
    expect(page.locator("html[data-store='exact'] #map[data-painted]")).to_be_attached(timeout=90_000)
    go(visit, "Data", "/data")
    page.locator(".who-summary").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("status")).to_have_text("You are signed out.")
    assert page.url == f"{visit.address}/sign-in?done=out"


def test_every_page_stays_below_the_path(browser: Browser, tmp_path: Path) -> None:
    home = build_drawn_town(tmp_path / "home")
    door = doorway(home, tmp_path / "people", board=False, address=f"http://www.example.org{PATH}")
    with serving(door.app.server) as where:
        context = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        visit = Visit(context.new_page(), f"{where}{PATH}")
        visit.listen()
        walk(visit, "stu", tmp_path)
        assert visit.problems == []
        assert visit.elsewhere() == []
        context.close()
    follow_both(home).close()
