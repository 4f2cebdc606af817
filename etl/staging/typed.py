"""SQL, worked out from a feed's statement, that types every value and names what is wrong with it."""

from __future__ import annotations

from datetime import datetime

from etl import store
from etl.feed import Column, Feed
from etl.place import Place, Source
from etl.schema import plain_columns, sql_type
from etl.staging.text import Layout, area_filter, mapped_text, row_filter, split_points, text_of
from etl.staging.time import EARLIEST, ISO_FORMATS, latest_allowed, parsed, time_columns

_WRONG = {
    "integer": "not_a_whole_number",
    "number": "not_a_number",
    "flag": "not_yes_or_no",
    "date": "not_a_date",
    "choice": "unknown_value",
    "weekdays": "not_weekdays",
    "hours": "not_hours",
}
_POINTS = (("latitude", "longitude"), ("easting", "northing"))


def typed_select(
    layout: Layout, source: Source, feed: Feed, place: Place, now: datetime, file_number: int
) -> str:
    """Return the SELECT from raw_file that gives the typed columns.

    Three layers: the mapped text of each column, its typed value, and the list of reasons against the
    row (NULL when there is none; the list is built for bad rows only).
    """
    texts = _texts(layout, source, feed)
    inner = [f"{text} as {store.quote('v_' + name)}" for name, text in texts.items()]
    newest = text_of(layout, source, source.newest_by) if source.newest_by else "null::varchar"
    inner += ["raw_row", f"{newest} as newest_text"]
    # of a file all of whose columns are constants nothing is read that could hold such a byte
    has_nul = layout.has_nul and bool(layout.used(source))
    if has_nul:
        held = " or ".join(f"contains({column}, chr(0))" for column in layout.used(source))
        inner.append(f"({held}) as has_nul")
    if feed.kind != "table":
        inner.append(f"{_shape(layout, texts)} as geometry")
    typed = [f"{store.quote('v_' + name)}" for name in texts]
    typed += [
        f"{typed_value(column, source, _text_name(column, texts))} as {store.quote(column.name)}"
        for column in plain_columns(feed)
    ]
    typed += [
        "raw_row",
        "newest_text",
        *(["has_nul"] if has_nul else []),
        *(["geometry"] if feed.kind != "table" else []),
    ]
    if feed.kind == "event":
        when, precision, absolute = time_columns("v_occurred_at", source)
        typed += [f"{when} as occurred", f"{precision} as time_precision", f"{absolute} as occurred_absolute"]
    typed += _point_values(feed, source, texts)
    checks = _checks(feed, texts, source, place, now)
    if has_nul:
        checks.append(("nul_bytes", "coalesce(has_nul, false)"))
    reasons = "null::varchar[]"
    if checks:
        listed = ", ".join(f"case when {check} then {store.literal(reason)} end" for reason, check in checks)
        reasons = (
            f"case when {' or '.join(f'({check})' for _, check in checks)} "
            f"then list_filter([{listed}], lambda reason: reason is not null) end"
        )
    outer = [f"{file_number}::integer as file_number", "raw_row", f"{reasons} as reasons"]
    given = [column for column in plain_columns(feed) if column.name in source.columns]
    outer += [] if identity_column(feed, source) else [f"{_identity(feed, source, texts)} as identity"]
    outer += ["newest_text"] if source.newest_by else []
    outer += [store.quote(column.name) for column in given]
    if feed.kind == "event":
        outer += ["occurred", "time_precision", "occurred_absolute"]
    if feed.kind in ("event", "site"):
        outer += ["point_state", *(name for pair in _POINTS for name in pair), "postcode"]
    if feed.kind != "table":
        outer.append("geometry")
    return store.sql(
        "typed",
        inner=", ".join(inner),
        typed=", ".join(typed),
        outer=", ".join(outer),
        keep=f"{row_filter(layout, source)} and {area_filter(layout, source, feed)}",
    )


def _texts(layout: Layout, source: Source, feed: Feed) -> dict[str, str]:
    """Return SQL for the mapped text of every feed column the source gives, by column name."""
    found = {}
    for column in feed.columns:
        text = mapped_text(layout, source, feed, column.name)
        if text is not None:
            found[column.name] = text
    return split_points(found, source)


def _shape(layout: Layout, texts: dict[str, str]) -> str:
    """Return SQL for the shape as WKB from a spatial file, or as bytes of well-known text."""
    if "geometry" in texts:
        return f"encode({texts['geometry']})"
    if "geometry_wkb" in layout.header:
        return f"c{layout.header.index('geometry_wkb') + 1}"
    return "null::blob"


def _number(text: str, source: Source) -> str:
    if not source.thousands and not source.decimal_comma:
        return text
    decimals = "," if source.decimal_comma else "."
    return f"plain_number({text}, {store.literal(source.thousands)}, {store.literal(decimals)})"


def _text_name(column: Column, texts: dict[str, str]) -> str:
    return store.quote("v_" + column.name) if column.name in texts else ""


def same_in_every_row(column: Column, source: Source) -> str:
    """Return SQL for a plain column that no file column is mapped to: its constant, default or NULL."""
    text = source.constants.get(column.name, "").strip() or column.default or ""
    return typed_value(column, source, store.literal(text) if text else "")


def typed_value(column: Column, source: Source, text: str) -> str:
    """Return SQL for the typed value of a plain column; `text` is SQL for its text, '' when there is none."""
    if not text:
        return f"null::{sql_type(column)}"
    if column.type == "choice":
        kind = sql_type(column)  # a cast from text takes three times the CPU of comparing it with each word
        cases = " ".join(
            f"when {store.literal(word)} then {store.literal(word)}::{kind}" for word in column.choices
        )
        return f"case lower({text}) {cases} end"
    if column.type == "date":
        return f"{parsed(text, (*source.time_format, *ISO_FORMATS))}::date"
    if column.type in ("integer", "number"):
        return f"read_{column.type}({_number(text, source)})"
    if column.type in ("flag", "hours", "weekdays"):
        return f"read_{column.type}({text})"
    return text


def _point_values(feed: Feed, source: Source, texts: dict[str, str]) -> list[str]:
    """Return SQL for the coordinates as numbers and for point_state.

    point_state: 0 none given, 1 one of two missing, 2 not numbers, 3 degrees, 4 east and north.
    """
    if feed.kind not in ("event", "site"):
        return []
    columns, states, ready = [], [], []
    for code, pair in enumerate(_POINTS, 3):
        if pair[0] not in texts:
            columns += [f"null::double as {name}" for name in pair]
            continue
        first, second = (f"read_number({_number('v_' + name, source)})" for name in pair)
        columns += [f"{first} as {pair[0]}", f"{second} as {pair[1]}"]
        ready.append(f"when {pair[0]} is not null and {pair[1]} is not null then {code}")
        states.append(
            f"case when v_{pair[0]} is null and v_{pair[1]} is null then 0 "
            f"when v_{pair[0]} is null or v_{pair[1]} is null then 1 else 2 end"
        )
    state = "0" if not states else f"case {' '.join(ready)} else greatest({', '.join(states)}) end"
    postcode = "postcode_key(v_postcode)" if "postcode" in texts else "null::varchar"
    return [*columns, f"({state})::utinyint as point_state", f"{postcode} as postcode"]


def _checks(
    feed: Feed, texts: dict[str, str], source: Source, place: Place, now: datetime
) -> list[tuple[str, str]]:
    """Return (reason, SQL that is true when the row is bad) for every rule of the feed's statement."""
    checks = []
    for column in feed.columns:
        text = store.quote("v_" + column.name)
        if column.name not in texts:
            continue
        if column.required:
            checks.append((f"{column.name}_missing", f"{text} is null"))
        typed = store.quote(column.name)
        if column.type in _WRONG:
            checks.append((f"{column.name}_{_WRONG[column.type]}", f"{text} is not null and {typed} is null"))
        if column.minimum is not None:
            checks.append((f"{column.name}_too_small", f"{typed} < {column.minimum}"))
        if column.maximum is not None:
            checks.append((f"{column.name}_too_large", f"{typed} > {column.maximum}"))
    if feed.kind == "event":
        latest = latest_allowed(source, place, now)
        checks.append(("occurred_at_unparsed", "v_occurred_at is not null and occurred is null"))
        checks.append(("occurred_at_in_future", f"occurred > timestamp '{latest:%Y-%m-%d %H:%M:%S}'"))
        checks.append(("occurred_at_too_early", f"occurred < timestamp '{EARLIEST:%Y-%m-%d %H:%M:%S}'"))
    return checks


def identity_column(feed: Feed, source: Source) -> str:
    """Return the one text column that is the identity by itself; '' when there is no such column."""
    names = feed.identity_columns
    alone = source.identity == "column" and len(names) == 1 and names[0] in source.columns
    return names[0] if alone and feed.column(names[0]).type == "text" else ""


def _identity(feed: Feed, source: Source, texts: dict[str, str]) -> str:
    """Return SQL for the publisher's id; NULL when the row has none, or identity = 'row'."""
    given = [name for name in feed.identity_columns if name in texts]
    if source.identity == "row" or not any(name in source.columns for name in given):
        return "null::varchar"
    parts = [
        f"coalesce({store.quote(name)}::varchar, '')" if name in texts else "''"
        for name in feed.identity_columns
    ]
    own = ", ".join(f"{store.quote(name)}::varchar" for name in given if name in source.columns)
    joined = " || '|' || ".join(parts)
    return f"case when coalesce({own}) is not null then {joined} end"


def newest_number(source: Source) -> str:
    """Return SQL for newest_text as something that sorts: a time in seconds, else a number."""
    if not source.newest_by:
        return "null::double"
    when = parsed("newest_text", (*source.time_format, *ISO_FORMATS))
    return f"coalesce(epoch({when}), read_number(newest_text))"
