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
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from briefing.words.words import Words

_SENTENCE: Final = re.compile(r"(?<=[.?!]) (?=[A-Z0-9“])")
_NUMBER: Final = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.\d+")
_PLACE: Final = re.compile(r"\\\{(\w+)\\\}")


@dataclass(frozen=True)
class OfData:
    """The tables of one language; empty for English."""

    texts: Mapping[str, str]
    patterns: tuple[tuple[re.Pattern[str], str], ...]

    def of(self, text: str, words: Words) -> str:
        """Return a text in this language, sentence by sentence; what is not known stays as it is."""
        if not self.texts:
            return text
        whole = self._whole(text, words)
        if whole is not None:
            return whole
        sentences = _SENTENCE.split(text)
        if len(sentences) == 1:
            return text
        return " ".join(self._whole(each, words) or each for each in sentences)

    def _whole(self, text: str, words: Words) -> str | None:
        if text in self.texts:
            return self.texts[text]
        for pattern, said in self.patterns:
            found = pattern.fullmatch(text)
            if found:
                values = {name: self._value(value, words) for name, value in found.groupdict().items()}
                return said.format_map(values)
        return None

    def _value(self, value: str, words: Words) -> str:
        if value in self.texts:
            return self.texts[value]
        return _NUMBER.sub(lambda number: words.digits(number[0]), self.of(value, words))


@functools.cache
def of_data(path: Path) -> OfData:
    """Return the tables of a file, empty ones where there is none."""
    tables = tomllib.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    patterns = tuple((_compiled(text), said) for text, said in tables.get("patterns", {}).items())
    return OfData(tables.get("texts", {}), patterns)


def _compiled(text: str) -> re.Pattern[str]:
    return re.compile(_PLACE.sub(r"(?P<\1>.+?)", re.escape(text)))
