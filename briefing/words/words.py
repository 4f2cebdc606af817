"""The words of a language: sentences with named values, numbers and days as they are written in it.

briefing/words/<language>/<part>.toml hold the sentences: `say("content.title", place="Leeds")` is the line
`title` of content.toml. A line with `one` and `many` is chosen by the value `count`. Texts that come in
English from a published version are put into a language by briefing/words/of_data.py.
"""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from briefing.words.of_data import OfData, of_data
from etl.errors import BadInputError
from layers import words as english

LANGUAGES: Final = ("en", "es")  # the first is the one that every text exists in
_SWAPPED: Final = str.maketrans(",.", ".,")  # 1,234.5 -> 1.234,5


@dataclass(frozen=True)
class Words:
    """The words of one language."""

    language: str
    lines: Mapping[str, Any]
    data: OfData

    def has(self, key: str) -> bool:
        """Return whether there is such a line."""
        return self._find(key) is not None

    def say(self, key: str, /, **values: str | int | float) -> str:
        """Return a line with its values put in; numbers are written as this language writes them.

        Raises KeyError for an unknown line and for a value that it needs and is not given.
        """
        line = self._find(key)
        if isinstance(line, Mapping):
            line = line["one" if values["count"] == 1 else "many"]
        if not isinstance(line, str):
            raise KeyError(key)
        put = {
            name: value if isinstance(value, str) else self.number(value) for name, value in values.items()
        }
        return line.format_map(put)

    def _find(self, key: str) -> Any:
        found: Any = self.lines
        for part in key.split("."):
            if not isinstance(found, Mapping) or part not in found:
                return None
            found = found[part]
        return found

    def of(self, text: str) -> str:
        """Return a text that the program or a version says in English, as far as this language has it."""
        return self.data.of(text, self)

    def number(self, value: float) -> str:
        """Return a number with separators and about three digits that matter."""
        return self.digits(english.number(value))

    def fixed(self, value: float, places: int) -> str:
        """Return a number with so many decimals."""
        return self.digits(f"{value:,.{places}f}")

    def digits(self, text: str) -> str:
        """Return a number that is written as in English as this language writes it."""
        return text if self.language == "en" else text.translate(_SWAPPED)

    def signed(self, value: float) -> str:
        """Return a difference with its sign: '+12', '−3'."""
        sign = "+" if value > 0 else "−" if value < 0 else ""
        return f"{sign}{self.number(abs(value))}"

    def percent(self, share: float, places: int = 0) -> str:
        """Return a share (0 to 1) as per cent: '12 %'."""
        return self.digits(english.percent(share, places))

    def with_unit(self, value: float, unit: str) -> str:
        """Return a figure of a layer with its unit, which is given in English; a yes or no says which."""
        flag = english.YES_OR_NO.fullmatch(unit)
        if flag and value in (0, 1):
            return self.of(english.with_unit(value, unit))
        said, number = self.of(unit), self.number(value)
        if unit.startswith("%"):
            return f"{number}\u00a0{said}"
        if unit[:1].isdigit():
            return f"{number} ({said})"
        return f"{number} {said}" if said else number

    def day(self, value: date) -> str:
        """Return a day: '30 Sep 2026'."""
        return f"{value.day} {self.month(value.month)} {value.year}"

    def month(self, number: int) -> str:
        """Return a month (1 to 12) in short."""
        return self.say("content.months").split()[number - 1]

    def days(self, first: date | None, last: date | None) -> str:
        """Return a stretch of days, both inclusive ('' for none)."""
        if first and last:
            if first == last:
                return self.day(first)
            same = (first.year, first.month) == (last.year, last.month)
            begun = f"{first.day}" if same else self.day(first)
            return self.say("content.days.both", first=begun, last=self.day(last))
        if first:
            return self.say("content.days.from", first=self.day(first))
        return self.say("content.days.until", last=self.day(last)) if last else ""

    def months(self, first: date, last: date) -> str:
        """Return a stretch of whole months: 'Jul–Sep 2026', 'Oct 2025 – Sep 2026', '2026' for a year."""
        if first.year == last.year:
            if (first.month, last.month) == (1, 12):
                return f"{first.year}"
            return f"{self.month(first.month)}–{self.month(last.month)} {last.year}"
        return f"{self.month(first.month)} {first.year} – {self.month(last.month)} {last.year}"

    def listing(self, parts: Sequence[str]) -> str:
        """Return 'a, b and c'."""
        return english.listing(list(parts), self.say("content.and"))


@functools.cache
def words_in(language: str) -> Words:
    """Return the words of a language. Raises BadInputError for one that there is none of."""
    if language not in LANGUAGES:
        raise BadInputError("language", f"{language!r:.20} is not known", f"Known: {', '.join(LANGUAGES)}.")
    folder = Path(__file__).parent / language
    lines = {
        path.stem: tomllib.loads(path.read_text(encoding="utf-8"))
        for path in sorted(folder.glob("*.toml"))
        if path.stem != "of_data"
    }
    return Words(language, lines, of_data(folder / "of_data.toml"))
