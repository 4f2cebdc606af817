"""Texts that may be broken over lines, and tables of them, as plain values for the template."""

from __future__ import annotations

from typing import Any, Final

from briefing.content.model import Said, Table

LONG: Final = 24  # letters; a longer word may be broken anywhere
BREAK: Final = "\u200b"


def breakable(text: str) -> str:
    """Return a text whose very long words may be broken."""
    return " ".join(
        BREAK.join(word[at : at + LONG // 2] for at in range(0, len(word), LONG // 2))
        if len(word) > LONG
        else word
        for word in text.split(" ")
    )


def say_table(table: Table | None, *, short: bool = False) -> dict[str, Any] | None:
    """Return a table; short: of what a figure rests on only its interval."""
    if table is None:
        return None
    return {
        "caption": breakable(table.caption),
        "head": [breakable(each) for each in table.head],
        "rows": [
            {
                "label": breakable(row.label),
                "cells": [
                    {"text": breakable(cell.text), "note": _interval(cell) if short else cell.note}
                    for cell in row.cells
                ],
            }
            for row in table.rows
        ],
        "numbers": list(table.numbers),
        "note": table.note,
    }


def _interval(said: Said) -> str:
    """Return the part of a figure's note that is its 95 % interval ('' without one)."""
    if said.low is None or said.high is None:
        return ""
    return said.note.split(";")[0].removeprefix("95 %: ")
