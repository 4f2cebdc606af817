"""Which events analysts count: those of some hours of the week, of some days, or of both."""

from __future__ import annotations

from dataclasses import dataclass

from etl.errors import BadInputError
from layers.days import Days, Span, read_days
from layers.week import WeekHours, read_week

_DAYS = "d"  # before the days in a code; hours begin with a number


@dataclass(frozen=True)
class Chosen:
    """Hours of the week and days, None for all of them."""

    week: WeekHours | None = None
    days: Days | None = None

    @property
    def code(self) -> str:
        """Return the choice for the name of a version: 'd20260105-20260217_56.22-23', '' for all events."""
        parts = [_DAYS + self.days.code if self.days else "", self.week.code if self.week else ""]
        return "_".join(part for part in parts if part)

    @property
    def words(self) -> str:
        """Return the choice as a reader says it: '5 Jan 2026 to 17 Feb 2026, Fri–Sat 22–04'."""
        parts = [self.days.words if self.days else "", self.week.words if self.week else ""]
        return ", ".join(part for part in parts if part)

    def spans(self, first: int, last: int) -> list[Span]:
        """Return the months from `first` to `last` as far as they are chosen, whole ones in one piece."""
        return [Span(first, last)] if self.days is None else self.days.spans(first, last)


def read_chosen(code: str) -> Chosen:
    """Return the choice that a code names. Raises BadInputError for anything `Chosen.code` never writes."""
    days, _, hours = code.partition("_") if code.startswith(_DAYS) else ("", "", code)
    found = Chosen(
        read_week(hours) if hours or not days else None, read_days(days.removeprefix(_DAYS)) if days else None
    )
    if found.code != code:
        raise BadInputError("choice", "is not written as this page writes it", "Choose hours and days again.")
    return found
