"""Text and tables that run on over several slides where one cannot hold them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from briefing.slides.marks import INDENT, Para
from briefing.slides.measure import Letters
from briefing.slides.page import Room

SIZES: Final = (20.0, 18.0, 16.0, 14.0)  # points of running text, the largest that fits a slide


def height_of(letters: Letters, para: Para, width: float) -> float:
    """Return the height of a paragraph in points, its space above included."""
    inner = width - (INDENT if para.bullet else 0)
    text = "".join(run.text for run in para.runs)
    size = max((run.size for run in para.runs), default=12)
    bold = all(run.bold for run in para.runs)
    return letters.height(text, inner, size, bold=bold) + para.before


def tall(letters: Letters, paras: Sequence[Para], width: float) -> float:
    """Return the height of paragraphs in points."""
    return sum(height_of(letters, each, width) for each in paras)


def spread(letters: Letters, paras: Sequence[Para], width: float, height: float) -> list[tuple[Para, ...]]:
    """Return paragraphs by the slide that they stand on; one that is too tall has a slide to itself."""
    found: list[list[Para]] = [[]]
    used = 0.0
    for each in paras:
        needed = height_of(letters, each, width)
        if found[-1] and used + needed > height:
            # A heading goes along with what it is over
            lone = found[-1][-1:] if each.bullet and not found[-1][-1].bullet and found[-1][1:] else []
            found[-1] = found[-1][: len(found[-1]) - len(lone)]
            found.append(list(lone))
            used = tall(letters, lone, width)
        found[-1].append(each)
        used += needed
    return [tuple(each) for each in found]


def flowing(
    letters: Letters, write: Callable[[float], Sequence[Para]], room: Room, sizes: Sequence[float]
) -> list[tuple[Para, ...]]:
    """Return paragraphs by slide, at the largest of falling sizes that needs one slide, else at the last."""
    for size in sizes:
        found = spread(letters, write(size), room.width, room.height)
        if len(found) == 1:
            break
    return found
