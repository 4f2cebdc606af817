"""The first part of an unknown file as a table of text, whatever its format."""

from __future__ import annotations

import csv
import io
import json
import tempfile
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

import pyarrow as pa

from etl.errors import BadInputError
from etl.formats.archive import extract_member, is_zip, list_members
from etl.formats.excel import sheet_names
from etl.formats.notes import GEOMETRY_COLUMN, read_notes, unique_names
from etl.formats.tabular import SUFFIXES, open_table
from etl.formats.vector import layer_names, refuse_javascript
from etl.inspect.sniff import sniff_text
from etl.place import Format, Source

SAMPLE_BYTES = 8 * 1024**2
SAMPLE_ROWS = 60_000
_TITLE_ROWS = 40  # of a sheet, looked through for the header
_SPREADSHEET_FIRST = ("PK\x03\x04", "\xd0\xcf\x11\xe0")


@dataclass(frozen=True)
class Sample:
    """Rows of text with their column names, and the settings with which they were read.

    columns: one list of cells a column, as long as `row_count`; empty cells are "".
    shape_type: 'Point', 'Polygon', ... when the rows have shapes, else "".
    """

    path: Path
    source: Source
    names: tuple[str, ...]
    columns: tuple[tuple[str, ...], ...]
    row_count: int
    whole: bool
    shape_type: str = ""
    findings: tuple[str, ...] = ()
    doubts: tuple[str, ...] = field(default=())


def read_sample(path: Path) -> Sample:
    """Return the first rows of the file; raises BadInputError when it is no table that can be read."""
    if not path.is_file():
        raise BadInputError(str(path), "is not a file", "Give the path of one file.")
    if path.stat().st_size == 0:
        raise BadInputError(str(path), "is empty (0 bytes)", "Ask for the file again.")
    if not is_zip(path):
        return _read_plain(path, _source(path))
    return _read_zip(path)


def _source(path: Path) -> Source:
    return Source(id="unknown", feed="", files=(path.name,))


def _read_zip(path: Path) -> Sample:
    """Read the member most likely meant: shapes first, then tables, the largest of its kind."""
    members = list_members(path)
    ranked = [*SUFFIXES["vector"], *SUFFIXES["parquet"], *SUFFIXES["csv"], *SUFFIXES["excel"]]
    data = [name for name in members if name.lower().endswith(tuple(ranked))]
    if not data:
        raise BadInputError(
            str(path), "holds no file that can be read as data", "Unpack it and inspect a file in it."
        )
    member = min(
        data, key=lambda name: min(ranked.index(suffix) for suffix in ranked if name.lower().endswith(suffix))
    )
    with tempfile.TemporaryDirectory(prefix="safepassage-") as folder:
        sample = _read_plain(extract_member(path, member, Path(folder)), _source(path))
    others = [name for name in data if name != member]
    doubts = sample.doubts
    if others:
        doubts = (*doubts, f"the zip also holds {', '.join(others[:4])}: set member to read another")
    source = replace(sample.source, files=(path.name,), member=member)
    return replace(sample, path=path, source=source, doubts=doubts)


def _read_plain(path: Path, source: Source) -> Sample:
    form = _format_of(path)
    if form == "csv":
        return _read_text(path, source)
    source = replace(source, format=form)
    doubts: tuple[str, ...] = ()
    if form == "excel":
        sheets = sheet_names(path)
        source, doubts = _choose(source, sheets, "sheets", _first_table(path, source, sheets))
        source, said = _below_titles(path, source)
        doubts = (*doubts, *said)
    elif form == "vector":
        layers = layer_names(path)
        source, doubts = _choose(source, layers, "layers", "".join(layers[:1]))
    reader = open_table(path, source)
    notes = read_notes(reader)
    table = reader.read_all()
    return _from_arrow(path, source, table, notes, doubts)


def _below_titles(path: Path, source: Source) -> tuple[Source, tuple[str, ...]]:
    """Return the source with the row of a sheet's header, which titles and blank rows may stand above."""
    table = open_table(path, source).read_all().slice(0, _TITLE_ROWS)
    rows = [["" if name.startswith("column ") else name for name in table.column_names]]
    rows += [[cell or "" for cell in row.values()] for row in table.to_pylist()]
    filled = [sum(bool(cell.strip()) for cell in row) for row in rows]
    usual = Counter(filled).most_common(1)[0][0]
    header = next((at for at, count in enumerate(filled) if count >= max(2, 0.6 * usual)), 0)
    if not header:
        return source, ()
    said = f"the first {header} row(s) are not the table: its header is on row {header + 1}"
    return replace(source, header_row=header + 1), (said,)


def _first_table(path: Path, source: Source, names: list[str]) -> str:
    """Return the first sheet that holds a table: notes have one column, or no rows under a header."""
    for name in names if len(names) > 1 else ():
        with suppress(BadInputError):
            if len(open_table(path, replace(source, sheet=name)).schema) > 1:
                return name
    return names[0]


def _choose(source: Source, names: list[str], kind: str, name: str) -> tuple[Source, tuple[str, ...]]:
    if len(names) <= 1:
        return source, ()
    return replace(source, sheet=name), (
        f"it has {len(names)} {kind} ({', '.join(names)}); {name} was read: set sheet to read another",
    )


def _format_of(path: Path) -> Format:
    suffix = path.suffix.lower()
    with path.open("rb") as file:
        start = file.read(4096)
    if start.startswith(b"PAR1"):
        return "parquet"
    if suffix in SUFFIXES["excel"]:
        return "excel"
    if suffix in (".js", *SUFFIXES["socrata"], ".geojson"):
        refuse_javascript(path)
        return _json_format(path)
    if start.startswith(b"SQLite format 3") or suffix in SUFFIXES["vector"]:
        return "vector"
    if start.lstrip(b"\xef\xbb\xbf \r\n\t").startswith((b"{", b"[")):
        return _json_format(path)
    return "csv"


def _json_format(path: Path) -> Format:
    """Tell GeoJSON, Socrata and plain records apart by the names at the top of the document."""
    try:
        document = json.loads(path.read_bytes())
    except (ValueError, RecursionError) as error:
        raise BadInputError(str(path), f"is not JSON ({error})", "Ask for the file again.") from error
    if isinstance(document, dict):
        if document.get("type") in ("FeatureCollection", "Feature", "Topology"):
            return "vector"
        if "meta" in document and "data" in document:
            return "socrata"
    return "json"


def _read_text(path: Path, source: Source) -> Sample:
    with path.open("rb") as file:
        head = file.read(SAMPLE_BYTES)
    whole = path.stat().st_size <= SAMPLE_BYTES
    shape = sniff_text(head, whole)
    text = head.decode(shape.encoding, "replace").lstrip("\ufeff").replace("\x00", "")
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=shape.delimiter)
    body: list[list[str]] = []
    unread: list[str] = []
    number = 0
    while len(body) <= SAMPLE_ROWS:
        number += 1
        try:
            row = next(rows)
        except StopIteration:
            break
        except csv.Error as error:  # a line of a megabyte: the reader goes on with the next
            unread.append(f"line {rows.line_num} cannot be read ({error})")
            continue
        if row and number >= shape.header_row:
            body.append(row)
    else:
        whole = False
    if not whole and len(body) > 2:
        body.pop()  # the last row may be cut
    doubts = [*shape.doubts, *unread[:3]]
    if not body or len(body) == 1 + shape.skip_after_header:
        raise BadInputError(str(path), "has a header but no rows", "Check that this is the right file.")
    header = [cell.strip() for cell in body[0]]
    names = unique_names(header)
    by_position = len(set(header)) < len(header)
    if by_position:
        doubts.append("several columns share a name: columns are given by their position")
    body = body[1 + shape.skip_after_header :]
    if len(names) == 1:
        doubts.append("only one column was found: the delimiter may be wrong")
    cells = tuple(
        tuple(row[index].strip() if index < len(row) else "" for row in body) for index in range(len(names))
    )
    source = replace(
        source,
        encoding=shape.encoding,
        delimiter=shape.delimiter,
        header_row=shape.header_row,
        skip_after_header=shape.skip_after_header,
        columns_by_position=by_position,
    )
    findings = (f"text, {shape.encoding}, delimiter {shape.delimiter!r}, header on line {shape.header_row}",)
    return Sample(path, source, tuple(names), cells, len(body), whole, "", findings, tuple(doubts))


def _from_arrow(
    path: Path, source: Source, table: pa.Table, notes: tuple[str, ...], doubts: tuple[str, ...]
) -> Sample:
    shape_type = ""
    if GEOMETRY_COLUMN in table.column_names:
        shape_type = "Point" if "geometry_x" in table.column_names else "Polygon"
        table = table.drop_columns([GEOMETRY_COLUMN])
    total = table.num_rows
    table = table.slice(0, SAMPLE_ROWS)
    cells = tuple(tuple((cell or "").strip() for cell in column.to_pylist()) for column in table.columns)
    findings = (f"{source.format}{', sheet ' + source.sheet if source.sheet else ''}", *notes)
    return Sample(
        path,
        source,
        tuple(table.column_names),
        cells,
        table.num_rows,
        total <= SAMPLE_ROWS,
        shape_type,
        findings,
        doubts,
    )
