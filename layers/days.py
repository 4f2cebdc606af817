"""Some days, from one to another: as a short code for addresses, in words, and as months and parts of months.

A month is a number (year x 12 + month - 1), as in layers/periods.py.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date

from etl.errors import BadInputError
from layers.periods import month_name

_CODE = re.compile(r"([0-9]{8})-([0-9]{8})")
EARLIEST, LATEST = date(1900, 1, 1), date(2199, 12, 31)


@dataclass(frozen=True)
class Span:
    """Months from the first to the last, both inclusive; or of one month the days from one to another.

    days: first and last day of the month, None for whole months.
    """

    first: int
    last: int
    days: tuple[int, int] | None = None

    def share_of(self, month: int) -> float:
        """Return which part of a month the span holds, from 0 to 1."""
        if not self.first <= month <= self.last:
            return 0.0
        return 1.0 if self.days is None else (self.days[1] - self.days[0] + 1) / days_in(month)


@dataclass(frozen=True)
class Days:
    """The days from `first` to `last`, both inclusive."""

    first: date
    last: date

    def __post_init__(self) -> None:
        """Refuse days in the wrong order, and days of no living memory."""
        if not EARLIEST <= self.first <= self.last <= LATEST:
            raise BadInputError("days", "end before they begin", "Choose the last day on or after the first.")

    @property
    def code(self) -> str:
        """Return the days for an address: '20260105-20260217'."""
        return f"{self.first:%Y%m%d}-{self.last:%Y%m%d}"

    @property
    def words(self) -> str:
        """Return the days as a reader says them: '5 Jan 2026 to 17 Feb 2026'."""
        return " to ".join(dict.fromkeys(_day_words(day) for day in (self.first, self.last)))

    def spans(self, first: int, last: int) -> list[Span]:
        """Return what is chosen of the months from `first` to `last`: whole ones together, then edges."""
        begins, ends = month_of(self.first), month_of(self.last)
        shares = {month: self._days_of(month) for month in {begins, ends}}
        edges = {month: days for month, days in shares.items() if days != (1, days_in(month))}
        whole = (begins + (begins in edges), ends - (ends in edges))
        found = [Span(max(first, whole[0]), min(last, whole[1]))]
        found += [Span(month, month, days) for month, days in sorted(edges.items()) if first <= month <= last]
        return [span for span in found if span.first <= span.last]

    def _days_of(self, month: int) -> tuple[int, int]:
        """Return the first and last day that are chosen of the month in which the days begin or end."""
        first = self.first.day if month == month_of(self.first) else 1
        return first, self.last.day if month == month_of(self.last) else days_in(month)


def month_of(day: date) -> int:
    """Return the month that holds a day."""
    return day.year * 12 + day.month - 1


def days_in(month: int) -> int:
    """Return how many days a month has."""
    return calendar.monthrange(month // 12, month % 12 + 1)[1]


def read_days(code: str) -> Days:
    """Return the days that a code names. Raises BadInputError for anything `Days.code` never writes."""
    found = _CODE.fullmatch(code)
    if found is None:
        raise BadInputError("days", "are not readable", "Choose the days again.")
    try:
        first, last = map(date.fromisoformat, found.groups())
    except ValueError:
        raise BadInputError("days", "are not days of a calendar", "Choose the days again.") from None
    return Days(first, last)


def _day_words(day: date) -> str:
    return f"{day.day} {month_name(month_of(day))}"
