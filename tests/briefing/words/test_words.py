"""Both languages have the same lines with the same values in them; numbers and days are as in each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import briefing
from briefing.words.words import LANGUAGES, words_in
from etl.errors import BadInputError
from layers import words as english

EN, ES = words_in("en"), words_in("es")


def lines_of(tree: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, str]]:
    for key, value in tree.items():
        if isinstance(value, Mapping):
            yield from lines_of(value, f"{above}{key}.")
        else:
            yield f"{above}{key}", value


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_every_language_has_the_same_lines_with_the_same_values(language: str) -> None:
    first, other = dict(lines_of(EN.lines)), dict(lines_of(words_in(language).lines))
    assert first.keys() == other.keys()
    for key, text in first.items():
        assert sorted(re.findall(r"\{\w+\}", text)) == sorted(re.findall(r"\{\w+\}", other[key])), key
        assert other[key].strip(), key


def test_every_line_that_the_code_names_exists() -> None:
    folder = Path(briefing.__file__).parent
    named = {
        key
        for path in folder.rglob("*.py")
        for key in re.findall(r'\.say\(\s*"([\w.]+)"', path.read_text(encoding="utf-8"))
    }
    assert len(named) > 60
    assert not {key for key in named if not EN.has(key)}


def test_numbers_and_days_are_written_as_in_each_language() -> None:
    assert EN.number(1234.5) == "1,234" == english.number(1234.5)
    assert (EN.number(12.5), ES.number(12.5)) == ("12.5", "12,5")
    assert ES.number(1234567) == "1.234.567"
    assert (EN.percent(0.1234), ES.percent(0.1234, 1)) == ("12\u00a0%", "12,3\u00a0%")
    first, last = date(2026, 1, 5), date(2026, 1, 9)
    assert EN.days(first, last) == english.days(first, last) == "5 to 9 Jan 2026"
    assert ES.days(first, last) == "del 5 al 9 ene 2026"
    assert EN.days(None, last) == english.days(None, last)
    assert ES.months(date(2025, 10, 1), date(2026, 9, 30)) == "oct 2025 – sep 2026"


def test_a_line_is_chosen_by_its_count() -> None:
    assert EN.say("content.zone.events", count=1) == "1 event"
    assert EN.say("content.zone.events", count=1200) == "1,200 events"
    assert ES.say("content.zone.events", count=1200) == "1.200 hechos"


def test_a_line_without_its_value_or_that_is_none_is_an_error() -> None:
    with pytest.raises(KeyError):
        EN.say("content.zone.events_of", number=1)
    with pytest.raises(KeyError):
        EN.say("content.zone")
    with pytest.raises(BadInputError):
        words_in("xx")
