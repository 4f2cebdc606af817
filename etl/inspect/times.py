"""When the rows of an unknown file happened: which columns, in which format, how exact, in which zone."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from etl.inspect.dates import DATE, clock_pattern, date_alone, date_pattern, day_order, precision_of
from etl.inspect.profile import ColumnProfile

_CLOCK = re.compile(r"^(\d{1,2}:\d\d(:\d\d)?(\s*[AaPp][Mm])?|\d{4}|\d{3})$")
_CLOCK_WORDS = {"tm", "uhr", "uhrzeit", "zeit", "heure", "hora", "ora", "tijd", "tid", "kl", "klokke"}
_WANTED = {
    **dict.fromkeys(("occurred", "occurrence", "happened", "occ"), 9),
    **dict.fromkeys(("incident", "offence", "offense"), 7),
    **dict.fromkeys(("event", "call"), 6),
    **dict.fromkeys(("start", "open", "opened", "requested", "received", "dispatch", "dispatched"), 5),
    **dict.fromkeys(("reported", "report", "datetime", "found"), 4),
    **dict.fromkeys(("date", "dttm", "timestamp", "dt", "when"), 3),
    **dict.fromkeys(("month", "time", "created"), 2),
}
_UNWANTED = {
    **dict.fromkeys(("birth", "dob"), 20),
    **dict.fromkeys(("expires", "expiry"), 9),
    **dict.fromkeys(("close", "closed", "target", "update", "updated", "modified", "due", "loaded"), 8),
    **dict.fromkeys(("end", "resolution", "resolved"), 6),
    **dict.fromkeys(("completed",), 5),
    **dict.fromkeys(("entered",), 4),
    **dict.fromkeys(("rpt", "rptd", "to"), 2),
}


@dataclass(frozen=True)
class When:
    """Proposed time settings; `column` is the value for columns.occurred_at, "" when none was found."""

    column: str = ""
    settings: dict[str, Any] = field(default_factory=dict)
    findings: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Format:
    patterns: tuple[str, ...]
    precision: str
    zone: str = ""
    doubts: tuple[str, ...] = ()
    share: float = 1.0


def find_time(columns: tuple[ColumnProfile, ...], *, month_first_here: bool) -> When:
    """Return when the rows happened; `month_first_here` breaks ties in 03/04 (True in the Americas)."""
    ranked: list[tuple[float, int, ColumnProfile, _Format]] = []
    for column in columns:
        found = _column_format(column, month_first_here)
        if found is not None:
            ranked.append((_name_score(column) + 3 * column.filled, -column.position, column, found))
    parts = _year_and_month(columns)
    if not ranked:
        return parts or When()
    ranked.sort(key=lambda item: item[:2], reverse=True)
    _, _, column, found = ranked[0]
    doubts = list(found.doubts)
    others = [other.name for _, _, other, _ in ranked[1:4] if _name_score(other) >= 0]
    if others:
        doubts.append(f"{column.name} was taken for the time; other dates in the file: {', '.join(others)}")
    return _with_clock(column, found, columns, doubts)


def _name_score(column: ColumnProfile) -> int:
    words = column.words
    return max([_WANTED.get(word, 0) for word in words] or [0]) - max(
        [_UNWANTED.get(word, 0) for word in words] or [0]
    )


def _column_format(column: ColumnProfile, month_first_here: bool) -> _Format | None:
    values = list(column.counts)[:5000]
    if not values or column.distinct == 0:
        return None
    epoch = _epoch(column, values)
    if epoch is not None:
        return epoch
    shapes = [DATE.match(value) for value in values]
    hits = [match for match in shapes if match and (match["iso"] or "-").count(".") != 1]
    if len(hits) < 0.8 * len(values):
        return None
    if any(match["packed"] for match in hits) and _name_score(column) <= 0:
        return None  # eight digits are more often an id than a date
    return _describe(hits, len(hits) / len(values), month_first_here, column)


def _epoch(column: ColumnProfile, values: list[str]) -> _Format | None:
    for digits, name in ((10, "epoch_s"), (13, "epoch_ms")):
        if all(len(value) == digits and value.isdigit() for value in values):
            seconds = float(values[0]) / (1 if digits == 10 else 1000)
            if 6.3e8 < seconds < 2.1e9 and _name_score(column) > 0:
                return _Format((name,), "second", "UTC")
    return None


def _describe(
    hits: list[re.Match[str]], share: float, month_first_here: bool, column: ColumnProfile
) -> _Format:
    doubts: list[str] = []
    order, doubt = day_order(hits, month_first_here)
    if doubt:
        doubts.append(doubt)
    patterns: Counter[str] = Counter()
    zones: Counter[str] = Counter()
    clocks: list[str] = []
    for match in hits:
        pattern, zone = date_pattern(match, order)
        patterns[pattern] += 1
        zones[zone] += 1
        clocks.append(match["time"] or "")
    precision = precision_of(hits, clocks)
    if share < 1:
        doubts.append(f"{1 - share:.1%} of the dates in {column.name} are in no format that was recognised")
    zone = zones.most_common(1)[0][0]
    if precision in ("second", "minute"):
        midnight = sum(
            bool(re.match(r"^(00:00(:00)?(\.0+)?|12:00(:00)? [Aa][Mm])", clock)) for clock in clocks
        )
        if midnight > 0.05 * len(clocks):
            doubts.append(
                f"{midnight / len(clocks):.0%} of the times are exactly midnight: it may stand for not known"
            )
    known = tuple(pattern for pattern, _ in patterns.most_common() if pattern)
    return _Format(known, precision, zone.strip(), tuple(doubts), share)


def _with_clock(
    column: ColumnProfile, found: _Format, columns: tuple[ColumnProfile, ...], doubts: list[str]
) -> When:
    """Return the time settings, joined with a separate clock column when the dates have no time."""
    findings = [f"time from {column.name}, exact to the {found.precision}"]
    patterns, precision, source_column = found.patterns, found.precision, column.name
    if precision == "day":
        clock = _clock_column(columns, column)
        if clock is not None:
            form = _clock_form(clock)
            patterns = (f"{date_alone(next(iter(column.counts)), patterns[0])} {form}",)
            precision = "second" if "%S" in form else "minute"
            source_column = f"{{{column.name}}} {{{clock.name}}}"
            findings = [f"date from {column.name} and clock time from {clock.name}, joined"]
            doubts.append(
                f"rows without {clock.name} get no time and are quarantined; if many, map {column.name} alone"
            )
    settings: dict[str, Any] = {"time_precision": precision}
    if patterns:
        settings["time_format"] = list(patterns)
    if found.zone:
        zone, said = _judge_zone(column, found, columns)
        if zone:
            settings["time_zone"] = zone
        doubts.append(said)
    return When(source_column, settings, tuple(findings), tuple(doubts))


def _clock_column(columns: tuple[ColumnProfile, ...], date: ColumnProfile) -> ColumnProfile | None:
    """Return the column with the clock time of a date, the one most alike in name: FR_DT and FR_TM."""
    found = []
    for column in columns:
        named = "time" in "".join(column.words) or bool(_CLOCK_WORDS & set(column.words))
        if column is date or not named or not column.present or set(column.words) & set(_UNWANTED):
            continue
        values = list(column.counts)[:2000]
        if sum(bool(_CLOCK.match(value)) for value in values) > 0.95 * len(values) and column.filled > 0.5:
            found.append((len(set(column.words) & set(date.words)), -column.position, column))
    return max(found, key=lambda item: item[:2])[2] if found else None


def _clock_form(clock: ColumnProfile) -> str:
    value = clock.counts.most_common(1)[0][0]
    if value.isdigit():
        return "%H%M"
    return clock_pattern(value)[0] or "%H:%M"


def _judge_zone(column: ColumnProfile, found: _Format, columns: tuple[ColumnProfile, ...]) -> tuple[str, str]:
    """Return (time_zone setting, doubt) for times that carry a zone mark.

    A mark is often put on by a database that was given local time; a column with the hour tells.
    """
    if found.zone == "offset":
        return "", "times carry their own offset from UTC, which is used"
    hours = next((c for c in columns if "".join(c.words) in ("hour", "hourofday") and c.numeric > 0.9), None)
    if hours is not None:
        written = np.array([_hour(cell) for cell in column.cells], float)
        both = np.isfinite(written) & np.isfinite(hours.numbers)
        if both.any() and float((written[both] == hours.numbers[both]).mean()) > 0.9:
            return "", (
                f"times are marked as UTC, but column {hours.name} gives the same hour: they read like local "
                "clock time and are taken as such"
            )
    return (
        "UTC",
        "times are marked as UTC and will be moved to local time; if nights look busy and days quiet, "
        "they are local",
    )


def _hour(cell: str) -> float:
    match = re.search(r"[T\s](\d{1,2}):\d\d", cell)
    return float(match.group(1)) if match else float("nan")


def _year_and_month(columns: tuple[ColumnProfile, ...]) -> When | None:
    year = next((c for c in columns if "".join(c.words) in ("year", "yr") and c.numeric == 1), None)
    month = next(
        (c for c in columns if "".join(c.words) in ("month", "mon", "mo", "monthnumber") and c.numeric == 1),
        None,
    )
    if year is None or month is None or not year.present or not month.present:
        return None
    day = next(
        (c for c in columns if "".join(c.words) in ("day", "dayofmonth") and c.numeric == 1 and c.present),
        None,
    )
    names = [year.name, month.name, *([day.name] if day else [])]
    settings = {
        "time_format": ["%Y %m %d" if day else "%Y %m"],
        "time_precision": "day" if day else "month",
    }
    joined = " ".join(f"{{{name}}}" for name in names)
    return When(joined, settings, (f"time put together from {', '.join(names)}",), ())
