"""A briefing from the view to the saved file, as a board member makes one."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from records.access.trail import Wanted, acts
from tests.browser.test_accessible import THEMES, violations
from tests.browser.test_zones import zoned
from tests.browser.visit import Visit, wait_for
from web.trail import opened_trail

pytestmark = pytest.mark.browser

__all__ = ["zoned"]  # the fixture
VIEW = "/?social=overdose_calls,80&grid=r8&period=2024Q4-2025Q3"
TITLE = "Safer streets for Łódź and Gŵyr"


def test_from_the_view_to_a_saved_file(zoned: Visit, tmp_path: Path) -> None:
    page = zoned.open(VIEW)
    opener = page.locator(".stage .briefing-button")
    opener.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Make a briefing")
    expect(dialog).to_be_visible()
    expect(dialog.locator("#briefing-view")).to_contain_text("October 2024 to September 2025")
    expect(dialog.get_by_role("textbox", name="Main map")).to_have_value("Overdose calls")
    expect(dialog.locator("#briefing-note")).to_be_hidden()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(opener).to_be_focused()
    opener.click()

    dialog.get_by_label("Title").fill("x" * 130)
    dialog.locator("label", has_text="Español").click()
    dialog.get_by_role("checkbox", name="Quay agreement").uncheck()
    dialog.get_by_role("button", name="Make the briefing").click()
    expect(dialog.get_by_label("Title")).to_have_attribute("aria-invalid", "true")
    expect(dialog).to_contain_text("The title is not a text of at most 120 characters.")
    assert len(zoned.problems) == 1  # the browser's own line about a refusal
    assert "400" in zoned.problems.pop()
    for width, (theme, rules) in zip((1280, 390), THEMES, strict=True):
        page.set_viewport_size({"width": width, "height": 844})
        page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
        wait_for(page, "theme => document.documentElement.dataset.mantineColorScheme === theme", theme)
        assert violations(page, rules) == [], (width, theme)
        assert page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth"), width
    dialog.get_by_label("Title").fill(TITLE)
    with page.expect_download() as waiting:
        dialog.get_by_role("button", name="Make the briefing").click()
    expect(dialog.get_by_role("status")).to_contain_text("Ready and saved: ")
    expect(dialog.get_by_role("button", name="Cancel")).to_be_hidden()
    expect(dialog.get_by_role("button", name="Make the briefing")).to_be_visible()
    said = dialog.get_by_role("status").inner_text()
    content_id = re.findall("sp-[0-9a-f]{20}", said)[-1]
    name = waiting.value.suggested_filename
    assert name.endswith(f"{content_id}.pdf")
    assert name in said
    saved = tmp_path / "saved.pdf"
    waiting.value.save_as(saved)
    reader = PdfReader(io.BytesIO(saved.read_bytes()))
    text = "\n".join(each.extract_text() for each in reader.pages)
    assert reader.metadata is not None
    assert reader.metadata.title == TITLE
    assert content_id in text
    assert "Lantern" in text
    assert "Quay agreement" not in text
    with opened_trail(tmp_path) as trail:
        assert acts(trail, Wanted(kinds=("export",)))[0][0].content_id == content_id
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 1280, "height": 800})
