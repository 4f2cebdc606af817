"""One source's changed files, staged: typed, located, indexed and judged, before anything is committed.

raw_file is the current file as text. SQL types it, numpy works out the rest (UTC, WGS 84, cells) batch by
batch, and both go to `StagedRows`, row by row; stage.bad holds the rows to quarantine.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from etl import arrow, shown, store
from etl.errors import BadInputError
from etl.formats.archive import choose_member, extract_member, is_zip
from etl.load.csv import CsvRead, Reject, mapped_parts, read_csv
from etl.load.files import RawFile
from etl.place import Source
from etl.staging.derive import ONLY_DERIVED_FROM, Setting, Tally, derive, needed_columns, reject_numbers
from etl.staging.points import DROPPED, REASONS
from etl.staging.quick_rows import QuickRows, Typed
from etl.staging.rows import StagedRows
from etl.staging.text import Layout
from etl.staging.time import LAST_DAY, latest_allowed, require_readable
from etl.staging.typed import typed_select

BATCH_ROWS = 7 * 2048  # of DuckDB's vectors: what is worked out of a batch stays in the processor's cache
_JUDGED = ["file_number", "raw_row", "row_number", "reasons", "stage_code"]
_DATED = ["occurred_day", "time_precision"]  # of events
IntArray = npt.NDArray[np.int64]


@dataclass
class Staged:
    """What was staged of a source: counts, and remarks for the report."""

    files: list[RawFile] = field(default_factory=list)
    read: int = 0  # rows read, quarantined ones included, filtered ones not
    filtered: dict[str, int] = field(default_factory=dict)  # by file name
    tally: Tally = field(default_factory=Tally)
    ignored: dict[str, None] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    rows: StagedRows = field(default_factory=StagedRows)


def stage_file(con: store.Connection, file: RawFile, setting: Setting, staged: Staged, scratch: Path) -> None:
    """Stage one file. Raises BadInputError when it cannot be read; then nothing has changed."""
    source, feed = setting.source, setting.feed
    number = len(staged.files)
    if source.format == "csv":
        path = _unpacked(file.path, source, scratch)
        data = file.data if path == file.path else None
        found = read_csv(con, path, source, feed, scratch, data)
        found = replace(found, layout=replace(found.layout, where=str(file.path)))
    else:
        found = CsvRead(Layout(str(file.path), _read_table(con, file, source, staged)))
    layout, rejects, in_memory = found.layout, found.rejects, found.rows
    first, first_batch = staged.rows.total, staged.rows.batches
    dropped, refused = _work_out(con, found, setting, staged, number)
    typed = staged.rows.total - first
    judged = _JUDGED + (_DATED if feed.kind == "event" else [])
    bad = arrow.take(staged.rows.table(first_batch).select(judged), refused)
    if in_memory is not None:
        raw_rows = len(in_memory)
    else:
        raw_rows = int(store.value(con, "select count(*) from raw_file"))
    if not raw_rows and not rejects:  # the other formats' readers have said so already
        raise BadInputError(str(file.path), "has a header but no rows", "Check that this is the right file.")
    shown.show(con, "file_rows", bad)
    if in_memory is not None:  # joining a few rows to all of these takes 0.2 CPU seconds a million
        raw_row = np.concatenate([arrow.values(chunk) for chunk in bad.column("raw_row").chunks] or [refused])
        if found.file:
            shown.show(con, "raw_file", found.file.lines(raw_row))
        else:
            texts = in_memory.select(["raw_row", *layout.used(source)])
            shown.show(con, "raw_file", arrow.take(texts, raw_row))
    _set_bad_aside(con, layout, setting)
    _quarantine_rejects(con, rejects, layout, source, number)
    staged.filtered[file.name] = raw_rows - typed + dropped
    staged.read += typed - dropped + len(rejects)
    staged.files.append(file)
    staged.ignored |= dict.fromkeys(layout.ignored(source))
    if feed.kind == "event":
        require_readable(con, source, str(file.path), number, typed)
    shown.hide(con, "file_rows", "raw_file")
    con.execute("drop table if exists stage.raw")


def _unpacked(path: Path, source: Source, scratch: Path) -> Path:
    """Return the file itself, or the member of a zip that the source means, taken out into `scratch`."""
    if not is_zip(path):
        return path
    folder = scratch / "member"
    folder.mkdir(exist_ok=True)
    return extract_member(path, choose_member(path, source.member, (".csv", ".tsv", ".txt")), folder)


def _work_out(
    con: store.Connection, found: CsvRead, setting: Setting, staged: Staged, number: int
) -> tuple[int, IntArray]:
    """Type and derive the rows of file `number`, batch by batch and on this thread.

    Return how many are dropped, and which to quarantine: their places among the rows staged here.
    """
    as_text = "geometry_wkb" not in found.layout.header
    rejected = [reject.row for reject in found.rejects]
    dropped, refused, first = 0, [np.empty(0, np.int64)], staged.rows.total
    for values, typed in _typed(con, found, setting, number, has_shapes=not as_text):
        derived = derive(values, setting, staged.tally, rejected, as_text=as_text)
        code, has_reasons = arrow.values(derived["stage_code"]), arrow.given(typed["reasons"])
        dropped += int(np.count_nonzero((code == DROPPED) & ~has_reasons))
        bad = np.flatnonzero(has_reasons | ((code != 0) & (code != DROPPED)))
        refused.append(bad + staged.rows.total - first)
        staged.rows.add(typed | derived)
    store.run(con, "create_bad")
    return dropped, np.concatenate(refused)


def _typed(
    con: store.Connection, found: CsvRead, setting: Setting, number: int, *, has_shapes: bool
) -> Iterator[Typed]:
    """Yield the rows of file `number` typed, batch by batch."""
    source, feed = setting.source, setting.feed
    select = typed_select(found.layout, source, feed, setting.place, setting.now, number)
    if found.plan and found.file:
        latest = latest_allowed(source, setting.place, setting.now)
        quick = QuickRows(found.plan, found.layout, source, feed, latest, number)
        yield from quick.batches(con, found.rows, select, found.file.lines)
        return
    shaped = feed.kind != "table" and (has_shapes or "geometry" in source.columns)
    needed = needed_columns(feed, source, has_shapes=shaped)
    for batch in shown.batches(con, select, BATCH_ROWS):
        yield (
            {name: arrow.values(batch.column(name)) for name in needed},
            {name: batch.column(name) for name in batch.schema.names if name not in ONLY_DERIVED_FROM},
        )


def _read_table(con: store.Connection, file: RawFile, source: Source, staged: Staged) -> tuple[str, ...]:
    """Fill stage.raw from any format but CSV; return the names of its columns."""
    from etl.formats.notes import read_notes
    from etl.formats.tabular import open_table  # only here: the readers bring heavy libraries

    reader = open_table(file.path, source)
    staged.notes += [f"{file.name}: {note}" for note in read_notes(reader)]
    names = [f"c{i}" for i in range(1, len(reader.schema.names) + 1)]
    made = False
    for batch in reader:  # on this thread: the readers are not safe on DuckDB's
        table = pa.Table.from_batches([batch]).rename_columns(names)
        if made:
            store.insert(con, "stage.raw", table)
        else:
            store.create(con, "stage.raw", table)
            made = True
    if not made:
        empty = reader.schema.empty_table().rename_columns(names)
        store.create(con, "stage.raw", empty)
    store.run(con, "raw_file")
    return tuple(reader.schema.names)


def _set_bad_aside(con: store.Connection, layout: Layout, setting: Setting) -> None:
    """Copy the rows to quarantine into stage.bad, with the mapped columns of the raw row as JSON."""
    pairs = [
        f"{store.literal(layout.name_of(column))}, raw.{column}" for column in layout.used(setting.source)
    ]
    codes = " ".join(f"when {code} then {store.literal(name)}" for code, name in enumerate(REASONS) if name)
    store.run(
        con,
        "set_bad_aside",
        {"dropped": int(DROPPED)},
        codes=codes,
        day=LAST_DAY if setting.feed.kind == "event" else "null::date",
        raw=f"json_object({', '.join(pairs)})",
    )


def _quarantine_rejects(
    con: store.Connection, rejects: tuple[Reject, ...], layout: Layout, source: Source, number: int
) -> None:
    """Add the rows that could not be split to stage.bad."""
    if not rejects:
        return
    used = layout.used(source)
    accepted = int(store.value(con, "select count(*) from raw_file"))
    numbers = reject_numbers([reject.row for reject in rejects], accepted)
    store.insert(
        con,
        "stage.bad",
        pa.table(
            {
                "file_number": pa.array([number] * len(rejects), pa.int32()),
                "row_number": pa.array(numbers, pa.int64()),
                "reasons": pa.array([list(reject.reasons) for reject in rejects], pa.list_(pa.string())),
                "raw": pa.array(
                    [
                        json.dumps(mapped_parts(reject, layout, used, source), ensure_ascii=False)
                        for reject in rejects
                    ],
                    pa.string(),
                ),
                "last_day": pa.nulls(len(rejects), pa.date32()),
            }
        ),
    )
