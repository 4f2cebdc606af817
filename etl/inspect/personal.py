"""Columns that hold something about persons: named, so that somebody sees they are never loaded."""

from __future__ import annotations

import re

from etl.inspect.hints import PERSONAL_NAMES, PERSONAL_VALUES
from etl.inspect.profile import ColumnProfile

_NO_PHONE = re.compile(r"^(\d{1,4}[-/.]\d{1,2}[-/.]|[\s(]*-?\d{1,3}\.\d{4,}\W*$)")  # a date, a coordinate


def personal_columns(columns: tuple[ColumnProfile, ...], used: set[str]) -> dict[str, str]:
    """Return columns that hold something about persons, with why it is thought so; they are never loaded."""
    found = {}
    for column in columns:
        if column.name in used or not column.present:
            continue
        joined = "".join(column.words)
        if PERSONAL_NAMES.search(joined):
            found[column.name] = "by its name"
            continue
        values = list(column.counts)[:300]
        if (
            len(values) >= 5
            and sum(len(value) for value in values) / len(values) > 60
            and column.distinct > 0.5
        ):
            found[column.name] = "long free text"
            continue
        for what, pattern in PERSONAL_VALUES.items():
            digits = what == "phone numbers" and column.numeric > 0.9
            if not digits and sum(bool(pattern.match(value)) for value in values) > 0.5 * len(values):
                others = sum(bool(_NO_PHONE.match(value)) for value in values)
                if others < 0.5 * len(values):
                    found[column.name] = what
    return found
