"""The staged rows of one source, batch by batch: in memory, or in a file that is mapped and not read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from etl import arrow


class StagedRows:
    """Typed and derived columns of every row of a source's files, in file order.

    `stage_row` numbers them from 0. With a folder the batches go to a file of it, so that a source
    larger than memory can be staged.
    """

    def __init__(self, folder: Path | None = None) -> None:
        """Keep the rows in a new file of `folder`, else in memory."""
        self.total = self.batches = 0
        self._path = folder / "rows.arrow" if folder else None
        self._writer: Any = None
        self._batches: list[pa.RecordBatch] = []

    def add(self, columns: dict[str, pa.Array]) -> None:
        """Append one batch."""
        size = len(next(iter(columns.values())))
        numbered = columns | {"stage_row": arrow.column(np.arange(self.total, self.total + size))}
        batch = pa.RecordBatch.from_arrays(list(numbered.values()), list(numbered))
        self.total += size
        self.batches += 1
        if self._path is None:
            self._batches.append(batch)
            return
        if self._writer is None:
            self._writer = pa.ipc.new_stream(str(self._path), batch.schema)
        self._writer.write_batch(batch)

    def table(self, first: int = 0) -> pa.Table:
        """Return the rows of batch `first` and of those after it; from a file, their memory is its pages."""
        batches = self._batches
        if self._path is not None:
            batches = list(pa.ipc.open_stream(pa.memory_map(str(self._path))))
        return pa.Table.from_batches(batches[first:])


def judged(table: pa.Table, rows: np.ndarray[Any, Any], code: np.uint8) -> pa.Table:
    """Return staged rows with `code` as the stage_code of those numbered in `rows`."""
    place = table.schema.get_field_index("stage_code")
    codes = np.concatenate([arrow.values(chunk) for chunk in table.column(place).chunks])
    codes[rows] = code
    return table.set_column(place, "stage_code", pa.chunked_array([arrow.column(codes)]))
