"""Figures, states and dates in the words a reader sees: the one place that turns them into text."""

from __future__ import annotations

import math
import re
from datetime import date
from typing import Final

PERCENT: Final = "\u00a0%"  # after a number; the space keeps them on one line
YES_OR_NO: Final = re.compile(r"1 (?P<yes>.+), 0 not")
COUNTED: Final = frozenset({"event", "rate"})  # kinds of layer whose zero means that nothing was recorded
STATE_WORDS: Final = {
    "released": "figure",
    "zero": "zero",
    "parent": "withheld here: figure of the surrounding larger area",
    "withheld": "withheld (1 to 7 or too uncertain)",
    "no_data": "no data",
}
EXACT_STORE: Final = "Exact figures · not for publication"
HARM_WORDS: Final = {
    "higher": "Higher means a riskier environment.",
    "lower": "Lower means a riskier environment.",
    "neither": "Neither direction counts as risk: shown for context, never scored.",
}


def number(value: float) -> str:
    """Return a number with thousands separators and about three digits that matter."""
    size = abs(value)
    places = 0 if size >= 100 or float(value).is_integer() else 1 if size >= 10 else 2
    text = f"{value:,.{places}f}"
    return text.rstrip("0").rstrip(".") if places and "." in text else text


def percent(share: float, places: int = 0) -> str:
    """Return a share (0 to 1) as per cent: '12 %'."""
    return f"{number(round(100 * share, places))}{PERCENT}"


def with_unit(value: float, unit: str) -> str:
    """Return a number followed by its unit.

    A unit such as '1 lawful, 0 not' is a yes or no and becomes 'Lawful' or 'Not lawful'; one that is a range,
    such as '0 to 100', stands in brackets.
    """
    flag = YES_OR_NO.fullmatch(unit)
    if flag and value in (0, 1):
        return f"{flag['yes'][:1].upper()}{flag['yes'][1:]}" if value else f"Not {flag['yes']}"
    if unit.startswith("%"):
        return f"{number(value)}\u00a0{unit}"
    if unit[:1].isdigit():
        return f"{number(value)} ({unit})"
    return f"{number(value)} {unit}" if unit else number(value)


def in_layer(value: float, unit: str, kind: str) -> str:
    """Return a layer's figure with its unit; a score is a rank and says of what."""
    return f"{value:.2f} of 1" if kind == "score" else with_unit(value, unit)


def state_of(state: str, value: float | None, kind: str) -> str:
    """Return the state with a released true zero told apart: of a layer that counts, nothing was recorded."""
    return "zero" if state == "released" and value == 0 and kind in COUNTED else state


def figure(value: float | None, state: str, kind: str, *, low: bool = False) -> str:
    """Return one cell's figure as text, without its unit; what is not a figure says so in words.

    Withheld, zero and missing stay three things. A figure borrowed from the larger area, and a rate that
    rests on fewer than 20 events, carry that remark.
    """
    if state == "withheld":
        return "withheld"
    if state == "no_data" or value is None or math.isnan(value):
        return "no data"
    text = f"{value:.2f}" if kind == "score" else number(value)
    if state == "parent":
        return f"{text} (larger area)"
    return f"{text} (few events)" if low else text


def day(value: date) -> str:
    """Return a date as '30 Sep 2026'."""
    return f"{value.day} {value:%b %Y}"


def days(first: date | None, last: date | None) -> str:
    """Return a stretch of days, both inclusive, as '17 to 19 Jul 2026' ('' for none)."""
    if first and last:
        if first == last:
            return day(first)
        if (first.year, first.month) == (last.year, last.month):
            return f"{first.day} to {day(last)}"
        return f"{day(first)} to {day(last)}"
    return f"from {day(first)}" if first else f"until {day(last)}" if last else ""


def listing(words: list[str], last: str = "and") -> str:
    """Return 'a, b and c'."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}" if words else ""


def plain(identifier: str) -> str:
    """Return an identifier such as `needle_exchange` as words: 'Needle exchange'."""
    return identifier.replace("_", " ").strip().capitalize()
