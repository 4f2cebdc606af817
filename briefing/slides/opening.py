"""The first slide: the headline and its key figures; a second one where they do not fit together."""

from __future__ import annotations

from typing import Final

from briefing.content.model import KeyFigure
from briefing.slides.flow import tall
from briefing.slides.making import Deck
from briefing.slides.marks import ACCENT, QUIET, Para, fill, line, para
from briefing.slides.measure import Letters
from briefing.slides.page import Room
from briefing.slides.sheet import Sheet

LOOSE: Final = 12.0
BESIDE: Final = 18.0  # between cards, and between the bar and the headline
HEADLINES: Final = (30.0, 28.0, 26.0, 24.0, 22.0, 20.0, 18.0, 16.0)
VALUES: Final = (36.0, 32.0, 28.0, 26.0, 24.0, 22.0, 20.0, 18.0, 16.0, 14.0)
LOUDEST: Final = 1.7  # times the headline's size that a figure may be set in

Rows = list[tuple[KeyFigure, ...]]


def write(deck: Deck) -> None:
    """Write the slides."""
    content, letters, body = deck.content, deck.page.letters, deck.page.body
    whom = " · ".join(each for each in (content.provenance.place, content.dated, content.audience) if each)
    over = (para(whom, 14, colour=QUIET),)
    under = (para(content.view_words, 12, colour=QUIET),) if content.view_words else ()
    used, low = (tall(letters, each, body.width) for each in (over, under))
    room = Room(body.left, body.top + used + LOOSE, body.width, body.height - used - low - 2 * LOOSE)
    rows = _rows(content.key_figures, body.width)
    sizes = _together(deck, rows, room)
    said = [
        f"{each.label}: {' '.join((each.value.text, each.value.note)).strip()}"
        for each in content.key_figures
    ]
    notes = (deck.tell("note.opening"), content.headline, "; ".join(said), deck.tell("note.withheld"))
    with deck.slide(content.title, *notes) as (sheet, _):
        sheet.text("For whom and when", body.upper(used), over)
        if sizes is None:
            size = letters.largest(
                content.headline, (room.width - BESIDE) / 1.07, room.height, (*HEADLINES, 14, 12)
            )
            _headline(deck, sheet, room, size)
        else:
            high = _headline(deck, sheet, room, sizes[1])
            left_over = room.height - high - LOOSE - _tall(letters, rows, room.width, sizes[0])
            _cards(sheet, rows, room.below(high + LOOSE + max(left_over, 0) / 2), sizes[0])
        if under:
            sheet.text("What is shown", Room(body.left, body.bottom - low, body.width, low), under)
    if sizes is None:
        _figures(deck, rows)


def _figures(deck: Deck, rows: Rows) -> None:
    """Write the key figures on slides of their own."""
    letters, body = deck.page.letters, deck.page.body
    fit = (each for each in VALUES if _tall(letters, rows, body.width, each) <= body.height)
    size = next((each for each in fit if _on_one_line(letters, rows, body.width, each)), 18.0)
    pages: list[Rows] = [[]]
    for row in rows:
        if pages[-1] and _tall(letters, [*pages[-1], row], body.width, size) > body.height:
            pages.append([])
        pages[-1].append(row)
    for at, each in enumerate(pages):
        title = deck.part(deck.tell("title.figures"), at, len(pages))
        with deck.slide(title, deck.tell("note.withheld")) as (sheet, _):
            _cards(sheet, each, body, size)


def _together(deck: Deck, rows: Rows, room: Room) -> tuple[float, float] | None:
    """Return the largest sizes of the figures and of the headline that fit together; None for none."""
    letters, headline = deck.page.letters, deck.content.headline
    for value in VALUES:
        space = room.height - _tall(letters, rows, room.width, value) - LOOSE
        if _on_one_line(letters, rows, room.width, value):
            for size in HEADLINES:
                high = letters.height(headline, room.width - BESIDE, size, bold=True) + 4
                if high <= space and value <= LOUDEST * size:
                    return value, size
    return None


def _headline(deck: Deck, sheet: Sheet, room: Room, size: float) -> float:
    """Put the headline beside its bar at the top of a room; return its height."""
    text = (para(deck.content.headline, size, bold=True),)
    high = min(tall(deck.page.letters, text, room.width - BESIDE) + 4, room.height)
    bar = Room(room.left, room.top, 5, high)
    sheet.add(sheet.shape("Bar", bar, "rect", fill(ACCENT) + line("", 0)))
    beside = Room(room.left + BESIDE, room.top, room.width - BESIDE, high)
    sheet.text("Headline", beside, text, anchor="ctr")
    return high


def _rows(figures: tuple[KeyFigure, ...], width: float) -> Rows:
    """Return the key figures in rows of about the same length."""
    most = 4 if width > 760 else 3
    count = -(-len(figures) // most)
    each = -(-len(figures) // count) if count else 1
    return [figures[at : at + each] for at in range(0, len(figures), each)]


def _card(figure: KeyFigure, size: float) -> tuple[Para, ...]:
    told = (para(figure.label, 14), para(figure.value.text, size, bold=True, before=2))
    note = figure.value.note
    return (*told, para(note, 12, colour=QUIET, before=2)) if note else told


def _wide(row: tuple[KeyFigure, ...], width: float) -> float:
    return (width - BESIDE * (len(row) - 1)) / len(row)


def _high(letters: Letters, row: tuple[KeyFigure, ...], width: float, size: float) -> float:
    return max(tall(letters, _card(each, size), _wide(row, width)) for each in row) + 16


def _tall(letters: Letters, rows: Rows, width: float, size: float) -> float:
    return sum(_high(letters, row, width, size) for row in rows)


def _on_one_line(letters: Letters, rows: Rows, width: float, size: float) -> bool:
    return all(
        letters.width(each.value.text, size, bold=True) <= _wide(row, width) for row in rows for each in row
    )


def _cards(sheet: Sheet, rows: Rows, room: Room, size: float) -> None:
    for row in rows:
        high = _high(sheet.page.letters, row, room.width, size)
        for figure, column in zip(row, room.columns(*(1.0 for _ in row), gap=BESIDE), strict=True):
            sheet.rule(column, ACCENT)
            sheet.text(figure.label, column.below(7).upper(high - 9), _card(figure, size))
        room = room.below(high)
