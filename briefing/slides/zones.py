"""The zones: where they lie, side by side, what each gives and takes, and its ledger."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

import numpy as np
import shapely

from briefing.content.model import LedgerLine, Said, Table, TableRow, ZoneOutline, ZoneSaid
from briefing.slides.figures import write_table
from briefing.slides.flow import SIZES, flowing, tall
from briefing.slides.ground import MapParts, draw_map
from briefing.slides.legend import draw_legend, fits, map_lines, zone_lines
from briefing.slides.making import Deck
from briefing.slides.marks import Para, Run, entry, para
from briefing.slides.outline import BADGE, badge
from briefing.slides.page import Room
from briefing.slides.table import Cell, Grid, draw, fewest, fitted, widths_for

SHARE: Final = 0.56  # of the slide's width that the map takes
SHARES: Final = (0.34, 0.4, 0.46, 0.52)  # of the width, for what a zone is beside its ledger
AROUND: Final = 0.35  # of the zones' extent that is shown beside them


def write(deck: Deck) -> None:
    """Write the slides; without zones the main map says that there are none."""
    shown = deck.content.zones
    if not shown.zones:
        return
    _map(deck)
    if shown.compared is not None:
        write_table(deck, deck.tell("title.compared"), shown.compared, deck.tell("note.compared"))
    _trade(deck)
    for each in shown.zones:
        _one(deck, each)
    if any(each.policy for each in shown.zones):
        title = deck.tell("title.policy")
        write_table(deck, title, _policies(title, shown.zones), deck.tell("note.policy"))


def _map(deck: Deck) -> None:
    content, letters = deck.content, deck.page.letters
    outlines = tuple(each.outline for each in content.zones.zones)
    alt = deck.tell("map.zones_alt", zones=deck.words.listing([_told(deck, each) for each in outlines]))
    near = replace(content.ground, bounds=_bounds(outlines), zones=outlines)
    notes = (deck.tell("note.zones"), content.zones.said, *(each.standing for each in content.zones.zones))
    with deck.slide(deck.tell("title.zones"), *dict.fromkeys(notes)) as (sheet, _):
        left, right = deck.page.body.columns(SHARE, 1 - SHARE)
        said = (para(content.zones.said, 14),)
        size = 14 if len(outlines) <= 3 else 12
        names = [(para(each.name, size, bold=True), para(_status(deck, each), 12)) for each in outlines]
        high = tall(letters, said, right.width)
        heights = [tall(letters, each, right.width - BADGE - 8) for each in names]
        rest = right.below(high + 12 + sum(heights) + 6 * len(heights))
        head = (para(content.main_map.title, 12, bold=True),)
        used = tall(letters, head, rest.width) + 2
        lines = [*zone_lines(outlines, deck.words), *map_lines(content.main_map)]
        # Colours are drawn only where there is room to say what they mean
        told = not content.main_map.missing and fits(letters, lines, rest.below(used))
        parts = MapParts(cells=told)
        draw_map(sheet, "Map of the zones", alt, near, content.main_map, left, deck.words, parts)
        sheet.text("Zones", right.upper(high), said)
        top = right.top + high + 6
        for zone, words, each in zip(outlines, names, heights, strict=True):
            sheet.add(badge(sheet, zone, Room(right.left, top + 1, BADGE, BADGE)))
            sheet.text(zone.name, Room(right.left + BADGE + 8, top, right.width - BADGE - 8, each), words)
            top += each + 6
        if told:
            sheet.text("What is mapped", rest.upper(used), head)
            draw_legend(sheet, lines, rest.below(used))


def _bounds(zones: tuple[ZoneOutline, ...]) -> tuple[float, float, float, float]:
    west, south, east, north = shapely.total_bounds(np.array([each.geometry for each in zones], object))
    wide = max((east - west) * AROUND, 0.004)
    high = max((north - south) * AROUND, 0.003)
    return west - wide, south - high, east + wide, north + high


def _status(deck: Deck, zone: ZoneOutline) -> str:
    return deck.tell(f"status.{zone.status}")


def _told(deck: Deck, zone: ZoneOutline) -> str:
    return deck.tell("map.zone", number=zone.number, name=zone.name, status=_status(deck, zone))


def _trade(deck: Deck) -> None:
    shown = deck.content.zones.trade
    if not shown:
        return
    parts = flowing(
        deck.page.letters, lambda size: [entry(each, size, 10) for each in shown], deck.page.body, SIZES
    )
    for at, each in enumerate(parts):
        title = deck.part(deck.tell("title.trade"), at, len(parts))
        with deck.slide(title, deck.tell("note.trade")) as (sheet, _):
            sheet.text("What each gives and takes", deck.page.body, each)


def _one(deck: Deck, zone: ZoneSaid) -> None:
    """Write one zone: what it is beside its ledger, or on slides before it where both do not fit on one."""
    title = deck.tell("title.zone", number=zone.outline.number, name=zone.outline.name)
    year = (deck.tell("zone.detectable"), *zone.detectable) if zone.detectable else ()
    notes = (deck.tell("note.zone"), zone.standing, *(_line(each) for each in zone.ledger), *year)
    for under in (_unmeasured(deck, zone), _noted(deck, zone)):
        room, low = _over(deck, under)
        for share in SHARES:
            left, right, parts, grid, stretches = _beside(deck, zone, room, share)
            if max(len(parts), len(stretches)) == 1:
                with deck.slide(title, *notes) as (sheet, _):
                    sheet.text("The zone", left, parts[0])
                    if stretches:
                        draw(sheet, "Ledger", grid, right, stretches[0])
                    if under:
                        sheet.text("Not measured", low, under)
                return
    _apart(deck, zone, title, notes)


def _apart(deck: Deck, zone: ZoneSaid, title: str, notes: tuple[str, ...]) -> None:
    letters, body = deck.page.letters, deck.page.body
    under = min(
        (_unmeasured(deck, zone), _noted(deck, zone)),
        key=lambda each: len(_ledger(deck, zone, _over(deck, each)[0])[1]),
    )
    room, low = _over(deck, under)
    parts = flowing(letters, lambda size: _is(deck, zone, size, year=True), body, (18, 16, 15, 14, 13))
    grid, stretches = _ledger(deck, zone, room)
    count = len(parts) + max(len(stretches), 1 if under else 0)
    for at in range(count):
        told = notes if at in (0, len(parts)) else notes[:2]
        with deck.slide(deck.part(title, at, count), *told) as (sheet, _):
            if at < len(parts):
                sheet.text("The zone", body, parts[at])
                continue
            if at - len(parts) < len(stretches):
                draw(sheet, "Ledger", grid, room, stretches[at - len(parts)])
            if under and at == count - 1:
                sheet.text("Not measured", low, under)


def _over(deck: Deck, under: tuple[Para, ...]) -> tuple[Room, Room]:
    """Return the body over some text at its foot, and the room of that text."""
    body = deck.page.body
    low = tall(deck.page.letters, under, body.width) + 8 if under else 0.0
    return body.upper(body.height - low), Room(body.left, body.bottom - low + 8, body.width, low - 8)


def _beside(
    deck: Deck, zone: ZoneSaid, room: Room, share: float
) -> tuple[Room, Room, list[tuple[Para, ...]], Grid, list[tuple[int, int]]]:
    """Return what a zone is in a column of this share, its ledger in the other, and the slides of each."""
    left, right = room.columns(share, 1 - share)
    letters = deck.page.letters
    parts = flowing(letters, lambda size: _is(deck, zone, size, year=True), left, (15, 14, 13))
    if len(parts) > 1:
        parts = flowing(letters, lambda size: _is(deck, zone, size, year=False), left, (14, 13, 12))
    return left, right, parts, *_ledger(deck, zone, right)


def _is(deck: Deck, zone: ZoneSaid, size: float, *, year: bool) -> list[Para]:
    """Return what a zone is, does and costs; year: with what a year could show, else where that is said."""
    found = [para(zone.standing, size + 1, bold=True)]
    for key, text in (("protects", zone.protects), ("costs", zone.costs)):
        lead = Run(f"{deck.tell(f'zone.{key}')} ", size, True)
        found.append(Para((lead, Run(text, size)), before=6))
    if zone.held:
        found.append(para(zone.held, size, before=6))
    for key, texts in (("cautions", zone.cautions), ("detectable", zone.detectable if year else ())):
        if texts:
            found.append(para(deck.tell(f"zone.{key}"), size, bold=True, before=6))
            found += [entry(each, max(size - 1, 12), 2) for each in texts]
    if zone.detectable and not year:
        found.append(para(deck.tell("zone.year_noted"), size, before=8))
    return found


def _ledger(deck: Deck, zone: ZoneSaid, room: Room) -> tuple[Grid, list[tuple[int, int]]]:
    """Return what is measured, and its pages; the bearers are in the notes where they need a page more."""
    letters = deck.page.letters
    lines = [each for each in zone.ledger if each.measured]
    alt = deck.tell("zone.ledger_alt", name=zone.outline.name)

    def made(bearers: bool) -> Callable[[float], Grid]:
        keys = ("side", "effect", "bearer", "figure") if bearers else ("side", "effect", "figure")
        head = tuple(deck.tell(f"zone.{key}") for key in keys)
        rows = tuple(
            (
                Cell(each.side),
                Cell(each.title),
                *((Cell(each.bearer),) if bearers else ()),
                Cell(each.figure.text),
            )
            for each in lines
        )
        right = (*(False for _ in head[1:]), True)

        def grid(size: float) -> Grid:
            return Grid(alt, head, rows, right, widths_for(letters, head, rows, room.width, size), size=size)

        return grid

    sizes = (14.0, 13.0, 12.0)
    return fewest(fitted(made(bearers), letters, room.height, sizes) for bearers in (True, False))


def _noted(deck: Deck, zone: ZoneSaid) -> tuple[Para, ...]:
    """Return that what nothing measures is in the notes, for a zone that needs the room."""
    count = sum(not each.measured for each in zone.ledger)
    return (para(deck.tell("zone.more", count=count), 12),) if count else ()


def _unmeasured(deck: Deck, zone: ZoneSaid) -> tuple[Para, ...]:
    """Return what the ledger names and nothing measures, a paragraph a side."""
    found = []
    for side in dict.fromkeys(each.direction for each in zone.ledger):
        lines = [each for each in zone.ledger if each.direction == side and not each.measured]
        if lines:
            lead = deck.tell("zone.not_measured", side=lines[0].side)
            text = "; ".join(each.title for each in lines)
            found.append(Para((Run(f"{lead} ", 12, True), Run(f"{text}.", 12)), before=4))
    return tuple(found)


def _line(line: LedgerLine) -> str:
    told = f"{line.side}: {line.title} ({line.bearer}): {line.figure.text}"
    extra = " ".join(each for each in (line.figure.note, line.evidence) if each)
    return f"{told}. {extra}" if extra else told


def _policies(title: str, zones: tuple[ZoneSaid, ...]) -> Table:
    """Return the conditions of the zones side by side."""
    keys = dict.fromkeys(key for each in zones for key, _ in each.policy)
    rows = tuple(TableRow(key, tuple(Said(dict(each.policy).get(key, "")) for each in zones)) for key in keys)
    head = ("", *(f"{each.outline.number}. {each.outline.name}" for each in zones))
    return Table(title, head, rows, (False, *(False for _ in zones)))
