"""An unknown city's file, in the shapes open data comes in, goes from inspect to the store without code.

Each town writes the same 60 incidents (see INCIDENTS) in its own form; the proposal of inspect, pasted
under four lines about the place, must bring every one of them back at its place and time.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import geopandas as gpd
import openpyxl
import pyproj
import pytest
import shapely

from etl import store
from etl.inspect.file import inspect_file
from etl.load.place import load_place

NOW = datetime(2026, 11, 22, tzinfo=UTC)
START = datetime(2026, 1, 3, 21, 7)
KINDS = ("NARCOTICS - POSSESSION OF HEROIN", "BURGLARY", "THEFT FROM VEHICLE", "SIMPLE ASSAULT", "FRAUD")


@dataclass(frozen=True)
class Incident:
    """One made-up incident: number, local time, place and kind."""

    number: int
    when: datetime
    latitude: float
    longitude: float
    kind: str


def incidents(latitude: float, longitude: float) -> list[Incident]:
    return [
        Incident(
            4_100_000 + 17 * i,
            START + timedelta(days=2 * i, hours=i % 7, minutes=7 * (i % 8)),
            round(latitude + 0.00137 * (i % 11), 6),
            round(longitude + 0.00211 * (i % 13), 6),
            KINDS[i % len(KINDS)],
        )
        for i in range(60)
    ]


CHICAGO = incidents(41.870123, -87.640321)
LEEDS = incidents(53.790123, -1.560321)
BERLIN = incidents(52.500123, 13.390321)


def write_csv(
    path: Path,
    header: Sequence[str],
    rows: Sequence[Sequence[object]],
    *,
    delimiter: str = ",",
    encoding: str = "utf-8",
    before: str = "",
) -> Path:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    path.write_bytes((before + text.getvalue()).encode(encoding))
    return path


def am_pm(when: datetime) -> str:
    return when.strftime("%m/%d/%Y %I:%M:%S %p")


def socrata_pair(folder: Path) -> Path:
    rows = [
        (f"JA{i.number}", am_pm(i.when), i.kind, "XX BLOCK", f"({i.latitude}, {i.longitude})")
        for i in CHICAGO
    ]
    return write_csv(
        folder / "Crimes.csv", ["Case Number", "Date", "Primary Type", "Block", "Location"], rows
    )


def well_known_text(folder: Path) -> Path:
    rows = [
        (f"POINT ({i.longitude} {i.latitude})", i.number, i.when.isoformat(timespec="milliseconds"), i.kind)
        for i in CHICAGO
    ]
    return write_csv(folder / "police.csv", ["the_geom", "incident_id", "occurred_on", "offense_type"], rows)


def date_and_time_apart(folder: Path) -> Path:
    rows = [
        (i.number, i.when.date().isoformat(), f"{i.when:%H:%M}", i.kind, i.latitude, i.longitude)
        for i in CHICAGO
    ]
    header = ["IncidentNumber", "IncidentDate", "IncidentTime", "OffenseDescription", "GEO_LAT", "GEO_LON"]
    return write_csv(folder / "offenses.csv", header, rows)


def midnight_date_and_military_time(folder: Path) -> Path:
    rows = [
        (i.number, f"{i.when:%Y-%m-%d}T00:00:00.000", f"{i.when:%H%M}", i.kind, i.latitude, i.longitude)
        for i in CHICAGO
    ]
    header = ["dr_no", "date_occurred", "time_occurred", "crime", "lat", "lon"]
    return write_csv(folder / "crime_data.csv", header, rows)


def utc_with_z(folder: Path) -> Path:
    zone = ZoneInfo("America/Chicago")
    rows = [
        (
            i.number,
            i.when.replace(tzinfo=zone).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z"),
            i.kind,
            i.longitude,
            i.latitude,
        )
        for i in CHICAGO
    ]
    header = ["OBJECT_NUMBER", "OccurredDate", "Crime", "X", "Y"]
    return write_csv(folder / "police_incidents.csv", header, rows, encoding="utf-8-sig")


def arcgis_epoch_and_mercator(folder: Path) -> Path:
    zone, move = ZoneInfo("America/Chicago"), pyproj.Transformer.from_crs(4326, 3857, always_xy=True)
    rows = []
    for i in CHICAGO:
        x, y = move.transform(i.longitude, i.latitude)
        stamp = int(i.when.replace(tzinfo=zone).timestamp() * 1000)
        rows.append((i.number, stamp, i.kind, f"{x:.3f}", f"{y:.3f}"))
    return write_csv(
        folder / "crime.csv", ["CaseNumber", "ReportedDateTime", "Offense", "POINT_X", "POINT_Y"], rows
    )


def semicolons_and_decimal_commas(folder: Path) -> Path:
    rows = [
        (
            i.number,
            f"{i.when:%d.%m.%Y %H:%M}",
            i.kind,
            str(i.latitude).replace(".", ","),
            str(i.longitude).replace(".", ","),
        )
        for i in BERLIN
    ]
    header = ["Incident Nr", "Incident Date", "Crime Straße", "Breitengrad", "Längengrad"]
    return write_csv(folder / "polizei_crime.csv", header, rows, delimiter=";", encoding="cp1252")


def british_grid_below_a_title(folder: Path) -> Path:
    move = pyproj.Transformer.from_crs(4326, 27700, always_xy=True)
    rows = []
    for i in LEEDS:
        east, north = move.transform(i.longitude, i.latitude)
        rows.append((f"C{i.number}", f"{i.when:%d/%m/%Y %H:%M:%S}", round(east, 1), round(north, 1), i.kind))
    header = ["Crime Ref", "Offence Date", "Easting", "Northing", "Offence Type"]
    return write_csv(folder / "crime.txt", header, rows, delimiter="\t", before="Recorded crime 2026\n")


def swapped_columns(folder: Path) -> Path:
    rows = [(i.number, am_pm(i.when), i.kind, i.longitude, i.latitude) for i in CHICAGO]
    return write_csv(folder / "crime.csv", ["Case ID", "Occurred", "Offense", "Latitude", "Longitude"], rows)


def pipes_in_utf16(folder: Path) -> Path:
    rows = [(i.number, f"{i.when:%d-%b-%Y %H:%M}", i.kind, i.latitude, i.longitude) for i in LEEDS]
    header = ["Incident Id", "Start Time", "Crime", "Lat", "Long"]
    return write_csv(folder / "crime.csv", header, rows, delimiter="|", encoding="utf-16")


def degrees_times_a_million(folder: Path) -> Path:
    rows = [
        (i.number, f"{i.when:%Y%m%d %H:%M}", i.kind, round(abs(i.longitude) * 1e6), round(i.latitude * 1e6))
        for i in CHICAGO
    ]
    return write_csv(folder / "crime.csv", ["Case No", "Date", "Offense", "XCOORD", "YCOORD"], rows)


def spreadsheet(folder: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Incident Number", "Occurred", "Offence", "Latitude", "Longitude"])
    for i in LEEDS:
        sheet.append([i.number, i.when, i.kind, i.latitude, i.longitude])
    book.save(folder / "crime.xlsx")
    return folder / "crime.xlsx"


def geojson_points(folder: Path) -> Path:
    frame = gpd.GeoDataFrame(
        {
            "incident_id": [f"A{i.number}" for i in CHICAGO],
            "occurred": [f"{i.when:%Y/%m/%d %H:%M:%S}" for i in CHICAGO],
            "offense": [i.kind for i in CHICAGO],
        },
        geometry=[shapely.Point(i.longitude, i.latitude) for i in CHICAGO],
        crs="EPSG:4326",
    )
    frame.to_file(folder / "police.geojson")
    return folder / "police.geojson"


TOWNS: list[tuple[Callable[[Path], Path], list[Incident], str, str]] = [
    (socrata_pair, CHICAGO, "America/Chicago", "both coordinates are in column Location"),
    (well_known_text, CHICAGO, "America/Chicago", "POINT (lon lat)"),
    (date_and_time_apart, CHICAGO, "America/Chicago", "clock time from IncidentTime"),
    (midnight_date_and_military_time, CHICAGO, "America/Chicago", "clock time from time_occurred"),
    (utc_with_z, CHICAGO, "America/Chicago", "marked as UTC"),
    (arcgis_epoch_and_mercator, CHICAGO, "America/Chicago", "Web Mercator"),
    (semicolons_and_decimal_commas, BERLIN, "Europe/Berlin", "decimal comma"),
    (british_grid_below_a_title, LEEDS, "Europe/London", "British National Grid"),
    (swapped_columns, CHICAGO, "America/Chicago", "look swapped"),
    (pipes_in_utf16, LEEDS, "Europe/London", "utf-16"),
    (degrees_times_a_million, CHICAGO, "America/Chicago", "multiplied by 1,000,000"),
    (spreadsheet, LEEDS, "Europe/London", "excel"),
    (geojson_points, CHICAGO, "America/Chicago", "vector"),
]


@pytest.mark.parametrize(
    ("town", "expected", "zone", "said"), TOWNS, ids=[town[0].__name__ for town in TOWNS]
)
def test_inspect_and_twenty_lines_bring_a_city_in(
    tmp_path: Path, town: Callable[[Path], Path], expected: list[Incident], zone: str, said: str
) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    proposal = inspect_file(town(raw))
    block = proposal.as_toml()
    assert said in block
    lines = ['id = "town"', 'name = "A town"', f'time_zone = "{zone}"']
    lines += [line for line in block.splitlines() if not line.startswith("#")]
    assert len(lines) <= 20
    assert proposal.settings["feed"] == "police_activity"
    place = tmp_path / "town.toml"
    place.write_text("\n".join(lines), encoding="utf-8")
    (report,) = load_place(place, raw, tmp_path / "home", now=NOW)
    assert (report.rows_read, report.rows_loaded, report.rows_unlocated) == (60, 60, 0)
    con = store.read_only(store.restricted_path(tmp_path / "home"))
    columns = "event_id, occurred_local, latitude, longitude, category"
    rows = store.rows(con, f"select {columns} from police_activity order by row_number")
    con.close()
    for incident, (number, when, latitude, longitude, category) in zip(expected, rows, strict=True):
        assert str(incident.number) in number
        assert when == incident.when
        assert (latitude, longitude) == pytest.approx((incident.latitude, incident.longitude), abs=3e-5)
        assert category == ("possession" if incident.kind.startswith("NARC") else "other")


def test_state_plane_feet_are_said_to_be_unknown_and_load_once_named(tmp_path: Path) -> None:
    move = pyproj.Transformer.from_crs(4326, 3435, always_xy=True)  # Illinois East, US feet
    rows = []
    for i in CHICAGO:
        x, y = move.transform(i.longitude, i.latitude)
        rows.append((i.number, f"{i.when:%Y-%m-%d %H:%M}", i.kind, f"{x:.2f}", f"{y:.2f}"))
    path = write_csv(tmp_path / "crime.csv", ["Case", "Date", "Offense", "X_COORD", "Y_COORD"], rows)
    proposal = inspect_file(path)
    assert any("projected" in doubt and "set crs" in doubt for doubt in proposal.doubts)
    assert "crs" not in proposal.settings
    place = tmp_path / "town.toml"
    head = 'id = "town"\nname = "A town"\ntime_zone = "America/Chicago"\n'
    block = proposal.as_toml().replace("[[source]]", '[[source]]\ncrs = "EPSG:3435"')
    place.write_text(head + block, encoding="utf-8")
    (report,) = load_place(place, tmp_path, tmp_path / "home", now=NOW)
    assert report.rows_loaded == 60
