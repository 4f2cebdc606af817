"""Sheets as CSV that a spreadsheet opens as it stands: UTF-8 with its mark, no text taken for a formula."""

from __future__ import annotations

import csv
import io

from briefing.content.model import Content
from briefing.files.figures import figures
from briefing.files.sheet import Sheet, Value
from briefing.words.words import Words
from etl.spreadsheet import safe_text


def make_csv(content: Content, words: Words) -> bytes:
    """Return every figure of a briefing, one a row, below a line of column names."""
    return sheet_csv(figures(content, words))


def sheet_csv(sheet: Sheet) -> bytes:
    """Return a sheet as CSV (RFC 4180); yes and no as true and false, an empty field for no value."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([safe_text(column.name) for column in sheet.columns])
    writer.writerows([_field(value) for value in row] for row in sheet.rows)
    return ("\ufeff" + out.getvalue()).encode()


def _field(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return safe_text(value) if isinstance(value, str) else f"{value:.12g}"
