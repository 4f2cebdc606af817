"""The page Draw where nothing has been published yet: it says so, and what to do."""

from __future__ import annotations

from pathlib import Path

from tests.layers.town import build_town
from tests.web.page import Page
from web.analyst.zones.register import UNREADY


def test_it_says_that_a_first_version_is_needed_and_asks_again_later(tmp_path: Path) -> None:
    page = Page(build_town(tmp_path / "home").home, board=False)
    filled = page.post("draw-map.layers", "wanted-draw.data", **{"wanted-draw__data": {"n": 1}})
    assert filled.status_code == 200
    shown = filled.get_json()["response"]
    assert set(shown) == {"draw-waiting"}  # nothing else: the map stays off, and the page's script unstarted
    assert shown["draw-waiting"]["children"] == UNREADY
    # so the page asks again when it is come to
    assert "waiting" in shown["draw-waiting"]["className"].split()
    assert not shown["draw-waiting"]["hidden"]
