"""One entrance for every format but plain CSV: the file as a stream of text columns."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa

from etl.errors import BadInputError
from etl.formats.archive import choose_member, extract_member, is_zip
from etl.formats.excel import read_excel
from etl.formats.parquet import read_parquet
from etl.formats.records import read_records
from etl.formats.socrata import read_socrata
from etl.formats.vector import read_vector
from etl.place import Source

_READERS: dict[str, Callable[[Path, Source], pa.RecordBatchReader]] = {
    "excel": read_excel,
    "vector": read_vector,
    "parquet": read_parquet,
    "socrata": read_socrata,
    "json": read_records,
}
SUFFIXES: dict[str, tuple[str, ...]] = {
    "csv": (".csv", ".tsv", ".txt"),
    "excel": (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"),
    "vector": (".geojson", ".gpkg", ".shp", ".fgb", ".kml", ".gml", ".json"),
    "parquet": (".parquet", ".geoparquet"),
    "socrata": (".json",),
    "json": (".json",),
}


def open_table(path: Path, source: Source) -> pa.RecordBatchReader:
    """Return the rows of one file as batches of text columns, exactly as the file has them.

    A file with shapes adds the binary column `geometry_wkb` (in source.crs; WGS 84 when that is the
    default) and, where every shape is a point, `geometry_x` and `geometry_y` as text. What a reader
    of the load report should know (a crs that was changed) is in `etl.formats.notes.read_notes`.
    A CSV is read by the loader itself, not here.

    Raises BadInputError when the file cannot be read in the source's format.
    """
    if source.format not in _READERS:
        raise BadInputError(
            f"source {source.id}", f"format {source.format!r} is not opened as a table", "Use the CSV reader."
        )
    if not path.is_file():
        raise BadInputError(str(path), "does not exist", "Check the files setting of the source.")
    if path.stat().st_size == 0:
        raise BadInputError(str(path), "is empty (0 bytes)", "Ask for the file again.")
    reader = _READERS[source.format]
    if not is_zip(path):
        return reader(path, source)
    member = choose_member(path, source.member, SUFFIXES[source.format])
    with tempfile.TemporaryDirectory(prefix="safepassage-") as folder:
        # Every reader holds its table in memory, so the folder may go before the stream is read.
        return reader(extract_member(path, member, Path(folder)), source)
