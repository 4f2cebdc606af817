"""Parquet and GeoParquet files, read by pyarrow."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pyproj
import shapely
from pyproj.exceptions import CRSError

from etl.errors import BadInputError
from etl.formats.as_text import arrow_as_text
from etl.formats.notes import table_reader
from etl.formats.shapes import shape_columns
from etl.place import Source


def read_parquet(path: Path, source: Source) -> pa.RecordBatchReader:
    """Return all columns as text; a GeoParquet file's primary geometry as geometry_wkb.

    Raises BadInputError when the file is damaged, has no rows, or encodes shapes other than as WKB.
    """
    try:
        table = pq.read_table(path)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError, OSError) as error:
        what = f"cannot be read as Parquet ({str(error).splitlines()[0]})"
        raise BadInputError(str(path), what, "Ask for the file again; it may be cut off.") from error
    if table.num_rows == 0:
        raise BadInputError(str(path), "has columns but no rows", "Check that this is the right file.")
    geo = _geo_metadata(table, path)
    shape_column = geo.get("primary_column", "")
    columns = {name: arrow_as_text(table.column(name)) for name in table.column_names if name != shape_column}
    if not shape_column:
        return table_reader(columns)
    about = geo["columns"][shape_column]
    if about.get("encoding", "WKB") != "WKB":
        raise BadInputError(
            str(path), f"keeps its shapes as {about['encoding']}", "Save it with geometry encoded as WKB."
        )
    shapes = shapely.from_wkb(table.column(shape_column).to_numpy(), on_invalid="ignore")
    added, notes = shape_columns(shapes, _crs_of(about, path), source, str(path))
    return table_reader(columns | added, notes)


def _geo_metadata(table: pa.Table, path: Path) -> dict[str, Any]:
    packed = (table.schema.metadata or {}).get(b"geo")
    if packed is None:
        return {}
    try:
        geo: dict[str, Any] = json.loads(packed)
        geo["columns"][geo["primary_column"]]
    except (ValueError, KeyError, TypeError) as error:
        raise BadInputError(
            str(path),
            "has GeoParquet metadata that cannot be read",
            "Save it again as GeoParquet 1.0 or later.",
        ) from error
    return geo


def _crs_of(about: dict[str, Any], path: Path) -> str:
    """Return the crs of a geometry column; absent means WGS 84 by the GeoParquet standard."""
    if about.get("crs") is None:
        return "EPSG:4326"
    try:
        crs = pyproj.CRS.from_user_input(about["crs"])
    except CRSError as error:
        raise BadInputError(
            str(path), "names a coordinate system that is not known", "Set crs in the source."
        ) from error
    return str(crs.to_string())
