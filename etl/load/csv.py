"""CSV files into the raw staging table: checked first, then read by DuckDB as text, nothing lost.

A row that cannot be split into the file's columns is not dropped: it comes back as a `Reject`, and goes
to quarantine with its reason. Of such a row only the parts that stand where mapped columns stand are
kept, cut to 200 characters: its free text has no more right to enter the store than anyone else's.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from etl import shown, store
from etl.errors import BadInputError
from etl.feed import Feed
from etl.load.csv_bytes import CsvBytes, check_bytes, readable_copy
from etl.load.csv_simple import SimpleFile
from etl.load.files import IN_MEMORY_BYTES
from etl.place import Source
from etl.staging.quick import QuickPlan, quick_plan
from etl.staging.text import Layout

LONGEST_LINE = 1_000_000  # bytes
LONGEST_PART = 200  # characters of a rejected row's part that are kept


@dataclass(frozen=True)
class Reject:
    """A row that could not be split: its 0-based place among the data rows, why, and its text."""

    row: int
    reasons: tuple[str, ...]
    line: str


@dataclass(frozen=True)
class CsvRead:
    """What came with the rows: the columns, the rejects; the rows, if in memory.

    plan: how these rows are to be typed; without one they are text. file: where to look their text up.
    """

    layout: Layout
    rejects: tuple[Reject, ...] = ()
    rows: pa.Table | None = None
    plan: QuickPlan | None = None
    file: SimpleFile | None = None


def read_csv(
    con: store.Connection, path: Path, source: Source, feed: Feed, scratch: Path, data: bytes | None = None
) -> CsvRead:
    """Let raw_file be the rows of a CSV file (columns c1, c2, ... of text); say what came with it.

    data: the file's bytes, where they are held in memory. Rows that come with a plan are not shown.
    Raises BadInputError when the file is in another encoding, has no header or cannot be split.
    """
    found = check_bytes(path, source, data)
    text_path = readable_copy(path, found, scratch)
    header, skip = read_header(text_path, source, str(path))
    layout = Layout(str(path), header, found.nul_bytes > 0, tidy=not found.blank_ends)
    if found.simple and path.stat().st_size <= IN_MEMORY_BYTES:
        file = SimpleFile(
            path.read_bytes() if data is None else data,
            source.delimiter,
            len(header),
            skip,
            layout.used(source),
        )
        plan = quick_plan(layout, source, feed)
        rows = file.read(plan.kinds) if plan else None
        if rows is not None:
            return CsvRead(layout, (), rows, plan, file)
        rows = file.read({})
        if rows is not None:
            shown.show(con, "raw_file", rows)
            return CsvRead(layout, (), rows)
    parts = {
        "columns": ", ".join(f"c{i}: 'VARCHAR'" for i in range(1, len(header) + 1)),
        "skip": str(skip),
        "delimiter": store.literal(source.delimiter),
        "quote": store.literal(source.quote),
        "longest": str(LONGEST_LINE),
    }
    rejects: list[Reject] = []
    try:  # most files have no such rows, and keeping watch for them takes 15 % longer
        store.run(con, "read_csv", [str(text_path)], **parts, rejects="")
    except store.Error as error:
        if store.is_disk_full(error):
            raise
        rejects = _read_with_rejects(con, path, text_path, skip, parts)
    store.run(con, "raw_file")
    _require_every_line(con, path, text_path, found, header, skip, rejects)
    return CsvRead(layout, tuple(rejects))


def _read_with_rejects(
    con: store.Connection, path: Path, text_path: Path, skip: int, parts: dict[str, str]
) -> list[Reject]:
    """Fill stage.raw with the rows that can be split; return the others."""
    con.execute("drop table if exists temp.reject_errors")
    con.execute("drop table if exists temp.reject_scans")
    watch = "store_rejects = true, rejects_limit = 0, "
    try:
        store.run(con, "read_csv", [str(text_path)], **parts, rejects=watch)
    except store.Error as error:
        if store.is_disk_full(error):
            raise
        raise BadInputError(
            str(path),
            f"cannot be split into rows: {str(error).splitlines()[0]}",
            "Look for a quote that is opened and never closed, or check delimiter and quote.",
        ) from error
    return list(_rejects(con, skip))


def read_header(path: Path, source: Source, where: str) -> tuple[tuple[str, ...], int]:
    """Return the header's names and how many lines come before the first data row."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        preamble = sum(1 for _ in zip(range(source.header_row - 1), stream, strict=False))
        text = "".join(line for _, line in zip(range(50), _short_lines(stream), strict=False))
    lines = io.StringIO(text, newline="")
    reader = csv.reader(
        lines,
        delimiter=source.delimiter,
        quotechar=source.quote or None,
        quoting=csv.QUOTE_MINIMAL if source.quote else csv.QUOTE_NONE,
    )
    csv.field_size_limit(LONGEST_LINE)
    try:
        header = tuple(name.strip() for name in next(reader, ()))
    except csv.Error as error:
        raise BadInputError(
            where, f"its header cannot be read ({error})", "Check delimiter and quote."
        ) from error
    if not any(header):
        raise BadInputError(
            where,
            f"has no header in line {source.header_row}: no column is named there",
            "Set header_row to the line that names the columns, or ask for the file again.",
        )
    return header, preamble + reader.line_num + source.skip_after_header


def _short_lines(stream: io.TextIOBase) -> Iterator[str]:
    while line := stream.readline(LONGEST_LINE):
        yield line


def _rejects(con: store.Connection, skip: int) -> Iterator[Reject]:
    """Yield the rows DuckDB refused, in file order; an open quote that swallowed lines gives one each."""
    for record, reasons, text in store.rows(con, store.sql("csv_rejects")):
        lines = [(text or "").strip("\r\n")]
        if "unquoted_value" in reasons:  # the open quote ran on over the next rows: each is a row of its own
            lines = [line for line in re.split(r"\r\n|\r|\n", lines[0]) if line] or [""]
        for line in lines:
            yield Reject(int(record) - skip - 1, tuple(f"csv_{reason}" for reason in reasons), line)


def _require_every_line(
    con: store.Connection,
    path: Path,
    text_path: Path,
    found: CsvBytes,
    header: tuple[str, ...],
    skip: int,
    rejects: list[Reject],
) -> None:
    """Raise BadInputError unless accepted rows, rejects and the header account for every line of the file."""
    accepted = store.value(con, "select count(*) from raw_file")
    missing = found.lines - skip - accepted - len(rejects)
    if missing <= 0:
        return
    parts = " + ".join(
        f"coalesce(sum(len(c{i}) - len(replace(replace(c{i}, chr(13), ''), chr(10), ''))), 0)"
        for i in range(1, len(header) + 1)
    )
    missing -= int(store.value(con, f"select ({parts})::bigint from raw_file"))
    missing -= sum(len(reject.line.splitlines()) - 1 for reject in rejects if reject.line)
    with text_path.open("rb") as stream:
        blank = sum(1 for line in stream if not line.strip(b"\r\n"))
    if missing > blank:
        raise BadInputError(
            str(path),
            f"cannot be split into rows: {missing - blank:,} lines belong to no row",
            "Look for a quote that is opened and never closed, or check delimiter and quote.",
        )


def mapped_parts(reject: Reject, layout: Layout, used: tuple[str, ...], source: Source) -> dict[str, str]:
    """Return what stands where the mapped columns would stand in a row that cannot be split."""
    parts = reject.line[: 100 * LONGEST_PART].split(source.delimiter)
    numbers = [int(column[1:]) - 1 for column in used]
    return {layout.name_of(f"c{n + 1}"): parts[n][:LONGEST_PART] for n in numbers if n < len(parts)}
