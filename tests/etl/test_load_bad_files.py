"""Files that cannot be read as they stand: refused with the reason, or quarantined row by row."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from etl.errors import BadInputError
from etl.load import source as load_source
from tests.etl.folder import CALLS, Folder, calls

GOOD = "1,2026-01-02 10:00,53.5,-1.5,died"


def refused(folder: Folder, *parts: str) -> BadInputError:
    """Load, expect a refusal that holds every part, and expect an empty store."""
    with pytest.raises(BadInputError) as caught:
        folder.load()
    for part in parts:
        assert part in str(caught.value), str(caught.value)
    assert folder.rows("select * from overdose_call") == []
    assert folder.rows("select * from runs") == []
    return caught.value


def test_missing_column_names_the_file_the_column_and_the_nearest(folder: Folder) -> None:
    folder.place(CALLS)
    folder.file("calls.csv", "id,when,latt,lon,outcome\n")
    refused(folder, "calls.csv", "no column 'lat'", "'latt'")


def test_two_columns_of_one_name_ask_for_positions(folder: Folder) -> None:
    folder.place(CALLS)
    folder.file("calls.csv", "id,when,lat,lat,lon,outcome\n")
    refused(folder, "2 columns called 'lat'", "columns_by_position")


def test_columns_by_position_read_repeated_headers_and_skip_a_units_row(folder: Folder) -> None:
    folder.place(
        """
[[source]]
id = "calls"
feed = "overdose_call"
files = ["calls.csv"]
header_row = 2
skip_after_header = 1
columns_by_position = true
time_format = "%Y-%m-%d"
columns = { event_id = 1, occurred_at = 2, latitude = 3, longitude = 4 }
"""
    )
    folder.file("calls.csv", "A report\nid,x,x,x\n-,date,deg,deg\n7,2026-01-02,53.5,-1.5\n")
    assert folder.load()["calls"].rows_loaded == 1
    (row,) = folder.rows("select event_id, latitude, time_precision, row_number from overdose_call")
    assert row == {"event_id": "7", "latitude": 53.5, "time_precision": "day", "row_number": 1}


def test_wrong_encoding_says_the_line_and_what_to_set(folder: Folder) -> None:
    folder.place(CALLS)
    folder.file("calls.csv", calls(GOOD, "2,2026-01-02 10:00,53.5,-1.5,café").encode("latin-1"))
    refused(folder, "calls.csv, line 3", "not utf-8", "cp1252")


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252", "utf-16"])
def test_declared_encodings_are_read(folder: Folder, encoding: str) -> None:
    folder.place(
        CALLS.replace("time_format", f'encoding = "{encoding}"\ntime_format')
        + '[source.values]\noutcome = { "Überlebt" = "survived" }\n'
    )
    folder.file("calls.csv", calls("1,2026-01-02 10:00,53.5,-1.5,überlebt").encode(encoding))
    assert folder.load()["calls"].rows_quarantined == 0
    assert folder.rows("select outcome from overdose_call") == [{"outcome": "survived"}]


def test_delimiter_outside_ascii(folder: Folder) -> None:
    folder.place(CALLS.replace("time_format", 'encoding = "cp1252"\ndelimiter = "¬"\ntime_format'))
    folder.file("calls.csv", calls(GOOD).replace(",", "¬").encode("cp1252"))
    assert b"\xac" in (folder.raw / "calls.csv").read_bytes()
    assert folder.load()["calls"].rows_loaded == 1


def test_utf16_that_is_called_utf8_is_recognised(folder: Folder) -> None:
    folder.place(CALLS)
    folder.file("calls.csv", calls(GOOD).encode("utf-16"))
    refused(folder, "is UTF-16", 'encoding = "utf-16"')


def test_byte_order_mark_is_no_part_of_the_first_name(folder: Folder) -> None:
    folder.place(CALLS)
    folder.file("calls.csv", b"\xef\xbb\xbf" + calls(GOOD).encode())
    assert folder.load()["calls"].rows_loaded == 1


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xef\xbb\xbf"])
def test_empty_file(folder: Folder, content: bytes) -> None:
    folder.place(CALLS)
    folder.file("calls.csv", content)
    refused(folder, "calls.csv", "empty" if not content else "header")


def test_header_without_rows_is_refused_as_an_empty_sheet_is(folder: Folder) -> None:
    folder.place(CALLS)
    folder.file("calls.csv", calls())
    refused(folder, "calls.csv", "a header but no rows")


def test_a_source_of_which_every_row_is_refused_says_so_first(folder: Folder) -> None:
    folder.place(CALLS)
    folder.file("calls.csv", calls("1,never,53.5,-1.5,died", "2,2026-01-02 10:00,0,0,died"))
    report = folder.load()["calls"]
    assert (report.rows_read, report.rows_loaded, report.rows_quarantined) == (2, 0, 2)
    assert report.notes[0] == "NOTHING WAS LOADED: every one of the 2 rows is quarantined"


@pytest.mark.parametrize(
    "last",
    [
        "3,2026-01-02 10:00,53.5,-1.5,died",
        '"3",2026-01-02 10:00,53.5,-1.5,died',
        "\n3,x,53.5,-1.5,died",
        "3,x",
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_the_reader_of_simple_files_and_that_of_every_file_agree(
    folder: Folder, monkeypatch: pytest.MonkeyPatch, last: str, end: str
) -> None:
    """Only the first of these files is simple; each is read both ways."""
    lines = ["1,2026-01-02 10:00,53.5,-1.5,died", "2,2026-01-02 11:00,,,", "1,nul,53.5,,survived", last]
    folder.place(CALLS)
    folder.file("calls.csv", calls(*lines).replace("\n", end))
    what = (
        "select row_number, event_id, latitude, outcome from overdose_call order by 1",
        "select row_number, reasons, raw from quarantine order by 1",
    )
    folder.load()
    found = [folder.rows(statement) for statement in what]
    shutil.rmtree(folder.home)
    monkeypatch.setattr("etl.load.csv.IN_MEMORY_BYTES", -1)
    folder.load()
    assert [folder.rows(statement) for statement in what] == found
    assert found[0]
    assert found[1]


@pytest.mark.parametrize("rows", [2, 2_000])
def test_staging_in_a_file_gives_what_staging_in_memory_gives(
    folder: Folder, monkeypatch: pytest.MonkeyPatch, rows: int
) -> None:
    text = calls(*(f"{n % 1500},2026-01-02 10:00,53.5,-1.5,{('died', 'x')[n % 2]}" for n in range(rows)))
    folder.place(CALLS)
    folder.file("calls1.csv", text)
    folder.file("calls2.csv", text)
    first = folder.load()["calls"]
    kept = folder.rows("select * exclude (run_id) from overdose_call order by file, row_number")
    shutil.rmtree(folder.home)
    monkeypatch.setattr("etl.load.source.IN_MEMORY_BYTES", 0)
    monkeypatch.setattr("etl.staging.stage.BATCH_ROWS", 700)
    assert folder.load()["calls"] == first
    assert folder.rows("select * exclude (run_id) from overdose_call order by file, row_number") == kept


def test_ragged_rows_are_quarantined_with_their_numbers(folder: Folder) -> None:
    folder.place(CALLS)
    folder.file(
        "calls.csv",
        calls(
            GOOD,
            "2,2026-01-02 10:00,53.5",
            "3,2026-01-02 10:00,53.5,-1.5,died,x,y",
            "4,2026-01-02 10:00,53.5,-1.5,died",
        ),
    )
    report = folder.load()["calls"]
    assert (report.rows_read, report.rows_loaded, report.rows_quarantined) == (4, 2, 2)
    found = folder.rows("select row_number, reasons from quarantine order by 1")
    assert found == [
        {"row_number": 2, "reasons": ["csv_missing_columns"]},
        {"row_number": 3, "reasons": ["csv_too_many_columns"]},
    ]
    assert [row["row_number"] for row in folder.rows("select row_number from overdose_call order by 1")] == [
        1,
        4,
    ]


def test_unclosed_quote_loses_no_line(folder: Folder) -> None:
    folder.place(CALLS)
    folder.file(
        "calls.csv",
        calls(
            GOOD,
            '2,"2026-01-02 10:00,53.5,-1.5,died',
            "3,2026-01-02 10:00,53.5,-1.5,died",
            '4,"2026-01-02 10:00",53.5,-1.5,died',
            "5,2026-01-02 10:00,53.5,-1.5,died",
        ),
    )
    report = folder.load()["calls"]
    assert report.rows_read == 5
    assert report.rows_loaded + report.rows_quarantined == 5
    assert report.reasons["csv_unquoted_value"] >= 1
    assert any("quote" in note for note in report.notes)


def test_unclosed_quote_over_the_rest_of_a_large_file_is_refused(folder: Folder) -> None:
    folder.place(CALLS)
    many = [f"{i},2026-01-02 10:00,53.5,-1.5,died" for i in range(60_000)]
    many[10] = '10,"2026-01-02 10:00,53.5,-1.5,died'
    folder.file("calls.csv", calls(*many))
    refused(folder, "lines belong to no row", "quote")


def test_nul_bytes_are_quarantined(folder: Folder) -> None:
    folder.place(CALLS)
    folder.file("calls.csv", calls(GOOD, "2\0,2026-01-02 10:00,53.5,-1.5,died"))
    report = folder.load()["calls"]
    assert report.reasons == {"nul_bytes": 1}
    assert report.rows_loaded == 1


def test_line_over_a_megabyte_is_quarantined_and_not_kept_whole(folder: Folder) -> None:
    folder.place(CALLS)
    folder.file(
        "calls.csv", calls(GOOD, f"2,{'x' * 1_200_000},53.5,-1.5,died", "3,2026-01-02 10:00,53.5,-1.5,died")
    )
    report = folder.load()["calls"]
    assert (report.rows_loaded, report.reasons) == (2, {"csv_line_size_over_maximum": 1})
    assert len(folder.rows("select raw from quarantine")[0]["raw"]) < 2_000


def test_mixed_line_ends(folder: Folder) -> None:
    folder.place(CALLS)
    folder.file(
        "calls.csv",
        b"id,when,lat,lon,outcome\r\n1,2026-01-02 10:00,53.5,-1.5,died\n2,2026-01-02 10:00,53.5"
        b",-1.5,died\r\n",
    )
    assert folder.load()["calls"].rows_loaded == 2


@pytest.mark.parametrize("pattern", ["../calls.csv", "/etc/*.csv", "a/../../calls.csv"])
def test_pattern_that_leads_out_of_the_raw_folder(folder: Folder, pattern: str) -> None:
    folder.place(CALLS.replace("calls*.csv", pattern))
    (folder.path / "calls.csv").write_text(calls(GOOD))
    refused(folder, "out of the raw folder")


def test_link_that_leads_out_of_the_raw_folder(folder: Folder) -> None:
    folder.place(CALLS)
    (folder.path / "secret.csv").write_text(calls(GOOD))
    (folder.raw / "calls.csv").symlink_to(folder.path / "secret.csv")
    refused(folder, "link to a file outside")


def test_file_that_changes_while_it_is_read(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    folder.place(CALLS)
    path = folder.file("calls.csv", calls(GOOD))
    stage = load_source.stage_file

    def stage_and_write(*values: object) -> None:
        stage(*values)  # type: ignore[arg-type]
        with Path(path).open("a") as stream:
            stream.write("2,2026-01-02 10:00,53.5,-1.5,died\n")

    monkeypatch.setattr(load_source, "stage_file", stage_and_write)
    refused(folder, "changed while it was being read")


def test_time_without_a_format_says_so(folder: Folder) -> None:
    folder.place(re.sub("time_format.*\n", "", CALLS))
    folder.file("calls.csv", calls("1,02/01/2026 10:00,53.5,-1.5,died"))
    refused(folder, "declares no time_format", "%d/%m/%Y")


def test_one_bad_source_leaves_the_others_loaded(folder: Folder) -> None:
    folder.place(CALLS, CALLS.replace('"calls"', '"more"').replace("calls*", "more"))
    folder.file("calls.csv", calls(GOOD))
    folder.file("more.csv", "id\n")
    with pytest.raises(BadInputError, match="source more"):
        folder.load()
    assert folder.rows("select source from overdose_call") == [{"source": "calls"}]


def test_what_is_not_mapped_never_enters_the_store(folder: Folder) -> None:
    folder.place(CALLS)
    folder.file(
        "calls.csv",
        "id,when,lat,lon,outcome,patient\n1,2026-01-02 10:00,53.5,-1.5,died,CANARY\n2,x,53.5,-1"
        ".5,died,CANARY\n3,2026-01-02 10:00,53.5,-1.5,died,CANARY,x\n3,2026-01-02 10:0"
        "0,53.5,-1.5,died,CANARY\n3,2026-01-02 10:00,53.5,-1.5,died,CANARY\n",
    )
    report = folder.load()["calls"]
    assert report.ignored_columns == ("patient",)
    assert (report.rows_loaded, report.rows_quarantined, report.rows_superseded) == (2, 2, 1)
    assert not [p for p in folder.home.rglob("*") if p.is_file() and b"CANARY" in p.read_bytes()]
