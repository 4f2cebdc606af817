"""Settings that open data needs: both coordinates in a column, stand-ins, epochs, zipped CSV, clipping."""

from __future__ import annotations

import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from etl import store
from etl.load.place import load_place
from etl.load.source import RunReport

NOW = datetime(2026, 11, 22, tzinfo=UTC)
HEAD = 'id = "town"\nname = "Town"\ntime_zone = "America/Chicago"\n'


def load(folder: Path, toml: str) -> tuple[list[RunReport], Path]:
    place = folder / "place.toml"
    place.write_text(HEAD + toml, encoding="utf-8")
    return load_place(place, folder, folder / "home", now=NOW), folder / "home"


def stored(home: Path, statement: str) -> list[tuple[Any, ...]]:
    con = store.read_only(store.restricted_path(home))
    found = store.rows(con, statement)
    con.close()
    return found


NEEDLES = """
[[source]]
id = "needles"
feed = "needle_report"
files = ["{file}"]
{settings}
columns = {{ event_id = "id", occurred_at = "when", latitude = "{lat}", longitude = "{lon}" }}
"""


def test_one_column_holds_both_coordinates(tmp_path: Path) -> None:
    (tmp_path / "n.csv").write_text(
        'id,when,where\n1,2026-03-01,"(41.5, -87.25)"\n2,2026-03-01,POINT (-87.25 41.5)\n'
        "3,2026-03-01,\n4,2026-03-01,near the park\n"
        '5,2026-03-01,"41.5,-87.25"\n6,2026-03-01,point(-87.25 41.5)\n',
        encoding="utf-8",
    )
    (report,), home = load(tmp_path, NEEDLES.format(file="n.csv", settings="", lat="where", lon="where"))
    assert report.reasons == {"coordinates_not_numbers": 1}
    assert (report.rows_loaded, report.rows_unlocated) == (5, 1)
    rows = stored(home, "select event_id, latitude, longitude from needle_report order by event_id")
    located = [("1", 41.5, -87.25), ("2", 41.5, -87.25)]
    assert rows == [*located, ("3", None, None), ("5", 41.5, -87.25), ("6", 41.5, -87.25)]


def test_a_stand_in_point_is_no_location(tmp_path: Path) -> None:
    (tmp_path / "n.csv").write_text(
        "id,when,lat,lon\n1,2026-03-01,42.3594,-71.0587\n2,2026-03-01,42.3594,-71.06\n", encoding="utf-8"
    )
    settings = 'unlocated_at = ["42.3594, -71.0587"]'
    (report,), home = load(tmp_path, NEEDLES.format(file="n.csv", settings=settings, lat="lat", lon="lon"))
    assert (report.rows_loaded, report.rows_unlocated) == (2, 1)
    assert stored(home, "select event_id from needle_report where latitude is null") == [("1",)]


def test_seconds_since_1970_are_utc(tmp_path: Path) -> None:
    (tmp_path / "n.csv").write_text(
        "id,when,lat,lon\n1,1772400000,41.5,-87.5\n2,not known,41.5,-87.5\n", encoding="utf-8"
    )
    settings = 'time_format = ["epoch_s"]\ntime_zone = "UTC"\ntime_precision = "second"'
    (report,), home = load(tmp_path, NEEDLES.format(file="n.csv", settings=settings, lat="lat", lon="lon"))
    assert report.reasons == {"occurred_at_unparsed": 1}
    rows = stored(home, "select occurred_utc, occurred_local from needle_report")
    assert rows == [(datetime(2026, 3, 1, 21, 20), datetime(2026, 3, 1, 15, 20))]


def test_a_csv_is_read_out_of_a_zip(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "n.zip", "w") as packed:
        packed.writestr("__MACOSX/._n.csv", b"litter")
        packed.writestr("2026/n.csv", "id,when,lat,lon\n1,2026-03-01,41.5,-87.5\n")
        packed.writestr("2026/other.csv", "a,b\n")
    settings = 'member = "n.csv"'
    (report,), home = load(tmp_path, NEEDLES.format(file="n.zip", settings=settings, lat="lat", lon="lon"))
    assert report.rows_loaded == 1
    assert stored(home, "select file from needle_report") == [("n.zip",)]


CLIPPED = """
[[source]]
id = "areas"
feed = "boundary"
files = ["areas.csv"]
columns = { area_id = "id", name = "id", geometry = "shape" }
constants = { level = "small_area" }
[[source]]
id = "income"
feed = "area_indicator"
files = ["income.csv"]
outside = "drop"
columns = { area_id = "id", value = "income" }
constants = { indicator = "median_income", period = "2026" }
"""


def test_a_national_table_keeps_the_places_areas_and_follows_them(tmp_path: Path) -> None:
    square = '"POLYGON ((-87.6 41.5, -87.5 41.5, -87.5 41.6, -87.6 41.6, -87.6 41.5))"'
    (tmp_path / "areas.csv").write_text(f"id,shape\nA,{square}\n", encoding="utf-8")
    (tmp_path / "income.csv").write_text("id,income\nA,5\nB,6\nplace,7\nC,8\n", encoding="utf-8")
    reports, _ = load(tmp_path, CLIPPED)
    assert (reports[1].rows_read, reports[1].rows_loaded, reports[1].rows_filtered) == (2, 2, 2)
    assert [report.state for report in load(tmp_path, CLIPPED)[0]] == ["unchanged", "unchanged"]
    (tmp_path / "areas.csv").write_text(f"id,shape\nA,{square}\nB,{square}\n", encoding="utf-8")
    reports, home = load(tmp_path, CLIPPED)
    assert reports[1].state == "loaded"
    assert stored(home, "select area_id from area_indicator order by 1") == [("A",), ("B",), ("place",)]
