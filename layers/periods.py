"""Which whole quarters, years and windows may be published, and for which feed.

A month is a number (year x 12 + month - 1), a quarter likewise (year x 4 + quarter - 1).
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

PeriodKind = Literal["quarter", "year", "window", "current"]
QUARTERS_OF_FINE_WINDOW = 12  # three years: what the finest grid needs
# An empty month of a source that otherwise has this many rows a month is a missing file, not a quiet
# month: with a mean of 5 a month is empty by chance fewer than seven times in a thousand.
ROWS_THAT_MAKE_A_GAP = 5.0

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True)
class Period:
    """A span of whole quarters, both ends inclusive; `current` has no quarters."""

    id: str
    kind: PeriodKind
    label: str
    first_quarter: int = 0
    last_quarter: int = -1

    @property
    def quarters(self) -> range:
        """Return the quarters of the period."""
        return range(self.first_quarter, self.last_quarter + 1)

    @property
    def starts_on(self) -> dt.date | None:
        """Return the first day, or None for `current`."""
        return first_day(self.first_quarter) if self.quarters else None

    @property
    def ends_on(self) -> dt.date | None:
        """Return the last day, inclusive, or None for `current`."""
        return first_day(self.last_quarter + 1) - dt.timedelta(days=1) if self.quarters else None


CURRENT = Period("current", "current", "Current")


@dataclass(frozen=True)
class SourceMonths:
    """Rows of one source by month.

    first_day, last_day: day of the month of its first and last row, None where only months are known.
    """

    rows: Mapping[int, int]
    first_day: int | None = None
    last_day: int | None = None

    def covered(self) -> set[int]:
        """Return the months the source covers.

        A month in which, or an edge of a month over which, a source this busy would hardly stay silent
        is taken as not on file; the silence of a quiet source is taken as zeros.
        """
        present = {month for month, count in self.rows.items() if count > 0}
        if not present:
            return set()
        busy = sum(self.rows.values()) / len(present)
        first, last = min(present), max(present)
        covered = present if busy >= ROWS_THAT_MAKE_A_GAP else set(range(first, last + 1))
        a_day = busy / 30.4
        if self.first_day and (self.first_day - 1) * a_day >= ROWS_THAT_MAKE_A_GAP:
            covered = covered - {first}
        length = calendar.monthrange(last // 12, last % 12 + 1)[1]
        if self.last_day and (length - self.last_day) * a_day >= ROWS_THAT_MAKE_A_GAP:
            covered = covered - {last}
        return covered


@dataclass(frozen=True)
class Coverage:
    """What one feed's sources cover: months with data, and the quarters that may be published.

    partial: no quarter is whole (say, one month of each year is on file), so the quarters are those
    with any month; figures a year are then worked out from the months covered.
    """

    months: frozenset[int]
    quarters: tuple[int, ...]
    partial: bool

    def years_in(self, period: Period) -> float:
        """Return how many years of data the feed has in the period, 0.0 for none."""
        return len(self.months_of(period)) / 12

    @property
    def note(self) -> str:
        """Return a sentence on what the data do not cover, '' where they are whole."""
        if not self.quarters:
            return ""
        if self.partial:
            return "Data cover only " + ", ".join(month_name(m) for m in sorted(self.months)) + "."
        gaps = [
            f"{month_name(3 * before + 3)} to {month_name(3 * after - 1)}"
            for before, after in zip(self.quarters, self.quarters[1:], strict=False)
            if after > before + 1
        ]
        return f"No data from {', nor from '.join(gaps)}." if gaps else ""

    def months_of(self, period: Period) -> set[int]:
        """Return the months of a period whose events count."""
        wanted = self.quarters_of(period)
        return {month for month in self.months if month // 3 in wanted}

    def quarters_of(self, period: Period) -> set[int]:
        """Return the quarters of a period whose events count."""
        return set(period.quarters) & set(self.quarters)


def first_day(quarter: int) -> dt.date:
    """Return the first day of a quarter."""
    return dt.date(quarter // 4, quarter % 4 * 3 + 1, 1)


def quarter_of(day: dt.date) -> int:
    """Return the quarter that holds a day."""
    return day.year * 4 + (day.month - 1) // 3


def month_name(month: int) -> str:
    """Return a month as 'Jul 2016'."""
    return f"{_MONTHS[month % 12]} {month // 12}"


def last_quarter(as_of: dt.date, delay_days: int) -> int:
    """Return the newest quarter that ended at least `delay_days` before `as_of`."""
    latest_end = as_of - dt.timedelta(days=delay_days)
    quarter = quarter_of(latest_end)
    whole = first_day(quarter + 1) - dt.timedelta(days=1) <= latest_end
    return quarter if whole else quarter - 1


def coverage(sources: Iterable[SourceMonths], newest: int) -> Coverage:
    """Return what sources cover together, up to the quarter `newest`."""
    months: set[int] = set()
    for source in sources:
        months |= source.covered()
    touched = sorted({month // 3 for month in months if month // 3 <= newest})
    whole = [q for q in touched if {3 * q, 3 * q + 1, 3 * q + 2} <= months]
    chosen = tuple(whole or touched)
    return Coverage(frozenset(m for m in months if m // 3 in chosen), chosen, not whole)


def quarter_period(quarter: int) -> Period:
    """Return one quarter as a period, id '2026Q3'."""
    first = quarter % 4 * 3
    label = f"{_MONTHS[first]}–{_MONTHS[first + 2]} {quarter // 4}"
    return Period(_quarter_id(quarter), "quarter", label, quarter, quarter)


def year_periods(covered: Coverage, starts_quarter: int) -> list[Period]:
    """Return the fixed blocks of four covered quarters that begin in quarter `starts_quarter` (1-4)."""
    if covered.partial:
        return []
    have = set(covered.quarters)
    starts = [q for q in covered.quarters if q % 4 == starts_quarter - 1 and {q, q + 1, q + 2, q + 3} <= have]
    return [Period(_span_id(q, q + 3), "year", _span_label(q, q + 3), q, q + 3) for q in starts]


def window_period(covered: Coverage, starts_quarter: int) -> Period | None:
    """Return the covered quarters as one window, or None when they span less than a year.

    A window long enough for the finest grid grows by whole years, which begin in quarter `starts_quarter`
    (1-4): if it grew by a quarter, two versions together would tell that quarter where no quarter may be
    told. Until the first such year ends it stays one quarter too short for that grid.
    """
    if not covered.quarters:
        return None
    first, last = covered.quarters[0], covered.quarters[-1]
    if last - first + 1 < 4:
        return None
    if last - first + 1 >= QUARTERS_OF_FINE_WINDOW and not covered.partial:
        year_ends = last - (last - starts_quarter + 2) % 4
        bound = max(year_ends, first + QUARTERS_OF_FINE_WINDOW - 2)
        last = max(quarter for quarter in covered.quarters if quarter <= bound)
    label = f"{_span_label(first, last)} (whole period)"
    return Period(f"{_span_id(first, last)}:all", "window", label, first, last)


def whole_years(years: Sequence[Period], window: Period | None) -> list[Period]:
    """Return the spans from the first year to each, the last of which is all whole years; ascending.

    The window itself stands for the span that it equals.
    """
    found = []
    for year in years:
        first, last = years[0].first_quarter, year.last_quarter
        label = f"{_span_label(first, last)} (whole years)"
        span = Period(f"{_span_id(first, last)}:all", "window", label, first, last)
        if year is years[0]:
            span = year
        elif window and (window.first_quarter, window.last_quarter) == (first, last):
            span = window
        found.append(span)
    return found


def _quarter_id(quarter: int) -> str:
    return f"{quarter // 4}Q{quarter % 4 + 1}"


def _span_id(first: int, last: int) -> str:
    return f"{_quarter_id(first)}-{_quarter_id(last)}"


def _span_label(first: int, last: int) -> str:
    if first % 4 == 0 and last % 4 == 3:
        return str(first // 4) if last - first == 3 else f"{first // 4}–{last // 4}"
    start, end = first * 3, last * 3 + 2
    return f"{month_name(start)} – {month_name(end)}"
