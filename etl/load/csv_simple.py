"""A CSV without any quote, straight into memory: a third of the CPU of the reader for every CSV.

Where each line is a row there is nothing to decide. Whatever is not plainly so (a line of another number of
values, one too long) is left to etl/load/csv.py, which says what is wrong with it.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.csv

from etl import arrow
from etl.load.files import CHUNK_BYTES
from etl.staging.quick import Kind

_BLOCK_BYTES = 1_200_000  # what is read of it, and worked out of that, stays in the processor's cache
_TYPES = {
    "text": pa.string(),
    "number": pa.float64(),
    "word": pa.dictionary(pa.int32(), pa.string()),
}


@dataclass(frozen=True)
class SimpleFile:
    """A CSV file without quotes: its bytes, how many columns it has, and which are read of c1, c2, ...

    skip: lines before the first row.
    """

    data: bytes
    delimiter: str
    columns: int
    skip: int
    used: tuple[str, ...]

    def read(self, kinds: Mapping[str, Kind]) -> pa.Table | None:
        """Return the rows with their 0-based raw_row; NULL is what is empty.

        kinds: which columns to read as numbers or as words (a dictionary); the others come as text. None when
        some line has not exactly `columns` values or is empty throughout `used`, when a number is none, or
        when there is no row.
        """
        if len(self.delimiter.encode()) > 1 or self.columns == 1:
            return None  # of one value, an empty line could be a row or none
        table = self._parsed(self.data, self.skip, kinds)
        if table is None or not len(table) or any(_has_blank_row(batch) for batch in table.to_batches()):
            return None
        return table.append_column("raw_row", arrow.column(np.arange(len(table))))

    def lines(self, rows: npt.NDArray[np.int64]) -> pa.Table:
        """Return some rows of those read before, by ascending raw_row, as text."""
        asked = rows + self.skip
        places = zip(self._starts[asked].tolist(), self._starts[asked + 1].tolist(), strict=True)
        # below a line to skip: at the very start a value's U+FEFF would pass for a byte order mark
        text = b"\n" + b"".join([self.data[start:end] for start, end in places])
        table = self._parsed(text, 1, {}) if len(rows) else None
        if table is None:  # as nothing was asked
            table = pa.schema([(name, pa.string()) for name in self.used]).empty_table()
        return table.append_column("raw_row", arrow.column(rows))

    @functools.cached_property
    def _starts(self) -> npt.NDArray[np.int64]:
        """Where each line begins, and where the last one ends."""
        data, starts = np.frombuffer(self.data, np.uint8), [np.zeros(1, np.int64)]
        for first in range(0, len(data), CHUNK_BYTES):  # one chunk at a time stays in the cache
            starts.append(np.flatnonzero(data[first : first + CHUNK_BYTES] == ord("\n")) + (first + 1))
        if not self.data.endswith(b"\n"):
            starts.append(np.array([len(data)]))
        return np.concatenate(starts)

    def _parsed(self, text: bytes, skip: int, kinds: Mapping[str, Kind]) -> pa.Table | None:
        names = [f"c{number}" for number in range(1, self.columns + 1)]
        try:
            return pyarrow.csv.read_csv(
                pa.BufferReader(text),
                pyarrow.csv.ReadOptions(
                    use_threads=False, skip_rows=skip, column_names=names, block_size=_BLOCK_BYTES
                ),
                pyarrow.csv.ParseOptions(
                    delimiter=self.delimiter, quote_char=False, double_quote=False, ignore_empty_lines=False
                ),
                pyarrow.csv.ConvertOptions(
                    check_utf8=False,  # already checked
                    column_types={name: _TYPES[kinds.get(name, "text")] for name in names},
                    null_values=[""],
                    strings_can_be_null=True,
                    include_columns=list(self.used),
                ),
                memory_pool=pa.system_memory_pool(),  # Arrow's own took 0.1 CPU seconds more
            )
        except pa.ArrowInvalid:
            return None


def _has_blank_row(batch: pa.RecordBatch) -> bool:
    """Return whether some row is NULL throughout, as an empty line is."""
    blank = np.ones(len(batch), bool)
    for column in batch.columns:
        blank &= ~arrow.given(column)
        if not blank.any():
            return False
    return bool(blank.any())
