from __future__ import annotations

import datetime as dt
import itertools

import pytest

from layers.periods import (
    QUARTERS_OF_FINE_WINDOW,
    Period,
    SourceMonths,
    coverage,
    last_quarter,
    quarter_period,
    whole_years,
    window_period,
    year_periods,
)


def month(year: int, number: int) -> int:
    return year * 12 + number - 1


def quarter(year: int, number: int) -> int:
    return year * 4 + number - 1


def months(first: int, last: int, rows: int = 50) -> SourceMonths:
    return SourceMonths(dict.fromkeys(range(first, last + 1), rows))


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        ("2026-10-27", (2026, 2)),  # 27 days after 30 September
        ("2026-10-28", (2026, 3)),
        ("2026-11-22", (2026, 3)),
        ("2027-01-27", (2026, 3)),
        ("2027-01-28", (2026, 4)),
    ],
)
def test_a_quarter_waits_twenty_eight_days(as_of: str, expected: tuple[int, int]) -> None:
    assert last_quarter(dt.date.fromisoformat(as_of), 28) == quarter(*expected)


def test_only_whole_quarters_count() -> None:
    covered = coverage([months(month(2023, 2), month(2026, 8))], quarter(2026, 3))
    assert covered.quarters[0] == quarter(2023, 2)
    assert covered.quarters[-1] == quarter(2026, 2)
    assert not covered.partial
    assert covered.note == ""


def test_young_quarters_are_kept_back() -> None:
    covered = coverage([months(month(2024, 1), month(2026, 12))], quarter(2026, 3))
    assert covered.quarters[-1] == quarter(2026, 3)


def test_a_silent_month_of_a_busy_source_is_a_gap_and_of_a_quiet_one_a_zero() -> None:
    seen = [m for m in range(month(2025, 1), month(2025, 10)) if m != month(2025, 5)]
    busy = coverage([SourceMonths(dict.fromkeys(seen, 50))], quarter(2026, 1))
    assert busy.quarters == (quarter(2025, 1), quarter(2025, 3))
    assert busy.note == "No data from Apr 2025 to Jun 2025."
    quiet = coverage([SourceMonths(dict.fromkeys(seen, 2))], quarter(2026, 1))
    assert quiet.quarters == tuple(quarter(2025, n) for n in (1, 2, 3))


def test_a_busy_source_that_breaks_off_in_a_month_does_not_cover_it() -> None:
    rows = dict.fromkeys(range(month(2025, 1), month(2025, 7)), 300)
    assert SourceMonths(rows, first_day=1, last_day=30).covered() == set(rows)
    assert SourceMonths(rows, first_day=1, last_day=17).covered() == set(rows) - {month(2025, 6)}
    assert SourceMonths(rows, first_day=9, last_day=30).covered() == set(rows) - {month(2025, 1)}
    few = dict.fromkeys(rows, 3)
    assert SourceMonths(few, first_day=9, last_day=17).covered() == set(rows)


def test_sources_of_one_feed_add_up() -> None:
    old, new = months(month(2024, 1), month(2024, 6)), months(month(2024, 7), month(2025, 3))
    assert len(coverage([old, new], quarter(2026, 1)).quarters) == 5


def test_years_are_fixed_blocks_that_begin_where_the_place_says() -> None:
    covered = coverage([months(month(2023, 10), month(2026, 9))], quarter(2026, 3))
    assert [p.id for p in year_periods(covered, 4)] == ["2023Q4-2024Q3", "2024Q4-2025Q3", "2025Q4-2026Q3"]
    assert [p.id for p in year_periods(covered, 1)] == ["2024Q1-2024Q4", "2025Q1-2025Q4"]
    assert year_periods(covered, 1)[0].label == "2024"


def test_window_and_years_of_data() -> None:
    covered = coverage([months(month(2023, 10), month(2026, 9))], quarter(2026, 3))
    window = window_period(covered, 4)
    assert window is not None
    assert window.id == "2023Q4-2026Q3:all"
    assert window.starts_on == dt.date(2023, 10, 1)
    assert window.ends_on == dt.date(2026, 9, 30)
    assert covered.years_in(window) == pytest.approx(3)
    assert covered.years_in(quarter_period(quarter(2024, 1))) == pytest.approx(0.25)
    assert window_period(coverage([months(month(2026, 1), month(2026, 9))], quarter(2026, 3)), 1) is None


def test_one_month_a_year_is_said_and_divided_by_the_months_there_are() -> None:
    july = SourceMonths({month(year, 7): 30_000 for year in (2016, 2017, 2018)})
    covered = coverage([july], quarter(2026, 3))
    assert covered.partial
    assert covered.quarters == tuple(quarter(year, 3) for year in (2016, 2017, 2018))
    assert covered.note == "Data cover only Jul 2016, Jul 2017, Jul 2018."
    assert year_periods(covered, 1) == []
    window = window_period(covered, 1)
    assert window is not None
    assert covered.years_in(window) == pytest.approx(0.25)


def test_no_data_has_no_periods() -> None:
    covered = coverage([], quarter(2026, 3))
    assert covered.quarters == ()
    assert window_period(covered, 1) is None


def window_at(newest: int, starts_quarter: int = 4, first: int = month(2023, 10)) -> Period:
    window = window_period(coverage([months(first, month(2029, 12))], newest), starts_quarter)
    assert window is not None
    return window


def test_a_window_long_enough_for_the_finest_grid_grows_by_whole_years() -> None:
    assert window_at(quarter(2026, 2)).last_quarter == quarter(2026, 2)  # too short for it: by quarters
    three = window_at(quarter(2026, 3))
    assert (three.id, len(three.quarters)) == ("2023Q4-2026Q3:all", 12)
    assert window_at(quarter(2026, 4)) == window_at(quarter(2027, 2)) == three
    assert window_at(quarter(2027, 3)).id == "2023Q4-2027Q3:all"


@pytest.mark.parametrize("starts_quarter", [1, 2, 3, 4])
@pytest.mark.parametrize("first_month", [1, 4, 7, 10])
def test_a_window_never_shrinks_and_never_grows_by_a_quarter_on_the_finest_grid(
    starts_quarter: int, first_month: int
) -> None:
    first = month(2023, first_month)
    told = [window_at(newest, starts_quarter, first) for newest in range(quarter(2025, 1), quarter(2029, 4))]
    for earlier, later in itertools.pairwise(told):
        grown = later.last_quarter - earlier.last_quarter
        assert earlier.first_quarter == later.first_quarter == first // 3
        assert grown >= 0
        if len(earlier.quarters) >= QUARTERS_OF_FINE_WINDOW:
            assert grown in (0, 4)
    ends = {each.last_quarter for each in told if len(each.quarters) >= QUARTERS_OF_FINE_WINDOW}
    assert {(end + 1) % 4 for end in ends} == {starts_quarter - 1}
    assert len(ends) >= 3


def test_a_window_ends_where_data_end() -> None:
    gap = coverage(
        [months(month(2022, 1), month(2025, 9)), months(month(2026, 1), month(2026, 6))], quarter(2026, 2)
    )
    window = window_period(gap, 1)
    assert window is not None
    assert window.id == "2022Q1-2025Q3:all"  # the year's last quarter is not on file


def test_whole_years_grow_by_a_year_and_not_by_a_quarter() -> None:
    spans = []
    for newest in (quarter(2026, 3), quarter(2026, 4), quarter(2027, 2)):
        covered = coverage([months(month(2023, 10), month(2027, 12))], newest)
        spans.append(whole_years(year_periods(covered, 4), window_period(covered, 4)))
    assert [each.id for each in spans[0]] == ["2023Q4-2024Q3", "2023Q4-2025Q3:all", "2023Q4-2026Q3:all"]
    assert spans[0][-1] == window_at(quarter(2026, 3))
    assert [each.id for each in spans[1]] == [each.id for each in spans[0]] == [each.id for each in spans[2]]
    assert spans[2][-1].label == "Oct 2023 – Sep 2026 (whole period)"
