"""SQL that picks a source's columns out of a raw table of text, before any typing."""

from __future__ import annotations

import re
from dataclasses import dataclass

from etl import store
from etl.errors import BadInputError
from etl.feed import Feed
from etl.place import Source
from etl.place_file import nearest_name

_DELIMITERS = (";", "\t", "|", ",")
_PIECE = re.compile(r"\{([^{}]+)\}")


@dataclass(frozen=True)
class Layout:
    """The columns of one file: their names, and which of them the source uses.

    In the raw table they are called c1, c2, ... so that odd, repeated or case-twin names do no harm.
    """

    where: str  # the file, for messages
    header: tuple[str, ...]
    has_nul: bool = False
    tidy: bool = False  # no value begins or ends with a blank, and none is empty but NULL

    def column(self, name: str, source: Source) -> str:
        """Return the raw column of a file column; raises BadInputError when the file has it not, or twice."""
        if source.columns_by_position and name.isdigit():
            if int(name) > len(self.header):
                raise BadInputError(
                    self.where,
                    f"has {len(self.header)} columns and source {source.id} asks for number {name}",
                    "Correct the positions in columns.",
                )
            return f"c{int(name)}"
        found = [i for i, other in enumerate(self.header, 1) if other == name]
        if not found:
            found = [
                i for i, other in enumerate(self.header, 1) if other.strip().lower() == name.strip().lower()
            ]
        other = next((mark for mark in _DELIMITERS if self.header and mark in self.header[0]), "")
        if not found and len(self.header) == 1 and other:
            raise BadInputError(
                self.where,
                f"has one column only, called {self.header[0][:80]!r} (source {source.id})",
                f"Its delimiter looks like {other!r}: set delimiter.",
            )
        if not found:
            raise BadInputError(
                self.where,
                f"has no column {name!r} (source {source.id})",
                nearest_name(name, [other for other in self.header if other] or ["none"])
                + " Correct the name in the place file, or run `safepassage inspect` on the file.",
            )
        if len(found) > 1:
            raise BadInputError(
                self.where,
                f"has {len(found)} columns called {name!r} (source {source.id})",
                "Set columns_by_position = true and give column numbers.",
            )
        return f"c{found[0]}"

    def pieces(self, name: str) -> list[str]:
        """Return the file columns behind one mapped name: itself, or those of '{date} {time}'."""
        if name in self.header or "{" not in name:
            return [name]
        return _PIECE.findall(name)

    def used(self, source: Source) -> tuple[str, ...]:
        """Return the file columns the source reads, in file order; the rest is ignored and never stored."""
        named = [piece for name in source.columns.values() for piece in self.pieces(name)]
        named += [*source.where, *source.where_not, *([source.newest_by] if source.newest_by else [])]
        used = {int(self.column(name, source)[1:]) for name in named}
        return tuple(f"c{number}" for number in sorted(used))

    def name_of(self, raw_column: str) -> str:
        """Return the file's name for a raw column."""
        return self.header[int(raw_column[1:]) - 1] or f"column {raw_column[1:]}"

    def ignored(self, source: Source) -> tuple[str, ...]:
        """Return the names of the columns that are not read."""
        used = set(self.used(source))
        return tuple(
            name or f"column {i}"
            for i, name in enumerate(self.header, 1)
            if f"c{i}" not in used and name != "geometry_wkb"
        )


def text_of(layout: Layout, source: Source, name: str) -> str:
    """Return SQL for the text of a file column, or of a template of several: trimmed, NULL when empty."""
    pieces = layout.pieces(name)
    if pieces == [name]:
        column = layout.column(name, source)
        return column if layout.tidy else f"trimmed({column})"
    raw = [layout.column(piece, source) for piece in pieces]
    joined = []
    for i, text in enumerate(_PIECE.split(name)):
        joined.append(f"trim({layout.column(text, source)})" if i % 2 else store.literal(text))
    # concat_ws would skip what is missing; || makes the whole NULL, and a time without its date is no time
    return (
        f"case when coalesce({', '.join(raw)}) is not null then nullif(trim({' || '.join(joined)}), '') end"
    )


def mapped_text(layout: Layout, source: Source, feed: Feed, column: str) -> str | None:
    """Return SQL for a feed column's text after constants, `values` and default; None when not given."""
    if column in source.columns:
        text = text_of(layout, source, source.columns[column])
    elif column in source.constants:
        text = store.literal(source.constants[column].strip())
    elif feed.column(column).default is not None:
        return store.literal(str(feed.column(column).default))
    else:
        return None
    mapping = {key.strip().lower(): value.strip() for key, value in source.values.get(column, {}).items()}
    other = mapping.pop("*", None)
    if mapping or other is not None:
        cases = " ".join(
            f"when {store.literal(key)} then {store.literal(value)}" for key, value in mapping.items()
        )
        rest = f"case when {text} is not null then {store.literal(other)} end" if other is not None else text
        text = f"nullif(case lower({text}) {cases} else {rest} end, '')" if cases else f"nullif({rest}, '')"
    default = feed.column(column).default
    return text if default is None else f"coalesce({text}, {store.literal(default)})"


def row_filter(layout: Layout, source: Source) -> str:
    """Return the SQL condition that keeps a row: every `where` holds and no `where_not` does."""
    conditions = ["true"]
    for setting, keep in (("where", True), ("where_not", False)):
        for name, wanted in getattr(source, setting).items():
            listed = ", ".join(store.literal(value.strip()) for value in wanted)
            text = f"coalesce(trim({layout.column(name, source)}), '')"
            conditions.append(f"{text} {'in' if keep else 'not in'} ({listed})")
    return " and ".join(conditions)


_PAIR = r"(-?[0-9]+(?:\.[0-9]+)?)\s*[,;]\s*(-?[0-9]+(?:\.[0-9]+)?)"
_POINT = r"POINT\s*Z?\s*\(\s*(\S+)\s+([^\s)]+)"


def split_points(texts: dict[str, str], source: Source) -> dict[str, str]:
    """Return the mapped texts with latitude and longitude taken apart, and stand-in points emptied.

    One file column mapped to both holds `(lat, lon)` or `POINT (lon lat)`. A point the source lists in
    `unlocated_at` is what the publisher writes for "not located": it becomes no point.
    """
    if "latitude" not in texts or "longitude" not in texts:
        return texts
    latitude, longitude = texts["latitude"], texts["longitude"]
    if latitude == longitude and source.columns.get("latitude"):
        both, pair, point = latitude, store.literal(_PAIR), store.literal(_POINT)
        latitude, longitude = (
            # what is no such pair stays as it is, and is then quarantined as not being numbers
            f"coalesce(nullif(case when upper({both}) like '%POINT%' "
            f"then regexp_extract(upper({both}), {point}, {second}) "
            f"else regexp_extract({both}, {pair}, {first}) end, ''), {both})"
            for first, second in ((1, 2), (2, 1))
        )
    if source.unlocated_at:
        listed = ", ".join(store.literal(point.replace(" ", "")) for point in source.unlocated_at)
        stand_in = f"coalesce(({latitude} || ',' || {longitude}) in ({listed}), false)"
        latitude, longitude = (f"case when not {stand_in} then {text} end" for text in (latitude, longitude))
    return {**texts, "latitude": latitude, "longitude": longitude}


def area_filter(layout: Layout, source: Source, feed: Feed) -> str:
    """Return the SQL condition that keeps indicators of the place's own areas, for a national file."""
    if feed.id != "area_indicator" or source.outside != "drop":
        return "true"
    area = mapped_text(layout, source, feed, "area_id")
    return f"({area} is null or {area} = 'place' or {area} in (select area_id from boundary))"
