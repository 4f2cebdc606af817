"""Excel and OpenDocument sheets: cached values, never a formula worked out."""

from __future__ import annotations

import re
from pathlib import Path

import fastexcel
import pyarrow as pa

from etl.errors import BadInputError
from etl.formats.notes import table_reader, unique_names
from etl.place import Source

_MIDNIGHT = re.compile(r"^(\d{4}-\d\d-\d\d) 00:00:00$")
_TIME_ALONE = re.compile(r"^1899-12-3[01] (\d\d:\d\d:\d\d)$")  # a spreadsheet's day zero


def read_excel(path: Path, source: Source) -> pa.RecordBatchReader:
    """Return one sheet with its header row as column names and every cell as text.

    Dates become ISO text. A cell with a formula gives the value the spreadsheet last worked out; text
    that begins with = + - @ stays that text. Raises BadInputError for a missing or empty sheet.
    """
    book = _open(path)
    sheet = source.sheet or _only_sheet(path, book.sheet_names)
    if sheet not in book.sheet_names:
        raise BadInputError(
            str(path), f"has no sheet {sheet!r}", f"Set sheet to one of: {', '.join(book.sheet_names)}."
        )
    where = f"{path}, sheet {sheet}"
    rows = _read_cells(book, sheet, where)
    if rows.num_rows < source.header_row:
        raise BadInputError(
            where, f"is empty: it has no row {source.header_row} for the header", "Name another sheet."
        )
    names = unique_names(
        (column[source.header_row - 1].as_py() or f"column {index + 1}").strip()
        for index, column in enumerate(rows.columns)
    )
    first = source.header_row + source.skip_after_header
    if rows.num_rows <= first:
        raise BadInputError(where, "has a header but no rows", "Check that this is the right sheet and file.")
    columns = [_without_midnight(column.slice(first)) for column in rows.columns]
    return table_reader(dict(zip(names, columns, strict=True)))


def sheet_names(path: Path) -> list[str]:
    """Return the names of a spreadsheet's sheets; raises BadInputError when it is none."""
    return _open(path).sheet_names


def _open(path: Path) -> fastexcel.ExcelReader:
    try:
        return fastexcel.read_excel(path)
    except fastexcel.FastExcelError as error:
        raise BadInputError(
            str(path), f"cannot be read as a spreadsheet ({_first_line(error)})", "Save it again as .xlsx."
        ) from error


def _only_sheet(path: Path, names: list[str]) -> str:
    if len(names) == 1:
        return names[0]
    raise BadInputError(
        str(path),
        f"has {len(names)} sheets and the source names none",
        f"Set sheet to one of: {', '.join(names)}.",
    )


def _read_cells(book: fastexcel.ExcelReader, sheet: str, where: str) -> pa.RecordBatch:
    """Return every row of the sheet, the header's too, with each cell as text."""
    try:
        loaded = book.load_sheet(
            sheet, header_row=None, skip_rows=0, dtypes="string", skip_whitespace_tail_rows=True
        )
    except fastexcel.FastExcelError as error:
        raise BadInputError(
            where, f"cannot be read ({_first_line(error)})", "Save it again as .xlsx."
        ) from error
    return loaded.to_arrow()


def _without_midnight(column: pa.Array) -> pa.Array:
    """Return dates as dates and times as times: a sheet keeps both as a moment on some day.

    A column is taken for dates only when every filled cell is at midnight, so that a call at exactly
    midnight among other times keeps its time.
    """
    values = column.to_pylist()
    for pattern in (_MIDNIGHT, _TIME_ALONE):
        matches = [None if value is None else pattern.match(value) for value in values]
        if any(matches) and all(value is None or found for value, found in zip(values, matches, strict=True)):
            return pa.array([found and found.group(1) for found in matches], pa.string())
    return column


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0]
