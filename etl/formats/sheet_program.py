"""A program of its own that reads a spreadsheet: its library ends the whole process where memory runs out.

A few bytes of a workbook can ask for hundreds of gigabytes: one cell in the last column of the last row, or
strings that unpack a thousandfold. So it is run beside the server, which outlives it (etl/formats/excel.py).

Run as: sheet_program.py FILE MEGABYTES [SHEET OUT]. Names of sheets, or what is wrong, go to standard output
as JSON; the cells of SHEET, each as text, go to OUT as an Arrow file.
"""

from __future__ import annotations

import json
import resource
import sys
from collections.abc import Sequence
from typing import Any

import fastexcel
import pyarrow as pa


def main(arguments: Sequence[str]) -> dict[str, Any]:
    """Read and return what to say: {"sheets": [...]} or {"wrong": "..."}."""
    file, megabytes, *wanted = arguments
    most = int(megabytes) * 1024**2
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    try:
        book = fastexcel.read_excel(file)
        if wanted and wanted[0] in book.sheet_names:
            sheet = book.load_sheet(
                wanted[0], header_row=None, skip_rows=0, dtypes="string", skip_whitespace_tail_rows=True
            )
            cells = sheet.to_arrow()
            with pa.OSFile(wanted[1], "wb") as out, pa.ipc.new_file(out, cells.schema) as written:
                written.write_batch(cells)
    except fastexcel.FastExcelError as error:
        return {"wrong": str(error).splitlines()[0]}
    return {"sheets": book.sheet_names}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(sys.argv[1:])))
