"""Coordinates as people write them: '42.33, -71.08', '42,33; -71,08', '42° 19′ 48″ N, 71° 4′ W'."""

from __future__ import annotations

import re
from typing import Final

_NUMBER: Final = r"\d{1,3}(?:[.,]\d+)?"
_ONE: Final = re.compile(
    rf"""\s*(?P<before>[NSEW])?\s*(?P<sign>[-+−])?\s*(?P<degrees>{_NUMBER})\s*(?:°|º|deg|d)?
    (?:\s*(?P<minutes>{_NUMBER})\s*(?:['′’]|min)(?:\s*(?P<seconds>{_NUMBER})\s*(?:["″”]|''|sec))?)?
    \s*(?P<after>[NSEW])?\s*""",
    re.VERBOSE | re.IGNORECASE,
)
_WORDS: Final = re.compile(r"\b(?:lat(?:itude)?|lon(?:gitude)?|lng|long)\b\s*[:=]?", re.IGNORECASE)


def read_coordinates(text: str) -> tuple[float, float] | None:
    """Return (latitude, longitude) in degrees, None for anything else.

    Without letters the first number is the latitude. A comma is a decimal sign only where a semicolon or
    spaces part the two numbers and both have one.
    """
    text = _WORDS.sub(" ", text).strip().strip("()[]")
    for first, second in _halves(text):
        one, other = _angle(first), _angle(second)
        if one is None or other is None:
            continue
        if one[1] == "longitude" or other[1] == "latitude":
            one, other = other, one
        if (one[1] or "latitude") != "latitude" or (other[1] or "longitude") != "longitude":
            continue
        if abs(one[0]) <= 90 and abs(other[0]) <= 180:
            return one[0], other[0]
    return None


def _halves(text: str) -> list[tuple[str, str]]:
    """Return the ways to cut a text in two, the clearest first."""
    halves = []
    for mark in (";", ", ", ","):
        if text.count(mark) == 1:
            first, second = text.split(mark)
            halves.append((first, second))
    gaps = [found.span() for found in re.finditer(r"(?<=[NSEW])\s*|\s+", text, re.IGNORECASE)]
    return halves + [(text[:start], text[end:]) for start, end in gaps]


def _angle(text: str) -> tuple[float, str] | None:
    """Return degrees, and which of the two they are where a letter says so."""
    found = _ONE.fullmatch(text)
    if not found:
        return None
    degrees, minutes, seconds = (
        float((found[part] or "0").replace(",", ".")) for part in ("degrees", "minutes", "seconds")
    )
    letter = (found["before"] or found["after"] or "").upper()
    if (found["before"] and found["after"]) or (letter and found["sign"]) or max(minutes, seconds) >= 60:
        return None
    size = degrees + minutes / 60 + seconds / 3600
    negative = letter in {"S", "W"} or found["sign"] in {"-", "−"}
    axis = "latitude" if letter and letter in "NS" else "longitude" if letter else ""
    return (-size if negative else size), axis
