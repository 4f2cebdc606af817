"""What the first view of the map costs over the wire."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Request

from tests.browser.visit import Visit

pytestmark = pytest.mark.browser

MOST_BYTES = 1_600_000
LATER = ("plotly", "ag_grid", "ag-grid")  # fetched once a chart or a table is shown


def test_the_first_view_is_light_and_leaves_charts_and_tables_for_later(
    browser: Browser, address: str
) -> None:
    """As they travel, compressed and with their heads, to a reader who has nothing yet."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
    reader = Visit(context.new_page(), address)
    reader.listen()
    finished: list[Request] = []
    reader.page.on("requestfinished", lambda asked: finished.append(asked))
    reader.open()
    reader.page.wait_for_load_state("networkidle")
    sizes = [each.sizes() for each in finished]
    context.close()
    # The map's worker fetches tiles; a count that lacks them would be too small
    assert any(each.url.endswith(".pbf") for each in finished)
    assert any(each.url.endswith("maplibre-gl.mjs") for each in finished)
    assert not [url for url in reader.requests if any(name in url for name in LATER)]
    total = sum(each["responseBodySize"] + each["responseHeadersSize"] for each in sizes)
    assert 300_000 < total <= MOST_BYTES
