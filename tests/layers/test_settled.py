"""A figure that is out stays as it was told until its set has moved by more than 7 events."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pytest

from etl import store
from layers.disclosure import Law
from layers.publish.told import FILE, Told, read_told
from layers.publish.version import publish, rollback
from layers.rule import Identity, Protected
from layers.settled import Ints, Sets, gather
from tests.layers.conftest import AS_OF
from tests.layers.town import SECRET, build_town

RULE = Protected(Law(), SECRET)
LATER = AS_OF + dt.timedelta(days=1)
QUARTERS = frozenset(range(4))


def sets(counts: dict[tuple[int, int], int], quarters: frozenset[int] = QUARTERS) -> Sets:
    """Return sets of so many events by unit and quarter, each event with a key of its own."""
    unit, quarter = (np.repeat([pair[at] for pair in counts], list(counts.values())) for at in (0, 1))
    keys = np.arange(1, len(unit) + 1, dtype=np.uint64) * np.uint64(7919)
    return gather(unit, quarter, np.ones(len(unit), np.int64), keys, quarters)


def years(quarters: Ints) -> Ints:
    return quarters // 4


def counted(told: Sets) -> dict[tuple[int, int], int]:
    pairs = zip(told.unit.tolist(), told.quarter.tolist(), strict=True)
    return dict(zip(pairs, told.events.tolist(), strict=True))


@pytest.mark.parametrize("late", [1, 4, 7, -3, -7])
def test_a_few_rows_move_nothing(late: int) -> None:
    was, now = sets({(1, 0): 20, (2, 1): 9}), sets({(1, 0): 20 + late, (2, 1): 9})
    told = RULE.settle(was, now, years)
    assert counted(told) == counted(was)
    assert told.keys.tolist() == was.keys.tolist()  # so the noise is the same


def test_many_rows_move_what_holds_them_and_nothing_else() -> None:
    was, now = sets({(1, 0): 20, (2, 1): 9}), sets({(1, 0): 60, (2, 1): 12})
    assert counted(RULE.settle(was, now, years)) == {(1, 0): 60, (2, 1): 9}


def test_quarters_published_together_move_together() -> None:
    was, now = sets({(1, 0): 20, (1, 1): 20}), sets({(1, 0): 35, (1, 1): 23})
    assert counted(RULE.settle(was, now, years)) == {(1, 0): 35, (1, 1): 23}
    assert counted(RULE.settle(was, now, lambda quarters: quarters)) == {(1, 0): 35, (1, 1): 20}


def test_a_new_quarter_comes_as_it_is_and_brings_no_late_row() -> None:
    was = sets({(1, 0): 20}, frozenset({0}))
    now = sets({(1, 0): 25, (1, 1): 3}, frozenset({0, 1}))
    told = RULE.settle(was, now, np.zeros_like)
    assert counted(told) == {(1, 0): 20, (1, 1): 3}
    assert told.over(frozenset({0, 1}), 2)[0].tolist() == [0, 23]


def test_nobody_finds_by_own_rows_at_which_number_a_figure_moves() -> None:
    """With seven late rows and one of one's own some sets move and some do not."""
    moved = []
    for start in range(200):
        was = sets({(0, 0): 20})
        keys = np.append(was.keys, np.array([start], np.uint64) * np.uint64(104729))
        now = gather(np.zeros(2, np.int64), np.zeros(2, np.int64), np.array([20, 8]), keys, QUARTERS)
        moved.append(counted(RULE.settle(was, now, years))[0, 0] == 28)
    assert 0.2 < np.mean(moved) < 0.8


def test_sets_swapped_for_as_many_others_stay() -> None:
    was, now = sets({(1, 0): 20}), sets({(0, 0): 5, (1, 0): 20})
    told = RULE.settle(was, now, years)
    assert counted(told) == {(1, 0): 20}


def test_exact_figures_move_at_once() -> None:
    was, now = sets({(1, 0): 20}), sets({(1, 0): 21})
    assert Identity().settle(was, now, years) is now


def test_what_was_told_is_read_again_and_what_is_not_counted_now_stays() -> None:
    told = Told()
    told.settle(RULE, "calls", years, sets({(1, 0): 20, (2, 3): 4}))
    told.settle(RULE, "reports", years, sets({(5, 2): 1}))
    assert told.say(RULE, "a figure", 30, {"index": 140}) == {"index": 140}
    again = Told(told.table())
    assert again.digest != Told().digest
    assert counted(again.settle(RULE, "calls", years, sets({(1, 0): 22}))) == {(1, 0): 20, (2, 3): 4}
    assert again.say(RULE, "a figure", 37, {"index": 150}) == {"index": 140}
    assert again.say(RULE, "a figure", 38, {"index": 150}) == {"index": 150}
    assert Told(again.table()).table().num_rows == told.table().num_rows
    assert again.table().equals(Told(again.table()).table())


SHOWN = {
    "figures": 'layer_id, grid, period_id, "row", count, state, value',
    "hours": "layer_id, area_id, weekday, hour, count, state",
    "kinds": 'layer_id, grid, period_id, "row", kind, count, state',
    "sources": "source, rows_read, rows_loaded, rows_unlocated",
}


def figures(home: Path, version: str) -> list[tuple[object, ...]]:
    con = store.open_published(home / "published" / f"{version}.duckdb")
    try:
        found = {
            name: store.rows(con, f"select {shown} from {name} order by all") for name, shown in SHOWN.items()
        }
        assert found["figures"]
        assert found["hours"]
        return [(name, *row) for name, rows in found.items() for row in rows]
    finally:
        con.close()


def change(home: Path, statement: str) -> None:
    con = store.connect(home / "restricted" / "store.duckdb")
    con.execute(statement)
    con.close()


MORE = """insert into {feed} by name
select * replace (identity || '-late' as identity) from {feed} where {which}"""


def test_versions_after_few_late_rows_show_what_was_shown_and_many_are_counted(tmp_path: Path) -> None:
    home = build_town(tmp_path / "home").home
    first = publish(home, as_of=AS_OF)
    for feed in ("overdose_call", "police_activity"):
        change(home, MORE.format(feed=feed, which="row_number in (700, 701, 702)"))
    second = publish(home, as_of=LATER)
    assert figures(home, second) == figures(home, first)
    rollback(home)
    change(
        home,
        MORE.format(feed="overdose_call", which="row_number in (710, 711) and identity not like '%late'"),
    )
    third = publish(home, as_of=LATER + dt.timedelta(days=1))  # from what was told, not from what is current
    assert figures(home, third) == figures(home, first)
    (home / "restricted" / FILE).unlink()
    fresh = publish(home, as_of=LATER + dt.timedelta(days=2))
    assert figures(home, fresh) != figures(home, first)
    before = read_told(home).digest
    change(home, MORE.format(feed="overdose_call", which="row_number < 600 and identity not like '%late'"))
    many = publish(home, as_of=LATER + dt.timedelta(days=3))
    assert len(set(figures(home, many)) - set(figures(home, fresh))) > 50
    assert read_told(home).digest != before
