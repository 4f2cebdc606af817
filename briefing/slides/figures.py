"""Measures that count, trends, and what changed."""

from __future__ import annotations

from typing import Final

from pptx.slide import Slide

from briefing.content.model import Said, Table, Trend
from briefing.slides import chart
from briefing.slides.flow import tall
from briefing.slides.making import Deck
from briefing.slides.marks import QUIET, para
from briefing.slides.page import Room
from briefing.slides.sheet import Sheet
from briefing.slides.table import SIZES, Cell, Grid, draw, fitted, widths_for
from briefing.slides.trend import trend

MOST_NAMED: Final = 4  # gaps of a trend that are named
LONGEST_NOTE: Final = 32  # letters of a note that stands under its figure; a longer one is in the notes


def write_measures(deck: Deck) -> None:
    """Write what success is counted in."""
    if deck.content.measures is not None:
        title = deck.tell("title.measures")
        write_table(deck, title, deck.content.measures, deck.tell("note.measures"))


def write_changed(deck: Deck) -> None:
    """Write what changed since an earlier briefing."""
    if deck.content.changed is not None:
        write_table(deck, deck.tell("title.changed"), deck.content.changed, deck.tell("note.changed"))


def write_table(deck: Deck, title: str, table: Table, *notes: str) -> None:
    """Write a table on as many slides as it needs, with its caption above and its note under it."""
    page, letters = deck.page, deck.page.letters
    rows = tuple((Cell(each.label), *(cell_of(said) for said in each.cells)) for each in table.rows)
    over = (para(table.caption, 14, bold=True),) if table.caption != title else ()
    top = tall(letters, over, page.body.width) + 6 if over else 0
    under = (para(table.note, 12, colour=QUIET),) if table.note else ()
    low = tall(letters, under, page.body.width) + 6 if under else 0
    grid, stretches = fitted(
        lambda size: Grid(
            table.caption,
            table.head,
            rows,
            table.numbers,
            widths_for(letters, table.head, rows, page.body.width, size),
            size=size,
        ),
        letters,
        page.body.height - top - low,
        SIZES,
    )
    for at, (first, last) in enumerate(stretches):
        told = (*notes, table.caption, table.note, *long_notes(table, first, last))
        with deck.slide(deck.part(title, at, len(stretches)), *told) as (sheet, _):
            if over:
                sheet.text("Caption", page.body.upper(top), over)
            high = draw(sheet, "Table", grid, page.body.below(top), (first, last))
            if under:
                sheet.text("Note", page.body.below(top + high + 6).upper(low), under)


def cell_of(said: Said) -> Cell:
    """Return a figure as a cell: a short note stands under it."""
    return Cell(said.text, said.note if len(said.note) <= LONGEST_NOTE else "")


def long_notes(table: Table, first: int, last: int) -> list[str]:
    """Return notes that are too long for their cells, each once."""
    found = [
        f"{row.label}: {each.note}"
        for row in table.rows[first:last]
        for each in row.cells
        if len(each.note) > LONGEST_NOTE
    ]
    return list(dict.fromkeys(found))


def write_trends(deck: Deck) -> None:
    """Write the trends, two on a slide."""
    shown = deck.content.trends
    count = -(-len(shown) // 2)
    for at in range(count):
        pair = shown[2 * at : 2 * at + 2]
        notes = (deck.tell("note.trend"), *(each.said for each in pair))
        with deck.slide(deck.part(deck.tell("title.trend"), at, count), *notes) as (sheet, slide):
            rooms = deck.page.body.columns(*([1] * len(pair)))
            for each, room in zip(pair, rooms, strict=True):
                _trend(deck, sheet, slide, each, room)


def _trend(deck: Deck, sheet: Sheet, slide: Slide, shown: Trend, room: Room) -> None:
    letters = deck.page.letters
    kind = deck.tell("trend.police") if shown.enforcement else ""
    head = [
        para(shown.title, 15, bold=True),
        para(", ".join(each for each in (shown.unit, kind) if each), 12, colour=QUIET),
    ]
    top = tall(letters, head, room.width) + 4
    sheet.text(shown.title, room.upper(top), tuple(head))
    held = [each.label for each in shown.points if each.value is None]
    under = [para(shown.said, 14)]
    if held and len(held) < len(shown.points):
        few = len(held) <= MOST_NAMED
        gaps = deck.tell(
            "trend.gaps" if few else "trend.many_gaps", periods=deck.words.listing(held), count=len(held)
        )
        under.append(para(gaps, 12, colour=QUIET, before=4))
    low = tall(letters, under, room.width) + 6
    between = Room(room.left, room.top + top, room.width, room.height - top - low)
    if any(each.value is not None for each in shown.points):
        drawn = trend(shown, deck.tell("trend.period"), deck.content.language, deck.dated)
        chart.draw(sheet, slide, f"Trend: {shown.title}", between, shown.alt, drawn)
        below = Room(room.left, between.bottom + 6, room.width, low - 6)
    else:
        below = Room(room.left, between.top, room.width, low)
    sheet.text(f"{shown.title}: in words", below, tuple(under))
