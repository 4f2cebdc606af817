"""The sources behind a briefing: who made them, what they cover, how fresh they are, their limits."""

from __future__ import annotations

import functools
from collections import Counter

from briefing.content.given import Given
from briefing.content.model import SourceLine
from layers.published.rows import SourceInfo
from layers.published.version import Published
from layers.words import plain


def sources(given: Given) -> tuple[SourceLine, ...]:
    """Return one line a source, in the order of the version."""
    found = _sources(given.published)
    titles = Counter(source.title for source in found)
    return tuple(_line(given, source, alone=titles[source.title] == 1) for source in found)


@functools.lru_cache(maxsize=8)
def _sources(published: Published) -> tuple[SourceInfo, ...]:
    return published.sources()


def _line(given: Given, source: SourceInfo, *, alone: bool) -> SourceLine:
    """Return a source; one of several of its kind (not `alone`) is told by its own name too."""
    words = given.words
    not_stated = words.say("content.source.not_stated")
    loaded = words.day(source.loaded_on) if source.loaded_on else not_stated
    rows = words.say(
        "content.source.rows",
        read=_rows(given, source.rows_read),
        refused=_rows(given, source.rows_quarantined),
    )
    period = words.days(source.first_date, source.last_date)
    return SourceLine(
        title=words.of(source.title)
        if alone
        else f"{words.of(source.title)} ({plain(source.source).lower()})",
        producer=source.producer or not_stated,
        period=period or words.say("content.source.no_dates"),
        loaded=loaded,
        licence=source.licence or not_stated,
        cannot_show=source.cannot_show,
        rows=rows,
    )


def _rows(given: Given, text: str) -> str:
    """Return a number of rows, which a version holds in words: '1,235' or 'under 8'."""
    return given.words.of(given.words.digits(text))
