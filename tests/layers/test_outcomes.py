"""Outcomes of the place: counted by hand, and nothing of one service to be read out of them."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl import store
from etl.feed import all_feeds
from etl.place_file import read_place
from etl.schema import create_tables
from layers.disclosure import Law, stands_among
from layers.periods import Period, coverage, quarter_of, quarter_period, year_periods
from layers.publish.outcomes import Return, Returns, measure_rows
from layers.published.measures import OUTCOME_LINES, Measured, lines_of, periods_with
from layers.published.rows import Figure
from layers.published.rows import Period as PublishedPeriod
from layers.published.version import Published
from layers.rule import Identity, Protected, Rule
from tests.layers.test_disclosure import plain_release
from tests.layers.town import CANARY, SECRET, TOML, write

LAW = Law()
QUARTERS = [quarter_period(quarter_of(dt.date(2025, month, 1))) for month in (1, 4, 7, 10)]
YEAR = Period("2025Q1-2025Q4", "year", "2025", QUARTERS[0].first_quarter, QUARTERS[3].last_quarter)
PROTECTED = Protected(LAW, SECRET)


def returned(
    value: float,
    service: str = "A",
    measure: str = "service_visits",
    over: Period = QUARTERS[0],
    **changes: Any,
) -> Return:
    assert over.starts_on
    assert over.ends_on
    told: dict[str, Any] = {
        "measure": measure,
        "route": "not_applicable",
        "service": service,
        "source": "s",
        "listed": bool(service),
        "first": over.starts_on.toordinal(),
        "last": over.ends_on.toordinal(),
        "value": value,
        "unit": "of 10",
        "key": int(value * 1000) * 7919 + len(service),
    }
    return Return(**told | changes)


def row(
    returns: Iterable[Return], period: Period, rule: Rule = PROTECTED, **wanted: str
) -> dict[str, Any] | None:
    """Return the one row of a measure (and route) in a period."""
    table = measure_rows(Returns(rule, tuple(returns)), [period]).to_pylist()
    found = [each for each in table if all(each[name] == value for name, value in wanted.items())]
    assert len(found) < 2
    return found[0] if found else None


def visits(returns: Iterable[Return], period: Period, rule: Rule = PROTECTED) -> Any:
    return row(returns, period, rule, measure="service_visits")


def test_a_total_is_released_as_every_other_count_is() -> None:
    told = [returned(40, "A"), returned(33, "B"), returned(21, "C")]
    found = visits(told, QUARTERS[0])
    keys = sum(each.key for each in told) % 2**32
    assert found["value"] == plain_release(SECRET, 94, keys)
    assert (found["state"], found["services"], found["notes"]) == ("released", 3, [])
    assert visits(told, QUARTERS[0], Identity())["value"] == 94
    other = [returned(40, "A", key=5), *told[1:]]
    totals = {visits([*told[1:], returned(40, "A", key=key)], QUARTERS[0])["value"] for key in range(60)}
    assert len(totals) > 3  # noise, not rounding alone
    assert visits(other, QUARTERS[1]) is None
    assert visits([returned(0)], QUARTERS[0])["value"] == 0


def test_what_reaches_beyond_the_period_is_left_out_and_said() -> None:
    quarters = [returned(100 + at, "A", over=each) for at, each in enumerate(QUARTERS)]
    annual = returned(600, "B", over=YEAR)
    for at, each in enumerate(QUARTERS):
        found = visits([*quarters, annual], each, Identity())
        assert (found["value"], found["notes"]) == (100 + at, ["partial"])
    found = visits([*quarters, annual], YEAR, Identity())
    assert (found["value"], found["notes"], found["services"]) == (406 + 600, [], 2)
    missing = visits(quarters[1:], YEAR, Identity())
    assert (missing["value"], missing["state"], missing["notes"]) == (None, "no_data", ["not_whole"])
    late = visits([*quarters, returned(50, "C", over=QUARTERS[3])], YEAR, Identity())
    assert (late["value"], late["notes"]) == (456, ["partial"])


def test_nobody_is_counted_twice() -> None:
    quarters = [returned(100, "A", over=each) for each in QUARTERS]
    twice = [*quarters, returned(450, "A", over=YEAR)]
    assert visits(twice, YEAR, Identity())["value"] == 450
    assert visits(twice, QUARTERS[2], Identity())["notes"] == []
    of_place = [returned(90, "", over=QUARTERS[0]), returned(8, "", over=QUARTERS[0], source="t")]
    found = visits([*quarters, *of_place], QUARTERS[0], Identity())
    assert (found["value"], found["services"]) == (98, 0)
    half = returned(70, "", last=QUARTERS[0].starts_on.toordinal() + 3)  # type: ignore[union-attr]
    assert visits([*quarters, half], QUARTERS[0], Identity())["value"] == 100


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        ((20,), True),
        ((20, 0), True),
        ((20, 3), False),  # who counted 20 would be left with 3
        ((20, 8), True),
        ((20, 9, 3), False),
        ((20, 9, 8), True),
        ((3, 3, 3), False),
        ((4,) * 12, True),
        ((5,), False),
    ],
)
def test_a_total_is_told_only_where_its_parts_stay_hidden(counts: tuple[int, ...], told: bool) -> None:
    found = visits([returned(n, f"S{at}", key=0) for at, n in enumerate(counts)], QUARTERS[0])
    assert (found["state"] == "released") == told
    assert (found["value"] is not None) == told


@given(st.lists(st.integers(0, 40), min_size=1, max_size=9))
def test_no_two_services_together_are_left_with_few(counts: list[int]) -> None:
    if stands_among(LAW, np.array(counts)):
        for one in range(len(counts)):
            for other in range(one, len(counts)):
                rest = sum(counts) - sum(counts[at] for at in {one, other})
                assert not 0 < rest < 8 or sum(counts) < 8  # less is withheld whatever it is made of


def test_uptake_is_of_released_figures_by_route_and_not_on_few() -> None:
    def referrals(route: str, offered: float, accepted: float) -> list[Return]:
        pair = (("referrals_offered", offered), ("referrals_accepted", accepted))
        return [returned(n, "A", name, route=route, key=at) for at, (name, n) in enumerate(pair)]

    told = [*referrals("voluntary", 200, 90), *referrals("coerced", 26, 20)]
    table = measure_rows(Returns(PROTECTED, tuple(told)), QUARTERS[:1]).to_pylist()
    shown = {(each["measure"], each["route"]): each for each in table}
    assert len(shown) == 6
    for route, low in (("voluntary", False), ("coerced", True)):
        offered, accepted = (shown[f"referrals_{name}", route]["value"] for name in ("offered", "accepted"))
        assert shown["uptake", route]["value"] == pytest.approx(100 * accepted / offered, abs=1e-4)
        assert shown["uptake", route]["low"] == low
    few = row(referrals("voluntary", 14, 12), QUARTERS[0], measure="uptake")
    assert few is not None
    assert (few["value"], few["state"]) == (None, "withheld")
    apart = [returned(90, "A", "referrals_offered"), returned(40, "B", "referrals_accepted")]
    found = row(apart, QUARTERS[0], measure="uptake")
    assert found is not None
    assert (found["value"], found["notes"]) == (None, ["other_services"])


def test_a_mean_score_is_of_five_services_or_of_the_place() -> None:
    def scores(*values: float, **changes: Any) -> dict[str, Any]:
        told = [returned(each, f"S{at}", "satisfaction", **changes) for at, each in enumerate(values)]
        found = row(told, QUARTERS[0], measure="satisfaction")
        assert found is not None
        return found

    assert scores(7, 8, 7, 9)["state"] == "withheld"
    assert scores(7, 8, 7, 9)["value"] is None
    five = scores(7.1, 8.2, 7, 9, 6.08)
    assert (five["value"], five["scale"], five["services"]) == (7.5, 10, 5)
    assert scores(7, 8, 7, 9, 6, unit="points")["notes"] == ["scales"]
    assert scores(7, 8, 7, 9, 60)["notes"] == ["scales"]
    own = row([returned(81.26, "", "satisfaction", unit="% content")], QUARTERS[0], measure="satisfaction")
    assert own is not None
    assert (own["value"], own["scale"], own["services"]) == (81.3, 100, 0)


def test_the_returns_that_may_be_counted_are_read(tmp_path: Path) -> None:
    (tmp_path / "restricted").mkdir()
    (tmp_path / "restricted" / "place.toml").write_text(TOML, encoding="utf-8")
    con = store.connect()
    create_tables(con, all_feeds(), read_place(tmp_path / "restricted" / "place.toml"))
    start, last = dt.date(2025, 1, 1), dt.date(2025, 3, 31)
    services: list[object] = [f"{CANARY}-a", f"{CANARY}-b", None, f"{CANARY}-c", f"{CANARY}-late"]
    size = len(services)
    write(
        con,
        tmp_path,
        "outcome_measure",
        {
            "source": ["o"] * size,
            "measure": ["naloxone_used"] * size,
            "service_id": services,
            "period_start": [start] * size,
            "period_end": [*[last] * (size - 1), last + dt.timedelta(days=1)],
            "route": ["not_applicable"] * size,
            "value": [9.0] * size,
        },
    )
    write(con, tmp_path, "service", {"service_id": services[:2], "setting": ["fixed", "confidential"]})
    found = store.rows(con, store.sql("publish_outcomes"), {"last": last})
    con.close()
    assert [(each[2], each[-1]) for each in found] == [
        ("", False),
        (services[0], True),
        (services[1], False),  # it counts, but nobody is told that it exists
        (services[3], False),
    ]


def test_enforcement_stands_apart_and_an_older_version_has_no_outcomes(
    published_file: Path, tmp_path: Path
) -> None:
    older = tmp_path / published_file.name
    shutil.copy(published_file, older)
    older.chmod(0o644)
    con = store.connect(older)
    con.execute("drop table measures")
    con.close()
    version = Published(older)
    assert not version.measures_known()
    assert version.measures() == {}
    version.close()
    periods = [
        PublishedPeriod(each.id, each.kind, each.label, each.starts_on, each.ends_on)
        for each in [*QUARTERS, *year_periods(coverage([], 0), 1), YEAR]
    ]
    measures = {
        ("naloxone_used", "2025Q1"): Measured(40.0, "released"),
        ("naloxone_used", "2025Q2"): Measured(95.0, "released"),
        ("satisfaction", "2025Q2"): Measured(7.5, "released", scale=10),
    }
    police = Figure("recorded_police_activity", "place", "2025Q1", 0, 3.5, 120, "released", False)
    shares = Figure("diverted", "place", "2025Q2", 0, 18.0, 60, "released", False)
    history = {("recorded_police_activity", "2025Q1"): police, ("diverted", "2025Q2"): shares}
    found = lines_of(measures, history, periods_with(measures, periods, "quarter", 8))
    assert [(line.key, line.enforcement) for line in found] == [
        ("naloxone_used", False),
        ("diverted", False),
        ("satisfaction", False),
        ("recorded_police_activity", True),
    ]
    moved = found[0].moved("2025Q1", "2025Q2", 5)
    assert (moved.says, moved.percent, round(moved.by)) == ("changed", True, 138)
    assert found[0].moved("2025Q2", "2025Q3", 5).says == "missing"
    assert (found[3].at("2025Q1").value, found[3].at("2025Q2").state) == (120.0, "no_data")
    assert len({key for key, _ in OUTCOME_LINES}) == len(OUTCOME_LINES)
