"""The method page says what the code does."""

from __future__ import annotations

from pathlib import Path

from layers.clash.sceptic import OBJECTIONS
from layers.method import method_blocks
from layers.published.home import PublishedHome
from layers.statistics.kernel import BANDWIDTH_M
from tests.web.clash.test_clash_page import texts
from web.pages.method import build_method_page


def test_every_step_and_constant_of_the_code_is_on_the_page(published_home: Path) -> None:
    meta = PublishedHome(published_home).current().meta()
    said = list(texts(build_method_page(meta)))
    for block in method_blocks():
        assert block.title in said
        assert set(block.text) <= set(said)
        assert {constant.name.capitalize() for constant in block.constants} <= set(said)
    assert any(line.startswith(f"{BANDWIDTH_M:g}") for line in said)
    assert {each.says for each in OBJECTIONS} <= set(said)
    assert any(meta.purpose in line for line in said)
