"""A place without a boundary: where its ground is laid, and that no single event shows in its shape."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pytest

from etl import cells as h3
from etl import store
from etl.errors import BadInputError
from etl.load.place import load_place
from layers.publish.version import publish

NOW = dt.datetime(2026, 11, 22, tzinfo=dt.UTC)
HEAD = 'id = "x"\nname = "X"\ntime_zone = "UTC"\n'
CALLS = """
[[source]]
id = "calls"
feed = "overdose_call"
files = ["calls.csv"]
time_format = ["%Y-%m-%d"]
time_precision = "day"
columns = { event_id = "id", occurred_at = "day", latitude = "lat", longitude = "lon" }
"""
SERVICES = """
[[source]]
id = "services"
feed = "service"
files = ["services.csv"]
columns = { name = "name", latitude = "lat", longitude = "lon", setting = "setting" }
constants = { type = "shelter" }
identity = "row"
"""


def home_with(
    folder: Path, calls: list[tuple[str, float, float]], services: list[tuple[str, float, float]]
) -> Path:
    rows = [f"{n},{day},{lat},{lon}" for n, (day, lat, lon) in enumerate(calls)]
    (folder / "calls.csv").write_text("\n".join(["id,day,lat,lon", *rows]) + "\n")
    rows = [f"S{n},{setting},{lat},{lon}" for n, (setting, lat, lon) in enumerate(services)]
    (folder / "services.csv").write_text("\n".join(["name,setting,lat,lon", *rows]) + "\n")
    (folder / "place.toml").write_text(HEAD + (CALLS if calls else "") + (SERVICES if services else ""))
    load_place(folder / "place.toml", folder, folder / "home", now=NOW)
    return folder / "home"


def published_cells(home: Path, resolution: int) -> set[int]:
    version = publish(home, as_of=dt.date(2026, 11, 20))
    con = store.read_only(home / "published" / f"{version}.duckdb")
    try:
        rows = store.rows(con, "select cell from cells where grid = $grid", {"grid": f"r{resolution}"})
    finally:
        con.close()
    return {cell for (cell,) in rows}


def days(count: int, lat: float, lon: float, year: int = 2025) -> list[tuple[str, float, float]]:
    return [(f"{year}-{1 + n % 9:02d}-1{n % 9}", lat, lon) for n in range(count)]


def cell(lat: float, lon: float, resolution: int) -> int:
    return int(h3.index_points(np.array([lat]), np.array([lon]), resolution)[0])


def test_a_lone_event_far_away_does_not_shape_the_place(tmp_path: Path) -> None:
    home = home_with(
        tmp_path, days(40, 41.6, -93.6) + days(7, 41.6, -93.2) + days(30, 41.9, -93.6, 2026)[-3:], []
    )
    cells = published_cells(home, 9)
    assert cell(41.6, -93.6, 9) in cells
    assert cell(41.6, -93.2, 9) not in cells
    assert cell(41.9, -93.6, 9) not in cells


def test_events_too_new_to_publish_do_not_shape_the_place(tmp_path: Path) -> None:
    new = [(f"2026-11-{1 + n:02d}", 41.9, -93.6) for n in range(12)]
    cells = published_cells(home_with(tmp_path, days(40, 41.6, -93.6) + new, []), 7)
    assert cell(41.9, -93.6, 7) not in cells


def test_few_events_far_apart_lay_a_coarser_ground(tmp_path: Path) -> None:
    siblings = h3.children(h3.parents(h3.index_points(np.array([41.6]), np.array([-93.6]), 7), 6), 7)
    calls = [call for lat, lon in zip(*h3.centres(siblings), strict=True) for call in days(2, lat, lon)]
    assert set(siblings.tolist()) <= published_cells(home_with(tmp_path, calls, []), 7)


def test_a_place_of_services_alone_can_be_published_unless_they_are_confidential(tmp_path: Path) -> None:
    home = home_with(tmp_path, [], [("fixed", -33.87, 151.2), ("confidential", -33.5, 151.2)])
    cells = published_cells(home, 7)
    assert cell(-33.87, 151.2, 7) in cells
    assert cell(-33.5, 151.2, 7) not in cells


def test_nothing_old_enough_is_refused_and_says_when(tmp_path: Path) -> None:
    home = home_with(tmp_path, days(40, 41.6, -93.6), [])
    with pytest.raises(BadInputError, match="too few located events before 2024-10-01"):
        publish(home, as_of=dt.date(2025, 1, 20))
    assert not (home / "published" / "current").exists()


def test_a_place_across_the_180th_meridian_is_refused_in_words(tmp_path: Path) -> None:
    home = home_with(tmp_path, days(20, -16.8, 179.99) + days(20, -16.8, -179.99), [])
    with pytest.raises(BadInputError, match="both sides of the 180th meridian"):
        publish(home, as_of=dt.date(2026, 11, 20))
