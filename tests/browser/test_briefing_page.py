"""The page of a briefing's bundle in a browser: from a disk, it asks for nothing and axe finds nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from briefing.files.page import make_html
from briefing.files.pictures import draw_all
from briefing.words.words import words_in
from tests.briefing.made import VARIANTS
from tests.browser.test_accessible import violations

pytestmark = pytest.mark.browser


def test_the_page_opens_by_itself_and_everybody_can_read_it(browser: Browser, tmp_path: Path) -> None:
    content, words = VARIANTS["six_zones"](), words_in("en")
    path = tmp_path / "briefing.html"
    path.write_bytes(make_html(content, words, draw_all(content, words)))
    context = browser.new_context(viewport={"width": 390, "height": 800}, color_scheme="dark")
    page, asked, problems = context.new_page(), [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda said: problems.append(said.text))
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto(path.as_uri())
    assert asked == [path.as_uri()]
    assert page.evaluate("() => getComputedStyle(document.body).backgroundColor") == "rgb(20, 27, 32)"
    assert page.evaluate("() => document.documentElement.scrollWidth") == 390
    for scheme in ("dark", "light"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        assert violations(page) == []
    assert problems == []
    context.close()
