"""What a person reads of a file that cannot be loaded as it stands: where, what, and what to do next."""

from __future__ import annotations

import pytest

from etl.load.ledger_text import ledger_lines
from tests.etl.folder import CALLS, Folder, calls
from tests.etl.test_load_bad_files import GOOD, refused


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"PK\x03\x04...", "spreadsheet or a zip"),
        (b"\x1f\x8b\x08...", "gzip"),
        (b"%PDF-1.7\n", "a PDF"),
        (b"PAR1\x15\x04", "Parquet"),
        (b"SQLite format 3\x00", "a database"),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "latin-1"])
def test_what_is_no_text_is_said_to_be_none(folder: Folder, content: bytes, said: str, encoding: str) -> None:
    folder.place(CALLS.replace("time_format", f'encoding = "{encoding}"\ntime_format'))
    folder.file("calls.csv", content)
    refused(folder, said, "not text", "safepassage inspect")


@pytest.mark.parametrize("name", ["PAR1", "SQLi", "PKs"])
def test_a_column_may_be_named_as_another_file_begins(folder: Folder, name: str) -> None:
    folder.place(CALLS.replace('"id"', f'"{name}"'))
    folder.file("calls.csv", calls(GOOD).replace("id,", f"{name},", 1))
    assert folder.load()["calls"].rows_loaded == 1


def test_another_delimiter_is_named(folder: Folder) -> None:
    folder.place(CALLS)
    folder.file("calls.csv", calls(GOOD).replace(",", ";"))
    refused(folder, "one column only", "';'", "set delimiter")


@pytest.mark.parametrize("first", ["", ",,,,"])
def test_a_first_line_that_names_nothing_asks_for_the_header(folder: Folder, first: str) -> None:
    folder.place(CALLS)
    folder.file("calls.csv", f"{first}\n{calls(GOOD)}")
    refused(folder, "no header in line 1", "header_row")
    folder.place(CALLS.replace("time_format", "header_row = 2\ntime_format"))
    assert folder.load()["calls"].rows_loaded == 1


@pytest.mark.parametrize("quote", ["", '"'])
def test_a_line_ends_where_the_readers_say_so_and_nowhere_else(folder: Folder, quote: str) -> None:
    """A form feed or a line separator inside the title would count as a line to Python's splitlines."""
    folder.place(CALLS.replace("time_format", "header_row = 2\ntime_format"))
    title = "Report\x0c of\u2028January"
    folder.file("calls.csv", f"{title}\n{calls(GOOD, GOOD.replace('died', f'{quote}died{quote}'))}")
    report = folder.load()["calls"]
    assert (report.rows_read, report.rows_superseded) == (2, 1)


def test_the_report_says_what_each_reason_means_and_where_its_first_rows_are(folder: Folder) -> None:
    folder.place(CALLS)
    zero = "2,2026-01-02 10:00,0,0,died"
    folder.file("calls.csv", calls(GOOD, zero, zero, "3,soon,0,0,died", zero, "4,2026-01-02 10:00"))
    lines = "\n".join(ledger_lines(folder.load().values(), prefix="rows_"))
    zeros = "quarantined 4: coordinates_zero (the coordinates are 0, 0: the row was never located)"
    assert f"{zeros}; first: calls.csv row 2, calls.csv row 3, calls.csv row 4" in lines
    assert "occurred_at_unparsed (the time does not fit the date format); first: calls.csv row 4" in lines
    assert "(the line has fewer values than the header has names); first: calls.csv row 6" in lines
