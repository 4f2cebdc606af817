"""Shapes of files that a newcomer meets: sheets with titles, decimal commas, the far north, odd names."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from etl.errors import BadInputError
from etl.inspect.file import inspect_file


def test_the_header_of_a_sheet_is_found_below_its_titles(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (["Overdose register"], [], ["printed 2026-01-01"], ["Ref", "Call time", "Lat", "Long"]):
        book.active.append(row)
    for number in range(12):
        book.active.append([f"R{number}", f"2026-01-{number + 1:02d} 10:30", 41.60123 + number, -93.60123])
    book.save(tmp_path / "register.xlsx")
    proposal = inspect_file(tmp_path / "register.xlsx")
    assert proposal.settings["header_row"] == 4
    assert proposal.settings["feed"] == "overdose_call"
    assert proposal.columns["latitude"] == "Lat"
    assert proposal.columns["occurred_at"] == "Call time"
    assert proposal.rows == 12


def test_a_decimal_comma_is_not_a_pair_of_coordinates(tmp_path: Path) -> None:
    lines = ["Einsatz-Nr;Datum;Uhrzeit;Breite;Länge"]
    lines += [f"{n};{n + 1:02d}.03.2026;1{n % 10}:05;51,3{n:04d};12,3{n:04d}" for n in range(20)]
    (tmp_path / "einsaetze.csv").write_bytes("\n".join(lines).encode("cp1252"))
    proposal = inspect_file(tmp_path / "einsaetze.csv")
    assert proposal.settings["decimal_comma"] is True
    assert (proposal.columns["latitude"], proposal.columns["longitude"]) == ("Breite", "Länge")
    assert proposal.columns["occurred_at"] == "{Datum} {Uhrzeit}"
    assert proposal.settings["time_format"] == ["%d.%m.%Y %H:%M"]
    assert proposal.columns["event_id"] == "Einsatz-Nr"


def test_a_sum_of_money_is_not_a_pair_of_coordinates(tmp_path: Path) -> None:
    (tmp_path / "renda.csv").write_text("distrito;renda_media;ano\nSé;1.234,56;2022\nBrás;2.345,67;2022\n")
    assert "latitude" not in inspect_file(tmp_path / "renda.csv").columns


def test_months_alone_are_proposed_as_months(tmp_path: Path) -> None:
    rows = [f"BO-{n};{n % 12 + 1:02d}/202{n % 3 + 3};-23,5{n:04d};-46,6{n:04d}" for n in range(20)]
    (tmp_path / "a.csv").write_text("\n".join(["BO;MES_ANO;LATITUDE;LONGITUDE", *rows]))
    proposal = inspect_file(tmp_path / "a.csv")
    assert proposal.settings["time_format"] == ["%m/%Y"]
    assert proposal.settings["time_precision"] == "month"
    assert proposal.columns["occurred_at"] == "MES_ANO"


def test_milliseconds_of_the_dispatch_are_a_time(tmp_path: Path) -> None:
    rows = [f"{n},{1_702_331_940_000 + n * 86_400_000},39.9{n:04d},-75.1{n:04d}" for n in range(20)]
    (tmp_path / "p.csv").write_text("\n".join(["id,dispatch_ms,lat,lng", *rows]))
    proposal = inspect_file(tmp_path / "p.csv")
    assert proposal.settings["time_format"] == ["epoch_ms"]
    assert proposal.columns["occurred_at"] == "dispatch_ms"


def test_metres_of_a_utm_zone_are_said_to_look_like_one(tmp_path: Path) -> None:
    rows = [f"{n},2026-01-{n + 1:02d} 09:00,{631_889.6 + n},{4_838_330.9 + n}" for n in range(20)]
    (tmp_path / "t.csv").write_text("\n".join(["id,date,X,Y", *rows]))
    (said,) = [doubt for doubt in inspect_file(tmp_path / "t.csv").doubts if "projected" in doubt]
    assert "UTM in metres" in said
    assert "feet" not in said


def test_the_far_north_is_believed_and_doubted(tmp_path: Path) -> None:
    lines = ["nr,tid,lat,lon"] + [
        f"{n},2026-01-{n + 1:02d} 09:00,78.2{n:03d}4,15.6{n:03d}4" for n in range(9)
    ]
    (tmp_path / "h.csv").write_text("\n".join(lines))
    proposal = inspect_file(tmp_path / "h.csv")
    assert (proposal.columns["latitude"], proposal.columns["longitude"]) == ("lat", "lon")
    assert any("farther north" in doubt for doubt in proposal.doubts)


def test_a_file_that_no_word_speaks_for_still_gets_its_times_and_places(tmp_path: Path) -> None:
    lines = ["a,When,Lat,Lon"] + [
        f"{n},2026-01-{n + 1:02d} 09:00,41.2{n:03d}4,-93.6{n:03d}4" for n in range(9)
    ]
    (tmp_path / "f.csv").write_text("\n".join(lines))
    proposal = inspect_file(tmp_path / "f.csv")
    assert {"occurred_at", "latitude", "longitude"} <= set(proposal.columns)
    assert any(doubt.startswith("no feed was recognised") for doubt in proposal.doubts)


def test_charges_in_short_are_read_and_defendants_are_not(tmp_path: Path) -> None:
    charges = ("POSS CONT SUBSTANCE", "DELIVERY CONT SUBSTANCE", "DISORDERLY")
    lines = ["Case #,Arrest Date,Charge,Defendant,Lat,Lon"]
    lines += [
        f"C{n},2026-02-{n + 1:02d},{charges[n % 3]},J DOE {n},41.2{n:03d}4,-93.6{n:03d}4" for n in range(9)
    ]
    (tmp_path / "arrests.csv").write_text("\n".join(lines))
    proposal = inspect_file(tmp_path / "arrests.csv")
    assert proposal.values["category"] == {charges[0]: "possession", charges[1]: "supply", "*": "other"}
    assert "Defendant" in proposal.personal


def test_what_is_no_spreadsheet_is_refused_and_a_line_of_a_megabyte_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "x.xlsx").write_bytes(b"garbage")
    with pytest.raises(BadInputError, match="cannot be read as a spreadsheet"):
        inspect_file(tmp_path / "x.xlsx")
    lines = ["id,When,Lat,Lon"] + [f"{n},2026-01-{n + 1:02d},41.2{n:03d}4,-93.6{n:03d}4" for n in range(9)]
    (tmp_path / "long.csv").write_text("\n".join([*lines, "x" * 1_100_000, lines[-1]]) + "\n")
    proposal = inspect_file(tmp_path / "long.csv")
    assert proposal.rows == 10
    assert any("cannot be read" in doubt for doubt in proposal.doubts)
