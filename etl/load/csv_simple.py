"""A CSV without any quote, straight into memory: a third of the CPU of the reader for every CSV.

Where each line is a row there is nothing to decide. Whatever is not plainly so (a line of another number of
values, one too long) is left to etl/load/csv.py, which says what is wrong with it.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv

from etl import arrow

SIMPLE_BYTES = 256_000_000  # larger files are not held in memory
_BLOCK_BYTES = 500_000  # a line must fit in two blocks, so none of LONGEST_LINE gets through


def read_simple(
    path: Path, delimiter: str, columns: int, skip: int, used: tuple[str, ...]
) -> pa.Table | None:
    """Return the rows after `skip` lines with their 0-based raw_row: columns `used`, of c1, c2, ..., as text.

    NULL when empty. None when some line has not exactly `columns` values or is empty throughout `used`, or
    there is none.
    """
    if len(delimiter.encode()) > 1 or columns == 1:  # of one value, an empty line could be a row or none
        return None
    names = [f"c{number}" for number in range(1, columns + 1)]
    try:
        table = pyarrow.csv.read_csv(
            path,
            pyarrow.csv.ReadOptions(
                use_threads=False, skip_rows=skip, column_names=names, block_size=_BLOCK_BYTES
            ),
            pyarrow.csv.ParseOptions(
                delimiter=delimiter, quote_char=False, double_quote=False, ignore_empty_lines=False
            ),
            pyarrow.csv.ConvertOptions(
                check_utf8=False,  # already checked
                column_types=dict.fromkeys(names, pa.string()),
                null_values=[""],
                strings_can_be_null=True,
                include_columns=list(used),
            ),
        )
    except pa.ArrowInvalid:
        return None
    if not len(table) or any(_has_blank_row(batch) for batch in table.to_batches()):
        return None
    return table.append_column("raw_row", arrow.column(np.arange(len(table))))


def _has_blank_row(batch: pa.RecordBatch) -> bool:
    """Return whether some row is NULL throughout, as an empty line is."""
    blank = np.ones(len(batch), bool)
    for column in batch.columns:
        blank &= ~arrow.given(column)
        if not blank.any():
            return False
    return bool(blank.any())
