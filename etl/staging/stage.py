"""One source's changed files, staged: typed, located, indexed and judged, before anything is committed.

stage.raw holds the current file as text; stage.typed one row for each row of all files; stage.derived,
row by row beside it, what numpy works out (UTC, WGS 84, cells); stage.bad the rows to quarantine.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa

from etl import store
from etl.formats.archive import choose_member, extract_member, is_zip
from etl.load.csv import Reject, mapped_parts, read_csv
from etl.load.files import RawFile
from etl.place import Source
from etl.staging.derive import Setting, Tally, derive, needed_columns, reject_numbers
from etl.staging.points import DROPPED, REASONS
from etl.staging.text import Layout
from etl.staging.time import require_readable
from etl.staging.typed import typed_select

BATCH_ROWS = 500_000


@dataclass
class Staged:
    """What was staged of a source: counts, and remarks for the report."""

    files: list[RawFile] = field(default_factory=list)
    read: int = 0  # rows read, quarantined ones included, filtered ones not
    filtered: dict[str, int] = field(default_factory=dict)  # by file name
    tally: Tally = field(default_factory=Tally)
    ignored: dict[str, None] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def stage_file(con: store.Connection, file: RawFile, setting: Setting, staged: Staged, scratch: Path) -> None:
    """Stage one file. Raises BadInputError when it cannot be read; then nothing has changed."""
    source, feed = setting.source, setting.feed
    number = len(staged.files)
    rejects: tuple[Reject, ...] = ()
    if source.format == "csv":
        found = read_csv(con, _unpacked(file.path, source, scratch), source, scratch)
        layout = Layout(str(file.path), found.header, found.has_nul, tidy=not found.blank_ends)
        rejects = found.rejects
    else:
        layout = Layout(str(file.path), _read_table(con, file, source, staged))
    select = typed_select(layout, source, feed, setting.place, setting.now, number)
    first = int(store.value(con, "select count(*) from stage.typed")) if number else 0
    con.execute(("insert into stage.typed " if number else "create table stage.typed as ") + select)
    total = int(store.value(con, "select count(*) from stage.typed"))
    _derive_all(con, setting, staged.tally, rejects, range(first, total), "geometry_wkb" not in layout.header)
    raw_rows = int(store.value(con, "select count(*) from stage.raw"))
    dropped = int(store.value(con, store.sql("count_dropped"), [int(DROPPED), number]))
    _set_bad_aside(con, layout, setting, number)
    _quarantine_rejects(con, rejects, layout, source, number)
    staged.filtered[file.name] = raw_rows - (total - first) + dropped
    staged.read += total - first - dropped + len(rejects)
    staged.files.append(file)
    staged.ignored |= dict.fromkeys(layout.ignored(source))
    if feed.kind == "event":
        require_readable(con, source, str(file.path), number, total - first)
    con.execute("drop table stage.raw")


def _unpacked(path: Path, source: Source, scratch: Path) -> Path:
    """Return the file itself, or the member of a zip that the source means, taken out into `scratch`."""
    if not is_zip(path):
        return path
    folder = scratch / "member"
    folder.mkdir(exist_ok=True)
    return extract_member(path, choose_member(path, source.member, (".csv", ".tsv", ".txt")), folder)


def _derive_all(
    con: store.Connection,
    setting: Setting,
    tally: Tally,
    rejects: tuple[Reject, ...],
    rows: range,
    as_text: bool,
) -> None:
    """Fill stage.derived beside the new rows of stage.typed, batch by batch and on this thread."""
    shaped = setting.feed.kind != "table" and (not as_text or "geometry" in setting.source.columns)
    needed = needed_columns(setting.feed, setting.source, has_shapes=shaped)
    for start in range(rows.start, max(rows.stop, rows.start + 1), BATCH_ROWS):
        batch = store.fetch(con, store.sql("typed_batch", columns=needed), [start, start + BATCH_ROWS])
        derived = derive(batch, setting, tally, [reject.row for reject in rejects], as_text=as_text)
        if start == 0:
            store.create(con, "stage.derived", derived.slice(0, 0))
            store.run(con, "create_bad")
        store.insert(con, "stage.derived", derived)


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
    return tuple(reader.schema.names)


def _set_bad_aside(con: store.Connection, layout: Layout, setting: Setting, number: int) -> None:
    """Copy the rows to quarantine into stage.bad, with the mapped columns of the raw row as JSON."""
    pairs = [
        f"{store.literal(layout.name_of(column))}, raw.{column}" for column in layout.used(setting.source)
    ]
    codes = " ".join(f"when {code} then {store.literal(name)}" for code, name in enumerate(REASONS) if name)
    store.run(
        con,
        "set_bad_aside",
        {"file_number": number, "dropped": int(DROPPED)},
        codes=codes,
        raw=f"json_object({', '.join(pairs)})",
    )


def _quarantine_rejects(
    con: store.Connection, rejects: tuple[Reject, ...], layout: Layout, source: Source, number: int
) -> None:
    """Add the rows that could not be split to stage.bad."""
    if not rejects:
        return
    used = layout.used(source)
    accepted = int(store.value(con, "select count(*) from stage.raw"))
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
            }
        ),
    )
