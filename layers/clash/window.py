"""The weeks a clash is worked out over: the same for enforcement and overdoses, whole and published."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from layers.periods import first_day
from layers.statistics.fay_feuer import FEWEST_WEEKS

WEEKS = 52


@dataclass(frozen=True)
class Window:
    """Whole weeks of local days, Monday to Sunday: from `start`, up to but not including `end`."""

    start: dt.date
    end: dt.date

    @property
    def days(self) -> int:
        """Return the number of days T."""
        return (self.end - self.start).days

    @property
    def weeks(self) -> int:
        """Return the number of weeks."""
        return self.days // 7

    @property
    def last_day(self) -> dt.date:
        """Return the last day, inclusive."""
        return self.end - dt.timedelta(days=1)


def latest_window(covered: set[int], newest: int) -> Window | None:
    """Return the last 52 full weeks of the months covered without a gap, fewer where fewer are there.

    covered: months (year x 12 + month - 1) that every feed covers. newest: the last quarter old enough to
    publish; a window that moved week by week would show, one version after another, what each week added.
    None where there are fewer than 8 weeks.
    """
    known = {month for month in covered if month // 3 <= newest}
    if not known:
        return None
    first = last = max(known)
    while first - 1 in known:
        first -= 1
    after = _first_of(last + 1)
    end = after - dt.timedelta(days=after.weekday())
    weeks = min(WEEKS, (end - _first_of(first)).days // 7)
    return Window(end - dt.timedelta(weeks=weeks), end) if weeks >= FEWEST_WEEKS else None


def _first_of(month: int) -> dt.date:
    return first_day(month // 3).replace(month=month % 12 + 1)
