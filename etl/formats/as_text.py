"""Any column as the text a person would read in the file, so that one set of typing rules decides."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc


def text_of(value: Any) -> str | None:
    """Return one value as text: whole floats without .0, dates as ISO, nested values as JSON."""
    if value is None or value != value:  # NaN is the only value that differs from itself
        return None
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 2**53 else repr(value)
    if isinstance(value, datetime.datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, dict | list | tuple):
        return json.dumps(value, ensure_ascii=False, default=str)
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return str(value)


def column_of_text(values: Iterable[Any]) -> pa.Array:
    """Return an arrow string column of Python values; None and NaN become null."""
    return pa.array([text_of(value) for value in values], pa.string())


def arrow_as_text(column: pa.Array | pa.ChunkedArray) -> pa.Array:
    """Return an arrow column as strings; whole floats lose their .0, so an id stays an id."""
    if isinstance(column, pa.ChunkedArray):
        column = column.combine_chunks()
    kind = column.type
    if pa.types.is_dictionary(kind):
        return arrow_as_text(column.dictionary_decode())
    if pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind):
        return pc.cast(column, pa.string())
    if pa.types.is_integer(kind) or pa.types.is_date32(kind):
        return pc.cast(column, pa.string())
    return column_of_text(column.to_pylist())
