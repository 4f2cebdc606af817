"""An afternoon of an analyst and a steward: exact figures, some hours of the week, a publication."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from layers.publish.pointer import current_version
from layers.publish.version import publish
from tests.browser.conftest import serving
from tests.browser.test_accessible import THEMES, violations
from tests.browser.visit import Visit, wait_for
from tests.layers.town import build_town
from web.analyst.home import follow_both
from web.doors import OPEN_DOORS
from web.server import make_app

pytestmark = pytest.mark.browser

MARK = "Exact figures · not for publication"
DRAWN = "#map[data-ready='true'][data-painted]"


@pytest.fixture(scope="module")
def steward_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = build_town(tmp_path_factory.mktemp("afternoon") / "home").home
    publish(home, as_of=dt.date(2026, 8, 15))
    return home


@pytest.fixture(scope="module")
def analysts(steward_home: Path) -> Iterator[str]:
    with serving(make_app(steward_home, board=False, doors=OPEN_DOORS).server) as where:
        yield where
    follow_both(steward_home).close()


def in_both_themes(page: Page, what: str) -> None:
    for theme, rules in THEMES:
        page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
        wait_for(page, "theme => document.documentElement.dataset.mantineColorScheme === theme", theme)
        assert violations(page, rules) == [], f"{what}, {theme}"
    page.emulate_media(color_scheme="light")


def map_of(page: Page, *, exact: bool) -> None:
    """Wait until the map of one store is drawn, over whatever pages lead there."""
    store = "html[data-store='exact']" if exact else "html:not([data-store])"
    expect(page.locator(f"{store} {DRAWN}")).to_be_attached(timeout=90_000)


def painted_with(page: Page, part: str) -> None:
    wait_for(page, "part => document.querySelector('#map').dataset.painted.includes(part)", part)


def briefing_by_a_recipe(page: Page) -> None:
    """Keep what the dialog asks for as a recipe, start from it the next time, and have its run kept."""
    page.locator(".stage .briefing-button").click()
    dialog = page.get_by_role("dialog", name="Make a briefing")
    expect(dialog.get_by_role("textbox", name="Main map")).not_to_have_value("")
    expect(dialog.get_by_role("textbox", name="Start from")).to_be_hidden()
    dialog.get_by_label("Title").fill("For the board")
    dialog.locator("summary", has_text="Keep this as a recipe").click()
    dialog.get_by_label("Name of the recipe").fill("Board")
    dialog.get_by_role("button", name="Keep the recipe").click()
    expect(dialog.locator("#briefing-recipe-said")).to_contain_text("Kept as “Board”")
    dialog.get_by_label("Title").fill("")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()

    page.locator(".stage .briefing-button").click()
    dialog.get_by_role("textbox", name="Start from").click()
    page.get_by_role("option", name="Board").click()
    expect(dialog.get_by_label("Title")).to_have_value("For the board")
    expect(dialog.locator("#briefing-from-said")).to_contain_text("nothing to compare with yet")
    expect(dialog.locator("#briefing-since")).to_be_hidden()
    in_both_themes(page, "dialog with a recipe")
    with page.expect_download() as waiting:
        dialog.get_by_role("button", name="Make the briefing").click()
    expect(dialog.locator("#briefing-said")).to_contain_text("Kept as a run of the recipe")
    assert waiting.value.suggested_filename.endswith(".pdf")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()


@pytest.mark.heavy
def test_an_analyst_reads_exact_figures_of_a_weekend_night(browser: Browser, analysts: str) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    visit = Visit(context.new_page(), analysts)
    visit.listen()
    page = visit.open("/?physical=overdose_calls,60&grid=r7")
    expect(page.locator(".band")).to_contain_text("answers on this machine only")
    page.get_by_role("link", name="Exact figures, not for publication").click()
    map_of(page, exact=True)  # through the page that says how far they are
    assert "store=exact" in page.url
    assert "grid=r7" in page.url
    assert page.title().startswith(MARK)
    expect(page.locator("#legend-body")).to_contain_text(MARK)
    painted_with(page, "/exact-")

    page.get_by_role("button", name="Weekend night").click()
    expect(page.locator("#hours-said")).to_have_text("Hours of the week: only Fri–Sat 22–06")
    painted_with(page, "~5.22-23_6.0-5.22-23_7.0-5")
    expect(page.locator("#said")).to_contain_text(f"{MARK} · only Fri–Sat 22–06")
    wait_for(page, "() => location.search.includes('hours=5.22-23')")
    page.locator("#map canvas").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#drawer")).to_contain_text("only Fri–Sat 22–06")
    page.keyboard.press("Escape")

    page.locator("#hours-tool .hours-choice summary").click()
    first, last = (page.locator(f"#hours-grid [data-hour='{hour}']") for hour in (24 + 9, 72 + 11))
    page.get_by_role("button", name="All hours").click()
    first.drag_to(last)
    expect(page.locator("#hours-said")).to_have_text("Hours of the week: only Tue–Thu 09–12")
    first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowUp")
    expect(page.locator("#hours-grid [data-hour='9']")).to_be_focused()
    page.keyboard.press("Space")
    expect(page.locator("#hours-said")).to_contain_text("Mon 09–10")
    in_both_themes(page, "exact map with hours")
    page.get_by_role("button", name="Day 08–18").click()
    expect(page.locator("#hours-said")).to_have_text("Hours of the week: only every day 08–18")
    wait_for(page, "() => location.search.includes('hours=1234567.8-17')")
    page.go_back()
    expect(page.locator("#hours-said")).to_contain_text("Mon 09–10")
    page.go_forward()
    expect(page.locator("#hours-said")).to_have_text("Hours of the week: only every day 08–18")

    page.reload()
    map_of(page, exact=True)
    expect(page.locator("#hours-said")).to_have_text("Hours of the week: only every day 08–18")
    painted_with(page, "~1234567.8-17")
    for name, day in (("From", "5 Jan 2026"), ("To", "17 Feb 2026")):
        page.locator("#hours-tool").get_by_label(name, exact=True).fill(day)
        page.keyboard.press("Tab")
    expect(page.locator("#days-said")).to_have_text("Days: only 5 Jan 2026 to 17 Feb 2026")
    painted_with(page, "~d20260105-20260217_1234567.8-17")
    wait_for(page, "() => location.search.includes('days=20260105-20260217')")
    page.reload()
    map_of(page, exact=True)
    expect(page.locator("#days-said")).to_have_text("Days: only 5 Jan 2026 to 17 Feb 2026")
    expect(page.locator("#hours-said")).to_have_text("Hours of the week: only every day 08–18")
    painted_with(page, "~d20260105-20260217_1234567.8-17")
    page.get_by_role("link", name="Data", exact=True).click()
    expect(page.locator("#page-data")).to_contain_text(MARK)
    assert page.url.endswith("/data?store=exact")
    page.get_by_role("link", name="Map", exact=True).click()
    page.get_by_role("link", name="Published figures").click()
    map_of(page, exact=False)
    assert "store=" not in page.url
    assert "hours=" not in page.url
    assert "days=" not in page.url
    expect(page.locator("#hours-tool")).to_be_hidden()
    briefing_by_a_recipe(page)
    assert visit.problems == []
    assert visit.elsewhere() == []
    context.close()


def test_a_steward_publishes_what_was_looked_at(browser: Browser, analysts: str, steward_home: Path) -> None:
    first = current_version(steward_home / "published")
    context = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    visit = Visit(context.new_page(), analysts)
    visit.listen()
    page = visit.open("/publish")
    expect(page.locator("#publish-preview")).to_contain_text("No version waits")
    page.get_by_label("As of", exact=True).fill("2026-11-22")
    page.get_by_role("button", name="Prepare a preview").click()
    expect(page.locator("#publish-preview")).to_contain_text("Jul–Sep 2026", timeout=90_000)
    expect(page.locator("#publish-progress progress")).to_have_count(0)
    assert current_version(steward_home / "published") == first
    in_both_themes(page, "publish")
    for width in (820, 390):
        page.set_viewport_size({"width": width, "height": 844})
        assert page.evaluate("() => document.documentElement.scrollWidth - window.innerWidth") <= 0
        assert violations(page) == [], f"publish, {width} px"
    page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_role("button", name="Approve: let boards see it").click()
    expect(page.locator("#publish-refused")).to_contain_text("Your name: is missing")
    page.locator("#approver").fill("A. Steward")
    page.get_by_role("button", name="Approve: let boards see it").click()
    expect(page.locator("#publish-said")).to_contain_text("is what boards see from now on")
    expect(page.locator("#publish-versions")).to_contain_text("Approved by A. Steward")
    assert current_version(steward_home / "published") != first

    page.get_by_text("Go back to an earlier version").click()
    page.locator("#rollback-to").click()
    page.get_by_role("option").first.click()
    page.locator("#roller").fill("B. Steward")
    page.get_by_label("Boards will see that version again").check()
    page.get_by_role("button", name="Roll back").click()
    expect(page.locator("#publish-said")).to_contain_text("is what boards see again")
    assert current_version(steward_home / "published") == first
    assert visit.problems == []
    context.close()
