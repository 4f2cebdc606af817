"""Native tables: columns as wide as their words ask, rows split over slides rather than made small."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from briefing.slides.marks import HAIR, QUIET, TEXT, Para, Run, emu, fill, line, paragraphs
from briefing.slides.measure import Letters
from briefing.slides.page import Room
from briefing.slides.sheet import TABLE, Sheet

SIZE: Final = 12.0  # points: none is set smaller
SIZES: Final = (18.0, 16.0, 14.0, 13.0, SIZE)
PAD: Final = (6.0, 4.0)  # points at the sides, above and below
_STYLE: Final = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"  # built in: no fill, no lines of its own
_ALIGN: Final = {False: "l", True: "r"}


@dataclass(frozen=True)
class Cell:
    """A cell. note: what stands under its text, quieter."""

    text: str
    note: str = ""

    def full(self) -> str:
        """Return all it says."""
        return f"{self.text}\n{self.note}" if self.note else self.text


@dataclass(frozen=True)
class Grid:
    """A table. head: over the columns; rows: the first cell of each is its heading.

    numbers: columns set right. widths: of the columns in points. least: height of a row in points, head_least
    of the heading. alt: what it holds, in a sentence.
    """

    alt: str
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    numbers: tuple[bool, ...]
    widths: tuple[float, ...]
    least: float = 0
    size: float = SIZE
    head_least: float = 0

    def head_height(self, letters: Letters) -> float:
        """Return the height of the heading row in points."""
        return max(self.head_least, self._height(letters, [Cell(each) for each in self.head], True))

    def heights(self, letters: Letters) -> list[float]:
        """Return the height of each row in points."""
        return [max(self.least, self._height(letters, row, False)) for row in self.rows]

    def _height(self, letters: Letters, row: Sequence[Cell], bold: bool) -> float:
        return 2 * PAD[1] + max(
            letters.height(cell.full(), width - 2 * PAD[0], self.size, bold=bold or at == 0)
            for at, (cell, width) in enumerate(zip(row, self.widths, strict=True))
        )


def widths_for(
    letters: Letters,
    head: Sequence[str],
    rows: Sequence[Sequence[Cell]],
    total: float,
    size: float = SIZE,
) -> tuple[float, ...]:
    """Return widths of columns in points that add up to `total`: no word is broken where it can be helped."""
    least, whole = [], []
    for at, title in enumerate(head):
        texts = [title, *(row[at].full() for row in rows)]
        words = [word for text in texts for word in text.split()] or [""]
        longest = max(letters.width(word, size, bold=True) for word in words)
        lines = [line for text in texts for line in text.split("\n")]
        least.append(min(longest, 1.6 * total / len(head)) + 2 * PAD[0])
        whole.append(max(letters.width(each, size, bold=True) for each in lines) + 2 * PAD[0])
    whole = [max(own, low) for own, low in zip(whole, least, strict=True)]
    if sum(whole) <= total:
        return tuple(each * total / sum(whole) for each in whole)
    if sum(least) >= total:
        return tuple(each * total / sum(least) for each in least)
    # Shares of what is left that grow with the root of what is asked: who asks for little has all of it
    asked = [own - low for own, low in zip(whole, least, strict=True)]
    given, free = list(least), total - sum(least)
    order = sorted(range(len(head)), key=lambda at: asked[at])
    for done, at in enumerate(order):
        weight = sum(math.sqrt(asked[other]) for other in order[done:])
        share = min(asked[at], free * math.sqrt(asked[at]) / weight) if weight else 0.0
        given[at] += share
        free -= share
    return tuple(given)


def pages(grid: Grid, letters: Letters, height: float) -> list[tuple[int, int]]:
    """Return the stretches of rows (first, end) that fit under the heading in a height, at least one each."""
    room, found, first, used = height - grid.head_height(letters), [], 0, 0.0
    for at, tall in enumerate(grid.heights(letters)):
        if at > first and used + tall > room:
            found.append((first, at))
            first, used = at, 0.0
        used += tall
    return [*found, (first, len(grid.rows))]


def fewest(
    tried: Iterable[tuple[Grid, list[tuple[int, int]]]],
) -> tuple[Grid, list[tuple[int, int]]]:
    """Return the first of several ways to set a table that needs the fewest pages."""
    return min(tried, key=lambda found: len(found[1]))


def fitted(
    make: Callable[[float], Grid], letters: Letters, height: float, sizes: Sequence[float]
) -> tuple[Grid, list[tuple[int, int]]]:
    """Return a table and its pages, at the largest of falling sizes that needs one page, else at the last."""
    for size in sizes:
        grid = make(size)
        found = pages(grid, letters, height) if grid.rows else []
        if len(found) <= 1:
            break
    return grid, found


def draw(sheet: Sheet, name: str, grid: Grid, room: Room, rows: tuple[int, int]) -> float:
    """Put a stretch of a table's rows at the top of a room; return the height that it takes in points."""
    letters = sheet.page.letters
    tall = [grid.head_height(letters), *grid.heights(letters)[slice(*rows)]]
    columns = "".join(f'<a:gridCol w="{emu(each)}"/>' for each in grid.widths)
    body = [_row(sheet, grid, [Cell(each) for each in grid.head], tall[0], head=True)]
    body += [
        _row(sheet, grid, row, height, head=False)
        for row, height in zip(grid.rows[slice(*rows)], tall[1:], strict=True)
    ]
    sheet.frame(
        name,
        Room(room.left, room.top, sum(grid.widths), sum(tall)),
        grid.alt,
        TABLE,
        f'<a:tbl><a:tblPr firstRow="1" firstCol="1"><a:tableStyleId>{_STYLE}</a:tableStyleId></a:tblPr>'
        f"<a:tblGrid>{columns}</a:tblGrid>{''.join(body)}</a:tbl>",
    )
    return sum(tall)


def _row(sheet: Sheet, grid: Grid, cells: Sequence[Cell], height: float, *, head: bool) -> str:
    found = []
    for at, cell in enumerate(cells):
        align = _ALIGN[grid.numbers[at]]
        paras = [Para((Run(cell.text, grid.size, head or at == 0, TEXT),), align)]
        if cell.note:
            paras.append(Para((Run(cell.note, grid.size, False, QUIET),), align))
        found.append(
            f"<a:tc><a:txBody><a:bodyPr/><a:lstStyle/>{paragraphs(tuple(paras), sheet.language)}</a:txBody>"
            f"{_look(head)}</a:tc>"
        )
    return f'<a:tr h="{emu(height)}">{"".join(found)}</a:tr>'


def _look(head: bool) -> str:
    none = "".join(f"<a:{side}><a:noFill/></a:{side}>" for side in ("lnL", "lnR", "lnT"))
    under = line("accent1", 1.5) if head else line(HAIR, 0.75)
    anchor = "b" if head else "t"
    return (
        f'<a:tcPr marL="{emu(PAD[0])}" marR="{emu(PAD[0])}" marT="{emu(PAD[1])}" marB="{emu(PAD[1])}" '
        f'anchor="{anchor}">{none}{under.replace("a:ln", "a:lnB")}{fill("")}</a:tcPr>'
    )
