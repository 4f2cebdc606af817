"""The workbook inside a chart: exactly the figures that the chart shows, every text as text."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC, date, datetime, time

import xlsxwriter

from briefing.pack import again
from briefing.slides.marks import writable


def workbook(columns: Sequence[tuple[str, Sequence[str | float | None]]], dated: date) -> bytes:
    """Return an .xlsx of one sheet with a column under each heading; None leaves a cell empty.

    What begins like a formula or an address is text all the same. The same bytes for the same columns.
    """
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    book.set_properties({"created": datetime.combine(dated, time(), UTC).replace(tzinfo=None)})
    sheet = book.add_worksheet("Sheet1")
    for at, (head, cells) in enumerate(columns):
        sheet.write_string(0, at, writable(head))
        sheet.set_column(at, at, 34 if at == 0 else 14)
        for row, cell in enumerate(cells, 1):
            if isinstance(cell, str):
                sheet.write_string(row, at, writable(cell))
            elif cell is not None:
                sheet.write_number(row, at, cell)
    book.close()
    return again(out.getvalue(), dated)


def cells(column: int, count: int) -> str:
    """Return the address of a column's cells under its heading."""
    letter = chr(ord("A") + column)
    return f"Sheet1!${letter}$2:${letter}${count + 1}"


def heading(column: int) -> str:
    """Return the address of a column's heading."""
    return f"Sheet1!${chr(ord('A') + column)}$1"
