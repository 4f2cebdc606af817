"""What a published version says, counted again in the plainest way."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
from pathlib import Path

import numpy as np
import pytest
import shapely

from etl import cells as h3
from etl import store
from layers import disclosure
from layers.layer import all_layers
from layers.publish.version import publish
from layers.rule import Protected
from tests.layers.conftest import AS_OF
from tests.layers.test_disclosure import plain_release
from tests.layers.town import CANARY, MIDDLE, SECRET, Town, build_town

YEAR = "2025Q4-2026Q3"
WINDOW = "2023Q4-2026Q3:all"


def ask(path: Path, statement: str) -> list[tuple[object, ...]]:
    con = store.open_published(path)
    try:
        return store.rows(con, statement)
    finally:
        con.close()


def key(feed: str, source: object, identity: object) -> int:
    message = "\x1f".join((feed, str(source), f"id:{identity}", "0")).encode()
    return int.from_bytes(hmac.new(SECRET, message, hashlib.sha256).digest()[:4], "big")


def plain_counts(
    rows: dict[str, list[object]], feed: str, where: str | None, wanted: object = None
) -> dict[object, tuple[int, int]]:
    """Count located events of the last year by a column, with the sums of their keys."""
    found: dict[object, tuple[int, int]] = {}
    for at, month in enumerate(rows["occurred_month"]):
        if not dt.date(2025, 10, 1) <= month < dt.date(2026, 10, 1):  # type: ignore[operator]
            continue
        if wanted is not None and rows["category"][at] != wanted:
            continue
        group = rows[where][at] if where else 0
        n, k = found.get(group, (0, 0))
        found[group] = (n + 1, (k + key(feed, rows["source"][at], rows["identity"][at])) % 2**32)
    return found


@pytest.mark.parametrize(
    ("layer", "feed", "wanted"),
    [
        ("overdose_calls", "overdose_call", None),
        ("recorded_police_activity", "police_activity", "possession"),
        ("other_police_activity", "police_activity", "other"),
    ],
)
def test_every_cell_equals_a_plain_second_count(
    town: Town, published_file: Path, layer: str, feed: str, wanted: str | None
) -> None:
    rows = town.calls if feed == "overdose_call" else town.police
    by_grid = {grid: plain_counts(rows, feed, f"cell_{grid[1]}", wanted) for grid in ("r7", "r8")}
    expected = {
        (grid, cell): plain_release(SECRET, *counts)
        for grid, groups in by_grid.items()
        for cell, counts in groups.items()
    }
    found = ask(
        published_file,
        f"""select f.grid::varchar, c.cell, f.state::varchar, f.count, f.value, c.area_km2, p.cell
        from figures f join cells c on c.grid = f.grid and c."row" = f."row"
        left join cells p on p.grid = 'r7' and c.grid = 'r8' and p."row" = c.parent_row
        where f.layer_id = '{layer}' and f.period_id = '{YEAR}' and f.grid in ('r7', 'r8')""",
    )
    assert {(row[0], row[1]) for row in found} >= {k for k in expected if k[1] is not None}
    states = set()
    for grid, cell, state, count, value, km2, parent in found:
        own = expected.get((grid, cell), 0)
        stand_in = expected.get(("r7", parent), 0) if grid == "r8" else None
        if own is not None:
            assert (state, count) == ("released", own)
            assert value == pytest.approx(own / km2, abs=5.1e-5)  # type: ignore[operator]
        elif stand_in:
            assert (state, count) == ("parent", stand_in)
        else:
            assert (state, count, value) == ("withheld", None, None)
        states.add(state)
    assert states >= {"released", "parent", "withheld"}


def test_the_place_counts_unlocated_events_from_its_own_set(town: Town, published_file: Path) -> None:
    [(n, k)] = plain_counts(town.calls, "overdose_call", None).values()
    [(count,)] = ask(
        published_file,
        f"""select count from figures
        where layer_id = 'overdose_calls' and grid = 'place' and period_id = '{YEAR}'""",
    )
    assert count == plain_release(SECRET, n, k)


def test_neighbourhoods_are_counted_by_the_exact_point(town: Town, published_file: Path) -> None:
    half = [
        "N1" if lon is not None and lon <= MIDDLE else "N2" if lon else None
        for lon in town.calls["longitude"]
    ]  # type: ignore[operator]
    counts = plain_counts({**town.calls, "half": list(half)}, "overdose_call", "half")
    found = ask(
        published_file,
        f"""select area_id, count from figures f join areas using ("row")
        where layer_id = 'overdose_calls' and grid = 'area' and period_id = '{YEAR}'""",
    )
    assert dict(found) == {name: plain_release(SECRET, *counts[name]) for name in ("N1", "N2")}


def test_a_share_is_worked_out_from_two_released_counts(town: Town, published_file: Path) -> None:
    inside = [
        at
        for at, m in enumerate(town.calls["occurred_month"])
        if dt.date(2025, 10, 1) <= m < dt.date(2026, 10, 1)  # type: ignore[operator]
    ]
    known = [at for at in inside if town.calls["alone"][at] is not None]
    alone = [at for at in known if town.calls["alone"][at]]

    def figure(rows: list[int]) -> int:
        keys = sum(key("overdose_call", "calls", town.calls["identity"][at]) for at in rows) % 2**32
        released = plain_release(SECRET, len(rows), keys)
        assert released is not None
        return released

    [(value, count, state)] = ask(
        published_file,
        f"""select value, count, state::varchar from figures
        where layer_id = 'overdosed_alone' and grid = 'place' and period_id = '{YEAR}'""",
    )
    assert (count, state) == (figure(known), "released")
    assert value == pytest.approx(100 * figure(alone) / figure(known), abs=1e-4)


def test_an_indicator_is_copied_and_weighted_by_residents(published_file: Path) -> None:
    found = dict(
        ask(
            published_file,
            """select grid::varchar || "row", value from figures
            where layer_id = 'income_deprivation' and grid in ('place', 'area')""",
        )
    )
    assert found["area0"] == pytest.approx((4000 * 10 + 1000 * 20) / 5000, rel=1e-3)
    assert found["area1"] == pytest.approx((2000 * 30 + 3000 * 40) / 5000, rel=1e-3)
    assert found["place0"] == pytest.approx((40_000 + 20_000 + 60_000 + 120_000) / 10_000, rel=1e-3)
    cells = {
        value
        for (value,) in ask(
            published_file, "select value from figures where layer_id = 'income_deprivation' and grid = 'r9'"
        )
    }
    assert {10.0, 20.0, 30.0, 40.0} <= cells


def test_counts_of_residents_become_per_cent(published_file: Path) -> None:
    [(value,)] = ask(
        published_file, "select value from figures where layer_id = 'low_income' and grid = 'place'"
    )
    assert value == pytest.approx(100 * 1500 / 10_000, rel=1e-3)


def test_withheld_zero_and_missing_are_three_things(published_file: Path) -> None:
    states = dict(
        ask(
            published_file,
            """select state::varchar, count(*) from figures
            where layer_id = 'overdose_calls' and grid = 'r9' group by 1""",
        )
    )
    assert states.keys() == {"released", "parent", "withheld"}
    zero = ask(
        published_file,
        """select count(*) from figures
        where layer_id = 'overdose_calls' and count = 0 and value = 0 and state = 'released'""",
    )
    assert zero[0][0]
    missing = ask(published_file, "select missing from layers where id = 'discarded_needles'")
    assert missing == [(["needle_report"],)]
    assert ask(published_file, "select count(*) from figures where layer_id = 'discarded_needles'") == [(0,)]


def test_a_layer_without_data_says_what_it_needs(published_file: Path) -> None:
    told = dict(ask(published_file, "select id, missing from layers"))
    shown = {
        layer
        for (layer,) in ask(
            published_file, "select distinct layer_id from figures union select layer_id from panel"
        )
    }
    for layer_id, missing in told.items():
        assert bool(missing) != (layer_id in shown), layer_id


def test_no_count_from_one_to_seven_anywhere(published_file: Path) -> None:
    for table in ("figures", "hours"):
        assert ask(published_file, f"select count(*) from {table} where count between 1 and 9") == [(0,)]
        assert ask(published_file, f"select count(*) from {table} where count % 5 <> 0") == [(0,)]
        assert ask(
            published_file,
            f"select count(*) from {table} where count is not null and state in ('withheld', 'no_data')",
        ) == [(0,)]
    assert ask(
        published_file,
        "select count(*) from figures where value is not null and state in ('withheld', 'no_data')",
    ) == [(0,)]
    words = [
        text
        for row in ask(published_file, "select rows_read, rows_loaded, rows_quarantined from sources")
        for text in row
    ]
    assert words[2] == "under 8"
    assert words[0] != "1,503"


def test_rows_read_and_loaded_are_not_two_draws_of_one_number() -> None:
    rule = Protected(disclosure.Law(), SECRET)
    for count in range(8, 60):
        words = {rule.rows_in_words("calls", count, "event") for _ in range(3)}
        assert len(words) == 1
    drawn = [int(rule.rows_in_words(f"source{at}", 1000, "event").replace(",", "")) for at in range(40)]
    assert len(set(drawn)) > 2


def test_sources_tell_whole_published_quarters_only(published_file: Path) -> None:
    told = ask(published_file, "select first_date, last_date from sources where first_date is not null")
    assert told
    for first, last in told:
        assert isinstance(first, dt.date)
        assert isinstance(last, dt.date)
        assert (first.month % 3, first.day) == (1, 1)
        assert last <= dt.date(2026, 9, 30)
        assert (last + dt.timedelta(days=1)).month % 3 == 1


def test_nothing_private_is_in_the_file(town: Town, published_file: Path) -> None:
    content = published_file.read_bytes()
    assert CANARY.encode() not in content
    assert b"police0" not in content
    for table in [row[0] for row in ask(published_file, "select table_name from duckdb_tables()")]:
        said = json.dumps(ask(published_file, f"select * from {table}"), default=str)
        assert "CANARY" not in said, table
    for at in range(40, 400):
        pair = np.array([town.calls["latitude"][at], town.calls["longitude"][at]])
        assert pair.tobytes() not in content


def test_a_confidential_service_is_a_cell_and_reaches_nobody(published_file: Path) -> None:
    rows = ask(
        published_file,
        "select name, latitude, cell, approximate_m from services where setting = 'confidential'",
    )
    [(name, latitude, cell, approximate)] = rows
    assert (name, latitude) == ("Confidential service", None)
    assert cell == h3.index_points(np.array([47.185]), np.array([-31.52]), 8)[0]
    assert approximate > 500  # type: ignore[operator]
    hidden = ask(
        published_file, "select hours, capacity_per_day from services where setting = 'confidential'"
    )
    assert hidden == [("{}", None)]
    [(hours,)] = ask(
        published_file, "select max(value) from figures where layer_id = 'needle_exchange_hours'"
    )
    assert hours == 8.0  # the open exchange's Monday; the refuge is open all Monday


def test_only_hotspots_for_boards_are_published(published_file: Path) -> None:
    [(name, wkb)] = ask(published_file, "select name, geometry_wkb from hotspots")
    assert name == "Quay"
    circle = shapely.from_wkb(wkb)
    assert circle.centroid.x == pytest.approx(-31.51, abs=1e-6)
    [(top,)] = ask(
        published_file, "select max(value) from figures where layer_id = 'declared_hotspots' and grid = 'r9'"
    )
    assert 80 < top <= 100  # type: ignore[operator]


def test_a_snapped_source_gets_no_finer_cells(published_file: Path) -> None:
    grids = {
        grid
        for (grid,) in ask(
            published_file,
            "select distinct grid::varchar from figures where layer_id = 'recorded_police_activity'",
        )
    }
    assert grids == {"place", "area", "r7", "r8"}
    assert ask(published_file, "select approximate_m from layers where id = 'recorded_police_activity'") == [
        (300.0,)
    ]
    fine = ask(
        published_file,
        "select distinct period_id from figures where layer_id = 'overdose_calls' and grid = 'r9'",
    )
    assert fine == [(WINDOW,)]


def test_quarters_are_for_the_place_and_its_neighbourhoods_only(published_file: Path) -> None:
    grids = ask(
        published_file,
        """select distinct f.grid::varchar from figures f join periods p on p.id = f.period_id
        where p.kind = 'quarter' order by 1""",
    )
    assert {grid for (grid,) in grids} == {"place", "area"}


def test_hours_are_released_counts_of_a_whole_week(town: Town, published_file: Path) -> None:
    rows = ask(
        published_file,
        """select weekday, hour, count, state::varchar from hours
        where layer_id = 'overdose_calls' and area_id = 'place'""",
    )
    assert len(rows) == 168
    moments: dict[tuple[int, int], list[int]] = {}
    for at, moment in enumerate(town.calls["occurred_local"]):
        moments.setdefault((moment.weekday(), moment.hour), []).append(at)  # type: ignore[attr-defined]
    for weekday, hour, count, state in rows:
        events = moments.get((weekday, hour), [])  # type: ignore[arg-type]
        keys = sum(key("overdose_call", "calls", town.calls["identity"][at]) for at in events) % 2**32
        expected = plain_release(SECRET, len(events), keys)
        assert (count, state) == (expected, "withheld" if expected is None else "released")


def test_scores_use_published_figures_and_skip_enforcement(published_file: Path) -> None:
    [(said,)] = ask(published_file, "select value from meta where key = 'score_basis'")
    basis = json.loads(str(said))
    used = {name.split("@")[0] for grids in basis.values() for names in grids.values() for name in names}
    assert used
    assert not used & {layer.id for layer in all_layers().values() if not layer.in_score}
    values = [
        v
        for (v,) in ask(
            published_file,
            """select value from figures
            where layer_id = 'score_physical' and grid = 'r8' and value is not null""",
        )
    ]
    assert 0 <= min(values) < max(values) <= 1  # type: ignore[type-var]


def test_the_view_to_open_has_figures(published_file: Path) -> None:
    [(said,)] = ask(published_file, "select value from meta where key = 'default_view'")
    view = json.loads(str(said))
    rows = ask(
        published_file,
        f"""select count(*) from figures
        where layer_id = '{view["layer"]}' and grid = '{view["grid"]}' and period_id = '{view["period"]}'""",
    )
    assert view["layer"] == "overdose_calls"
    assert rows[0][0]
    assert (view["grid"] == "r8") == (view["why"] == "")


def tables_of(path: Path) -> dict[str, str]:
    names = [row[0] for row in ask(path, "select table_name from duckdb_tables()")]
    return {str(name): json.dumps(ask(path, f"select * from {name}"), default=str) for name in names}


def test_the_same_inputs_give_the_same_version_and_tables(
    tmp_path: Path, town: Town, published_file: Path
) -> None:
    again = build_town(tmp_path / "home")
    version = publish(again.home, as_of=AS_OF)
    assert version == published_file.stem
    assert publish(again.home, as_of=AS_OF) == version
    assert tables_of(again.home / "published" / f"{version}.duckdb") == tables_of(published_file)


def test_noise_stays_when_rows_come_in_another_order_or_are_loaded_again(
    tmp_path: Path, published_file: Path
) -> None:
    town = build_town(tmp_path / "home")
    con = store.connect(store.restricted_path(town.home))
    con.execute("create table shuffled as select * from overdose_call order by hash(identity)")
    con.execute("delete from overdose_call")
    con.execute("insert into overdose_call select * replace ('r2' as run_id) from shuffled")
    con.execute("drop table shuffled")
    con.execute("update loaded_files set run_id = 'r2', sha256 = 'other'")
    con.close()
    version = publish(town.home, as_of=AS_OF)
    assert version == published_file.stem, "it shows the same, so its name tells no difference"
    found, before = tables_of(town.home / "published" / f"{version}.duckdb"), tables_of(published_file)
    assert found["figures"] == before["figures"]
    assert found["hours"] == before["hours"]


def test_rows_without_an_id_are_keyed_by_content(tmp_path: Path) -> None:
    figures = []
    for shift in (0, 10_000):
        town = build_town(tmp_path / str(shift))
        con = store.connect(store.restricted_path(town.home))
        con.execute(
            "update overdose_call set identity = null, occurrence = 0, event_id = null, file = 'x',"
            f" row_number = {shift} - row_number"
        )
        con.close()
        version = publish(town.home, as_of=AS_OF)
        figures.append(tables_of(town.home / "published" / f"{version}.duckdb")["figures"])
    assert figures[0] == figures[1]


def test_a_lax_threshold_is_refused() -> None:
    with pytest.raises(disclosure.RefusedError):
        disclosure.Law(threshold=4)


def change_place(home: Path, old: str, new: str) -> None:
    path = home / "restricted" / "place.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def publish_changed(town: Town, *statements: str) -> Path:
    con = store.connect(store.restricted_path(town.home))
    for statement in statements:
        con.execute(statement)
    con.close()
    return town.home / "published" / f"{publish(town.home, as_of=AS_OF)}.duckdb"


def test_a_steward_may_keep_the_finest_cells_back_and_raise_the_threshold(tmp_path: Path) -> None:
    town = build_town(tmp_path / "home")
    change_place(
        town.home, "[disclosure]", "[disclosure]\nfine_window = false\nthreshold = 20\nrounding = 10"
    )
    path = publish_changed(town)
    events = "layer_id in ('overdose_calls', 'overdosed_alone')"
    assert ask(path, f"select count(*) from figures where {events} and grid = 'r9'") == [(0,)]
    assert ask(path, "select count(*) from figures where count between 1 and 19 or count % 10 <> 0") == [(0,)]


@pytest.mark.parametrize(
    ("as_of", "starts_quarter", "of_cells", "of_place"),
    [
        (dt.date(2026, 5, 1), 4, {"year"}, {"quarter", "year", "window"}),  # two years and a half
        (dt.date(2024, 11, 15), 1, {"window"}, {"quarter", "window"}),  # four quarters of two years
    ],
)
def test_less_than_three_years_as_a_whole_are_on_cells_only_where_no_year_is(
    tmp_path: Path, as_of: dt.date, starts_quarter: int, of_cells: set[str], of_place: set[str]
) -> None:
    """Of two years the whole less one would tell the other, and a whole that grows by quarters a quarter."""
    town = build_town(tmp_path / "home")
    change_place(town.home, "year_starts_quarter = 4", f"year_starts_quarter = {starts_quarter}")
    path = town.home / "published" / f"{publish(town.home, as_of=as_of)}.duckdb"
    kinds = (
        "select distinct kind from figures join periods on period_id = id where layer_id = 'overdose_calls'"
    )
    for grid, wanted in (("r7", of_cells), ("r8", of_cells), ("r9", set()), ("place", of_place)):
        assert {kind for (kind,) in ask(path, f"{kinds} and grid = '{grid}'")} == wanted, grid


def test_a_place_without_a_boundary_is_where_its_events_are(tmp_path: Path) -> None:
    path = publish_changed(build_town(tmp_path / "home"), "delete from boundary")
    meta = dict(ask(path, "select key, value from meta"))
    assert "no boundary" in str(meta["coverage"])
    cells = {cell for (cell,) in ask(path, "select cell from cells where grid = 'r9'")}
    assert len(cells) > 100
    refuge = int(h3.index_points(np.array([47.185]), np.array([-31.52]), 9)[0])
    assert refuge in cells  # by the events around it
    assert ask(path, "select count(*) from figures where grid = 'area'") == [(0,)]
    assert ask(
        path, f"select count(*) from figures where layer_id = 'overdose_calls' and period_id = '{YEAR}'"
    )[0][0]


def test_events_too_young_to_publish_are_missing_not_zero(tmp_path: Path) -> None:
    path = publish_changed(
        build_town(tmp_path / "home"),
        "update overdose_call set occurred_month = '2026-10-01', occurred_date = '2026-10-15'",
    )
    assert ask(path, "select missing from layers where id = 'overdose_calls'") == [
        (["overdose_call: data old enough to publish"],)
    ]
    assert ask(path, "select count(*) from figures where layer_id = 'overdose_calls'") == [(0,)]


def test_a_source_that_never_records_a_kind_says_nothing_about_when_it_was_covered(tmp_path: Path) -> None:
    path = publish_changed(
        build_town(tmp_path / "home"),
        "update police_activity set source = 'short', category = 'other'"
        " where occurred_month between '2025-10-01' and '2026-09-01'",
        "update police_activity set category = 'possession' where source <> 'short'",
    )
    covered = dict(
        ask(
            path,
            """select layer_id, list(distinct period_id order by period_id) from figures
            where layer_id like '%police_activity' and grid = 'r8' group by 1""",
        )
    )
    assert YEAR in covered["other_police_activity"]  # type: ignore[operator]
    assert "2023Q4-2024Q3" not in covered["other_police_activity"]  # type: ignore[operator]
    assert YEAR not in covered["recorded_police_activity"]  # type: ignore[operator]


def test_erasing_one_event_makes_another_version(tmp_path: Path, published_file: Path) -> None:
    path = publish_changed(build_town(tmp_path / "home"), "delete from overdose_call where row_number = 700")
    assert path.stem != published_file.stem


def test_a_sparse_place_opens_one_step_coarser_and_says_so(tmp_path: Path) -> None:
    path = publish_changed(
        build_town(tmp_path / "home"), "delete from overdose_call where row_number % 4 <> 0"
    )
    view = json.loads(str(dict(ask(path, "select key, value from meta"))["default_view"]))
    assert (view["layer"], view["grid"]) == ("overdose_calls", "r7")
    assert "30\u00a0%" in view["why"]


def test_headline_figures_are_released_totals(published_file: Path) -> None:
    heads = json.loads(str(dict(ask(published_file, "select key, value from meta"))["key_figures"]))
    totals = dict(
        ask(
            published_file,
            """select period_id, count from figures where layer_id = 'overdose_calls' and grid = 'place'""",
        )
    )
    now, before = totals[YEAR], totals["2024Q4-2025Q3"]
    [head] = [one for one in heads if one["label"] == "Overdose calls"]
    assert head["value"] == f"{now:,}"
    change = round(100 * (now - before) / before)  # type: ignore[operator]
    assert f"{abs(change)} %" in head["detail"] or (change == 0 and "no change" in head["detail"])


def test_a_parent_that_counted_none_does_not_stand_in(tmp_path: Path) -> None:
    """Cells are indexed each for itself: an event can lie outside its own cell's parent."""
    town = build_town(tmp_path / "home")
    at = next(
        at
        for at, (coarse, fine) in enumerate(zip(town.calls["cell_7"], town.calls["cell_8"], strict=True))
        if fine is not None and h3.parents(np.array([fine], np.int64), 7)[0] != coarse
    )
    fine = town.calls["cell_8"][at]
    row = town.calls["row_number"][at]
    path = publish_changed(
        town,
        f"create table odd as select * from overdose_call where row_number = {row}",
        "delete from overdose_call",
        *(
            f"insert into overdose_call select * replace ('{month}' as identity,"
            f" date '{month}' as occurred_month, date '{month}' as occurred_date) from odd"
            for month in ("2025-10-01", "2026-03-01", "2026-09-30")
        ),
        "update overdose_call set occurred_month = date_trunc('month', occurred_month)",
        "drop table odd",
    )
    found = ask(
        path,
        f"""select f.state::varchar, f.count, f.value from figures f join cells c using (grid, "row")
        where layer_id = 'overdose_calls' and period_id = '{YEAR}' and cell = {fine}""",
    )
    assert found == [("withheld", None, None)]


def test_records_that_stand_in_for_others_are_labelled_wherever_they_are_shown(
    tmp_path: Path, published_file: Path
) -> None:
    asked = "select title, caveat from layers where id = 'overdose_calls'"
    [(title, caveat)] = ask(published_file, asked)
    assert "proxy" not in f"{title} {caveat}".lower()
    town = build_town(tmp_path / "home")
    change_place(town.home, 'id = "calls"', 'id = "calls"\nproxy = "what the police wrote down"')
    path = publish_changed(town)
    [(title, caveat)] = ask(path, asked)
    assert title == "Overdose calls (proxy)"
    assert str(caveat).startswith("A proxy here: what the police wrote down.")
    heads = json.loads(str(dict(ask(path, "select key, value from meta"))["key_figures"]))
    assert "Overdose calls (proxy)" in {head["label"] for head in heads}


def test_rows_that_count_nobody_are_said_exactly_and_others_never() -> None:
    rule = Protected(disclosure.Law(), SECRET)
    assert [rule.rows_in_words("s", count, "area") for count in (0, 3, 26)] == ["0", "3", "26"]
    assert [rule.rows_in_words("s", count, "site") for count in (0, 3, 26)] == ["0", "under 8", "25"]
    assert "under 8" in {rule.rows_in_words("s", 7, "event")}
