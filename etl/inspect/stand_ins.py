"""What an unknown file writes where it has no coordinates: words such as N/D, which would be quarantined."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from etl.inspect.profile import ColumnProfile

_MOST = 5
_NUMBER = re.compile(r"\d")


def mostly_numbers(column: ColumnProfile) -> bool:
    """Return whether the column holds numbers but for a word that stands for none, such as N/D."""
    numbers = np.isfinite(column.numbers).sum()
    words = Counter(cell for cell in column.present if not _NUMBER.search(cell))
    said = words.most_common(1)[0][1] if words else 0
    return bool(numbers > 0.9 * (len(column.present) - said) and numbers)


def judge_missing(
    degrees: NDArray[np.float64], east: tuple[str, ...], north: tuple[str, ...], *, split: bool
) -> tuple[tuple[str, ...], tuple[str, ...], dict[str, Any]]:
    """Return findings, doubts and settings about the rows without two numbers.

    degrees: (n, 2), NaN for none. split: longitude and latitude have a column each.
    """
    found = np.isfinite(degrees)
    rows = np.flatnonzero(~found.all(axis=1))
    blank = sum(not (east[i] or north[i]) for i in rows)
    findings, doubts = [], []
    settings: dict[str, Any] = {}
    if blank:
        findings.append(f"{blank} of {len(degrees)} rows have no coordinates; they count as unlocated")
    worded = [i for i in rows if split and north[i] and east[i] and not found[i].any()]
    words = Counter(f"{north[i]},{east[i]}" for i in worded)
    listed = dict(words.most_common(_MOST))
    if listed:
        settings["unlocated_at"] = list(listed)
        doubts.append(
            f"{sum(listed.values())} of {len(degrees)} rows have words for coordinates: {', '.join(listed)} "
            "is taken for not located"
        )
    rest = len(rows) - blank - sum(listed.values())
    if rest:
        doubts.append(f"{rest} rows have one coordinate, or one that is no number: they will be quarantined")
    return tuple(findings), tuple(doubts), settings
