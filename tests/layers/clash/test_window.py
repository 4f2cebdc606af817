from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from layers.clash.window import Window, latest_window

OCTOBER_2025 = 2025 * 12 + 9
THIRD_2026 = 2026 * 4 + 2


def test_the_last_52_whole_weeks_of_the_last_published_quarter() -> None:
    window = latest_window(set(range(OCTOBER_2025 - 30, OCTOBER_2025 + 14)), THIRD_2026)
    assert window == Window(dt.date(2025, 9, 29), dt.date(2026, 9, 28))
    assert (window.weeks, window.days, window.last_day) == (52, 364, dt.date(2026, 9, 27))


def test_it_ends_where_the_data_end_and_is_as_long_as_they_are() -> None:
    assert latest_window(set(range(OCTOBER_2025, OCTOBER_2025 + 5)), THIRD_2026) == Window(
        dt.date(2025, 10, 6), dt.date(2026, 2, 23)
    )


def test_a_gap_ends_it_and_under_eight_weeks_are_none() -> None:
    months = set(range(OCTOBER_2025 - 20, OCTOBER_2025 + 12)) - {OCTOBER_2025 + 6}
    window = latest_window(months, THIRD_2026)
    assert window is not None
    assert window.start >= dt.date(2026, 5, 1)
    assert latest_window({OCTOBER_2025}, THIRD_2026) is None
    assert latest_window(set(), THIRD_2026) is None
    assert latest_window({OCTOBER_2025 + 20}, THIRD_2026) is None  # not yet old enough


@given(st.sets(st.integers(OCTOBER_2025 - 40, OCTOBER_2025 + 20)), st.integers(2024 * 4, 2027 * 4))
def test_whole_weeks_inside_what_is_covered(months: set[int], newest: int) -> None:
    window = latest_window(months, newest)
    if window is None:
        return
    assert window.start.weekday() == window.end.weekday() == 0
    days = {window.start + dt.timedelta(days=n) for n in range(window.days)}
    assert {day.year * 12 + day.month - 1 for day in days} <= months
    assert max((day.year * 4 + (day.month - 1) // 3) for day in days) <= newest
