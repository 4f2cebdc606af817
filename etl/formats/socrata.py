"""Socrata's `{meta, data}` JSON: rows as lists, their column names in the metadata."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa

from etl.errors import BadInputError
from etl.formats.as_text import column_of_text
from etl.formats.json_text import load_json
from etl.formats.notes import table_reader, unique_names
from etl.place import Source


def read_socrata(path: Path, _source: Source) -> pa.RecordBatchReader:
    """Return the rows as text columns named as in the metadata.

    A location column, a list within the row, becomes one column for each of its parts:
    `Location.latitude`, `Location.longitude`, `Location.human_address`, `Location.needs_recoding`.
    Raises BadInputError when the file is not of this form, has no rows, or a row has another length.
    """
    document = load_json(path)
    try:
        described = document["meta"]["view"]["columns"]
        rows = document["data"]
        names = unique_names(str(column["name"]) for column in described)
    except (KeyError, TypeError, IndexError) as error:
        raise BadInputError(
            str(path), "has no meta.view.columns and data, as Socrata's JSON has", 'Try format = "json".'
        ) from error
    if not isinstance(rows, list) or not rows:
        raise BadInputError(str(path), "has columns but no rows", "Check that this is the right file.")
    for number, row in enumerate(rows, start=1):
        if not isinstance(row, list) or len(row) != len(names):
            raise BadInputError(
                f"{path}, row {number}",
                f"does not have the {len(names)} values of its columns",
                "Ask for it again.",
            )
    columns: dict[str, pa.Array] = {}
    for index, (name, about) in enumerate(zip(names, described, strict=True)):
        values = [row[index] for row in rows]
        parts = about.get("subColumnTypes")
        if parts:
            for place, part in enumerate(parts):
                columns[f"{name}.{part}"] = column_of_text(_part(value, place) for value in values)
        else:
            columns[name] = column_of_text(values)
    return table_reader(columns)


def _part(value: Any, place: int) -> Any:
    return value[place] if isinstance(value, list) and place < len(value) else None
