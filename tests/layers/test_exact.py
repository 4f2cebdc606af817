"""Exact figures: the published pipeline with nothing withheld, counted again in the plainest way."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from etl import store
from etl.errors import BadInputError
from layers.chosen import Chosen
from layers.publish import exact as exact_module
from layers.publish.exact import exact_folder, exact_name, make_exact
from layers.publish.held import opened
from layers.published.filtered import Filtered
from layers.published.rows import NO_DATA, RELEASED
from layers.published.version import Published
from layers.week import WeekHours
from tests.layers.town import Town, build_town

YEAR = "2025Q4-2026Q3"
NIGHT = WeekHours(frozenset((day * 24 + 22 + hour) % 168 for day in (4, 5) for hour in range(6)))


@pytest.fixture(scope="module")
def exact_town(tmp_path_factory: pytest.TempPathFactory) -> Town:
    """A town of its own, since it is written to; a third of the police rows know only the day."""
    town = build_town(tmp_path_factory.mktemp("exact") / "home")
    con = store.connect(store.restricted_path(town.home))
    con.execute(
        "update police_activity set occurred_local = null, time_precision = 'day' where row_number % 3 = 0"
    )
    con.close()
    return town


@pytest.fixture(scope="module")
def whole(exact_town: Town) -> Iterator[Published]:
    name = make_exact(exact_town.home)
    found = Published(exact_folder(exact_town.home) / f"{name}.duckdb")
    yield found
    found.close()


def in_year(rows: dict[str, list[object]], at: int) -> bool:
    month = rows["occurred_month"][at]
    assert isinstance(month, dt.date)
    return dt.date(2025, 10, 1) <= month < dt.date(2026, 10, 1)


def plain_counts(
    rows: dict[str, list[object]], column: str, hours: frozenset[int] | None = None
) -> Counter[object]:
    """Count the last year's events by a column, in some hours of the week only."""
    found: Counter[object] = Counter()
    for at, moment in enumerate(rows["occurred_local"]):
        assert isinstance(moment, dt.datetime)
        slot = moment.weekday() * 24 + moment.hour
        if in_year(rows, at) and rows[column][at] is not None and (hours is None or slot in hours):
            found[rows[column][at]] += 1
    return found


@pytest.mark.parametrize("resolution", [7, 8, 9])
def test_every_cell_is_the_plain_count(exact_town: Town, whole: Published, resolution: int) -> None:
    grid = f"r{resolution}"
    figures, cells = whole.figures("overdose_calls", grid, YEAR), whole.cells(grid)
    plain = plain_counts(exact_town.calls, f"cell_{resolution}")
    assert [plain[int(cell)] for cell in cells.cell] == figures.count.tolist()
    assert set(figures.state.tolist()) == {RELEASED}
    assert 0 < min(count for count in figures.count if count) < 8
    assert np.allclose(figures.value, np.round(figures.count / cells.area_km2, 4), atol=1e-4)


def test_nothing_is_withheld_or_borrowed_anywhere(whole: Published) -> None:
    assert whole.meta().exact
    states = {
        int(state)
        for triple in whole.catalogue()
        for state in np.unique(whole.figures(*triple).state).tolist()
    }
    assert states == {RELEASED, NO_DATA}


def test_quarters_come_on_every_grid(whole: Published) -> None:
    assert {"place", "area", "r7", "r8", "r9"} == {
        grid for layer, grid, period in whole.catalogue() if (layer, period) == ("overdose_calls", "2026Q3")
    }


def test_the_file_stays_with_the_events_and_changes_with_them(tmp_path: Path) -> None:
    town = build_town(tmp_path / "home")
    first = make_exact(town.home)
    made = (exact_folder(town.home) / f"{first}.duckdb").stat().st_ino
    assert make_exact(town.home) == first == exact_name(town.home)
    assert (exact_folder(town.home) / f"{first}.duckdb").stat().st_ino == made
    assert not (town.home / "published").exists()
    assert exact_folder(town.home).stat().st_mode & 0o077 == 0
    con = store.connect(store.restricted_path(town.home))
    con.execute("delete from overdose_call where row_number = 77")
    con.close()
    second = make_exact(town.home)
    assert second != first
    assert [path.stem for path in exact_folder(town.home).glob("*.duckdb")] == [second]


def test_two_servers_do_not_make_them_at_once(exact_town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    refused: list[BadInputError] = []

    def again(*_: object) -> str:
        with pytest.raises(BadInputError, match="another server") as error:
            make_exact(exact_town.home)
        refused.append(error.value)
        return exact_name(exact_town.home)

    real = exact_module._name
    monkeypatch.setattr(exact_module, "_name", lambda *of: (monkeypatch.undo(), again(), real(*of))[2])
    make_exact(exact_town.home)
    assert refused


@pytest.mark.parametrize("resolution", [7, 8, 9])
def test_chosen_hours_are_counted_again(exact_town: Town, whole: Published, resolution: int) -> None:
    grid, night = f"r{resolution}", Filtered(whole, Chosen(NIGHT))
    figures, cells = night.figures("overdose_calls", grid, YEAR), whole.cells(grid)
    plain = plain_counts(exact_town.calls, f"cell_{resolution}", NIGHT.hours)
    assert [plain[int(cell)] for cell in cells.cell] == figures.count.tolist()
    assert 0 < figures.count.sum() < whole.figures("overdose_calls", grid, YEAR).count.sum()
    assert np.allclose(figures.value, np.round(figures.count / cells.area_km2, 4), atol=1e-4)
    limits = night.scale("overdose_calls", grid, "year")
    assert limits == tuple(sorted(limits))
    assert limits != whole.scale("overdose_calls", grid, "year")


def test_all_hours_but_one_and_that_one_make_the_whole(whole: Published) -> None:
    one, rest = (
        Filtered(whole, Chosen(WeekHours(frozenset(hours)))) for hours in ({60}, set(range(168)) - {60})
    )
    for layer in ("overdose_calls", "overdosed_alone"):
        for grid in ("place", "area", "r8"):
            both = sum(np.nan_to_num(each.figures(layer, grid, YEAR).count) for each in (one, rest))
            assert both.tolist() == np.nan_to_num(whole.figures(layer, grid, YEAR).count).tolist()


def test_events_without_an_hour_are_left_out_and_told(exact_town: Town, whole: Published) -> None:
    night, rows = Filtered(whole, Chosen(NIGHT)), exact_town.police
    told = night.unplaced("recorded_police_activity", YEAR)
    wanted = [
        at
        for at, number in enumerate(rows["row_number"])
        if isinstance(number, int)
        and number % 3 == 0
        and rows["category"][at] == "possession"
        and in_year(rows, at)
    ]
    assert wanted
    assert [(each.source, each.time_precision, each.events) for each in told] == [
        ("police", "day", len(wanted))
    ]
    assert night.unplaced("overdose_calls", YEAR) == []


def test_what_has_no_hours_stays_as_it_is(whole: Published) -> None:
    night = Filtered(whole, Chosen(NIGHT))
    assert "income_deprivation" not in night.filtered_layers()
    same = night.figures("income_deprivation", "r8", "current").value
    assert np.array_equal(same, whole.figures("income_deprivation", "r8", "current").value, equal_nan=True)
    found = {each.layer_id: each for each in night.row_figures("r8", 5, YEAR)}
    calls = night.figures("overdose_calls", "r8", YEAR)
    assert found["overdose_calls"].count == int(calls.count[5])
    assert night.version == f"{whole.version}~{NIGHT.code}" == night.meta().version


def test_the_database_leaves_memory_to_the_rest_and_puts_more_by_beside_the_events(exact_town: Town) -> None:
    with opened(exact_town.home) as held, store.connect() as plain:
        settings = "select current_setting('memory_limit'), current_setting('temp_directory')"
        (ours, folder), (theirs, _) = (store.rows(con, settings)[0] for con in (held.con, plain))
        share = gibibytes(ours) / gibibytes(theirs)
    assert 0.25 < share < 0.4  # 25 % beside 80 %
    assert Path(folder).parent == store.restricted_path(exact_town.home).parent


def gibibytes(told: str) -> float:
    number, unit = told.split()
    return float(number) * {"GiB": 1.0, "MiB": 2.0**-10, "TiB": 2.0**10}[unit]
