"""The map of a wide place: its zoom chooses the hexagons, and each level shows what is published of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser, Page

from layers.look.colours import encode_classes
from layers.published.home import PublishedHome
from layers.published.version import Published
from tests.browser.conftest import serving
from tests.browser.visit import Visit, until_drawn, wait_for
from tests.wide_fixture import small_country
from web.doors import OPEN_DOORS
from web.map.levels import from_zoom
from web.server import make_app

pytestmark = [pytest.mark.browser, pytest.mark.heavy]
LAYER, WINDOW = "overdose_calls", "2023Q4-2026Q3:all"
LINK = f"/?physical={LAYER},80&grid=r5&period={WINDOW}"
# The byte that each hexagon in sight is painted by, by row
PAINTED = """layer => {
  const { map } = document.querySelector('#map').mapControl;
  const at = (each) => ({ source: each.source, sourceLayer: 'cells', id: each.id });
  const seen = map.queryRenderedFeatures({ layers: [layer] });
  return seen.map((each) => [each.id, map.getFeatureState(at(each)).physical]);
}"""
LEVEL = """([layer, grid]) => {
  const there = document.querySelector('#map').dataset.painted.includes(`/${layer}/${grid}/`);
  return there && location.search.includes(`grid=${grid}`);
}"""
JUMP = """([lng, lat, zoom]) =>
  document.querySelector('#map').mapControl.map.jumpTo({ center: [lng, lat], zoom })
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    with small_country(tmp_path_factory.mktemp("country")) as made:
        yield made


@pytest.fixture(scope="module")
def address(home: Path) -> Iterator[str]:
    with serving(make_app(home, board=True, doors=OPEN_DOORS).server) as at:
        yield at


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Visit]:
    context = browser.new_context(viewport={"width": 1100, "height": 800}, reduced_motion="reduce")
    made = Visit(context.new_page(), address)
    made.listen()
    yield made
    context.close()
    assert made.problems == []
    assert made.elsewhere() == []


def until_level(page: Page, grid: str) -> None:
    wait_for(page, LEVEL, [LAYER, grid])
    until_drawn(page)


def published_bytes(published: Published, grid: str) -> np.ndarray:
    found = published.figures(LAYER, grid, WINDOW)
    kind = published.layers()[LAYER].kind
    return encode_classes(found.value, found.state, published.scale(LAYER, grid, "window"), kind)


def test_levels_follow_the_zoom_and_show_what_is_published(visit: Visit, home: Path) -> None:
    page, published = visit.open(LINK), PublishedHome(home).current()
    longitude, latitude = published.meta().place.centre
    for grid in ("r9", "r8", "r7", "r6"):
        page.evaluate(JUMP, [longitude, latitude, from_zoom(published, grid) + 0.3])
        until_level(page, grid)
        shown = page.evaluate(PAINTED, f"physical-{grid}-fill")
        wanted = published_bytes(published, grid)
        assert len(shown) > 8
        assert dict(shown) == {row: int(wanted[row]) for row, _ in shown}, grid
        said = wait_for(page, "() => document.querySelector('.legend-level')?.textContent")
        assert said.startswith("Hexagons of about")
    again = page.evaluate("() => location.pathname + location.search")
    page = visit.open(again)
    until_level(page, "r6")


def test_the_table_of_a_large_grid_lists_what_is_in_sight(visit: Visit, home: Path) -> None:
    page, published = visit.open(LINK), PublishedHome(home).current()
    longitude, latitude = published.meta().place.centre
    page.evaluate(JUMP, [longitude, latitude, from_zoom(published, "r9") + 1])
    until_level(page, "r9")
    page.locator("#show-table").click()
    said = wait_for(page, "() => document.querySelector('#table .about')?.textContent")
    assert f"of {published.size('r9'):,} hexagons" in said
    with page.expect_download() as file:
        page.locator("#export").click()
    lines = Path(file.value.path()).read_text(encoding="utf-8-sig").splitlines()
    assert 20 < len(lines) < published.size("r9")
