"""How much room a text takes: lines and heights in points, from widths of letters that every machine shares.

The fonts of the machine that shows a slide are not known here, so nothing is measured with a font: widths are
those of Helvetica, which Arial and Liberation Sans share, times a factor for wider ones.
Source: Adobe (1998), Font Metrics for PDF Core 14 Fonts.
"""

from __future__ import annotations

import functools
import math
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

LEADING: Final = 1.22  # height of a line over its size, of the tallest common font
ROOMY: Final = 1.05
BOLD: Final = 1.07
_NARROW: Final = {
    "arial",
    "aptos",
    "calibri",
    "cambria",
    "carlito",
    "helvetica",
    "liberation sans",
    "times new roman",
}
_WIDER: Final = {"verdana": 1.2, "dejavu sans": 1.2}
_UNKNOWN: Final = 1.1  # a font that nothing is known of
# Thousandths of the size, for the characters from space to tilde
_WIDTHS: Final = (
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278,
    556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556,
    1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778,
    667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556,
    333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556,
    556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
)  # fmt: skip
_OTHER: Final = 600  # a letter that has no plain one beneath its accent
_WIDE: Final = 1000  # dashes, arrows, scripts that are written in squares


@dataclass(frozen=True)
class Letters:
    """The letters of a deck: how much wider than Helvetica they are."""

    wider: float = ROOMY

    def width(self, text: str, size: float, *, bold: bool = False) -> float:
        """Return the width in points of a text on one line at a size in points."""
        return sum(map(_width, text)) * size * self.wider * (BOLD if bold else 1.0) / 1000

    def lines(self, text: str, width: float, size: float, *, bold: bool = False) -> int:
        """Return how many lines a text takes in a width in points; its own line breaks are kept."""
        return sum(self._lines(each, width, size, bold) for each in text.split("\n"))

    def height(self, text: str, width: float, size: float, *, bold: bool = False) -> float:
        """Return the height in points of a text that is wrapped at a width in points."""
        return self.lines(text, width, size, bold=bold) * size * LEADING

    def largest(self, text: str, width: float, height: float, sizes: Sequence[float]) -> float:
        """Return the largest of falling sizes at which a text fits; the last where none does."""
        return next((size for size in sizes if self.height(text, width, size) <= height), sizes[-1])

    def _lines(self, text: str, width: float, size: float, bold: bool) -> int:
        count, used, gap = 1, 0.0, self.width(" ", size, bold=bold)
        for word in text.split(" "):
            room = self.width(word, size, bold=bold)
            if used and used + gap + room > width:
                count, used = count + 1, 0.0
            if room > width:  # broken wherever the line ends
                count += math.ceil(room / width) - 1
                room %= width
            used += room + (gap if used else 0.0)
        return count


def letters_of(fonts: Iterable[str]) -> Letters:
    """Return the letters of a deck that is set in these fonts, as wide as the widest of them."""
    names = [each.lower() for each in fonts]
    return Letters(
        max((ROOMY if each in _NARROW else _WIDER.get(each, _UNKNOWN) for each in names), default=ROOMY)
    )


@functools.cache
def _width(letter: str) -> int:
    at = ord(letter) - 32
    if 0 <= at < len(_WIDTHS):
        return _WIDTHS[at]
    plain = ord(unicodedata.normalize("NFD", letter)[0]) - 32
    if 0 <= plain < len(_WIDTHS):
        return _WIDTHS[plain]
    return _OTHER if letter.isalpha() and unicodedata.east_asian_width(letter) not in "WF" else _WIDE
