"""Hours of the week come back from their code, and are said as people say them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.errors import BadInputError
from layers.week import HOURS, WeekHours, read_week

some_hours = st.frozensets(st.integers(0, HOURS - 1), min_size=1, max_size=HOURS - 1)


@given(some_hours)
def test_a_code_names_its_hours_and_no_others(hours: frozenset[int]) -> None:
    week = WeekHours(hours)
    assert read_week(week.code) == week
    assert week.words


@pytest.mark.parametrize(
    ("days", "first", "length", "words"),
    [
        ((4, 5), 22, 6, "Fri–Sat 22–04"),
        (range(5), 8, 10, "Mon–Fri 08–18"),
        (range(7), 22, 8, "every day 22–06"),
        ((0, 2, 6), 18, 6, "Mon, Wed, Sun 18–24"),
        ((3,), 0, 24, "Thu, all day"),
        ((5,), 0, 48, "Sat 00 to Mon 00"),
        ((6,), 23, 1, "Sun 23–24"),
    ],
)
def test_hours_are_said_as_people_say_them(
    days: tuple[int, ...], first: int, length: int, words: str
) -> None:
    hours = frozenset((day * 24 + first + n) % HOURS for day in days for n in range(length))
    assert WeekHours(hours).words == words


def test_many_separate_hours_are_only_counted() -> None:
    assert WeekHours(frozenset(range(0, HOURS, 5))).words == "34 of 168 hours of the week"


@pytest.mark.parametrize(
    "code", ["", "x", "8.1", "1.24", "1.5-3", "1.0_2.0", "21.0", "1.0-23" * 40, "1234567.0-23", "1.0.1"]
)
def test_codes_that_this_page_never_writes_are_refused(code: str) -> None:
    with pytest.raises(BadInputError):
        read_week(code)
