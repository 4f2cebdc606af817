"""A table for machines: its columns with type, unit and meaning, and rows of plain values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from briefing.words.words import Words

Kind = Literal["text", "number", "whole", "yes_no"]
Value = str | float | int | bool | None
Row = tuple[Value, ...]


@dataclass(frozen=True)
class Column:
    """A column. unit: '' where it has none. meaning: in the reader's language."""

    name: str
    kind: Kind
    unit: str
    meaning: str


@dataclass(frozen=True)
class Sheet:
    """A table. name: plain ASCII, for files and layers; title: in the reader's language.

    rows: a value for each column; None is an empty cell, which its row's `state` explains.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]

    def values(self, at: int) -> list[Value]:
        """Return the values of one column."""
        return [row[at] for row in self.rows]


def sheet_of(words: Words, name: str, columns: Sequence[str], rows: Sequence[Row]) -> Sheet:
    """Return a sheet whose columns are written 'name', 'name:kind' or 'name:kind:unit'.

    A kind that is left out is text. The meaning of a column is the line files.<sheet>.<column> or, where it
    means the same in every sheet, files.column.<column>; its unit is the line files.unit.<unit>.
    """
    found = []
    for each in columns:
        column, _, rest = each.partition(":")
        kind, _, unit = rest.partition(":")
        own = f"files.{name}.{column}"
        meaning = words.say(own if words.has(own) else f"files.column.{column}")
        found.append(
            Column(column, _KINDS[kind or "text"], words.say(f"files.unit.{unit}") if unit else "", meaning)
        )
    return Sheet(name, words.say(f"files.title.{name}"), tuple(found), tuple(rows))


_KINDS: dict[str, Kind] = {"text": "text", "number": "number", "whole": "whole", "yes_no": "yes_no"}
