"""Rows of a plain CSV typed without SQL, as far as they are plainly right; SQL types the others and says why.

The rules stay those of etl/staging/typed.py: what a word means is asked of SQL, numbers are the reader's, and
a row of which anything is in doubt goes to SQL whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from etl import arrow, shown, store
from etl.feed import Feed
from etl.place import Source
from etl.schema import plain_columns
from etl.staging.fixed_times import read_times
from etl.staging.points import DEGREES, EAST_NORTH
from etl.staging.quick import QuickPlan
from etl.staging.text import Layout, mapped_text
from etl.staging.time import EARLIEST, PRECISIONS, format_precision
from etl.staging.typed import identity_column, typed_value
from etl.staging.words import WordColumn

Values = dict[str, npt.NDArray[Any]]
Typed = tuple[Values, dict[str, pa.Array]]  # what `derive` reads, and what is kept as it is
Lines = Callable[[npt.NDArray[np.int64]], pa.Table]  # the raw rows of these numbers, as text
_PAIRS = (("latitude", "longitude", DEGREES), ("easting", "northing", EAST_NORTH))
_REASONS = pa.list_(pa.field("l", pa.string()))  # as DuckDB hands such a list out


@dataclass(frozen=True)
class _Part:
    """One batch: its values, which of its words are missing, its texts, and which rows are in doubt."""

    values: Values
    absent: dict[str, npt.NDArray[np.bool_]]
    texts: dict[str, pa.Array]
    doubt: npt.NDArray[np.int64]


class QuickRows:
    """Types the rows of one file of a source. latest: the last moment that is not in the future."""

    def __init__(
        self, plan: QuickPlan, layout: Layout, source: Source, feed: Feed, latest: datetime, file_number: int
    ) -> None:
        """Read nothing yet."""
        self._columns, self._newest, self._file_number = plan.columns, plan.newest, file_number
        self._earliest, self._latest = np.datetime64(EARLIEST, "us"), np.datetime64(latest, "us")
        self._formats = tuple(plan.formats.values())
        self._precisions = np.array(
            [PRECISIONS.index(format_precision(form, source.time_precision)) for form in plan.formats],
            np.uint8,
        )
        self._alone = identity_column(feed, source)
        self._given = [column for column in plain_columns(feed) if column.name in plan.columns]
        self._words = {}
        for column in self._given:
            raw, text = plan.columns[column.name], mapped_text(layout, source, feed, column.name)
            if plan.kinds[raw] == "word" and text:
                self._words[column.name] = WordColumn(column, raw, text, typed_value(column, source, "text"))

    def batches(self, con: store.Connection, rows: pa.Table, select: str, lines: Lines) -> Iterator[Typed]:
        """Yield the rows typed, batch by batch; `select` types those of raw_file in SQL."""
        parts = [self._read(con, batch) for batch in rows.to_batches()]
        doubted = np.concatenate([part.values["raw_row"][part.doubt] for part in parts])
        by_sql: list[pa.RecordBatch] = []
        if len(doubted):
            shown.show(con, "raw_file", lines(doubted))
            by_sql = list(shown.batches(con, select, len(doubted)))
        asked = pa.Table.from_batches(by_sql) if by_sql else None
        first = 0
        for part in parts:
            reasons = pa.nulls(len(part.values["raw_row"]), _REASONS)
            if asked is not None and len(part.doubt):
                answers = asked.slice(first, len(part.doubt)).combine_chunks()
                first += len(part.doubt)
                self._correct(part, answers)
                reasons = arrow.lists_at(len(reasons), part.doubt, answers.column("reasons").chunk(0))
            yield part.values, self._kept(part, reasons)

    def _read(self, con: store.Connection, batch: pa.RecordBatch) -> _Part:
        """Return a batch typed, with the rows that SQL is to judge."""
        raw_row = arrow.values(batch.column("raw_row"))
        size = len(raw_row)
        occurred, which = read_times(batch.column(self._columns["occurred_at"]), self._formats)
        sure = (occurred >= self._earliest) & (occurred <= self._latest)  # NaT is neither
        values: Values = {
            "raw_row": raw_row,
            "occurred": occurred,
            "time_precision": self._precisions[which],
            "occurred_absolute": np.zeros(size, bool),
            "point_state": np.zeros(size, np.uint8),
        }
        some = np.zeros(size, bool)
        for pair in reversed(_PAIRS):
            if pair[0] in self._columns:
                both = np.ones(size, bool)
                for name in pair[:2]:
                    column = batch.column(self._columns[name])
                    values[name], given = arrow.values(column), arrow.given(column)
                    sure &= np.isfinite(values[name]) | ~given
                    both &= given
                    some |= given
                values["point_state"][both] = pair[2]
        sure &= ~some | (values["point_state"] > 0)
        absent, texts = {}, {}
        for column in self._given:
            found = batch.column(self._columns[column.name])
            if column.name in self._words:
                words = self._words[column.name].read(con, found)
                values[column.name], absent[column.name], wrong = words
                sure &= ~wrong
            else:
                texts[column.name] = found
                if column.required:
                    sure &= arrow.given(found)
        if self._newest:
            texts["newest_text"] = batch.column(self._newest)
        return _Part(values, absent, texts, np.flatnonzero(~sure))

    def _correct(self, part: _Part, answers: pa.Table) -> None:
        """Put what SQL says of the doubtful rows in the place of what was read."""
        for name, values in part.values.items():
            column = answers.column(name).chunk(0)
            if name in part.absent:
                part.absent[name][part.doubt] = ~arrow.given(column)
                found = column.indices if isinstance(column, pa.DictionaryArray) else column
                values[part.doubt] = arrow.values(found)
            elif name != "raw_row":
                values[part.doubt] = arrow.values(column)

    def _kept(self, part: _Part, reasons: pa.Array) -> dict[str, pa.Array]:
        """Return the columns to keep, in the order in which SQL gives them."""
        size = len(reasons)
        kept = {
            "file_number": arrow.column(np.full(size, self._file_number, np.int32)),
            "raw_row": arrow.column(part.values["raw_row"]),
            "reasons": reasons,
        }
        if not self._alone:
            kept["identity"] = pa.nulls(size, pa.string())
        if self._newest:
            kept["newest_text"] = part.texts["newest_text"]
        for column in self._given:
            if column.name in part.texts:
                kept[column.name] = part.texts[column.name]
            elif column.type == "flag":
                kept[column.name] = arrow.flags(part.values[column.name], part.absent[column.name])
            else:
                kept[column.name] = pa.DictionaryArray.from_arrays(
                    arrow.column(part.values[column.name], part.absent[column.name]),
                    arrow.texts(column.choices),
                )
        return kept | {"time_precision": arrow.column(part.values["time_precision"])}
