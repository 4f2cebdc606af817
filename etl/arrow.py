"""Arrow columns around numpy's memory, for handing batches to DuckDB without a copy.

Not `pa.array`: its first call imports pandas wherever that is installed, 0.4 CPU seconds of every load. Nor a
table's own `take`, which imports a wrapper for every function there is: 0.04. All that is public
and picks rows does, so `call_function` comes from where that wrapper has it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from pyarrow._compute import call_function

# by dtype: to spell out its name for each column took 0.05 CPU seconds per million rows
_TYPES: dict[np.dtype[Any], Any] = {
    np.dtype("float64"): pa.float64(),
    np.dtype("int64"): pa.int64(),
    np.dtype("uint64"): pa.uint64(),
    np.dtype("int32"): pa.int32(),
    np.dtype("uint8"): pa.uint8(),
    np.dtype("datetime64[us]"): pa.timestamp("us"),
    np.dtype("datetime64[D]"): pa.date32(),
}

_DTYPES: dict[Any, np.dtype[Any]] = {kind: dtype for dtype, kind in _TYPES.items() if kind != pa.date32()}


def column(values: npt.NDArray[Any], absent: npt.NDArray[np.bool_] | None = None) -> pa.Array:
    """Return the values as an Arrow array; NULL where `absent`, and where a time is NaT."""
    kind = _TYPES[values.dtype]
    if values.dtype.kind == "M":
        unknown = np.isnat(values)
        absent = unknown if absent is None else absent | unknown
    if kind == pa.date32():  # numpy counts days in 64 bits, Arrow in 32
        values = values.astype(np.int64).astype(np.int32)
    return pa.Array.from_buffers(kind, len(values), [_valid(absent), _memory(values)])


def values(column: pa.Array) -> npt.NDArray[Any]:
    """Return an Arrow array as numpy; NULL becomes NaN, NaT or None, 0 of whole numbers, false of flags.

    Not `to_numpy`: see above.
    """
    if pa.types.is_boolean(column.type):
        bits = np.frombuffer(column.buffers()[1], np.uint8)
        return np.unpackbits(bits, bitorder="little", count=column.offset + len(column))[
            column.offset :
        ].astype(bool) & given(column)
    kind = _DTYPES.get(column.type)
    if kind is None:
        found = np.empty(len(column), object)
        found[:] = column.to_pylist()
        return found
    numbers = np.frombuffer(column.buffers()[1], kind)[column.offset : column.offset + len(column)]
    if column.null_count:
        numbers = numbers.copy()
        numbers[~given(column)] = {"M": np.datetime64("NaT"), "f": np.nan}.get(numbers.dtype.kind, 0)
    return numbers


def given(column: pa.Array) -> npt.NDArray[np.bool_]:
    """Return which values of an Arrow array are not NULL."""
    valid = column.buffers()[0]
    if valid is None or not column.null_count:
        return np.ones(len(column), bool)
    bits = np.unpackbits(np.frombuffer(valid, np.uint8), bitorder="little", count=column.offset + len(column))
    return bits[column.offset :].astype(bool)


def take(table: pa.Table, rows: npt.NDArray[np.int64]) -> pa.Table:
    """Return some rows of a table, by ascending number. Not `table.take`: it joins all batches first."""
    found, first = [], 0
    for batch in table.to_batches():
        low, high = np.searchsorted(rows, (first, first + len(batch)))
        if high > low:
            found.append(call_function("take", [batch, column(rows[low:high] - first)]))
        first += len(batch)
    return pa.Table.from_batches(found, table.schema)


def blobs(values: Sequence[bytes | None]) -> pa.Array:
    """Return byte strings as an Arrow array; None is NULL."""
    ends = np.cumsum([0, *(len(value or b"") for value in values)], dtype=np.int64)
    absent = np.array([value is None for value in values], bool)
    data = pa.py_buffer(b"".join(value or b"" for value in values))
    return pa.Array.from_buffers(pa.large_binary(), len(values), [_valid(absent), _memory(ends), data])


def texts(values: Sequence[str]) -> pa.Array:
    """Return texts as an Arrow array."""
    written = [value.encode() for value in values]
    ends = np.cumsum([0, *map(len, written)], dtype=np.int32)
    return pa.Array.from_buffers(
        pa.string(), len(written), [None, _memory(ends), pa.py_buffer(b"".join(written))]
    )


def flags(values: npt.NDArray[Any], absent: npt.NDArray[np.bool_]) -> pa.Array:
    """Return yes (not 0) or no (0) as an Arrow array; NULL where `absent`."""
    bits = pa.py_buffer(np.packbits(values != 0, bitorder="little"))
    return pa.Array.from_buffers(pa.bool_(), len(values), [_valid(absent), bits])


def lists_at(size: int, rows: npt.NDArray[np.int64], lists: pa.ListArray) -> pa.Array:
    """Return an Arrow array of `size` lists: those given at `rows`, ascending, and NULL elsewhere."""
    ends = np.frombuffer(lists.buffers()[1], np.int32)[lists.offset : lists.offset + len(lists) + 1]
    lengths, absent = np.zeros(size + 1, np.int32), np.ones(size, bool)
    lengths[rows + 1] = np.diff(ends)
    absent[rows] = ~given(lists)
    held = lists.values.slice(int(ends[0]), int(ends[-1] - ends[0]))
    return pa.Array.from_buffers(
        lists.type, size, [_valid(absent), _memory(np.cumsum(lengths, dtype=np.int32))], children=[held]
    )


def _memory(values: npt.NDArray[Any]) -> pa.Buffer:
    return pa.py_buffer(np.ascontiguousarray(values).view(np.uint8))


def _valid(absent: npt.NDArray[np.bool_] | None) -> pa.Buffer | None:
    if absent is None or not absent.any():
        return None
    return pa.py_buffer(np.packbits(~absent, bitorder="little"))
