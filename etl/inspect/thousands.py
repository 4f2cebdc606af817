"""Whether numbers of an unknown file are written with thousands marks, and what to set for them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from etl.inspect.coordinates import Location
from etl.inspect.profile import ColumnProfile

_DOTTED = re.compile(r"-?[1-9]\d{0,2}(\.\d{3})+(,\d+)?")
_SMALL = re.compile(r"-?\d{1,3}(,\d+)?")


def judge_thousands(
    columns: Iterable[ColumnProfile], location: Location
) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Return the settings and doubts about the columns that a feed takes numbers from.

    1.234.567 and 1.234,5 can only be thousands; of 1.234 alone nobody can tell. Marks are set for a whole
    source, so dots are not proposed where coordinates have decimal points: they would lose them.
    """
    settings: dict[str, Any] = {}
    doubts = []
    for column in columns:
        if column.thousands:
            settings["thousands"] = ","
        dotted = _dotted(column)
        if not dotted:
            continue
        sure = any(value.count(".") > 1 or "," in value for value in dotted)
        points = location.found and not (location.shapes or location.settings.get("decimal_comma"))
        if sure and not points:
            settings["thousands"] = "."
            if any("," in value for value in column.counts):
                settings["decimal_comma"] = True
            doubts.append(f"numbers in {column.name} are taken for thousands with dots: {dotted[0]}")
        elif points:
            doubts.append(
                f"{dotted[0]} in {column.name} {'marks' if sure else 'may mark'} thousands by a dot: take it "
                'out of the file (thousands = "." would take it out of the coordinates too)'
            )
        else:
            doubts.append(
                f"{dotted[0]} in {column.name} is read as a number with three decimals; if its dot marks "
                'thousands, set thousands = "."'
            )
    return settings, tuple(doubts)


def _dotted(column: ColumnProfile) -> list[str]:
    """Return the values with dots, where each is such a number and the others have no need of a mark."""
    values = list(column.counts)[:500]
    dotted = [value for value in values if _DOTTED.fullmatch(value)]
    return dotted if all(value in dotted or _SMALL.fullmatch(value) for value in values) else []
