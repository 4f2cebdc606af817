"""Excel and OpenDocument sheets: cached values, never a formula worked out."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

import pyarrow as pa

from etl.errors import BadInputError
from etl.formats.notes import table_reader, unique_names
from etl.place import Source

MOST_MEGABYTES: Final = 4096  # that reading one sheet may take
MOST_SECONDS: Final = 600
_PROGRAM = Path(__file__).with_name("sheet_program.py")
_AS_CSV = "Save the sheet as CSV and load that."
_MIDNIGHT = re.compile(r"^(\d{4}-\d\d-\d\d) 00:00:00$")
_TIME_ALONE = re.compile(r"^1899-12-3[01] (\d\d:\d\d:\d\d)$")  # a spreadsheet's day zero


def read_excel(path: Path, source: Source) -> pa.RecordBatchReader:
    """Return one sheet with its header row as column names and every cell as text.

    Dates become ISO text. A cell with a formula gives the value the spreadsheet last worked out; text
    that begins with = + - @ stays that text. Raises BadInputError for a missing or empty sheet.
    """
    names = sheet_names(path)
    sheet = source.sheet or _only_sheet(path, names)
    if sheet not in names:
        raise BadInputError(str(path), f"has no sheet {sheet!r}", f"Set sheet to one of: {', '.join(names)}.")
    where = f"{path}, sheet {sheet}"
    rows = _read_cells(path, sheet, where)
    if rows.num_rows < source.header_row:
        raise BadInputError(
            where, f"is empty: it has no row {source.header_row} for the header", "Name another sheet."
        )
    columns_named = unique_names(
        (column[source.header_row - 1].as_py() or f"column {index + 1}").strip()
        for index, column in enumerate(rows.columns)
    )
    first = source.header_row + source.skip_after_header
    if rows.num_rows <= first:
        raise BadInputError(where, "has a header but no rows", "Check that this is the right sheet and file.")
    columns = [_without_midnight(column.slice(first)) for column in rows.columns]
    return table_reader(dict(zip(columns_named, columns, strict=True)))


def sheet_names(path: Path) -> list[str]:
    """Return the names of a spreadsheet's sheets; raises BadInputError when it is none."""
    return _read_apart(str(path), str(path))


def _read_apart(where: str, *arguments: str) -> list[str]:
    """Return the names of the sheets, as the program beside us reads the file (sheet_program.py).

    Raises BadInputError where it says that something is wrong, or ends without a word.
    """
    command = [sys.executable, "-I", str(_PROGRAM), arguments[0], str(MOST_MEGABYTES), *arguments[1:]]
    try:
        done = subprocess.run(command, capture_output=True, timeout=MOST_SECONDS, check=False)
    except subprocess.TimeoutExpired as error:
        raise BadInputError(where, f"took over {MOST_SECONDS} s to read", _AS_CSV) from error
    if done.returncode:
        raise BadInputError(
            where,
            f"cannot be read: it is damaged, or unpacks to more than {MOST_MEGABYTES:,} MB",
            _AS_CSV,
        )
    said = json.loads(done.stdout)
    if "wrong" in said:
        raise BadInputError(
            where, f"cannot be read as a spreadsheet ({said['wrong']})", "Save it again as .xlsx."
        )
    sheets: list[str] = said["sheets"]
    return sheets


def _only_sheet(path: Path, names: list[str]) -> str:
    if len(names) == 1:
        return names[0]
    raise BadInputError(
        str(path),
        f"has {len(names)} sheets and the source names none",
        f"Set sheet to one of: {', '.join(names)}.",
    )


def _read_cells(path: Path, sheet: str, where: str) -> pa.Table:
    """Return every row of the sheet, the header's too, with each cell as text."""
    with tempfile.TemporaryDirectory(prefix="safepassage-") as folder:
        out = Path(folder) / "cells.arrow"
        _read_apart(where, str(path), sheet, str(out))
        with pa.OSFile(str(out)) as file:
            return pa.ipc.open_file(file).read_all().combine_chunks()


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
