from __future__ import annotations

import json
from datetime import date

import pytest

from layers import words
from layers.published.rows import KeyFigure, PanelValue
from web.controls.panel import latest_values
from web.controls.toolbar import common_period
from web.inspect.hours import hours_lines


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (0.123, "0.12"), (2.0, "2"), (2.5, "2.5"), (12.34, "12.3"), (123.4, "123"), (4321.9, "4,322")],
)
def test_numbers_keep_the_digits_that_matter(value: float, text: str) -> None:
    assert words.number(value) == text


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (12.5, "% of residents", "12.5\u00a0% of residents"),
        (3.0, "km on foot", "3 km on foot"),
        (58.0, "0 to 100", "58 (0 to 100)"),
        (1.0, "1 lawful, 0 not", "Lawful"),
        (0.0, "1 a crime, 0 not", "Not a crime"),
        (5.0, "", "5"),
    ],
)
def test_units_read_like_a_sentence(value: float, unit: str, text: str) -> None:
    assert words.with_unit(value, unit) == text


@pytest.mark.parametrize(
    ("value", "state", "kind", "low", "text"),
    [
        (None, "withheld", "event", False, "withheld"),
        (None, "no_data", "event", False, "no data"),
        (float("nan"), "released", "event", False, "no data"),
        (0.0, "released", "event", False, "0"),
        (12.0, "parent", "event", True, "12 (larger area)"),
        (12.0, "released", "rate", True, "12 (few events)"),
        (0.5, "released", "score", False, "0.50"),
    ],
)
def test_what_is_no_figure_says_so(value: float | None, state: str, kind: str, low: bool, text: str) -> None:
    assert words.figure(value, state, kind, low=low) == text


def test_only_layers_that_count_have_a_zero_of_their_own() -> None:
    assert words.state_of("released", 0.0, "event") == "zero"
    assert words.state_of("released", 0.0, "score") == "released"
    assert words.state_of("parent", 0.0, "event") == "parent"
    assert words.state_of("withheld", None, "event") == "withheld"


def test_dates_and_lists() -> None:
    assert words.day(date(2026, 9, 3)) == "3 Sep 2026"
    assert words.listing([]) == ""
    assert words.listing(["a"]) == "a"
    assert words.listing(["a", "b", "c"], "or") == "a, b or c"


def test_hours_are_told_by_runs_of_days() -> None:
    week = dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"), "09:00-12:00;13:00-17:00")
    given = json.dumps({**week, "saturday": "09:00-13:00", "sunday": "closed"})
    assert hours_lines(given) == [
        "Mon to Fri 09:00–12:00 and 13:00–17:00",
        "Sat 09:00–13:00",
        "Sun closed",
    ]
    assert hours_lines("") == []
    assert hours_lines("Mon-Fri 09:00-17:00") == ["Mon-Fri 09:00-17:00"]
    assert hours_lines('{"someday": "9"}') == ['{"someday": "9"}']


def test_a_macro_layer_shows_every_value_of_its_latest_period() -> None:
    old, law, other = (
        PanelValue("2024", 0.0, "1 a crime, 0 not", "Possession"),
        PanelValue("2025", 1.0, "1 a crime, 0 not", "Possession"),
        PanelValue("2025", 1.0, "1 in force, 0 not", "Good Samaritan"),
    )
    assert latest_values((old, law, other)) == [law, other]
    assert latest_values(()) == []


def test_a_shared_period_is_said_once() -> None:
    one = KeyFigure("Calls", "10", "calls", "2025; 9 % more than 2024")
    two = KeyFigure("Needles", "20", "reports", "2025")
    assert common_period((one, two)) == "2025"
    assert common_period((one, KeyFigure("x", "1", "", "2024"))) == ""


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (date(2026, 7, 17), date(2026, 7, 19), "17 to 19 Jul 2026"),
        (date(2026, 7, 31), date(2026, 8, 2), "31 Jul 2026 to 2 Aug 2026"),
        (date(2026, 7, 17), date(2026, 7, 17), "17 Jul 2026"),
        (date(2026, 7, 17), None, "from 17 Jul 2026"),
        (None, date(2026, 7, 19), "until 19 Jul 2026"),
        (None, None, ""),
    ],
)
def test_a_stretch_of_days_is_said_shortly(first: date | None, last: date | None, said: str) -> None:
    assert words.days(first, last) == said
