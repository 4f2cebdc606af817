"""A choice of hours of the week: as a short code for addresses, and in words.

An hour is a number from 0 (Monday 00:00) to 167; the week goes round.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass

from etl.errors import BadInputError

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
HOURS = 168
_PART = re.compile(r"[1-7]{1,7}(?:\.(?:[01]?[0-9]|2[0-3])(?:-(?:[01]?[0-9]|2[0-3]))?)+")
_FEW = 3  # runs that are worth naming one by one


@dataclass(frozen=True)
class WeekHours:
    """Some hours of the week, at least one and not all."""

    hours: frozenset[int]

    def __post_init__(self) -> None:
        """Refuse hours that do not exist, none, and all."""
        if not self.hours <= frozenset(range(HOURS)) or not 0 < len(self.hours) < HOURS:
            raise BadInputError(
                "hours", "are not some hours of the week", "Choose at least one hour, but not all."
            )

    @property
    def code(self) -> str:
        """Return the hours for an address: days (1 = Monday) with their hours, '56.22-23_67.0-3'."""
        alike: dict[tuple[int, ...], str] = {}
        for day in range(7):
            mine = tuple(sorted(hour % 24 for hour in self.hours if hour // 24 == day))
            if mine:
                alike[mine] = alike.get(mine, "") + str(day + 1)
        parts = [f"{days}.{'.'.join(map(_run_code, _runs(mine)))}" for mine, days in alike.items()]
        return "_".join(parts)

    @property
    def words(self) -> str:
        """Return the hours as a reader says them: 'Fri–Sat 22–04'."""
        lengths: dict[tuple[int, int], list[int]] = {}
        for start, length in _week_runs(self.hours):
            lengths.setdefault((start % 24, length), []).append(start // 24)
        if len(lengths) > _FEW:
            return f"{len(self.hours)} of {HOURS} hours of the week"
        return " and ".join(_run_words(days, start, length) for (start, length), days in lengths.items())


def read_week(code: str) -> WeekHours:
    """Return the hours that a code names. Raises BadInputError for anything `WeekHours.code` never writes."""
    hours: set[int] = set()
    for part in code[:400].split("_"):
        if not _PART.fullmatch(part):
            raise BadInputError("hours", "are not readable", "Choose the hours again.")
        days, *runs = part.split(".")
        for day, run in itertools.product(days, runs):
            first, _, last = run.partition("-")
            hours |= {(int(day) - 1) * 24 + hour for hour in range(int(first), int(last or first) + 1)}
    found = WeekHours(frozenset(hours))
    if found.code != code:
        raise BadInputError("hours", "are not written as this page writes them", "Choose the hours again.")
    return found


def _runs(hours: tuple[int, ...]) -> list[tuple[int, int]]:
    """Return the first and last of each unbroken run of ascending numbers."""
    groups = itertools.groupby(enumerate(hours), key=lambda pair: pair[1] - pair[0])
    found = [[hour for _, hour in group] for _, group in groups]
    return [(run[0], run[-1]) for run in found]


def _run_code(run: tuple[int, int]) -> str:
    return str(run[0]) if run[0] == run[1] else f"{run[0]}-{run[1]}"


def _week_runs(hours: frozenset[int]) -> list[tuple[int, int]]:
    """Return start and length of each unbroken run, over midnight and over the end of the week."""
    starts = sorted(hour for hour in hours if (hour - 1) % HOURS not in hours)
    return [(start, next(n for n in range(1, HOURS) if (start + n) % HOURS not in hours)) for start in starts]


def _run_words(days: list[int], start: int, length: int) -> str:
    if length > 24 or (length == 24 and start):
        end = start + length
        return " and ".join(
            f"{DAYS[day]} {start:02d} to {DAYS[(day + end // 24) % 7]} {end % 24:02d}" for day in days
        )
    named = [
        DAYS[first] if first == last else f"{DAYS[first]}–{DAYS[last]}"
        for first, last in _runs(tuple(sorted(days)))
    ]
    when = "every day" if len(days) == 7 else ", ".join(named)
    return f"{when}, all day" if length == 24 else f"{when} {start:02d}–{(start + length - 1) % 24 + 1:02d}"
