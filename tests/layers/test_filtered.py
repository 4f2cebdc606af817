"""Chosen hours and days, whole months from cubes and edges from events, against the plainest count."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from etl import store
from layers.chosen import Chosen
from layers.days import Days, days_in, month_of
from layers.publish import event_rows
from layers.publish.event_rows import LEAST, SCHEMA, arrange
from layers.publish.exact import exact_folder, make_exact
from layers.published.filtered import Filtered
from layers.published.kept import Kept
from layers.published.rows import NO_DATA
from layers.published.version import Published
from layers.week import HOURS, WeekHours
from tests.layers.town import Town, build_town

YEAR, WINDOW = "2025Q4-2026Q3", "2023Q4-2026Q3:all"
LAYER, POLICE = "overdose_calls", "recorded_police_activity"
START, MONTHS = dt.date(2023, 10, 1), 36


@pytest.fixture(scope="module")
def odd_town(tmp_path_factory: pytest.TempPathFactory) -> Town:
    """A town of its own: every third call knows only its day, every seventh only its month."""
    town = build_town(tmp_path_factory.mktemp("filtered") / "home")
    con = store.connect(store.restricted_path(town.home))
    for every, precision in ((3, "day"), (7, "month")):
        con.execute(
            f"update overdose_call set occurred_local = null, time_precision = '{precision}', "
            f"occurred_date = if('{precision}' = 'month', null, occurred_date) where row_number % {every} = 0"
        )
    con.close()
    return town


@pytest.fixture(scope="module", params=[LEAST, 0], ids=["cubes as they pay", "every cube"])
def whole(odd_town: Town, request: pytest.FixtureRequest) -> Iterator[Published]:
    for made in exact_folder(odd_town.home).glob("*.duckdb"):
        made.unlink()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(event_rows, "LEAST", request.param)
        make_exact(odd_town.home)
    found = Published(exact_folder(odd_town.home) / f"{make_exact(odd_town.home)}.duckdb")
    yield found
    found.close()


def random_choice(random: np.random.Generator) -> Chosen:
    first = START + dt.timedelta(int(random.integers(0, 1000)))
    days = Days(first, first + dt.timedelta(int(random.choice([0, 3, 40, 400]))))
    week = WeekHours(frozenset(random.choice(HOURS, int(random.integers(1, 160)), replace=False).tolist()))
    return Chosen(*((week, None), (None, days), (week, days))[int(random.integers(3))])


def is_chosen(chosen: Chosen, month: dt.date, moment: dt.datetime, precision: str) -> bool:
    if chosen.week and (
        precision != "second" or moment.weekday() * 24 + moment.hour not in chosen.week.hours
    ):
        return False
    if chosen.days is None:
        return True
    if precision == "month":  # in only where all of its month is
        last = month.replace(day=days_in(month_of(month)))
        return chosen.days.first <= month and last <= chosen.days.last
    return chosen.days.first <= moment.date() <= chosen.days.last


def test_any_choice_is_the_plain_count(odd_town: Town, whole: Published) -> None:
    random, calls, compared = np.random.default_rng(8), odd_town.calls, 0
    for _ in range(25):
        chosen, resolution = random_choice(random), int(random.integers(7, 10))
        plain: Counter[int] = Counter()
        for at, (moment, month) in enumerate(
            zip(calls["occurred_local"], calls["occurred_month"], strict=True)
        ):
            assert isinstance(moment, dt.datetime)
            assert isinstance(month, dt.date)
            number, cell = calls["row_number"][at], calls[f"cell_{resolution}"][at]
            assert isinstance(number, int)
            precision = "month" if number % 7 == 0 else "day" if number % 3 == 0 else "second"
            if cell is not None and is_chosen(chosen, month, moment, precision):
                assert isinstance(cell, int)
                plain[cell] += 1
        figures = Filtered(whole, chosen).figures(LAYER, f"r{resolution}", WINDOW)
        cells = whole.cells(f"r{resolution}").cell.tolist()
        if (figures.state == NO_DATA).all():  # only where nothing but an edge is chosen, and no day is known
            assert not plain
            continue
        assert [plain[cell] for cell in cells] == figures.count.tolist(), chosen
        compared += bool(plain)
    assert compared > 15
    made = len(whole._rows("cubes"))
    assert made == 0 or made == 2 * len(Filtered(whole, Chosen()).filtered_layers())


def test_events_that_know_no_day_are_left_out_of_edges_and_told(odd_town: Town, whole: Published) -> None:
    edge = Filtered(whole, Chosen(days=Days(dt.date(2025, 10, 2), dt.date(2026, 2, 28))))
    months, numbers = odd_town.calls["occurred_month"], odd_town.calls["row_number"]
    missed = [
        n for n, m in zip(numbers, months, strict=True) if m == dt.date(2025, 10, 1) and int(str(n)) % 7 == 0
    ]
    assert missed
    assert [(each.time_precision, each.events) for each in edge.unplaced(LAYER, YEAR)] == [
        ("month", len(missed))
    ]
    whole_months = Filtered(whole, Chosen(days=Days(dt.date(2025, 10, 1), dt.date(2026, 2, 28))))
    assert whole_months.unplaced(LAYER, YEAR) == []


def test_density_is_of_the_days_chosen(whole: Published) -> None:
    week = Filtered(whole, Chosen(days=Days(dt.date(2026, 2, 1), dt.date(2026, 2, 7))))
    figures, km2 = week.figures(LAYER, "r8", YEAR), whole.cells("r8").area_km2
    assert np.allclose(figures.value, np.round(figures.count / (km2 * 0.25 / 12), 4), atol=1e-4)
    outside = Filtered(whole, Chosen(days=Days(dt.date(2024, 2, 1), dt.date(2024, 2, 7))))
    assert set(outside.figures(LAYER, "r8", YEAR).state.tolist()) == {NO_DATA}
    assert not outside.has_days_of(YEAR)


def test_an_exact_file_holds_no_id_no_point_and_no_moment(whole: Published) -> None:
    named = {"layer_id", "month", "day", "slot", "source", "time_precision", "part"}
    assert whole._columns_of("events") == named | {f"{of}_row" for of in ("area", "coarse", "board", "fine")}


def test_what_was_put_by_for_a_killed_program_stops_nobody(odd_town: Town, whole: Published) -> None:
    spilled = exact_folder(odd_town.home) / ".build-exact-1-77.duckdb.tmp"
    spilled.mkdir()
    (spilled / "duckdb_temp_storage-0.tmp").write_bytes(b"events")
    assert make_exact(odd_town.home) == whole.version
    assert not spilled.exists()


def many_rows(events: int, cells: int, seed: int) -> pa.Table:
    """Return events of two layers: one in few cells, which a cube shrinks, and one in many."""
    random = np.random.default_rng(seed)
    few = random.random(events) < 0.8
    cell = np.where(few, random.integers(0, cells, events), random.integers(0, events, events))
    part = random.random(events) < 0.3
    columns = {
        "layer_id": np.where(few, "dense", "sparse"),
        "month": month_of(START) + random.integers(0, MONTHS, events),
        "day": random.integers(0, 32, events),
        "slot": random.integers(-1, HOURS, events),
        "source": np.where(part, "a", "b"),
        "time_precision": np.full(events, ""),
        "area_row": cell // 50,
        "coarse_row": cell // 49,
        "board_row": cell // 7,
        "fine_row": cell,
        "part": part,
    }
    return pa.table(columns).cast(SCHEMA)


def nearly_rows() -> pa.Table:
    """Return a layer of 1,000 cells with 5,900 events: shrunk 5.9 times, which an estimate may take for 6."""
    cell = np.arange(5_900) % 1_000
    plain = {name: np.zeros(len(cell), np.int64) for name in ("month", "day", "slot", "area_row")}
    grids = {f"{grid}_row": cell for grid in ("coarse", "board", "fine")}
    words = {name: np.full(len(cell), "") for name in ("source", "time_precision")}
    held = {"layer_id": np.full(len(cell), "nearly"), **plain, **grids, **words, "part": cell < 0}
    return pa.table([held[name] for name in SCHEMA.names], names=SCHEMA.names).cast(SCHEMA)


def test_cubes_are_kept_where_they_shrink_six_times_and_hold_what_the_events_hold(tmp_path: Path) -> None:
    con = store.connect(tmp_path / "made.duckdb")
    (tmp_path / "events").mkdir()
    for number, rows in enumerate((many_rows(40_000, 20, 5), nearly_rows())):
        pq.write_table(rows, tmp_path / "events" / f"{number}.parquet")
    arrange(con, tmp_path / "events")
    kept = {
        (layer, cube): (events, rows)
        for layer, cube, events, rows, kept in store.rows(con, "select * from cubes")
        if kept
    }
    assert kept.keys() == {("dense", "by_month")}
    ((events, rows),) = kept.values()
    assert LEAST * rows <= events
    assert store.value(con, "select count(*) from by_month") == rows
    assert store.value(con, "select count(*) from by_hour") == 0
    columns = "layer_id, month, coarse_row, board_row, fine_row, area_row"
    difference = store.rows(
        con,
        f"(select {columns}, count(*), count(*) filter (where part) from events where layer_id = 'dense' "
        f"group by all) except (select {columns}, events, part from by_month)",
    )
    assert difference == []
    order = "select rowid, layer_id, month, coarse_row from events"
    assert store.rows(con, f"{order} order by layer_id, month, coarse_row, rowid") == store.rows(
        con, f"{order} order by rowid"
    )
    con.close()


def test_without_events_there_is_nothing_to_count(tmp_path: Path) -> None:
    con = store.connect(tmp_path / "made.duckdb")
    (tmp_path / "events").mkdir()
    arrange(con, tmp_path / "events")
    assert store.rows(con, "select * from events union all by name select * from by_month") == []
    con.close()


def test_the_cubes_answer_whole_months(whole: Published, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a cube was kept, no whole month is counted event by event; edges always are."""
    asked: list[str] = []
    real = Published._columns
    monkeypatch.setattr(
        Published, "_columns", lambda self, name, *a, **p: (asked.append(name), real(self, name, *a, **p))[1]
    )
    days = Filtered(whole, Chosen(days=Days(dt.date(2025, 10, 20), dt.date(2026, 2, 28))))
    for cubes, names in (
        (set(), ["count_events"]),
        ({(LAYER, "by_month")}, ["count_by_month", "count_events"]),
        ({(LAYER, "by_hour")}, ["count_by_hour", "count_events"]),
    ):
        asked.clear()
        monkeypatch.setitem(whole._kept, ("cubes",), frozenset(cubes))
        days.count(LAYER, "r8", days._spans(YEAR))
        assert [name for name in asked if name.startswith("count_")] == names
    monkeypatch.setitem(whole._kept, ("cubes",), frozenset({(LAYER, "by_month")}))
    asked.clear()
    night = Filtered(whole, Chosen(WeekHours(frozenset({1}))))
    night.count(LAYER, "r8", night._spans(YEAR))
    assert asked[-1] == "count_events"  # a cube of months knows no hours


def test_kept_figures_have_a_bound_and_never_answer_for_another_version(whole: Published) -> None:
    figures = whole.figures(LAYER, "r8", YEAR)
    size = sum(each.nbytes for each in (figures.value, figures.count, figures.state, figures.low))
    kept = Kept(3 * size)
    for number in range(5):
        kept.get(number, lambda: figures)
        assert kept.bytes <= 3 * size
    made: list[int] = []
    for number in (4, 3, 0):
        kept.get(number, lambda: (made.append(1), figures)[1])
    assert made == [1]
    one, other = (Filtered(whole, Chosen(WeekHours(frozenset({hour}))), kept) for hour in (12, 13))
    of_one = one.figures(LAYER, "r8", YEAR)
    assert not np.array_equal(of_one.count, other.figures(LAYER, "r8", YEAR).count)
    assert one.figures(LAYER, "r8", YEAR) is of_one
    kept.clear()
    assert one.figures(LAYER, "r8", YEAR) is not of_one
