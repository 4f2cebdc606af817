"""Notes of whoever asked, the data, the method, what was withheld, what it is not for, where it came from."""

from __future__ import annotations

from collections.abc import Callable

from pptx.opc.constants import RELATIONSHIP_TYPE

from briefing.slides.flow import SIZES, flowing, spread, tall
from briefing.slides.making import Deck, day_of
from briefing.slides.marks import Para, Run, entry, para
from briefing.slides.page import Room
from briefing.slides.table import Cell, Grid, draw, fitted, widths_for


def write(deck: Deck) -> None:
    """Write the slides that end the deck."""
    _notes(deck)
    _limits(deck)
    _sources(deck)
    _list(deck, "method", deck.content.method)
    _origin(deck)


def _notes(deck: Deck) -> None:
    lines = tuple(each for each in deck.content.notes.split("\n") if each.strip())
    if lines:
        _run_on(
            deck, deck.tell("title.notes"), lambda size: [para(each, size, before=8) for each in lines], ""
        )


def _list(deck: Deck, key: str, lines: tuple[str, ...]) -> None:
    if lines:
        title, note = deck.tell(f"title.{key}"), deck.tell(f"note.{key}")
        _run_on(deck, title, lambda size: [entry(each, size, 8) for each in lines], note)


def _run_on(deck: Deck, title: str, write: Callable[[float], list[Para]], note: str) -> None:
    body = deck.page.body
    parts = flowing(deck.page.letters, write, body, SIZES)
    for at, each in enumerate(parts):
        with deck.slide(deck.part(title, at, len(parts)), note) as (sheet, _):
            sheet.text("Text", body, each)


def _limits(deck: Deck) -> None:
    """Write what was withheld beside what it must not be used for."""
    content, page = deck.content, deck.page
    lists = (("withheld", content.withheld), ("not_for", content.not_for))
    first, second = (sum(map(len, lines)) for _, lines in lists)
    share = min(max(first / max(first + second, 1), 0.4), 0.62)
    rooms = page.body.columns(share, 1 - share, gap=28)
    for size in SIZES:
        flows = []
        for (key, lines), room in zip(lists, rooms, strict=True):
            head = para(deck.tell(f"title.{key}"), size + 2, bold=True)
            lead = tall(page.letters, [head], room.width) + 4
            paras = [entry(each, size, 8) for each in lines]
            parts = spread(page.letters, paras, room.width, room.height - lead)
            flows.append((head, lead, parts))
        if all(len(parts) == 1 for *_, parts in flows):
            break
    count = max(len(each[2]) for each in flows)
    for at in range(count):
        note = (deck.tell("note.limits"),)
        with deck.slide(deck.part(deck.tell("title.limits"), at, count), *note) as (sheet, _):
            for (head, lead, parts), room in zip(flows, rooms, strict=True):
                if at < len(parts) and parts[at]:
                    sheet.text(head.runs[0].text, room.upper(lead), (head,))
                    sheet.text(f"{head.runs[0].text}: list", room.below(lead), parts[at])


def _sources(deck: Deck) -> None:
    lines = deck.content.sources
    if not lines:
        return
    page, letters = deck.page, deck.page.letters
    keys = ("source", "producer", "period", "loaded", "licence", "cannot_show")
    head = tuple(deck.tell(f"sources.{each}") for each in keys)
    rows = tuple(
        tuple(
            map(Cell, (each.title, each.producer, each.period, each.loaded, each.licence, each.cannot_show))
        )
        for each in lines
    )
    title = deck.tell("title.sources")
    grid, stretches = fitted(
        lambda size: Grid(
            title,
            head,
            rows,
            (False,) * len(head),
            widths_for(letters, head, rows, page.body.width, size),
            size=size,
        ),
        letters,
        page.body.height,
        (14, 13, 12),
    )
    for at, stretch in enumerate(stretches):
        with deck.slide(deck.part(title, at, len(stretches)), deck.tell("note.sources")) as (sheet, _):
            draw(sheet, "Sources", grid, page.body, stretch)


def _origin(deck: Deck) -> None:
    """Write where the deck came from and how to get back to it."""
    origin, page = deck.content.provenance, deck.page
    lines = (
        ("place", origin.place),
        ("as_of", day_of(origin.as_of, deck.words)),
        ("published", day_of(origin.published_on, deck.words)),
        ("version", origin.version),
        ("id", origin.content_id),
    )
    head = (deck.tell("origin.what"), deck.tell("origin.value"))
    rows = tuple((Cell(deck.tell(f"origin.{key}")), Cell(value)) for key, value in lines if value)
    widths = (0.3 * page.body.width, 0.7 * page.body.width)
    title = deck.tell("title.origin")
    grid = Grid(title, head, rows, (False, False), widths, size=16)
    with deck.slide(title, deck.tell("note.origin")) as (sheet, slide):
        high = draw(sheet, "Origin", grid, page.body, (0, len(rows)))
        room = page.body.below(high + 14)
        paras = [para(deck.content.purpose, 14, bold=True)]
        if origin.link:
            key = slide.part.relate_to(origin.link, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
            told = Run(f"{deck.tell('origin.link')} ", 14)
            paras.append(Para((told, Run(origin.link, 14, link=key)), before=10))
        sheet.text("Purpose and link", Room(room.left, room.top, room.width, room.height), tuple(paras))
