"""A place of one file, as docs/adding-a-place.md loads it: every page says what is missing."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser, expect

from etl.load.place import load_place
from layers.publish.version import publish
from tests.browser.conftest import serving
from tests.browser.test_accessible import violations
from tests.browser.visit import Visit, wait_for
from web.doors import OPEN_DOORS
from web.server import make_app

pytestmark = pytest.mark.browser

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "adding-a-place.md"
PUBLISHED_ON = dt.datetime(2026, 11, 22, tzinfo=dt.UTC)
SAID = {
    "Clash": "No police activity about drugs is on file",
    "Zones": "None is published yet",
    "Layers": "No data: needs",
    "Data": "Overdose calls",
    "Method": "The clash index",
}


@pytest.fixture(scope="module")
def one_layer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    home = tmp_path_factory.mktemp("one_layer")
    (home / "raw").mkdir()
    (written,) = re.findall(r"```toml\n(.*?)```", GUIDE.read_text("utf-8"), re.S)
    (home / "place.toml").write_text(written, "utf-8")
    random = np.random.default_rng(5)
    lines = ["Incident,Call time,Lat,Lon"]
    for number in range(1500):
        at = dt.datetime(2023, 10, 1) + dt.timedelta(minutes=int(random.integers(3 * 365 * 1440)))
        east, north = random.normal(0, 0.012, 2)
        lines.append(f"{number},{at:%m/%d/%Y %H:%M},{39.78 + north:.5f},{-89.65 + 1.25 * east:.5f}")
    (home / "raw" / "calls.csv").write_text("\n".join(lines), "utf-8")
    load_place(home / "place.toml", home / "raw", home, now=PUBLISHED_ON)
    publish(home, as_of=PUBLISHED_ON.date())
    with serving(make_app(home, board=True, doors=OPEN_DOORS).server) as address:
        yield address


@pytest.mark.heavy
def test_every_page_of_a_place_of_one_layer_says_what_it_has(browser: Browser, one_layer: str) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
    visit = Visit(context.new_page(), one_layer)
    visit.listen()
    page = visit.open()
    wait_for(page, "() => document.querySelector('#map').dataset.painted.includes('/overdose_calls/')")
    expect(page.locator("#said")).to_contain_text("Overdose calls")
    for environment in ("social", "economic", "policy"):
        expect(page.locator(f"#on-{environment}")).not_to_be_checked()
    assert violations(page) == []
    page.locator("#map canvas").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#drawer")).to_contain_text("Overdose calls")
    page.keyboard.press("Escape")
    page.locator("#maps-mode").get_by_text("Four environments").click()
    expect(page.locator("#maps")).to_contain_text("Nothing of the economic environment is published here")
    page.locator("#maps-mode").get_by_text("One", exact=True).click()
    wait_for(page, "() => document.querySelectorAll('canvas.maplibregl-canvas').length === 1")
    for name, said in SAID.items():
        page.get_by_role("link", name=name, exact=True).click()
        shown = page.locator(".page:not([hidden])")
        expect(shown).to_contain_text(said, timeout=90_000)
        assert violations(page) == [], name
        page.set_viewport_size({"width": 390, "height": 844})
        assert page.evaluate("() => document.documentElement.scrollWidth") <= 390, name
        page.set_viewport_size({"width": 1280, "height": 800})
    assert visit.problems == []
    context.close()
