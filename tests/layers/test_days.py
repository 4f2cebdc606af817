"""Days as an address, in words, and as whole months with edges."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from etl.errors import BadInputError
from layers.chosen import Chosen, read_chosen
from layers.days import Days, days_in, month_of, read_days
from layers.week import WeekHours

JANUARY = 2026 * 12


def days(first: str, last: str) -> Days:
    return Days(dt.date.fromisoformat(first), dt.date.fromisoformat(last))


def test_spans_hold_every_chosen_day_once_and_no_other() -> None:
    random = np.random.default_rng(3)
    start = dt.date(2023, 11, 1)
    for _ in range(300):
        first = start + dt.timedelta(int(random.integers(0, 900)))
        chosen = Days(first, first + dt.timedelta(int(random.integers(0, 200))))
        low = month_of(start) + int(random.integers(0, 30))
        high = low + int(random.integers(0, 12))
        held = [
            (month, day)
            for span in chosen.spans(low, high)
            for month in range(span.first, span.last + 1)
            for day in range(*((1, days_in(month) + 1) if span.days is None else np.add(span.days, (0, 1))))
        ]
        every = [chosen.first + dt.timedelta(at) for at in range((chosen.last - chosen.first).days + 1)]
        wanted = [(month_of(day), day.day) for day in every if low <= month_of(day) <= high]
        assert sorted(held) == sorted(wanted)
        assert len([span for span in chosen.spans(low, high) if span.days is None]) <= 1


def test_whole_months_are_no_edges() -> None:
    (span,) = days("2026-01-01", "2026-03-31").spans(JANUARY - 3, JANUARY + 12)
    assert (span.first, span.last, span.days) == (JANUARY, JANUARY + 2, None)
    assert [span.share_of(month) for month in (JANUARY - 1, JANUARY, JANUARY + 3)] == [0, 1, 0]
    (edge,) = days("2026-02-01", "2026-02-07").spans(JANUARY, JANUARY + 3)
    assert (edge.days, edge.share_of(JANUARY + 1)) == ((1, 7), 0.25)


def test_a_choice_has_one_code_and_words() -> None:
    week = WeekHours(frozenset({1, 2}))
    for chosen, code, words in (
        (Chosen(), "", ""),
        (Chosen(week), "1.1-2", "Mon 01–03"),
        (Chosen(days=days("2026-01-05", "2026-01-05")), "d20260105-20260105", "5 Jan 2026"),
        (
            Chosen(week, days("2025-12-31", "2026-02-17")),
            "d20251231-20260217_1.1-2",
            "31 Dec 2025 to 17 Feb 2026, Mon 01–03",
        ),
    ):
        assert (chosen.code, chosen.words) == (code, words)
        assert code == "" or read_chosen(code) == chosen


@pytest.mark.parametrize(
    "code", ["", "20260105", "20260106-20260105", "20261301-20261302", "00010101-20260101"]
)
def test_other_codes_are_refused(code: str) -> None:
    with pytest.raises(BadInputError):
        read_days(code)
    with pytest.raises(BadInputError):
        read_chosen(f"d{code}")
