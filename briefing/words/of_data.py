"""Texts that a published version holds in English, in another language.

A table [texts] gives a whole text or a sentence of one, word for word; [patterns] gives sentences with
{values} in them. What is in neither table stays in English: a name, or the words of who published a source.
"""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

from layers import words as english

MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

_SENTENCE: Final = re.compile(r"(?<=[.?!]) (?=[A-Z0-9“])")
_NUMBER: Final = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.\d+")
_PERCENT: Final = re.compile(r"(?<=\d) ?%")
_DATED: Final = re.compile(rf"\b({'|'.join(MONTHS)})(?= \d{{4}}\b)")
_PLACE: Final = re.compile(r"\\\{(\w+)\\\}")


class Writes(Protocol):
    """How a language writes numbers and months."""

    def digits(self, text: str) -> str:
        """Return a number that is written as in English as this language writes it."""
        ...

    def month(self, number: int) -> str:
        """Return a month (1 to 12) in short."""
        ...


@dataclass(frozen=True)
class OfData:
    """The tables of one language; empty for English."""

    texts: Mapping[str, str]
    patterns: tuple[tuple[re.Pattern[str], str], ...]

    def of(self, text: str, writes: Writes) -> str:
        """Return a text in this language, sentence by sentence; what is not known stays as it is."""
        if not self.texts:
            return text
        if text in self.texts:
            return self.texts[text]
        return " ".join(self._sentence(each, writes) for each in _SENTENCE.split(text))

    def _sentence(self, text: str, writes: Writes) -> str:
        if text in self.texts:
            return self.texts[text]
        for pattern, said in self.patterns:
            found = pattern.fullmatch(text)
            if found:
                values = {name: self._value(value, writes) for name, value in found.groupdict().items()}
                return said.format_map(values)
        return text

    def _value(self, value: str, writes: Writes) -> str:
        """Return what stands in a sentence: a term, several with commas, a number or a month."""
        said = ", ".join(self._term(each, writes) for each in value.split(", "))
        said = _NUMBER.sub(lambda number: writes.digits(number[0]), said)
        said = _DATED.sub(lambda month: writes.month(MONTHS.index(month[0]) + 1), said)
        return _PERCENT.sub(english.PERCENT, said)

    def _term(self, term: str, writes: Writes) -> str:
        """Return a term, which within an English sentence may begin with a small letter."""
        titled = self.texts.get(f"{term[:1].upper()}{term[1:]}")
        if term in self.texts or titled is None:
            return self.of(term, writes)
        return f"{titled[:1].lower()}{titled[1:]}"


@functools.cache
def of_data(path: Path) -> OfData:
    """Return the tables of a file, empty ones where there is none."""
    tables = tomllib.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    patterns = tuple((_compiled(text), said) for text, said in tables.get("patterns", {}).items())
    return OfData(tables.get("texts", {}), patterns)


def _compiled(text: str) -> re.Pattern[str]:
    return re.compile(_PLACE.sub(r"(?P<\1>.+?)", re.escape(text)))
