"""The settings of a source as fields of a form: what each is called, and its value as text and back."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final, Literal, get_args, get_type_hints

from etl.place import Source

Kind = Literal["text", "whole", "number", "flag", "choice", "lines", "lists"]


@dataclass(frozen=True)
class Field:
    """One setting that a form shows. kind: how its text is read. choices: of a choice, as text."""

    name: str
    label: str
    about: str
    kind: Kind = "text"

    @property
    def choices(self) -> tuple[str, ...]:
        """Return what a choice may be."""
        if self.kind == "flag":
            return ("no", "yes")
        return tuple(str(value) for value in get_args(get_type_hints(Source)[self.name]))


# heading -> its fields, in the order of the form
GROUPS: Final[dict[str, tuple[Field, ...]]] = {
    "About the source": (
        Field("producer", "Who publishes it", "Named wherever its figures are shown."),
        Field("licence", "Licence", "Or the agreement under which you hold it."),
        Field("cannot_show", "What it cannot show", "What a reader must not take from it."),
        Field("proxy", "Stands in for", "Only where the records are not the feed's own kind: what they are."),
        Field("organisations", "Organisations", "Whose analysts may see its rows, one on a line.", "lines"),
        Field("retention_days", "Keep for (days)", "0 keeps the rows until they are erased.", "whole"),
    ),
    "Times": (
        Field(
            "time_format", "Date format", "One on a line, tried in order: %d/%m/%Y %H:%M, epoch_s.", "lines"
        ),
        Field("time_precision", "Times are exact to the", "Never made finer than it is.", "choice"),
        Field("time_zone", "Time zone of the file", "Empty for the place's own; UTC where the file says so."),
    ),
    "Locations": (
        Field("crs", "Coordinate system", "EPSG:4326 for degrees, EPSG:27700 for the British grid."),
        Field("location_precision_m", "Snapped or rounded to (m)", "0 where the points are exact.", "number"),
        Field("outside", "Rows outside the place", "Drop them where the file covers a country.", "choice"),
        Field("keep_outside_m", "Keep rows outside by up to (m)", "Measured from the boundary.", "number"),
        Field("unlocated_at", "Stands for “not located”", "Points as lat,lon, one on a line.", "lines"),
        Field(
            "coordinate_scale", "Multiply coordinates by", "0.000001 where they were made whole.", "number"
        ),
        Field("longitude_sign", "Sign of longitudes", "-1 where west is written without a minus.", "choice"),
        Field("decimal_comma", "Decimal comma", "Whether numbers are written 51,34.", "flag"),
        Field("thousands", "Sign between thousands", "A comma, for instance; empty for none."),
    ),
    "Which rows": (
        Field("where", "Keep only rows where", "One column on a line: Column = value | value.", "lists"),
        Field("where_not", "Leave out rows where", "One column on a line: Column = value | value.", "lists"),
        Field("identity", "A row is known by", "column: its id; row: each row is its own event.", "choice"),
        Field("newest_by", "Newest row of an id, by column", "Empty: the last row of an id counts."),
    ),
    "How the file is read": (
        Field("format", "Format", "As found in the file.", "choice"),
        Field("delimiter", "Sign between columns", "Of text files."),
        Field("quote", "Quotation mark", "Of text files."),
        Field("encoding", "Encoding", "utf-8, cp1252, latin-1 or utf-16."),
        Field("header_row", "Line of the header", "The first line is 1.", "whole"),
        Field("skip_after_header", "Lines to skip below it", "A row of units, for instance.", "whole"),
        Field("columns_by_position", "Columns by number", "Where several have one name.", "flag"),
        Field("sheet", "Sheet or layer", "Of a workbook or GeoPackage; empty for the first."),
        Field("member", "File in the zip", "Where it holds several."),
    ),
}
FIELDS: Final = {field.name: field for fields in GROUPS.values() for field in fields}
_DEFAULT = {each.name: each.default for each in dataclasses.fields(Source)}


def as_text(field: Field, value: Any) -> str:
    """Return a setting's value as the form shows it; None stands for the default."""
    if value is None:
        value = _DEFAULT[field.name]
        if value is dataclasses.MISSING:
            value = {}
    if field.kind == "lists":
        return "\n".join(f"{column} = {' | '.join(_several(values))}" for column, values in value.items())
    if field.kind == "lines":
        return "\n".join(_several(value))
    if field.kind == "flag":
        return "yes" if value else "no"
    return f"{value:g}" if isinstance(value, float) and abs(value) >= 1e-4 else str(value)


def from_text(field: Field, text: Any) -> Any:
    """Return what a form's text says, as TOML would; what is no number stays text, to be refused."""
    said = str(text or "")
    if field.kind == "lists":
        return {column: [value.strip() for value in given.split(" | ")] for column, given in read_pairs(said)}
    if field.kind == "lines":
        return [line.strip() for line in said.splitlines() if line.strip()]
    if field.kind == "flag":
        return {"yes": True, "no": False}.get(said, said)
    if field.kind in ("whole", "number") or field.name == "longitude_sign":
        with suppress(ValueError):
            return float(said or 0) if field.kind == "number" else int(said or 0)
    return said if field.name in ("delimiter", "quote", "thousands") else said.strip()


def read_pairs(text: str, *, last: bool = False) -> list[tuple[str, str]]:
    """Return (left, right) of each line `left = right`, cut at the first ` = ` or the last.

    A line without one has an empty right side.
    """
    found = []
    for line in text.splitlines():
        left, sign, right = line.rpartition(" = ") if last else line.partition(" = ")
        if line.strip():
            found.append((left.strip(), right.strip()) if sign else (line.strip(), ""))
    return found


def write_pairs(pairs: Mapping[str, str]) -> str:
    """Return one line `left = right` for each pair."""
    return "\n".join(f"{left} = {right}" for left, right in pairs.items())


def _several(values: Any) -> list[str]:
    return [str(value) for value in (values if isinstance(values, list | tuple) else [values])]
