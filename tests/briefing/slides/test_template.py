"""A board's own template gives the look and nothing else; what cannot be used is refused in words."""

from __future__ import annotations

import io
import random
import re
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from pptx import Presentation
from pptx.opc.constants import RELATIONSHIP_TYPE as REL
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn
from pptx.util import Inches

from briefing.slides import template
from briefing.slides.deck import make_slides
from briefing.slides.marks import NAMESPACES
from briefing.words.words import words_in
from etl.errors import BadInputError
from tests.briefing import made
from tests.briefing.slides.reading import opened, parts, titles

LINKED = "https://track.example.com/logo.png"
CANARY = "CANARY-of-the-board"


def board_template(*, width: float = 10, height: float = 7.5) -> bytes:
    """Return a template with an example slide, notes, a name, a linked picture and a link on its master."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = Inches(width), Inches(height)
    master = deck.slide_master
    for holder in (master, *deck.slide_layouts):
        for shape in holder.placeholders:
            place = shape._element.spPr.find(qn("a:xfrm"))
            if place is not None:
                for name, share in (("x", width / 10), ("y", height / 7.5)):
                    place[0].set(name, str(round(int(place[0].get(name)) * share)))
                for name, share in (("cx", width / 10), ("cy", height / 7.5)):
                    place[1].set(name, str(round(int(place[1].get(name)) * share)))
    theme = master.part.part_related_by(REL.THEME)
    theme._blob = theme.blob.replace(b'<a:latin typeface="Calibri"', b'<a:latin typeface="Liberation Serif"')
    slide = deck.slides.add_slide(deck.slide_layouts[1])
    slide.shapes.title.text = CANARY
    slide.notes_slide.notes_text_frame.text = CANARY
    for kind in (REL.IMAGE, REL.HYPERLINK):
        key = master.part.relate_to(LINKED, kind, is_external=True)
        inner = (
            f'<p:pic {NAMESPACES}><p:nvPicPr><p:cNvPr id="80" name="Far"/><p:cNvPicPr/><p:nvPr/></p:nvPicPr>'
            f'<p:blipFill><a:blip r:link="{key}"/><a:stretch><a:fillRect/></a:stretch></p:blipFill>'
            '<p:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="90" cy="90"/></a:xfrm></p:spPr></p:pic>'
            if kind == REL.IMAGE
            else f'<p:sp {NAMESPACES}><p:nvSpPr><p:cNvPr id="81" name="Web"><a:hlinkClick r:id="{key}"/>'
            "</p:cNvPr>"
            "<p:cNvSpPr/><p:nvPr/></p:nvSpPr><p:spPr/></p:sp>"
        )
        master.shapes._spTree.append(parse_xml(inner))
    deck.core_properties.author = CANARY
    out = io.BytesIO()
    deck.save(out)
    return out.getvalue()


def changed(body: bytes, by_name: dict[str, bytes | None]) -> bytes:
    """Return a file with other parts; None takes one out."""
    inside = {**parts(body), **by_name}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in inside.items():
            if content is not None:
                file.writestr(name, content)
    return out.getvalue()


@pytest.fixture(scope="module")
def board() -> bytes:
    return board_template()


@pytest.fixture(scope="module")
def deck(board: bytes) -> bytes:
    return make_slides(made.made(), words_in("en"), board)


def test_it_gives_size_master_and_fonts(board: bytes, deck: bytes) -> None:
    presentation = opened(deck)
    assert (presentation.slide_width, presentation.slide_height) == (Inches(10), Inches(7.5))
    assert len(presentation.slide_layouts) == 11
    assert {each.slide_layout.name for each in presentation.slides} == {"Title Only"}
    theme = presentation.slide_master.part.part_related_by(REL.THEME).blob
    assert b"Liberation Serif" in theme
    assert not list(presentation.slides[1]._element.iter(qn("a:latin"))), "the theme's font, nowhere another"
    assert make_slides(made.made(), words_in("en"), board) == deck


def test_it_leaves_nothing_of_its_slides_and_loads_nothing(deck: bytes) -> None:
    said = b"".join(parts(deck).values())
    assert CANARY.encode() not in said
    assert b"track.example.com" not in said
    assert titles(deck)[0] == "Where policing meets help in Saltmarsh"
    outside = [
        name for name, content in parts(deck).items() if name.endswith(".rels") and b"External" in content
    ]
    assert len(outside) == 1, "the link back to the view"
    master = opened(deck).slide_master
    assert "Far" not in [each.name for each in master.shapes]
    assert "Web" in [each.name for each in master.shapes], "a shape stays without its link"


@pytest.mark.parametrize(
    ("width", "height", "case"),
    [(10, 7.5, "six_zones"), (10, 5.625, "long_names"), (11.69, 8.27, "six_zones")],
)
def test_nothing_covers_anything_else_on_any_size(width: float, height: float, case: str) -> None:
    deck = make_slides(made.VARIANTS[case](), words_in("en"), board_template(width=width, height=height))
    presentation = opened(deck)
    slack = 12700
    for slide in presentation.slides:
        shapes = [
            each for each in slide.shapes if each.name not in ("Swatch", "Swatch marks", "Slide number")
        ]
        for at, one in enumerate(shapes):
            assert one.left + one.width <= presentation.slide_width + slack, one.name
            assert one.top + one.height <= presentation.slide_height + slack, one.name
            for other in shapes[at + 1 :]:
                apart = (
                    one.left + one.width <= other.left + slack
                    or other.left + other.width <= one.left + slack
                    or one.top + one.height <= other.top + slack
                    or other.top + other.height <= one.top + slack
                )
                assert apart, f"{slide.shapes.title.text}: {one.name} and {other.name}"


def test_a_template_of_the_other_kind_of_file_is_read(board: bytes) -> None:
    types = parts(board)["[Content_Types].xml"].replace(b"presentation.main+xml", b"template.main+xml")
    potx = changed(board, {"[Content_Types].xml": types})
    assert titles(make_slides(made.made(0), words_in("en"), potx))


def test_a_layout_is_found_by_what_it_is_not_by_its_name(board: bytes) -> None:
    deck = Presentation(io.BytesIO(board))
    for layout in list(deck.slide_layouts):
        if layout.name == "Title Only":
            deck.slide_layouts.remove(layout)
    out = io.BytesIO()
    deck.save(out)
    made_ = opened(make_slides(made.made(0), words_in("en"), out.getvalue()))
    assert {each.slide_layout.name for each in made_.slides} == {"Title and Content"}
    assert all(len(list(each.placeholders)) <= 3 for each in made_.slides), "title, foot and number"


def _without_titles(board: bytes) -> bytes:
    deck = Presentation(io.BytesIO(board))
    for each in deck.slide_layouts:
        for shape in list(each.placeholders):
            shape._element.getparent().remove(shape._element)
    out = io.BytesIO()
    deck.save(out)
    return out.getvalue()


def _refused(body: bytes) -> BadInputError:
    with pytest.raises(BadInputError) as caught:
        make_slides(made.made(0), words_in("en"), body)
    assert caught.value.where == "slide template"
    assert caught.value.next_step.endswith(".")
    return caught.value


def test_what_cannot_be_used_is_refused_in_words(board: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(template, "LARGEST_INSIDE", template.LARGEST_INSIDE // 100)
    monkeypatch.setattr(template, "LARGEST_XML", template.LARGEST_XML // 100)
    types = parts(board)["[Content_Types].xml"]
    macros = types.replace(b"presentation.main+xml", b"presentation.macroEnabled.main+xml")
    dtd = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'
    for body, what in (
        (b"", "not a PowerPoint file"),
        (b"PK\x03\x04" + bytes(500), "not a PowerPoint file"),
        (board[: len(board) // 2], "not a PowerPoint file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), "password"),
        (changed(board, {"[Content_Types].xml": macros}), "macros"),
        (changed(board, {"ppt/vbaProject.bin": b"x"}), "macros"),
        (changed(board, {"ppt/presentation.xml": dtd}), "definitions"),
        (changed(board, {"ppt/presentation.xml": None}), "cannot be read"),
        (changed(board, {"ppt/presentation.xml": b"<p"}), "cannot be read"),
        (changed(board, {"[Content_Types].xml": b"<Types/>"}), "not a PowerPoint presentation"),
        (changed(board, {"ppt/media/big.bin": bytes(1_300_000)}), "grows too large"),
        (changed(board, {"ppt/media/big.xml": bytes(130_000)}), "too large to be read"),
        (_without_titles(board), "no layout"),
    ):
        assert what in str(_refused(body))
    assert "Title Only" in _refused(_without_titles(board)).next_step
    monkeypatch.setattr(template, "LARGEST", 1000)
    assert "MB" in _refused(board).what


def test_damage_anywhere_is_refused_or_harmless(board: bytes) -> None:
    drawn = random.Random(7)
    words, content = words_in("en"), made.no_clash_index()
    refused = 0
    inside = [name for name in parts(board) if name.endswith((".xml", ".rels"))]
    for at in range(9):
        if at % 3:  # a part whose text is damaged, in a whole file
            name = drawn.choice(inside)
            text = bytearray(parts(board)[name])
            start = drawn.randrange(len(text))
            del text[start : start + drawn.randrange(1, 200)]
            body = changed(board, {name: bytes(text)})
        else:
            damaged = bytearray(board)
            for _ in range(20):
                damaged[drawn.randrange(len(damaged))] = drawn.randrange(256)
            body = bytes(damaged)
        try:
            make_slides(content, words, body)
        except BadInputError:
            refused += 1
    assert refused > 3


@pytest.mark.heavy
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("case", [*made.VARIANTS, "template"])
def test_libreoffice_opens_every_deck_with_all_its_slides(tmp_path: Path, case: str) -> None:
    content: Any = made.made() if case == "template" else made.VARIANTS[case]()
    body = make_slides(content, words_in("en"), board_template() if case == "template" else None)
    (tmp_path / "deck.pptx").write_bytes(body)
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path)]
    subprocess.run([*command, str(tmp_path / "deck.pptx")], check=True, capture_output=True, timeout=240)
    pages = pypdfium2.PdfDocument(tmp_path / "deck.pdf")
    assert len(pages) == len(titles(body))
    for page, slide in zip(pages, opened(body).slides, strict=True):
        text = _letters(page.get_textpage().get_text_range())
        assert _letters(slide.shapes.title.text) in text
        assert content.provenance.content_id in text
        for shape in slide.shapes:
            for row in shape.table.rows if shape.has_table else ():
                for cell in row.cells:
                    assert _letters(cell.text) in text


def _letters(text: str) -> str:
    """Return letters and digits alone: a hyphen where a line ends is not read out as one."""
    return re.sub(r"\W", "", text)
