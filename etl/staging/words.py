"""Columns of words (a choice, yes or no): what each word means is asked of SQL once, not for every row."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from etl import arrow, store
from etl.feed import Column

Bools = npt.NDArray[np.bool_]


class WordColumn:
    """One column of a feed: `text` and `typed` are SQL for a word's mapped text and for its typed value.

    raw: the name of the raw column in that SQL. Words are numbered as they come; an empty value is one.
    """

    def __init__(self, column: Column, raw: str, text: str, typed: str) -> None:
        """Nothing is asked yet."""
        self.column, self.raw = column, raw
        self._select = (
            f"select {raw}, {'typed::varchar' if column.type == 'choice' else 'typed'}, "
            f"text is not null and typed is null or {str(column.required).lower()} and text is null "
            f"from (select {raw}, text, {typed} as typed "
            f"from (select {raw}, {text} as text from (select unnest($words::varchar[]) as {raw})))"
        )
        self._numbers: dict[str | None, int] = {}
        self._values: list[int] = []
        self._absent: list[bool] = []
        self._wrong: list[bool] = []

    def read(
        self, con: store.Connection, words: pa.DictionaryArray
    ) -> tuple[npt.NDArray[np.uint8], Bools, Bools]:
        """Return the value of each row (of a choice its number, of a flag 0 or 1), which have none, and
        which are wrong."""
        named = [None, *words.dictionary.to_pylist()]
        new = [word for word in named if word not in self._numbers]
        if new:
            self._learn(store.rows(con, self._select, {"words": new}))
        numbers = np.array([self._numbers[word] for word in named])
        row = numbers[np.where(arrow.given(words), arrow.values(words.indices) + 1, 0)]
        values, absent, wrong = (
            np.array(known, kind)
            for known, kind in ((self._values, np.uint8), (self._absent, bool), (self._wrong, bool))
        )
        return values[row], absent[row], wrong[row]

    def _learn(self, found: list[tuple[Any, ...]]) -> None:
        for word, typed, wrong in found:
            self._numbers[word] = len(self._numbers)
            chosen = self.column.choices.index(typed) if typed in self.column.choices else int(typed or 0)
            self._values.append(chosen)
            self._absent.append(typed is None)
            self._wrong.append(wrong)
