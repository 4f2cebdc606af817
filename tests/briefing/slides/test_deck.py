"""Slides that a board can present and change: native, legible, told in words, the same twice."""

from __future__ import annotations

import locale
import re
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from pptx.oxml.ns import qn

import briefing
from briefing.content.model import STATES, Content
from briefing.slides.deck import make_slides
from briefing.words.words import words_in
from tests.briefing import made
from tests.briefing.slides.reading import (
    is_decorative,
    opened,
    parts,
    rows,
    titles,
    words_of,
    workbooks,
)

SLACK = 12700  # a point
CASES = [*made.VARIANTS, "spanish"]


def content_of(case: str) -> Content:
    return made.made(3, language="es") if case == "spanish" else made.VARIANTS[case]()


@pytest.fixture(scope="module")
def deck_of() -> Callable[[str], bytes]:
    done: dict[str, bytes] = {}

    def deck(case: str) -> bytes:
        if case not in done:
            content = content_of(case)
            done[case] = make_slides(content, words_in(content.language))
        return done[case]

    return deck


@pytest.mark.parametrize("case", CASES)
def test_every_slide_has_a_title_of_its_own_and_says_what_it_is_for(
    deck_of: Callable[[str], bytes], case: str
) -> None:
    deck, content = deck_of(case), content_of(case)
    assert len(set(titles(deck))) == len(titles(deck)) >= 6
    for slide in opened(deck).slides:
        said = words_of(slide)
        origin = content.provenance
        for each in (content.purpose, origin.version, origin.content_id, origin.invented):
            assert each in said, slide.shapes.title.text_frame.text
        assert slide.shapes[0].is_placeholder, "the title is read first"
        tags = {each.get("lang") for each in slide._element.iter(qn("a:rPr"))}
        assert tags <= {{"en": "en-GB", "es": "es-ES"}[content.language], "en-GB"}
        assert None not in tags


@pytest.mark.parametrize("case", CASES)
def test_nothing_lies_off_the_slide_or_over_something_else(
    deck_of: Callable[[str], bytes], case: str
) -> None:
    presentation = opened(deck_of(case))
    for slide in presentation.slides:
        boxes = []
        for shape in slide.shapes:
            left, top, right, bottom = (
                shape.left,
                shape.top,
                shape.left + shape.width,
                shape.top + shape.height,
            )
            assert min(left, top) >= 0, shape.name
            assert right <= presentation.slide_width + SLACK, shape.name
            assert bottom <= presentation.slide_height + SLACK, shape.name
            boxes.append((shape, left, top, right, bottom))
        for at, (one, l1, t1, r1, b1) in enumerate(boxes):
            for other, l2, t2, r2, b2 in boxes[at + 1 :]:
                both = {one.name, other.name}
                if both in ({"Swatch", "Swatch marks"}, {"Swatch marks"}):
                    continue
                apart = r1 <= l2 + SLACK or r2 <= l1 + SLACK or b1 <= t2 + SLACK or b2 <= t1 + SLACK
                assert apart, f"{slide.shapes.title.text_frame.text}: {one.name} and {other.name}"


@pytest.mark.parametrize("case", CASES)
def test_every_picture_is_told_or_marked_as_a_decoration(deck_of: Callable[[str], bytes], case: str) -> None:
    for slide in opened(deck_of(case)).slides:
        for element in slide._element.iter(qn("p:sp"), qn("p:graphicFrame"), qn("p:grpSp")):
            told = element[0].find(qn("p:cNvPr"))
            said = bool(told.get("descr")) or is_decorative(told)
            words = element.tag == qn("p:sp") and "".join(element.itertext()).strip()
            assert said or words, told.get("name")
        ids = [each.get("id") for each in slide._element.iter(qn("p:cNvPr"))]
        assert len(set(ids)) == len(ids)


@pytest.mark.parametrize("case", ["full", "six_zones", "accents", "spanish"])
def test_what_to_say_is_in_the_notes(deck_of: Callable[[str], bytes], case: str) -> None:
    language = content_of(case).language
    for slide in opened(deck_of(case)).slides:
        title = slide.shapes.title.text_frame.text
        notes = slide.notes_slide.notes_text_frame
        if title not in ("Notes", "Notas"):
            assert len(notes.text) > 20, title
        for run in notes._txBody.iter(qn("a:rPr")):
            assert run.get("lang") == {"en": "en-GB", "es": "es-ES"}[language]


def test_a_map_or_chart_without_a_text_for_who_cannot_see_it_is_not_made() -> None:
    whole = made.made()
    bare = (
        replace(whole, main_map=replace(whole.main_map, alt="")),
        replace(whole, clashes=replace(whole.clashes, alt="")) if whole.clashes else whole,
        replace(whole, trends=(replace(whole.trends[0], alt=""),)),
    )
    for content in bare:
        with pytest.raises(ValueError, match="cannot see it"):
            make_slides(content, words_in("en"))


def test_a_map_is_one_shape_for_each_class_that_can_be_changed(deck_of: Callable[[str], bytes]) -> None:
    shown = content_of("full").main_map
    slide = next(each for each in opened(deck_of("full")).slides if "on the map" in each.shapes.title.text)
    (group,) = (each for each in slide.shapes if each.name == "Map")
    assert group._element[0].find(qn("p:cNvPr")).get("descr") == shown.alt
    names = [each.name for each in group.shapes]
    for level, colour in enumerate(shown.colours):
        text = next(each.text for each in shown.legend if each.colour == colour)
        cells = (shown.state == STATES.index("released")) & (shown.level == level)
        assert names.count(text) == int(cells.any())
        if cells.any():
            shape = group.shapes[names.index(text)]
            assert shape.fill.fore_color.rgb == colour[1:].upper() or str(
                shape.fill.fore_color.rgb
            ).lower() == colour.strip("#")
            # Hexagons at the edge of the slide's map are cut off; none is split into several shapes
            assert 1 <= len(list(shape._element.iter(qn("a:moveTo")))) <= int(cells.sum())
    for service in content_of("full").ground.services:
        assert service.name in names
    assert {"Scale bar", "North arrow"} <= set(names)


def test_a_proposed_zone_is_dashed_and_called_a_proposal(deck_of: Callable[[str], bytes]) -> None:
    outlines = content_of("six_zones").ground.zones
    slide = next(
        each
        for each in opened(deck_of("six_zones")).slides
        if each.shapes.title.text == "The zones on the map"
    )
    (group,) = (each for each in slide.shapes if each.name == "Map of the zones")
    for zone in outlines:
        (line,) = (
            each
            for each in group.shapes
            if each.name.startswith(f"Zone {zone.number}, ") and "(edge)" not in each.name
        )
        dashed = line._element.find(".//" + qn("a:custDash")) is not None
        assert dashed is not zone.in_force
        told = line._element[0].find(qn("p:cNvPr")).get("descr")
        assert "in force" in told
        assert ("not" in told) is not zone.in_force


def test_charts_are_native_and_their_workbooks_hold_what_is_shown(deck_of: Callable[[str], bytes]) -> None:
    deck, content = deck_of("full"), content_of("full")
    charts = [shape.chart for slide in opened(deck).slides for shape in slide.shapes if shape.has_chart]
    assert len(charts) == 1 + len(content.trends)
    books = [book for _, book in workbooks(deck)]
    assert len(books) == len(charts)
    assert content.clashes is not None
    shown = {each.name: each.index for each in content.clashes.services}
    sheet = next(book.active for book in books if book.active["A2"].value in shown)
    for row in sheet.iter_rows(min_row=2, max_row=1 + len(shown), values_only=True):
        index = shown[row[0]]
        assert (row[1], row[3], row[4]) == (index.number, index.low, index.high)
    trend = next(book.active for book in books if book.active["B1"].value == content.trends[0].title)
    found = [(row[0], row[1]) for row in trend.iter_rows(min_row=2, values_only=True)]
    assert found == [(each.label, each.value) for each in content.trends[0].points]
    assert None in [value for _, value in found], "a withheld quarter is a gap, not a zero"


@pytest.mark.parametrize("case", ["full", "everything_withheld"])
def test_no_part_of_the_file_holds_a_withheld_figure(deck_of: Callable[[str], bytes], case: str) -> None:
    for name, content in parts(deck_of(case)).items():
        inner = parts(content) if name.endswith(".xlsx") else {name: content}
        for each, text in inner.items():
            assert b"987654" not in text, f"{name} {each}"


def test_typed_text_stays_text_in_workbooks_and_slides() -> None:
    typed = ("=1+1", "+2", "-3", "@SUM(A1)", "http://example.org", "a\x0bb<&>")
    whole = made.made(2, names=typed)
    assert whole.clashes is not None
    ranked = tuple(replace(each, name=name) for each, name in zip(whole.clashes.services, typed, strict=True))
    deck = make_slides(replace(whole, clashes=replace(whole.clashes, services=ranked)), words_in("en"))
    kinds = {cell.value: cell.data_type for _, book in workbooks(deck) for row in book.active for cell in row}
    assert {kinds[each] for each in typed[:5]} == {"s"}
    assert "f" not in kinds.values()
    assert "ab<&>" in kinds
    outside = b"".join(content for name, content in parts(deck).items() if name.endswith(".rels"))
    assert outside.count(b"External") == 1, "the link back, and nothing that somebody typed"


def test_long_tables_go_on_on_the_next_slide_at_a_legible_size(deck_of: Callable[[str], bytes]) -> None:
    whole = content_of("full")
    assert whole.measures is not None
    line = whole.measures.rows[0]
    many = tuple(replace(line, label=f"Measure {at}") for at in range(40))
    deck = make_slides(replace(whole, measures=replace(whole.measures, rows=many)), words_in("en"))
    assert [row[0] for row in rows(deck) if row[0].startswith("Measure ")] == [each.label for each in many]
    assert "Measures that count (2 of 3)" in titles(deck)
    for each in (deck, deck_of("six_zones"), deck_of("long_names")):
        for slide in opened(each).slides:
            for shape in slide.shapes:
                if shape.has_table:
                    sizes = [int(run.get("sz")) for run in shape._element.iter(qn("a:rPr"))]
                    assert min(sizes) >= 1200


def test_a_slide_is_there_for_each_thing_and_only_where_there_is_one(
    deck_of: Callable[[str], bytes],
) -> None:
    full, none, few = (titles(deck_of(each)) for each in ("full", "no_zones", "two_layers"))
    assert {"Where enforcement clashes with services", "Measures that count", "What changed"} <= set(full)
    assert not [each for each in none if "one" in each and "Zone" in each]
    said = " ".join(words_of(each) for each in opened(deck_of("no_zones")).slides)
    assert content_of("no_zones").zones.said in said
    assert not {"Where enforcement clashes with services", "Measures that count", "What changed"} & set(few)
    withheld = " ".join(words_of(each) for each in opened(deck_of("everything_withheld")).slides)
    assert "Too few records to say anything about any service." in withheld


def test_the_same_bytes_in_another_time_zone_and_locale(monkeypatch: pytest.MonkeyPatch) -> None:
    first = make_slides(made.made(), words_in("en"))
    before = locale.setlocale(locale.LC_ALL)
    monkeypatch.setenv("TZ", "Pacific/Kiritimati")
    time.tzset()
    try:
        locale.setlocale(locale.LC_ALL, "C.UTF-8")
        monkeypatch.setattr(time, "time", lambda: 4_000_000_000.0)
        again = make_slides(made.made(), words_in("en"))
    finally:
        locale.setlocale(locale.LC_ALL, before)
        monkeypatch.undo()
        time.tzset()
    assert again == first


def test_the_file_says_what_it_is_and_names_nobody(deck_of: Callable[[str], bytes]) -> None:
    deck = deck_of("full")
    told = opened(deck).core_properties
    assert told.title == content_of("full").title
    assert told.identifier == content_of("full").provenance.content_id
    assert f"{told.modified:%Y-%m-%d}" == "2026-11-22" == f"{told.created:%Y-%m-%d}"
    assert not [name for name in parts(deck) if "app.xml" in name or "thumbnail" in name]
    for name, content in parts(deck).items():
        inner = parts(content) if name.endswith(".xlsx") else {name: content}
        for text in inner.values():
            assert not re.search(rb"python|Steve|file:|/briefing/slides", text, re.IGNORECASE), name


def test_every_line_that_the_slides_name_exists() -> None:
    folder = Path(briefing.__file__).parent / "slides"
    named = {
        key
        for path in folder.glob("*.py")
        for key in re.findall(r'\.tell\(\s*"([\w.]+)"', path.read_text(encoding="utf-8"))
    }
    assert len(named) > 40
    assert not {key for key in named if not words_in("en").has(f"slides.{key}")}
