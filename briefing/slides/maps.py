"""The main map and the four environments."""

from __future__ import annotations

from typing import Final

from briefing.content.model import MapShown
from briefing.slides.flow import tall
from briefing.slides.ground import MapParts, draw_map
from briefing.slides.legend import draw_legend, map_lines, service_lines, zone_lines
from briefing.slides.making import Deck
from briefing.slides.marks import QUIET, Para, para
from briefing.slides.page import Room
from briefing.slides.sheet import Sheet

SHARE: Final = 0.62  # of the slide's width that the main map takes


def write_main(deck: Deck) -> None:
    """Write the slide of the main map; where there is none, why."""
    content, shown = deck.content, deck.content.main_map
    title = deck.tell("title.map", layer=shown.title) if shown.title else deck.tell("title.no_map")
    notes = (deck.tell("note.map"), shown.alt, shown.caveat, deck.tell("note.withheld"))
    with deck.slide(title, *notes) as (sheet, _):
        body = deck.page.body
        if shown.missing:
            sheet.text("No map", body, (para(shown.missing, 20),))
            return
        left, right = body.columns(SHARE, 1 - SHARE)
        draw_map(sheet, "Map", shown.alt, content.ground, shown, left, deck.words, MapParts())
        head = tuple(para(each, 13, bold=True) for each in (_unit(shown), shown.period) if each)
        used = tall(deck.page.letters, head, right.width)
        sheet.text("What is mapped", right.upper(used), head)
        foot = tuple(para(each, 12, colour=QUIET) for each in _remarks(deck, shown))
        low = tall(deck.page.letters, foot, right.width)
        lines = [
            *map_lines(shown),
            *zone_lines(content.ground.zones, deck.words),
            *service_lines(content.ground.services),
        ]
        between = Room(right.left, right.top + used + 6, right.width, right.height - used - low - 12)
        draw_legend(sheet, lines, between)
        if foot:
            sheet.text("Caveat", Room(right.left, right.bottom - low, right.width, low), foot)


def _remarks(deck: Deck, shown: MapShown) -> list[str]:
    said = "" if deck.content.zones.zones else deck.content.zones.said
    return [each for each in (shown.caveat, said) if each]


def _unit(shown: MapShown) -> str:
    return shown.unit[:1].upper() + shown.unit[1:]


def write_environments(deck: Deck) -> None:
    """Write the slide with a small map for each of the four environments."""
    shown = deck.content.environments
    notes = [
        deck.tell("note.environments"),
        *(f"{each.environment_title}: {each.alt} {each.caveat}".strip() for each in shown),
    ]
    with deck.slide(deck.tell("title.environments"), *notes) as (sheet, _):
        left, right = deck.page.body.columns(1, 1)
        high = (deck.page.body.height - 10) / 2
        rooms = [
            Room(column.left, column.top + row * (high + 10), column.width, high)
            for row in range(2)
            for column in (left, right)
        ]
        for each, room in zip(shown, rooms, strict=False):
            _small(deck, sheet, each, room)


def _small(deck: Deck, sheet: Sheet, shown: MapShown, room: Room) -> None:
    letters = deck.page.letters
    title = shown.title or shown.environment_title
    if not title.startswith(shown.environment_title):
        title = f"{shown.environment_title}: {title}"
    head: tuple[Para, ...] = (para(title, 13, bold=True),)
    if shown.title:
        head = (
            *head,
            para(", ".join(each for each in (_unit(shown), shown.period) if each), 12, colour=QUIET),
        )
    used = tall(letters, head, room.width) + 3
    sheet.text(title, room.upper(used), head)
    rest = room.below(used)
    if shown.missing:
        sheet.text(f"{title}: none", rest, (para(shown.missing, 12),))
        return
    wide, _ = rest.columns(0.58, 0.42, gap=10)
    parts = MapParts(services=False, zones=False, furniture=False, fitted=True)
    taken = draw_map(sheet, f"Map: {title}", shown.alt, deck.content.ground, shown, wide, deck.words, parts)
    legend = Room(taken.right + 12, rest.top, rest.right - taken.right - 12, rest.height)
    draw_legend(sheet, map_lines(shown), legend)
