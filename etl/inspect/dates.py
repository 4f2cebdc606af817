"""How dates and clock times are written: from the text of one to the pattern that reads it."""

from __future__ import annotations

import re
from collections.abc import Iterable

_MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_LONG_MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december"
DATE = re.compile(
    rf"^(?:(?P<weekday>mon|tue|wed|thu|fri|sat|sun)[a-z]*,?\s+)?"
    rf"(?:(?P<iso>(?:19|20)\d\d(?P<isep>[-/.])[01]?\d(?:(?P=isep)[0-3]?\d)?(?!\d))|(?P<packed>(?:19|20)\d{{6}})"
    rf"|(?P<a>\d{{1,2}})(?P<sep>[-/.])(?P<b>\d{{1,2}})(?P=sep)(?P<year>\d{{4}}|\d\d)"
    rf"|(?P<month>[01]?\d)(?P<msep>[-/])(?:19|20)\d\d"
    rf"|(?P<dayfirst>\d{{1,2}}(?P<wsep>[-\s/])(?:{_LONG_MONTHS}|{_MONTHS})(?P=wsep)(?:\d{{4}}|\d\d))"
    rf"|(?P<monthfirst>(?:{_LONG_MONTHS}|{_MONTHS})\s\d{{1,2}},?\s\d{{4}}))"
    rf"(?:(?P<gap>[T\s]\s*)(?P<time>.+))?$",
    re.IGNORECASE,
)
TIME = re.compile(
    r"^(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d)(?P<fraction>\.\d+)?)?"
    r"(?P<gap>\s*)(?P<half>[AaPp][Mm])?(?P<zone>\s*(?:Z|UTC|GMT|[+-]\d\d(?::?\d\d)?))?$"
)


def day_order(hits: Iterable[re.Match[str]], month_first_here: bool) -> tuple[str, str]:
    """Return 'dm' or 'md' for dates such as 03/04/2026, and a doubt when the numbers do not decide."""
    pairs = [(int(match["a"]), int(match["b"])) for match in hits if match["a"]]
    if not pairs:
        return "dm", ""
    first, second = max(a for a, _ in pairs), max(b for _, b in pairs)
    if first > 12 and second > 12:
        return (
            "md" if month_first_here else "dm"
        ), "some dates are day first and others month first: ask the publisher"
    if first > 12:
        return "dm", ""
    if second > 12:
        return "md", ""
    order = "md" if month_first_here else "dm"
    said = "month first, as is usual in the Americas" if month_first_here else "day first"
    return (
        order,
        f"dates such as {pairs[0][0]:02}/{pairs[0][1]:02} could be day or month first; read as {said}: check",
    )


def date_pattern(match: re.Match[str], order: str) -> tuple[str, str]:
    """Return the strptime pattern of a match of DATE, and its zone: '', 'UTC' or 'offset'.

    order: 'dm' or 'md', for dates such as 03/04/2026.
    """
    if match["iso"]:
        sep = match["isep"]
        date = sep.join(("%Y", "%m", "%d")[: match["iso"].count(sep) + 1])
    elif match["packed"]:
        date = "%Y%m%d"
    elif match["month"]:
        date = f"%m{match['msep']}%Y"
    elif match["a"]:
        year = "%Y" if len(match["year"]) == 4 else "%y"
        date = match["sep"].join((*(("%d", "%m") if order == "dm" else ("%m", "%d")), year))
    elif match["dayfirst"]:
        sep = match["wsep"]
        _, month, year = match["dayfirst"].split(sep)
        date = sep.join(("%d", _month_code(month), "%Y" if len(year) == 4 else "%y"))
    else:
        comma = "," if "," in match["monthfirst"] else ""
        date = f"{_month_code(match['monthfirst'].split()[0])} %d{comma} %Y"
    if match["weekday"]:
        date = "%a, " + date
    if not match["time"]:
        return date, ""
    clock, zone = clock_pattern(match["time"])
    return (f"{date}{match['gap']}{clock}", zone) if clock else ("", "")


def _month_code(word: str) -> str:
    return "%b" if len(word) == 3 else "%B"


def clock_pattern(text: str) -> tuple[str, str]:
    """Return the strptime pattern of a clock time and its zone, empty when it is none."""
    match = TIME.match(text.strip())
    if match is None:
        return "", ""
    clock = "%I:%M" if match["half"] else "%H:%M"
    if match["second"]:
        clock += ":%S"
    if match["fraction"]:
        clock += ".%n"
    if match["half"]:
        clock += match["gap"] + "%p"
    zone = match["zone"] or ""
    if not zone:
        return clock, ""
    offset = zone.strip()
    if offset in ("Z", "UTC", "GMT") or set(offset) <= set("+-0:"):
        return clock + zone, "UTC"  # written out: the marks are the same in every row
    return clock + ("%z" if zone == offset else " %z"), "offset"


def precision_of(hits: list[re.Match[str]], clocks: list[str]) -> str:
    """Return how fine the times are: second, minute, hour, day or month; clocks: their time parts."""
    if not any(clocks):
        months = all(
            match["month"] or (match["iso"] and match["iso"].count(match["isep"]) == 1) for match in hits
        )
        return "month" if months else "day"
    found = [match for match in (TIME.match(clock.strip()) for clock in clocks) if match]
    if not found:
        return "day"
    if all(match["minute"] == "00" and (match["second"] or "00") == "00" for match in found):
        if len({(match["hour"], match["half"]) for match in found}) == 1:
            return "day"  # one and the same hour everywhere is the mark of a date without a time
        return "hour"
    if all((match["second"] or "00") == "00" for match in found):
        return "minute"
    return "second"


def date_alone(sample: str, pattern: str) -> str:
    """Return the pattern with the clock time that every row repeats (midnight) written out."""
    match = DATE.match(sample)
    if match is None or not match["time"]:
        return pattern
    return pattern.removesuffix(clock_pattern(match["time"])[0]) + str(match["time"])
