"""The sources behind a briefing: who made them, what they cover, how fresh they are, their limits."""

from __future__ import annotations

from briefing.content.given import Given
from briefing.content.model import SourceLine
from layers.published.rows import SourceInfo


def sources(given: Given) -> tuple[SourceLine, ...]:
    """Return one line a source, in the order of the version."""
    return tuple(_line(given, source) for source in given.published.sources())


def _line(given: Given, source: SourceInfo) -> SourceLine:
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
        title=words.of(source.title),
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
