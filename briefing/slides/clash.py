"""Where enforcement clashes with services: the ranking as a table, its index and interval drawn beside."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from briefing.content.model import Clashes, Ranked
from briefing.slides import chart
from briefing.slides.flow import tall
from briefing.slides.making import Deck
from briefing.slides.marks import QUIET, Para, para
from briefing.slides.page import Room
from briefing.slides.ranking import BELOW, Heads, plot_of, ranking, scale_end
from briefing.slides.table import Cell, Grid, draw, fewest, fitted, widths_for

SHARE: Final = 0.62  # of the slide's width that the table takes
MOST_WARNINGS: Final = 2  # on the slide; all are in the notes


def write(deck: Deck) -> None:
    """Write the slides; none where the version has no clash index."""
    found = deck.content.clashes
    if found is None:
        return
    if not found.services:
        _nothing(deck, found)
        return
    page, letters = deck.page, deck.page.letters
    said = (para(found.said or found.standing, 16, bold=True),)
    top = tall(letters, said, page.body.width) + 8
    head = (deck.tell("clash.service"), deck.tell("clash.finding"), deck.tell("clash.index"))
    wide = page.body.width * SHARE
    low = max(tall(letters, _under(deck, found, found.services), page.body.width) + 6, 20.0)
    caption = (para(deck.tell("clash.scale"), 12, colour=QUIET),)
    lead = tall(letters, caption, plot_of(_beside(page.body, wide)).width) + 4
    high = page.body.height - top - low - BELOW

    def made(rows: tuple[tuple[Cell, ...], ...], least: float) -> Callable[[float], Grid]:
        def grid(size: float) -> Grid:
            widths = widths_for(letters, head, rows, wide, size)
            return Grid(found.alt, head, rows, (False, False, True), widths, least, size, lead)

        return grid

    long, short = (tuple(map(row, found.services)) for row in (_row, _short))
    grid, stretches = fewest(
        fitted(made(rows, least), letters, high, sizes)
        for rows, least, sizes in (
            (long, 34.0, (15.0, 14.0, 13.0, 12.0)),
            (short, 22.0, (13.0, 12.0)),
        )
    )
    end = scale_end(found.services)
    for at, (first, last) in enumerate(stretches):
        shown = found.services[first:last]
        types = [_told(each) for each in shown]
        notes = (
            deck.tell("note.clash"),
            found.said,
            " ".join(types),
            *_warned(shown),
            found.closing,
            deck.tell("note.index"),
        )
        with deck.slide(deck.part(deck.tell("title.clash"), at, len(stretches)), *notes) as (sheet, slide):
            sheet.text("Finding", page.body.upper(top), said)
            room = page.body.below(top)
            high = draw(sheet, "Ranking", grid, room, (first, last))
            lead = grid.head_height(letters)
            beside = _beside(Room(room.left, room.top + lead, room.width, high - lead + BELOW), wide)
            heads = Heads(*(deck.tell(f"clash.book.{each}") for each in Heads.__dataclass_fields__))
            heights = grid.heights(letters)[first:last]
            drawn = ranking(shown, heights, end, beside, heads, deck.content.language, deck.dated)
            alt = f"{found.alt} {deck.tell('clash.same')}"
            chart.draw(sheet, slide, "Index and interval", beside, alt, drawn)
            plot = plot_of(beside)
            over = Room(plot.left, room.top, plot.width, lead)
            sheet.text("Scale", over, caption, anchor="b")
            under = _under(deck, found, shown)
            sheet.text(
                "How to read it",
                Room(room.left, page.body.bottom - low + 6, room.width, low - 6),
                under,
                anchor="b",
            )


def _beside(room: Room, wide: float) -> Room:
    """Return what is left beside a table so wide."""
    return Room(room.left + wide + 10, room.top, room.width - wide - 10, room.height)


def _nothing(deck: Deck, found: Clashes) -> None:
    with deck.slide(deck.tell("title.clash"), deck.tell("note.clash"), found.standing) as (sheet, _):
        paras = (para(found.standing or found.said, 20, bold=True),)
        told = (*paras, *(para(each, 14, before=10) for each in (found.weeks, found.closing) if each))
        sheet.text("Finding", deck.page.body, told)


def _row(service: Ranked) -> tuple[Cell, ...]:
    return (
        Cell(f"{service.rank}. {service.name}", service.type_title),
        Cell(service.label),
        Cell(service.index.text, _interval(service)),
    )


def _short(service: Ranked) -> tuple[Cell, ...]:
    """Return a row of one line; the type of the service is on the map and in the notes."""
    interval = _interval(service)
    figure = f"{service.index.text} ({interval})" if interval else service.index.text
    return Cell(f"{service.rank}. {service.name}"), Cell(service.label), Cell(figure)


def _told(service: Ranked) -> str:
    """Return what the notes say of a service beside its figures."""
    why = f" {service.index.text}: {service.index.note}" if service.index.number is None else ""
    return f"{service.rank}. {service.name}: {service.type_title}.{why}"


def _interval(service: Ranked) -> str:
    """Return the interval of a service's index; why there is no index is in the notes."""
    return service.index.note if service.index.number is not None else ""


def _warned(services: tuple[Ranked, ...]) -> list[str]:
    return [f"{each.name}: {warning}" for each in services for warning in each.warnings]


def _under(deck: Deck, found: Clashes, services: tuple[Ranked, ...]) -> tuple[Para, ...]:
    """Return what stands under the ranking: warnings, what is left out, and how to take it."""
    warned = _warned(services)
    lines = warned[:MOST_WARNINGS]
    if len(warned) > MOST_WARNINGS:
        lines.append(deck.tell("clash.warned", count=len(warned) - MOST_WARNINGS))
    whole = " ".join(each for each in (found.more, found.closing, _over(deck, found)) if each)
    return tuple(para(each, 12, colour=QUIET) for each in (*lines, whole) if each)


def _over(deck: Deck, found: Clashes) -> str:
    return deck.tell("clash.weeks", weeks=found.weeks) if found.weeks else ""
