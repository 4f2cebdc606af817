"""A recipe made for a period: its figures end there, and the same period is made the same again."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from briefing.asked import opening
from briefing.content.compose import compose
from briefing.content.model import Content
from briefing.recipe import Planned, find_period, kept_asked, note_run, plan_run, recipe_asked
from etl.errors import BadInputError
from layers.published.version import Published
from records.recipes import add_run, recall_runs, runs_of, save_recipe
from records.store import Store, open_store

NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
LAST = "2025Q4-2026Q3"
CALLS = {"main": "overdose_calls"}


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return open_store(tmp_path / "workspace.sqlite")


def made(store: Store, planned: Planned) -> Content:
    content = compose(planned.published, planned.asked, planned.earlier)
    note_run(store, planned, content, by="cron", at=NOW)
    return content


def test_a_recipe_keeps_only_what_differs_from_what_opens(town: Published) -> None:
    asked = replace(opening(town), language="es", period=LAST, view="a=b", since="x", zones=())
    assert kept_asked(town, opening(town)) == {}
    assert kept_asked(town, asked) == {"language": "es", "zones": []}


def test_each_period_is_made_once_and_beside_the_one_before(store: Store, town: Published) -> None:
    kept = save_recipe(
        store, "B", {**CALLS, "grid": "area"}, period="quarter", formats=["pdf"], by="Ada", at=NOW
    )
    first = plan_run(store, town, kept, "2026q2")
    assert (first.period, first.asked.period, first.asked.since, first.said) == ("2026Q2", "2026Q2", "", ())
    before = made(store, first)
    second = plan_run(store, town, kept)
    assert (second.period, second.asked.since) == ("2026Q3", before.provenance.content_id)
    content = made(store, second)
    assert content.changed is not None
    assert "Visits to services, latest year" in [row.label for row in content.changed.rows]
    again = plan_run(store, town, kept, "2026Q3")
    assert again.asked == second.asked
    assert made(store, again) is not content
    assert [run.content_id for run in runs_of(store, kept)] == [
        before.provenance.content_id,
        content.provenance.content_id,
    ]
    other = replace(runs_of(store, kept)[0], content_id="0123456789ab", version="20261201-0123456789ab")
    add_run(store, kept, other)  # the earlier period once more, of another version
    assert plan_run(store, town, kept, "2026Q3").asked == second.asked
    recall_runs(store, town.version)
    assert plan_run(store, town, kept, "2026Q3").earlier is None  # nothing repeats a recalled version


def test_nothing_is_of_later_than_the_period(town: Published, store: Store) -> None:
    kept = save_recipe(store, "B", {"grid": "area"}, period="year", formats=["pdf"], by="Ada", at=NOW)
    planned = plan_run(store, town, kept, "2025Q3")
    last = dt.date(2025, 9, 30)
    periods = planned.published.periods()
    assert max(each.ends_on for each in periods if each.ends_on) == last
    assert {each[2] for each in planned.published.catalogue()} <= {each.id for each in periods}
    content = compose(planned.published, planned.asked)
    assert content.measures is not None
    assert content.measures.head[-2] == "Oct 2024 – Sep 2025"
    assert "2026" not in " ".join(point.label for trend in content.trends for point in trend.points)
    assert plan_run(store, town, kept).period == LAST


def test_hexagons_take_the_year_that_ends_with_the_quarter_and_say_so(town: Published, store: Store) -> None:
    fine = opening(town).grid
    kept = save_recipe(store, "B", CALLS, period="quarter", formats=["pdf"], by="Ada", at=NOW)
    planned = plan_run(store, town, kept, "2026Q3")
    assert (planned.asked.grid, planned.asked.period) == (fine, LAST)
    assert "the year that ends with" in planned.said[0]
    other = plan_run(store, town, kept, "2026Q2")
    assert (other.asked.grid, other.asked.period) == ("area", "2026Q2")
    assert "neighbourhoods" in other.said[0]
    assert recipe_asked(town, kept, "2026Q3") == replace(planned.asked, since="")


def test_a_zone_that_is_gone_is_left_out_and_said(town: Published, store: Store) -> None:
    here = next(iter(town.zones()))
    asked = {"zones": ["z99", here], "grid": "area"}
    kept = save_recipe(store, "B", asked, period="quarter", formats=["pdf"], by="Ada", at=NOW)
    planned = plan_run(store, town, kept)
    assert planned.asked.zones == (here,)
    assert "z99" in planned.said[0]


@pytest.mark.parametrize("period", ["2026Q4", "current", "", "2026-09"])
def test_a_period_that_is_not_published_is_refused_with_those_that_are(town: Published, period: str) -> None:
    with pytest.raises(BadInputError, match="is not published") as refused:
        find_period(town, period)
    assert "2026Q3" in refused.value.next_step
    assert LAST in refused.value.next_step
