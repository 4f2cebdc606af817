"""Every table of a briefing as one workbook (XLSX): a sheet a table, and the data dictionary."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any, Final

import xlsxwriter

from briefing.content.model import Content
from briefing.files.dictionary import dictionary
from briefing.files.sheet import Column, Sheet, Value
from briefing.files.tables import sheets
from briefing.pack import again
from briefing.words.words import Words
from etl.spreadsheet import safe_text

_NAME: Final = 31  # characters that a sheet's name may have
_WIDEST, _NARROWEST = 60, 9  # characters
_FOOT: Final = 255  # characters that a foot line may have
_CELL: Final = 32_767  # characters that a cell may hold
# What a person typed is never run: no formula, no link, no number made of a text
_INERT: Final = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def make_xlsx(content: Content, words: Words) -> bytes:
    """Return the workbook: numbers as numbers, texts as inert text, an empty cell where there is no value."""
    out, tables = io.BytesIO(), sheets(content, words)
    made_on = dt.datetime.fromisoformat(content.provenance.as_of)
    book = xlsxwriter.Workbook(out, {"in_memory": True, **_INERT})
    book.set_properties(
        {
            "title": content.title,
            "subject": content.provenance.place,
            "comments": f"{content.purpose} {content.provenance.content_id}",
            "created": made_on,
        }
    )
    formats = {
        "head": book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}),
        "text": book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"}),
        "number": book.add_format({"valign": "top"}),
    }
    for table in (*tables, dictionary(tables, words)):
        _write(book, table, content, formats)
    book.close()
    return again(out.getvalue(), made_on.date())


def _write(book: Any, table: Sheet, content: Content, formats: dict[str, Any]) -> None:
    sheet = book.add_worksheet(table.name[:_NAME])
    last_row, last_column = len(table.rows), len(table.columns) - 1
    for at, column in enumerate(table.columns):
        sheet.write_string(0, at, safe_text(column.name), formats["head"])
        sheet.set_column(at, at, _width(column, table.values(at)))
    for row, values in enumerate(table.rows, 1):
        for at, value in enumerate(values):
            _put(sheet, row, at, value, formats)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(1, last_row), last_column)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_header("&L" + _line(table.title) + "&R" + _line(content.provenance.content_id))
    sheet.set_footer("&L&8" + _line(content.purpose)[: _FOOT - 5])
    sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{last_row + 1}"})


def _put(sheet: Any, row: int, at: int, value: Value, formats: dict[str, Any]) -> None:
    if value is None or value == "":
        return
    if isinstance(value, bool):
        sheet.write_boolean(row, at, value, formats["number"])
    elif isinstance(value, str):
        sheet.write_string(row, at, safe_text(value)[:_CELL], formats["text"])
    else:
        sheet.write_number(row, at, value, formats["number"])


def _width(column: Column, values: list[Value]) -> int:
    longest = max((len(line) for value in values for line in str(value or "").split("\n")), default=0)
    return min(_WIDEST, max(_NARROWEST, len(column.name) + 3, longest + 1))


def _line(text: str) -> str:
    """Return text for a head or foot line, in which & begins a code."""
    return text.replace("&", "&&")
