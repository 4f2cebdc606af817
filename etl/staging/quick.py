"""Which sources' rows need no SQL to be typed (etl/staging/quick_rows.py), and how their columns are read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from etl.feed import Column, Feed
from etl.place import Source
from etl.schema import LOCATION_TYPES
from etl.staging.fixed_times import FixedFormat, fixed_formats
from etl.staging.text import Layout
from etl.staging.time import formats_of
from etl.staging.typed import identity_column

Kind = Literal["text", "number", "word"]
_PAIRS = (("latitude", "longitude"), ("easting", "northing"))
_KINDS: dict[str, Kind] = {"text": "text", "time": "text", "choice": "word", "flag": "word"}
_KINDS |= dict.fromkeys(("latitude", "longitude", "easting", "northing"), "number")


@dataclass(frozen=True)
class QuickPlan:
    """How a source's columns are read. columns: feed column -> raw column; kinds: raw column -> kind.

    newest: the raw column of newest_by, '' without. formats: strptime format -> the same of fixed width.
    """

    columns: dict[str, str]
    kinds: dict[str, Kind]
    newest: str
    formats: dict[str, FixedFormat]


def quick_plan(layout: Layout, source: Source, feed: Feed) -> QuickPlan | None:
    """Return how to read an event source's columns without SQL, None where its mapping needs more.

    That is a filter, a template, values put in place of others but in columns of words, constants that could
    be wrong, numbers written in another way, a postcode or a shape, an id of several columns.
    """
    plain = layout.tidy and feed.kind == "event" and "occurred_at" in source.columns
    plain &= not (source.where or source.where_not or source.unlocated_at)
    plain &= not (source.thousands or source.decimal_comma)
    formats = fixed_formats(formats_of(source))
    named = [*source.columns.values(), *([source.newest_by] if source.newest_by else [])]
    if not plain or not formats or any(layout.pieces(name) != [name] for name in named):
        return None
    has_id = source.identity == "column" and any(name in source.columns for name in feed.identity_columns)
    if has_id and not identity_column(feed, source):
        return None
    columns: dict[str, str] = {}
    kinds: dict[str, Kind] = {}
    for column in feed.columns:
        kind = _KINDS.get(column.type)
        if column.name not in source.columns:
            if not _is_harmless(column, source):
                return None
            continue
        raw = layout.column(source.columns[column.name], source)
        changed = kind != "word" and (column.name in source.values or column.default is not None)
        if kind is None or changed or kinds.get(raw, kind) != kind or (kind == "word" and raw in kinds):
            return None
        columns[column.name], kinds[raw] = raw, kind
    newest = layout.column(source.newest_by, source) if source.newest_by else ""
    if newest and kinds.setdefault(newest, "text") != "text":
        return None
    if any((first in columns) != (second in columns) for first, second in _PAIRS):
        return None
    return QuickPlan(columns, kinds, newest, formats)


def _is_harmless(column: Column, source: Source) -> bool:
    """Return whether nothing can be wrong with a column that no file column is mapped to."""
    text = source.constants.get(column.name, "")
    if not text:
        return True
    if column.type in (*LOCATION_TYPES, "time") or column.name in source.values:
        return False
    return column.type == "text" or text.strip().lower() in column.choices
