"""What a format reader has to tell about a table: notes carried in the schema, and the refusal it raises."""

from __future__ import annotations

import json
from collections.abc import Iterable

import pyarrow as pa

GEOMETRY_COLUMN = "geometry_wkb"
_KEY = b"safepassage.notes"


def table_reader(
    columns: dict[str, pa.Array], notes: Iterable[str] = (), rows_per_batch: int = 65_536
) -> pa.RecordBatchReader:
    """Return the columns as a stream of batches, with `notes` for the load report in its schema."""
    schema = pa.schema([(name, values.type) for name, values in columns.items()])
    schema = schema.with_metadata({_KEY: json.dumps(list(notes)).encode()})
    table = pa.Table.from_arrays(list(columns.values()), schema=schema)
    return pa.RecordBatchReader.from_batches(schema, table.to_batches(max_chunksize=rows_per_batch))


def read_notes(reader: pa.RecordBatchReader) -> tuple[str, ...]:
    """Return what the format reader said about the file, e.g. that it moved coordinates to WGS 84."""
    packed = (reader.schema.metadata or {}).get(_KEY, b"[]")
    return tuple(json.loads(packed))


def unique_names(names: Iterable[str]) -> list[str]:
    """Return the names with a number added to each later one that repeats: Persons, Persons_2."""
    seen: dict[str, int] = {}
    result = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        result.append(name if seen[name] == 1 else f"{name}_{seen[name]}")
    return result
