"""Arrow columns around numpy's memory, for handing batches to DuckDB without a copy.

Not `pa.array`: its first call imports pandas wherever that is installed, 0.4 CPU seconds of every load.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

_TYPES = {
    "float64": pa.float64(),
    "int64": pa.int64(),
    "uint64": pa.uint64(),
    "int32": pa.int32(),
    "uint8": pa.uint8(),
    "datetime64[us]": pa.timestamp("us"),
    "datetime64[D]": pa.date32(),
}


def column(values: npt.NDArray[Any], absent: npt.NDArray[np.bool_] | None = None) -> pa.Array:
    """Return the values as an Arrow array; NULL where `absent`, and where a time is NaT."""
    kind = _TYPES[str(values.dtype)]
    if values.dtype.kind == "M":
        unknown = np.isnat(values)
        absent = unknown if absent is None else absent | unknown
    if kind == pa.date32():  # numpy counts days in 64 bits, Arrow in 32
        values = values.astype(np.int64).astype(np.int32)
    return pa.Array.from_buffers(kind, len(values), [_valid(absent), _memory(values)])


def blobs(values: Sequence[bytes | None]) -> pa.Array:
    """Return byte strings as an Arrow array; None is NULL."""
    ends = np.cumsum([0, *(len(value or b"") for value in values)], dtype=np.int64)
    absent = np.array([value is None for value in values], bool)
    data = pa.py_buffer(b"".join(value or b"" for value in values))
    return pa.Array.from_buffers(pa.large_binary(), len(values), [_valid(absent), _memory(ends), data])


def table(columns: dict[str, pa.Array]) -> pa.Table:
    """Return the columns as one table."""
    return pa.Table.from_batches([pa.RecordBatch.from_arrays(list(columns.values()), list(columns))])


def _memory(values: npt.NDArray[Any]) -> pa.Buffer:
    return pa.py_buffer(np.ascontiguousarray(values).view(np.uint8))


def _valid(absent: npt.NDArray[np.bool_] | None) -> pa.Buffer | None:
    if absent is None or not absent.any():
        return None
    return pa.py_buffer(np.packbits(~absent, bitorder="little"))
