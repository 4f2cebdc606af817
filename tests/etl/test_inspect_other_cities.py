"""Cities in another language: words for coordinates, feet below merged titles, another country's grid."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import openpyxl
import pyproj
import pytest
import shapely
from typer.testing import CliRunner

from app import app
from etl import store
from etl.inspect.file import inspect_file
from etl.load.place import load_place
from etl.load.source import RunReport
from tests.etl.folder import CALLS, Folder, calls
from tests.etl.test_inspect_unknown_city import BERLIN, CHICAGO, NOW, Incident, am_pm, incidents, write_csv

LYON = incidents(45.750123, 4.830321)


@dataclass(frozen=True)
class Brought:
    """What inspect proposed for a file, and what came of loading that."""

    block: str
    report: RunReport
    rows: list[tuple[Any, ...]]


def bring_in(path: Path, folder: Path, zone: str, columns: str, more: str = "") -> Brought:
    """Load a file as inspect proposes, with at most 20 lines of TOML; more: a line the person adds."""
    proposal = inspect_file(path)
    block = proposal.as_toml()
    lines = ['id = "town"', 'name = "A town"', f'time_zone = "{zone}"']
    lines += [line for line in block.splitlines() if not line.startswith("#")] + [more] * bool(more)
    assert len(lines) <= 20
    place = folder / "town.toml"
    place.write_text("\n".join(lines), encoding="utf-8")
    (report,) = load_place(place, path.parent, folder / "home", now=NOW)
    with store.read_only(store.restricted_path(folder / "home")) as con:
        feed = store.quote(str(proposal.settings["feed"]))
        rows = store.rows(con, f"select {columns} from {feed} order by row_number")
    return Brought(block, report, rows)


def test_a_german_ambulance_service_that_writes_words_for_coordinates(tmp_path: Path) -> None:
    def degrees(number: float, incident: Incident) -> str:
        return str(number).replace(".", ",") if incident.number % 4 else "k.A."

    rows = [
        (
            i.number,
            f"{i.when:%d.%m.%Y %H:%M}",
            "\u00dcberdosis \u2013 Verdacht",
            degrees(i.latitude, i),
            degrees(i.longitude, i),
            f"\u201eMarkt\u201c {i.number % 9}, 5 \u20ac",
            ("\u00fcberlebt", "verstorben", "unbekannt")[i.number % 3],
        )
        for i in BERLIN
    ]
    header = ("Einsatznummer", "Alarmzeit", "Einsatzart", "Breite", "L\u00e4nge", "Stra\u00dfe", "Ausgang")
    path = write_csv(tmp_path / "Eins\u00e4tze.csv", header, rows, delimiter=";", encoding="cp1252")
    found = bring_in(path, tmp_path, "Europe/Berlin", "event_id, occurred_local, latitude, outcome")
    assert 'encoding = "cp1252"' in found.block
    assert "DOUBT: 15 of 60 rows have words for coordinates: k.A.,k.A." in found.block
    assert (found.report.rows_loaded, found.report.rows_unlocated, found.report.rows_quarantined) == (
        60,
        15,
        0,
    )
    outcomes = ("survived", "died", "unknown")
    for i, row in zip(BERLIN, found.rows, strict=True):
        assert row == (str(i.number), i.when, i.latitude if i.number % 4 else None, outcomes[i.number % 3])


def test_feet_in_a_sheet_below_merged_titles_with_a_total(tmp_path: Path) -> None:
    move = pyproj.Transformer.from_crs(4326, 3435, always_xy=True)  # Illinois East, US feet
    book = openpyxl.Workbook()
    sheet = book.active
    for title in ("Police Department - Arrests, FY2026", "Extracted 11/01/2026"):
        sheet.append([title])
        sheet.merge_cells(start_row=sheet.max_row, end_row=sheet.max_row, start_column=1, end_column=5)
    sheet.append([])
    sheet.append(["Incident No.", "Date/Time", "Offense", "X Coordinate (ft)", "Y Coordinate (ft)"])
    for i in CHICAGO:
        sheet.append([f"A{i.number}", am_pm(i.when), i.kind, *move.transform(i.longitude, i.latitude)])
    sheet.append(["Total", None, None, None, 60])
    path = tmp_path / "Arrests FY26.xlsx"
    book.save(path)
    found = bring_in(path, tmp_path, "America/Chicago", "occurred_local, latitude", 'crs = "EPSG:3435"')
    assert "set crs" in found.block
    assert found.report.reasons["occurred_at_missing"] == found.report.rows_quarantined == 1
    assert [row[0] for row in found.rows] == [i.when for i in CHICAGO]
    assert [row[1] for row in found.rows] == pytest.approx([i.latitude for i in CHICAGO], abs=1e-6)


def test_a_geopackage_in_the_french_grid(tmp_path: Path) -> None:
    frame = gpd.GeoDataFrame(
        {"id_signalement": [f"S{i.number}" for i in LYON], "date": [f"{i.when:%Y-%m-%d}" for i in LYON]},
        geometry=[shapely.Point(i.longitude, i.latitude) for i in LYON],
        crs=4326,
    )
    path = tmp_path / "seringues.gpkg"
    frame.to_crs(2154).to_file(path, layer="signalements")
    found = bring_in(path, tmp_path, "Europe/Paris", "event_id, occurred_date, latitude, time_precision")
    assert 'feed = "needle_report"' in found.block
    for i, (number, day, latitude, precision) in zip(LYON, found.rows, strict=True):
        assert (number, day, precision) == (f"S{i.number}", i.when.date(), "day")
        assert latitude == pytest.approx(i.latitude, abs=1e-6)


@pytest.mark.parametrize(
    ("values", "said", "settings"),
    [
        (("1.234.567", "12", "987"), "taken for thousands with dots: 1.234.567", {"thousands": "."}),
        (("1.234,5", "12", "9,25"), "taken for thousands", {"thousands": ".", "decimal_comma": True}),
        (("1.234", "12", "987"), "1.234 in value is read as a number with three decimals", {}),
        (("0.234", "1.234", "0.987"), "", {}),
        (("1.23", "1.234", "12"), "", {}),
    ],
)
def test_dots_that_may_mark_thousands_are_said(
    tmp_path: Path, values: tuple[str, ...], said: str, settings: dict[str, Any]
) -> None:
    path = write_csv(
        tmp_path / "population.csv",
        ("area_id", "value"),
        [(f"A{n}", v) for n, v in enumerate(values * 5)],
        delimiter=";",
    )
    proposal = inspect_file(path, "area_indicator")
    assert {
        name: proposal.settings[name] for name in ("thousands", "decimal_comma") if name in proposal.settings
    } == settings
    assert any(said in doubt for doubt in proposal.doubts) if said else "thousand" not in str(proposal.doubts)


def test_dots_of_coordinates_are_never_taken_out_for_those_of_thousands(tmp_path: Path) -> None:
    rows = [(f"S{n}", 53.5 + n / 1000, -1.5, "1.234.567") for n in range(20)]
    path = write_csv(tmp_path / "needles.csv", ("report_id", "latitude", "longitude", "needles"), rows)
    proposal = inspect_file(path, "needle_report")
    assert "thousands" not in proposal.settings
    assert any("take it out of the file" in doubt for doubt in proposal.doubts)


def test_the_feed_may_be_named_on_the_command_line(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "x.csv", ("ref", "when", "lat", "lon"), [(1, "2026-01-02", 53.5, -1.5)] * 3)
    told = CliRunner().invoke(app, ["inspect", str(path), "--feed", "needle_report"])
    assert 'feed = "needle_report"' in told.stdout
    assert "no feed was recognised" not in told.stdout


def test_a_file_that_the_place_reads_already_is_said(folder: Folder) -> None:
    folder.place(CALLS)
    path = folder.file("calls-2026.csv", calls("1,2026-01-02 10:00,53.5,-1.5,died"))
    folder.load()
    for name, said in ((path, True), (folder.file("other.csv", path.read_bytes()), False)):
        told = CliRunner().invoke(app, ["inspect", str(name), "--home", str(folder.home)])
        assert ("source calls of" in told.stdout) == said
