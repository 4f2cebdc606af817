"""A server that goes away is said, and what was chosen meanwhile is on the map once it is back."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Route, expect

from tests.browser.test_accessible import violations
from tests.browser.test_address import until_painted
from tests.browser.visit import Visit, until, wait_for

pytestmark = pytest.mark.browser

GONE = "**/*"


@pytest.mark.heavy
def test_a_lost_connection_is_said_and_what_was_chosen_is_kept(browser: Browser, address: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, reduced_motion="reduce")
    page = Visit(context.new_page(), address).open()
    notice = page.locator("#connection")
    expect(notice).to_be_hidden()
    page.route(GONE, lambda route: route.abort("connectionrefused"))
    page.locator("#grid label", has_text="Large hexagons").click()
    expect(notice).to_contain_text("The server does not answer. What you chose is kept")
    assert violations(page) == []
    page.get_by_role("button", name="Try again").click()
    expect(notice).to_contain_text("does not answer")
    assert "grid=r7" not in page.url

    page.unroute(GONE)
    page.get_by_role("button", name="Try again").click()
    expect(notice).to_contain_text("The server answers again")
    wait_for(page, "() => location.search.includes('grid=r7')")
    wait_for(page, "() => document.querySelector('#map').dataset.painted.includes('/r7')")
    expect(notice).to_be_hidden()
    context.close()


@pytest.mark.heavy
def test_without_a_hand_the_server_is_looked_for(browser: Browser, address: str) -> None:
    context = browser.new_context(reduced_motion="reduce")
    page = Visit(context.new_page(), address).open("/?social=overdose_calls,80&grid=r8&period=2025Q4-2026Q3")
    lost, fetched = set(), set()  # what the map asked for meanwhile, and what it has got in the end
    page.on(
        "requestfailed",
        lambda request: lost.add(request.url) if request.url.endswith((".pbf", ".u1")) else None,
    )
    page.on("response", lambda reply: fetched.add(reply.url) if reply.status == 200 else None)
    page.route(GONE, lambda route: route.abort("connectionrefused"))
    page.evaluate(
        "() => { const { map } = document.querySelector('#map').mapControl; map.jumpTo({ zoom: 12 }) }"
    )
    page.locator("#time [role=slider]").press("ArrowLeft")
    page.locator("#time [role=slider]").press("ArrowLeft")
    expect(page.locator("#connection")).to_contain_text("does not answer")
    wait_for(page, "() => document.querySelector('#time-shown').textContent.includes('2023')")
    page.unroute(GONE)
    until_painted(page, has="/2023Q4-2024Q3.u1")
    expect(page.locator("#connection")).to_be_hidden()
    assert {url.rsplit(".", 1)[1] for url in lost} >= {"pbf", "u1"}
    until(page, lambda: lost <= fetched, "all that was lost is fetched")

    page.route(GONE, lambda route: route.fulfill(status=502))
    page.get_by_role("link", name="Data", exact=True).click()
    expect(page.locator("#connection")).to_contain_text("does not answer")
    page.unroute(GONE)
    expect(page.locator("#page-data h1")).to_have_text("About the data")
    expect(page.locator("#connection")).to_be_hidden()
    context.close()


def test_a_refusal_of_the_server_is_told_in_its_own_words(browser: Browser, address: str) -> None:
    def refuse(route: Route) -> None:
        route.fulfill(status=503, content_type="text/plain", body="published: nothing has been published")

    context = browser.new_context(reduced_motion="reduce")
    page = Visit(context.new_page(), address).open()
    page.route("**/_dash-update-component*", refuse)
    page.locator("#grid label", has_text="Large hexagons").click()
    expect(page.locator("#connection")).to_contain_text("nothing has been published")
    page.unroute("**/_dash-update-component*")
    page.get_by_role("button", name="Reload the page").click()
    expect(page.locator("#connection")).to_be_hidden()
    context.close()
