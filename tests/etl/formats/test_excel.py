from __future__ import annotations

import datetime
import zipfile
from pathlib import Path

import openpyxl
import pytest

from etl.errors import BadInputError
from etl.formats.tabular import open_table
from etl.place import Source
from tests.damaged import packed


def source(**settings: object) -> Source:
    return Source(id="calls", feed="overdose_call", files=("calls.xlsx",), format="excel", **settings)


def write_book(path: Path, **sheets: list[list[object]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def read(path: Path, **settings: object) -> dict[str, list[str | None]]:
    return open_table(path, source(**settings)).read_all().to_pydict()


def test_cells_come_as_text_and_dates_as_iso(tmp_path: Path) -> None:
    when = datetime.datetime(2026, 3, 4, 22, 40)
    rows = [
        ["id", "when", "day", "clock", "lat", "yes"],
        [101001378529, when, datetime.date(2026, 3, 4), datetime.time(22, 40), 51.5, True],
        [7, when, datetime.date(2026, 3, 5), datetime.time(1, 5), -0.12776, False],
    ]
    table = read(write_book(tmp_path / "calls.xlsx", calls=rows))
    assert table == {
        "id": ["101001378529", "7"],
        "when": ["2026-03-04 22:40:00", "2026-03-04 22:40:00"],
        "day": ["2026-03-04", "2026-03-05"],
        "clock": ["22:40:00", "01:05:00"],
        "lat": ["51.5", "-0.12776"],
        "yes": ["true", "false"],
    }


def test_a_midnight_among_other_times_keeps_its_time(tmp_path: Path) -> None:
    rows = [["when"], [datetime.datetime(2026, 3, 4, 0, 0)], [datetime.datetime(2026, 3, 4, 1, 0)]]
    table = read(write_book(tmp_path / "calls.xlsx", calls=rows))
    assert table["when"] == ["2026-03-04 00:00:00", "2026-03-04 01:00:00"]


def test_a_formula_is_never_worked_out_and_text_like_one_stays_text(tmp_path: Path) -> None:
    path = tmp_path / "calls.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["id", "note"])
    sheet.append(["1", "=1+1"])  # openpyxl stores no cached value: nothing was worked out
    sheet.append(["2", "x"])
    for row, text in enumerate(("=cmd|' /C calc'!A0", "+44", "-3", "@SUM(A1)"), start=4):
        cell = sheet.cell(row, 2, text)
        cell.data_type = "s"
        sheet.cell(row, 1, str(row))
    book.save(path)
    assert read(path)["note"] == [None, "x", "=cmd|' /C calc'!A0", "+44", "-3", "@SUM(A1)"]


def test_the_header_may_stand_lower_and_be_followed_by_units(tmp_path: Path) -> None:
    rows = [["Calls 2026"], [], ["id", "radius"], ["", "m"], ["1", 250]]
    table = read(write_book(tmp_path / "calls.xlsx", calls=rows), header_row=3, skip_after_header=1)
    assert table == {"id": ["1"], "radius": ["250"]}


def test_repeated_and_empty_headers_are_told_apart(tmp_path: Path) -> None:
    table = read(write_book(tmp_path / "calls.xlsx", calls=[["a", "a", None], ["1", "2", "3"]]))
    assert table == {"a": ["1"], "a_2": ["2"], "column 3": ["3"]}


@pytest.mark.parametrize(
    ("sheets", "settings", "what"),
    [
        ({"calls": []}, {}, "is empty"),
        ({"calls": [["id", "when"]]}, {}, "no rows"),
        ({"calls": [["id"], [1]], "other": [["id"], [1]]}, {}, "2 sheets"),
        ({"calls": [["id"], [1]]}, {"sheet": "kalls"}, "no sheet 'kalls'"),
        ({"calls": [["id"], [1]]}, {"header_row": 9}, "no row 9"),
    ],
)
def test_a_sheet_without_rows_or_of_another_name_is_refused(
    tmp_path: Path, sheets: dict[str, list[list[object]]], settings: dict[str, object], what: str
) -> None:
    path = write_book(tmp_path / "calls.xlsx", **sheets)
    with pytest.raises(BadInputError, match=what) as refused:
        open_table(path, source(**settings))
    assert "calls.xlsx" in refused.value.where
    assert refused.value.next_step


def test_a_file_that_is_no_spreadsheet_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "calls.xlsx"
    path.write_bytes(b"id,when\n1,2\n")
    with pytest.raises(BadInputError, match="spreadsheet"):
        open_table(path, source())


def test_a_book_that_asks_for_all_memory_ends_only_the_program_that_reads_it(tmp_path: Path) -> None:
    """One cell in the last column of the last row: 17 thousand million cells, 400 GB."""
    path = write_book(tmp_path / "far.xlsx", calls=[["id", "when"], [1, 2]])
    with zipfile.ZipFile(path) as archive:
        parts = {each: archive.read(each) for each in archive.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = parts[sheet].replace(b'r="B2"', b'r="XFD1048576"')
    path.write_bytes(packed(parts))
    with pytest.raises(BadInputError, match="unpacks to more than 4,096 MB"):
        read(path)


def test_a_book_that_takes_too_long_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("etl.formats.excel.MOST_SECONDS", 0.001)
    with pytest.raises(BadInputError, match="to read"):
        read(write_book(tmp_path / "calls.xlsx", calls=[["id"], [1]]))
