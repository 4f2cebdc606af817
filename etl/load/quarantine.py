"""The rows that a load refused, for the people who mend them: as a file, and the first of each reason."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from etl import store
from etl.feed import all_feeds
from etl.load.reasons import reason_words
from etl.place import Source
from etl.spreadsheet import safe_text

EXAMPLES = 3  # rows shown for each reason
_BATCH = 10_000
_NOTE = (
    "Not for publication: single rows that were refused. Mend them in the source, then load the file again."
)


@dataclass(frozen=True)
class Example:
    """One refused row: its file, its number there (the first row below the header is 1), what it held."""

    file: str
    row: int
    raw: dict[str, str]


def last_run(con: store.Connection, source: Source) -> str:
    """Return the id of the source's latest run."""
    newest = "select run_id from runs where source = ? order by rowid desc limit 1"
    return str(store.value(con, newest, [source.id]))


def reason_examples(con: store.Connection, source: Source, run_id: str) -> dict[str, tuple[Example, ...]]:
    """Return reason -> the first rows that a run of the source refused for it."""
    found: dict[str, tuple[Example, ...]] = {}
    named = {"source": source.id, "run_id": run_id, "most": EXAMPLES}
    for reason, file, row, raw in store.rows(con, store.sql("refused_examples"), named):
        found[reason] = (*found.get(reason, ()), Example(file, int(row), _raw(raw)))
    return found


def write_quarantine(con: store.Connection, source: Source, path: Path, *, latest: bool) -> int:
    """Write the rows that were refused of a source as CSV, those of its latest run or all; return how many.

    Only columns that are mapped were kept. No cell is taken for a formula by a spreadsheet.
    """
    named = {"source": source.id, "run_id": last_run(con, source) if latest else None}
    keys = [row[0] for row in store.rows(con, store.sql("refused_columns"), named)]
    feed, count = all_feeds()[source.feed], 0
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow([_NOTE])
        writer.writerow(["file", "row", "reasons", "what to mend", *(safe_text(key) for key in keys)])
        for file, row, reasons, raw in _rows(con, named):
            cells, said = _raw(raw), "; ".join(reason_words(reason, feed) for reason in reasons)
            writer.writerow(
                [
                    safe_text(file),
                    row,
                    ", ".join(reasons),
                    safe_text(said),
                    *(safe_text(cells.get(key, "")) for key in keys),
                ]
            )
            count += 1
    return count


def _rows(con: store.Connection, named: dict[str, Any]) -> Iterator[tuple[Any, ...]]:
    found = con.execute(store.sql("refused_rows"), named)
    while batch := found.fetchmany(_BATCH):
        yield from batch


def _raw(raw: str | None) -> dict[str, str]:
    document = json.loads(raw or "{}")
    return {str(key): "" if value is None else str(value) for key, value in document.items()}
