"""Zones in a real browser, on the map and on their page, as a board member uses them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.conftest import serving
from tests.browser.test_accessible import violations
from tests.browser.visit import Visit, until_drawn, wait_for
from tests.published_fixture import write_published
from web.doors import OPEN_DOORS
from web.server import make_app

pytestmark = pytest.mark.browser


@pytest.fixture
def zoned(reader: BrowserContext, tmp_path: Path) -> Iterator[Visit]:
    """A reader of a server for boards, over a home that holds nothing but a published version with zones."""
    write_published(tmp_path, zones=True)
    with serving(make_app(tmp_path, board=True, doors=OPEN_DOORS).server) as address:
        found = Visit(reader.new_page(), address)
        found.listen()
        yield found
        found.page.close()
    assert found.problems == []
    assert found.elsewhere() == []


def test_from_the_map_to_what_each_area_gives_and_takes(zoned: Visit) -> None:
    page = zoned.open("/?at=47.19640,-31.49736,15.2")
    page.locator("#hint").get_by_role("button", name="Got it").click()
    wait_for(page, "() => document.querySelector('#map').mapControl.map.getLayer('zones-fill')")
    expect(page.locator("#legend-body")).to_contain_text("In force")
    page.get_by_role("checkbox", name="Proposed, not agreed").uncheck()
    wait_for(page, "() => location.search.includes('zones=active')")
    until_drawn(page)
    box = page.locator("#map canvas").bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] / 2 - 60, box["y"] + box["height"] / 2 - 50)
    expect(page.locator("#drawer-content h2")).to_have_text("Quay agreement")
    wait_for(page, "() => location.search.includes('open=zone%3Az1')")

    page.get_by_role("link", name="Terms, benefits and costs").click()
    wait_for(page, "() => location.pathname === '/zones'")
    wait_for(page, "() => document.querySelector('#zones-map').dataset.ready === 'true'")
    expect(page.locator("#zones-detail")).to_contain_text("Fixture Police")
    expect(page.locator(".trade-point.beaten")).to_have_text("3")
    page.locator(".zone-entry", has_text="Quay agreement").get_by_role("checkbox").uncheck()
    expect(page.locator(".trade-point")).to_have_count(2)
    page.locator(".zone-entry").last.get_by_role("button").click()
    expect(page.locator("#zones-detail h3")).to_have_text("Lantern, the way there")
    wait_for(page, "() => location.search === '?zone=z3&compare=z2,z3'")
    page.reload()
    expect(page.locator("#zones-detail h3")).to_have_text("Lantern, the way there")
    expect(page.locator(".trade-point")).to_have_count(2)

    page.locator("#zones-detail details").first.locator("summary").click()
    for width, theme in ((1280, "light"), (820, "dark"), (390, "light")):
        page.set_viewport_size({"width": width, "height": 844})
        page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
        wait_for(page, "theme => document.querySelector('#zones-map').dataset.theme === theme", theme)
        assert violations(page) == [], (width, theme)
        assert page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth"), width
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 1280, "height": 800})
