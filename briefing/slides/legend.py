"""Legends: a swatch or symbol for each line, in as many columns as they need."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely

from briefing.content.model import CellState, MapShown, ServicePoint, ZoneOutline
from briefing.slides.looks import EDGE, PAPER, PRESETS, ground_of, is_marked, mark_line, marks_in
from briefing.slides.marks import Para, Run, fill, line, para
from briefing.slides.measure import Letters
from briefing.slides.outline import freeform, service_look, symbol_room, zone_line
from briefing.slides.page import Room
from briefing.slides.sheet import Sheet
from briefing.words.words import Words
from layers.look.zones import ZONE_LOOKS

SWATCH: Final = (22.0, 12.0)
TEXT_AT: Final = 28.0  # points right of a swatch's left edge
BETWEEN: Final = 10.0  # columns
SETTINGS: Final = ((1, 12.0), (2, 12.0), (1, 11.0), (2, 11.0), (2, 10.0), (2, 9.0))  # columns, points


@dataclass(frozen=True)
class Line:
    """A line of a legend. draw: puts its picture into the room given."""

    text: str
    draw: Callable[[Sheet, Room], None]


def map_lines(shown: MapShown) -> list[Line]:
    """Return the classes of a map, the highest first, and the states that occur on it."""
    classes = [each for each in shown.legend if each.colour]
    states = [each for each in shown.legend if not each.colour and each.count]
    return [Line(each.text, _state(each.state, each.colour)) for each in (*classes[::-1], *states)]


def zone_lines(zones: Sequence[ZoneOutline], words: Words) -> list[Line]:
    """Return how zones are drawn, a line for each status that occurs."""
    return [
        Line(
            words.say("slides.map.zone_line", status=words.say(f"slides.status.{status}")),
            _swatch(fill(PAPER) + zone_line(status)),
        )
        for status in ZONE_LOOKS
        if any(each.status == status for each in zones)
    ]


def service_lines(services: Sequence[ServicePoint]) -> list[Line]:
    """Return the types of service on a map, in the order in which they first occur."""
    kinds = {each.type: each for each in services[::-1]}
    return [
        Line(each.type_title, _symbol(each)) for each in sorted(kinds.values(), key=lambda at: at.type_title)
    ]


def fits(letters: Letters, lines: Sequence[Line], room: Room) -> bool:
    """Return whether a legend fits a room in any of its settings."""
    return any(_tall(letters, lines, room, *each) <= room.height for each in SETTINGS)


def draw_legend(sheet: Sheet, lines: Sequence[Line], room: Room) -> None:
    """Put a legend into a room: one column, else two, else smaller."""
    letters = sheet.page.letters
    columns, size = next(
        (each for each in SETTINGS if _tall(letters, lines, room, *each) <= room.height), SETTINGS[-1]
    )
    width, first = _width(room, columns), -(-len(lines) // columns)
    for at, column in enumerate(room.columns(*([1] * columns), gap=BETWEEN)):
        top = column.top
        for each in lines[at * first : (at + 1) * first]:
            tall = _high(letters, each, width, size)
            each.draw(sheet, Room(column.left, top, SWATCH[0], min(tall, size * 1.22 + 3)))
            words = Room(column.left + TEXT_AT, top, width, tall)
            sheet.text(each.text, words, (para(each.text, size),))
            top += tall


def _width(room: Room, columns: int) -> float:
    return (room.width - BETWEEN * (columns - 1)) / columns - TEXT_AT


def _high(letters: Letters, line: Line, width: float, size: float) -> float:
    return max(letters.height(line.text, width, size), SWATCH[1]) + 3


def _tall(letters: Letters, lines: Sequence[Line], room: Room, columns: int, size: float) -> float:
    width, first = _width(room, columns), -(-len(lines) // columns)
    return max(
        sum(_high(letters, each, width, size) for each in lines[at * first : (at + 1) * first])
        for at in range(columns)
    )


def _place(room: Room) -> Room:
    return Room(room.left, room.top + (room.height - 3 - SWATCH[1]) / 2, *SWATCH)


def _swatch(paint: str) -> Callable[[Sheet, Room], None]:
    def draw(sheet: Sheet, room: Room) -> None:
        sheet.add(sheet.shape("Swatch", _place(room), "rect", paint))

    return draw


def _state(state: CellState, colour: str) -> Callable[[Sheet, Room], None]:
    """Return what draws a class or state as it is on the map."""

    def draw(sheet: Sheet, room: Room) -> None:
        at = _place(room)
        shown = colour or ("#c3ccd2" if state == "parent" else "")
        paint = ground_of(state, shown) + line(EDGE, 0.5)
        sheet.add(sheet.shape("Swatch", at, "rect", paint))
        if is_marked(state):
            area = shapely.box(at.left + 0.5, at.top + 0.5, at.right - 0.5, at.bottom - 0.5)
            marks = marks_in(state, area, 3.2)
            sheet.add(freeform(sheet, "Swatch marks", None, marks, mark_line(state, shown)))

    return draw


def _symbol(service: ServicePoint) -> Callable[[Sheet, Room], None]:
    def draw(sheet: Sheet, room: Room) -> None:
        paint, ink = service_look(service)
        middle = np.array([room.left + SWATCH[0] / 2, room.top + (room.height - 3) / 2])
        letter = (Para((Run(service.letter, 7, True, ink),), "ctr"),)
        sheet.add(
            sheet.shape(
                "Symbol", symbol_room(middle, 13), PRESETS[service.shape], paint, paras=letter, wrap=False
            )
        )

    return draw
