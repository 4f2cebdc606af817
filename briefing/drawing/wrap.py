"""Words broken into lines that fit: widths of Inter's letters, close enough to leave a little room."""

from __future__ import annotations

from typing import Final

_GROUPS: Final = {
    0.26: "ijlI",
    0.29: " \u00a0!,.:;'·",
    0.36: "`t|()/[]\\fr",
    0.44: '1{}-_"^',
    0.53: "*?s–",
    0.57: "kxzavyJLc7",
    0.61: "ehnuo25bdgpqEF",
    0.66: "03689#$&+<=>~4BKPRSTZ",
    0.71: "ACDVXY",
    0.76: "GHNOQU",
    0.84: "w",
    0.91: "mM",
    1.00: "@%W—",
}
_WIDTHS: Final = {letter: width for width, letters in _GROUPS.items() for letter in letters}
_OTHER: Final = 0.66
_BOLD: Final = 1.07


def width_of(words: str, size: float, *, bold: bool = False) -> float:
    """Return about how wide words are, in the unit of the size."""
    return size * (_BOLD if bold else 1.0) * sum(_WIDTHS.get(letter, _OTHER) for letter in words)


def wrap(words: str, width: float, size: float, *, bold: bool = False) -> list[str]:
    """Return lines no wider than a width; a word that is too long by itself is broken."""
    lines: list[str] = []
    line = ""
    for word in words.split():
        tried = f"{line} {word}" if line else word
        if width_of(tried, size, bold=bold) <= width:
            line = tried
            continue
        if line:
            lines.append(line)
        line = word
        while width_of(line, size, bold=bold) > width:
            shorter = range(len(line) - 1, 1, -1)
            fits = next((n for n in shorter if width_of(line[:n], size, bold=bold) <= width), 1)
            lines.append(line[:fits])
            line = line[fits:]
    return [*lines, line] if line else lines
