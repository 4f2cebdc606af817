"""Plain JSON: a list of flat records, or one object of records keyed by name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa

from etl.errors import BadInputError
from etl.formats.as_text import column_of_text
from etl.formats.json_text import load_json
from etl.formats.notes import table_reader
from etl.place import Source

KEY_COLUMN = "key"


def read_records(path: Path, _source: Source) -> pa.RecordBatchReader:
    """Return one row for each record, one text column for each field that any record has.

    `{"Back Bay": {...}, ...}` (also as the only item of a list) gives a row for each name, which is
    put in the column `key`. A record within a record becomes `outer.inner`.
    Raises BadInputError when the document holds no records.
    """
    records = _records(load_json(path))
    if not records:
        raise BadInputError(
            str(path),
            "holds no list of records and no object of records",
            'A spatial file needs format = "vector", a Socrata download format = "socrata".',
        )
    flat = [_flatten(record) for record in records]
    names = list(dict.fromkeys(name for record in flat for name in record))
    return table_reader({name: column_of_text(record.get(name) for record in flat) for name in names})


def _records(document: Any) -> list[dict[str, Any]]:
    if isinstance(document, list) and len(document) == 1 and _keyed(document[0]):
        document = document[0]
    if _keyed(document):
        return [{KEY_COLUMN: key, **record} for key, record in document.items()]
    if isinstance(document, list) and all(isinstance(record, dict) for record in document):
        return document
    if isinstance(document, dict):
        lists = [value for value in document.values() if isinstance(value, list) and value]
        if len(lists) == 1:  # {"results": [...], "count": 3}
            return _records(lists[0])
    return []


def _keyed(document: Any) -> bool:
    return (
        isinstance(document, dict)
        and bool(document)
        and all(isinstance(value, dict) for value in document.values())
    )


def _flatten(record: dict[str, Any], before: str = "") -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for name, value in record.items():
        if isinstance(value, dict):
            flat |= _flatten(value, f"{before}{name}.")
        else:
            flat[before + name] = value
    return flat
