"""The data dictionary: every column of every table, with its type, unit and meaning."""

from __future__ import annotations

from collections.abc import Sequence

from briefing.files.sheet import Sheet, sheet_of
from briefing.words.words import Words

COLUMNS = ("table", "column", "type", "unit", "meaning")


def dictionary(sheets: Sequence[Sheet], words: Words) -> Sheet:
    """Return a row for each column of each sheet, its own columns last."""
    own = sheet_of(words, "dictionary", COLUMNS, ())
    rows = [
        (sheet.name, each.name, words.say(f"files.kind.{each.kind}"), each.unit, each.meaning)
        for sheet in (*sheets, own)
        for each in sheet.columns
    ]
    return sheet_of(words, "dictionary", COLUMNS, rows)
