"""The demo's own workbook is one that Excel's other readers understand."""

from __future__ import annotations

from datetime import date, datetime

import openpyxl

from etl.demo.workbook import write_workbook


def test_text_numbers_and_dates_come_back_as_written(tmp_path):
    path = tmp_path / "one.xlsx"
    write_workbook(path, "A & B", [["a < b & c", "", 3, 2.5, date(2026, 3, 1)], [], ["x"]])
    sheet = openpyxl.load_workbook(path)["A & B"]
    assert [cell.value for cell in sheet[1]] == ["a < b & c", None, 3, 2.5, datetime(2026, 3, 1)]
    assert sheet["A3"].value == "x"
