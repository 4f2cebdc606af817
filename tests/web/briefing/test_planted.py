"""What is planted in a briefing is found in every file of it: what the payload test rests on."""

from __future__ import annotations

from pathlib import Path

from briefing.asked import read_asked
from briefing.make import make
from layers.published.home import PublishedHome
from tests.unpacked import unpacked

PLANTED = b"CNRY-7"
FILES = (
    "briefing.pdf!page",
    "slides.pptx/ppt/slides/",
    "figures.xlsx/xl/",
    "briefing.gpkg!",
    "briefing.html",
)


def test_a_planted_text_is_found_in_every_file_and_the_workbooks_of_charts_are_opened(
    published_home: Path,
) -> None:
    published = PublishedHome(published_home).current()
    made = make(published, read_asked(published, {"title": PLANTED.decode()}), "zip")
    parts = list(unpacked(made.body))
    found = [where for where, part in parts if PLANTED in part]
    for each in FILES:
        assert any(where.startswith(f"/{each}") for where in found), each
    assert any("/ppt/embeddings/" in where and where.endswith("/xl/workbook.xml") for where, _ in parts)
