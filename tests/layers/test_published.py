from __future__ import annotations

import dataclasses
import os
import shutil
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb
import numpy as np
import pytest

from etl.errors import BadInputError
from layers.published.home import PublishedHome, published_status
from layers.published.rows import NO_DATA, PARENT, RELEASED, WITHHELD
from layers.published.version import Published
from tests.published_fixture import REGATTA, WINDOW, point_at, write_published

FIRST, SECOND = "20261122-0123456789ab", "20261123-ba9876543210"
YEAR = "2025Q4-2026Q3"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("home")
    write_published(home, FIRST)
    return home


@pytest.fixture(scope="module")
def published(home: Path) -> Published:
    return PublishedHome(home).current()


def two_versions(tmp_path: Path, home: Path) -> Path:
    """Return a home with two versions, the first current."""
    folder = tmp_path / "published"
    folder.mkdir()
    shutil.copy(home / "published" / f"{FIRST}.duckdb", folder)
    write_published(tmp_path, SECOND, seed=8)
    point_at(tmp_path, FIRST)
    return tmp_path


def test_meta_says_what_the_place_is(published: Published) -> None:
    meta = published.meta()
    assert meta.place.name == "Fixture Haven"
    assert meta.place.invented
    assert meta.version == published.version == FIRST
    west, south, east, north = meta.place.bounds
    assert west < meta.place.centre[0] < east
    assert south < meta.place.centre[1] < north
    assert "Not for targeting" in meta.purpose
    assert (meta.default_view.layer, meta.default_view.grid) == ("score_social", "r8")


def test_a_layer_without_data_is_listed_and_has_no_figures(published: Published) -> None:
    layer = published.layers()["evictions"]
    assert layer.missing == ("area_indicator:evictions",)
    assert published.grids("evictions") == []
    with pytest.raises(KeyError):
        published.figures("evictions", "r8", YEAR)


def test_grids_run_from_coarse_to_fine(published: Published) -> None:
    assert published.grids() == ["place", "area", "r7", "r8", "r9"]
    assert published.size("place") == 1
    assert published.size("area") == 8


def test_figures_line_up_with_the_cells(published: Published) -> None:
    cells = published.cells("r9")
    found = published.figures("overdose_calls", "r9", WINDOW)
    assert len(found.value) == len(found.count) == len(found.state) == len(found.low) == len(cells)
    assert set(found.state) == {RELEASED, PARENT, WITHHELD}
    assert np.isnan(found.value[found.state == WITHHELD]).all()
    assert np.isnan(found.count[found.state == WITHHELD]).all()
    released = found.state == RELEASED
    assert not np.isnan(found.value[released]).any()
    assert ((found.count[released] == 0) | (found.count[released] >= 8)).all()
    one = int(np.flatnonzero(released & (found.value > 0))[0])
    (figure,) = [
        each for each in published.cell_figures("r9", one, WINDOW) if each.layer_id == "overdose_calls"
    ]
    assert (figure.value, figure.count) == (found.value[one], found.count[one])


def test_a_stand_in_has_its_parents_figure(published: Published) -> None:
    fine, coarse = (published.figures("overdose_calls", grid, YEAR) for grid in ("r8", "r7"))
    rows = np.flatnonzero(fine.state == PARENT)
    assert len(rows)
    parents = published.cells("r8").parent_row[rows]
    assert (fine.value[rows] == coarse.value[parents]).all()


def test_rows_that_a_layer_does_not_mention_have_no_data(published: Published) -> None:
    found = published.figures("derelict_buildings", "r8", "current")
    missing = found.state == NO_DATA
    assert missing.any()
    assert np.isnan(found.value[missing]).all()


def test_the_latest_comparable_period_is_chosen(published: Published) -> None:
    assert published.best_period("overdose_calls", "r8") == YEAR
    assert published.best_period("overdose_calls", "r8", "2023Q4-2024Q3") == "2023Q4-2024Q3"
    assert published.best_period("overdose_calls", "r9", YEAR) == WINDOW
    assert published.best_period("derelict_buildings", "r8", YEAR) == "current"
    assert published.best_period("evictions", "r8") is None


def test_periods_come_in_time_order(published: Published) -> None:
    years = [period.id for period in published.periods("overdose_calls", "r8") if period.kind == "year"]
    assert years == sorted(years)
    assert (
        len([period for period in published.periods("overdose_calls", "area") if period.kind == "quarter"])
        == 12
    )


def test_unknown_rows_and_areas_are_refused(published: Published) -> None:
    for grid, row in (("r8", -1), ("r8", 10_000), ("place", 1), ("r4", 0)):
        with pytest.raises(KeyError):
            published.cell_figures(grid, row)
    with pytest.raises(KeyError):
        published.area_figures("nowhere")
    assert {figure.grid for figure in published.area_figures("A1")} == {"area"}
    assert {figure.grid for figure in published.place_figures()} == {"place"}


def test_a_confidential_service_has_a_cell_and_no_position(published: Published) -> None:
    hidden = [service for service in published.services() if service.setting == "confidential"]
    assert len(hidden) == 1
    assert hidden[0].latitude is None
    assert hidden[0].longitude is None
    assert hidden[0].cell is not None


def test_venues_have_keys_of_their_own_and_festivals_their_days(
    published: Published, monkeypatch: pytest.MonkeyPatch
) -> None:
    venues = published.venues()
    assert venues.keys() == {"V1", "F1"}
    assert (venues["F1"].starts_on, venues["F1"].ends_on) == REGATTA
    assert venues["V1"].starts_on is None
    twins = [dataclasses.replace(venues["V1"], latitude=value) for value in (42.1, 42.2)]
    monkeypatch.setattr(Published, "sites", lambda _: (*twins, dataclasses.replace(venues["F1"], id="")))
    keys = list(published._read_venues())
    assert len(set(keys)) == 3
    assert keys[0].startswith("V1@42.10000,")


def test_a_version_from_before_festivals_had_days_still_opens(tmp_path: Path, home: Path) -> None:
    old = tmp_path / f"{FIRST}.duckdb"
    shutil.copy(home / "published" / f"{FIRST}.duckdb", old)
    con = duckdb.connect(str(old))
    con.execute("alter table sites drop column starts_on")
    con.execute("alter table sites drop column ends_on")
    con.close()
    opened = Published(old)
    assert {site.name: site.starts_on for site in opened.venues().values()} == {
        "The Anchor": None,
        "Regatta Nights": None,
    }
    opened.close()


def test_the_rest_of_the_file_is_readable(published: Published) -> None:
    assert [area.row for area in published.areas()] == list(range(8))
    assert {spot.name for spot in published.hotspots()} == {"Quayside", "Northgate"}
    assert {site.kind for site in published.sites()} == {"venue", "school"}
    assert "water" in published.base_kinds()
    assert all(feature.geometry_wkb for feature in published.base_features("street"))
    assert published.sources()[0].rows_superseded == "under 8"
    assert len(published.hours("overdose_calls", "place")) == 7 * 24
    assert [value.period for value in published.panel("treatment_funding")] == ["2023", "2024", "2025"]
    assert published.scale("score_social", "r8", "current") == (0.2, 0.4, 0.6, 0.8)
    assert published.scale("evictions", "r8", "year") == ()


def test_rows_cannot_be_changed(published: Published) -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        published.areas()[0].name = "Elsewhere"  # type: ignore[misc]


def test_status_counts_cells_with_and_without_figures(home: Path) -> None:
    status = published_status(home)
    assert status is not None
    assert (status["version"], status["grid"]) == (FIRST, "r8")
    layers = {layer["id"]: layer for layer in status["layers"]}
    calls = layers["overdose_calls"]
    assert calls["cells_with_value"] + calls["withheld"] == status["cells"]
    assert calls["withheld"] > 0
    assert layers["evictions"]["cells_with_value"] == 0


def test_status_of_an_empty_home_is_none(tmp_path: Path) -> None:
    assert published_status(tmp_path) is None


def test_nothing_published_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match="safepassage publish"):
        PublishedHome(tmp_path).current()


@pytest.mark.parametrize("name", ["../restricted/store", "20261122-XYZ", "", "20261122-0123456789ab/.."])
def test_a_pointer_that_names_no_version_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "published").mkdir()
    (tmp_path / "published" / "current").write_text(name)
    with pytest.raises(BadInputError, match="does not name a version"):
        PublishedHome(tmp_path).current()


def test_a_missing_or_broken_file_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "published"
    folder.mkdir()
    (folder / "current").write_text(FIRST)
    with pytest.raises(BadInputError, match="missing"):
        PublishedHome(tmp_path).current()
    (folder / f"{FIRST}.duckdb").write_bytes(b"not a database" * 1000)
    with pytest.raises(BadInputError):
        PublishedHome(tmp_path).current()


def test_the_file_cannot_be_written_and_nothing_else_can_be_read(published: Published, home: Path) -> None:
    secret = home / "secret.csv"
    secret.write_text("a\n1\n")
    cursor = published._connection.cursor()
    for statement in (
        "create table x (y integer)",
        "delete from figures",
        f"select * from read_csv('{secret}')",
        f"attach '{secret}.duckdb'",
        "set enable_external_access = true",
    ):
        with pytest.raises(Exception, match=r"read-only|disabled|locked|Cannot|Permission"):
            cursor.execute(statement)


def test_a_version_stays_readable_while_held(tmp_path: Path, home: Path) -> None:
    follower = PublishedHome(two_versions(tmp_path, home))
    old = follower.current()
    before = old.figures("overdose_calls", "r8", YEAR).value
    point_at(tmp_path, SECOND)
    (tmp_path / "published" / f"{FIRST}.duckdb").unlink()
    assert follower.current().version == SECOND
    np.testing.assert_array_equal(old.figures("overdose_calls", "r8", YEAR).value, before)
    assert len(old.base_features("street")) > 0  # not read before: still from the old file


def test_swaps_under_load_never_mix_versions(tmp_path: Path, home: Path) -> None:
    follower = PublishedHome(two_versions(tmp_path, home))
    expected = {}
    for name in (FIRST, SECOND):
        point_at(tmp_path, name)
        expected[name] = np.nansum(follower.current().figures("overdose_calls", "r8", YEAR).value)
    assert expected[FIRST] != expected[SECOND]
    done = threading.Event()

    def read() -> set[str]:
        seen = set()
        while not done.is_set():
            now = follower.current()
            assert now.meta().version == now.version
            assert np.nansum(now.figures("overdose_calls", "r8", YEAR).value) == expected[now.version]
            seen.add(now.version)
        return seen

    with ThreadPoolExecutor(6) as pool:
        readers = [pool.submit(read) for _ in range(6)]
        for swap in range(30):
            point_at(tmp_path, (FIRST, SECOND)[swap % 2])
            threading.Event().wait(0.03)
        done.set()
        seen = set().union(*(reader.result(timeout=20) for reader in readers))
    assert seen == {FIRST, SECOND}


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are not forked here")
def test_a_process_forked_later_opens_its_own_connection(home: Path) -> None:
    follower = PublishedHome(home)
    follower._open, follower._process = follower.current(), os.getpid() + 1  # as it looks to a forked child
    ours = follower._open
    assert follower.current() is not ours
