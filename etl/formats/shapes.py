"""Shapes of a spatial file as columns: WKB in the source's crs, and plain x and y where all are points."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyproj
import shapely
from numpy.typing import NDArray
from pyproj.exceptions import CRSError, ProjError

from etl.errors import BadInputError
from etl.formats.as_text import column_of_text
from etl.formats.notes import GEOMETRY_COLUMN
from etl.place import Source

DEFAULT_CRS = "EPSG:4326"


def shape_columns(
    shapes: NDArray[np.object_], file_crs: str | None, source: Source, where: str
) -> tuple[dict[str, pa.Array], list[str]]:
    """Return the columns for the shapes and the notes for the load report.

    shapes: (n,) shapely geometries or None, in the file's crs. A file crs other than WGS 84 is
    moved to WGS 84 unless the source names a crs itself; then the file is taken to be in that one.
    Raises BadInputError when the file names no crs and its coordinates cannot be degrees.
    """
    notes: list[str] = []
    if source.crs == DEFAULT_CRS:
        if file_crs is None:
            _require_degrees(shapes, where)
            notes.append("the file names no coordinate system; its coordinates are taken as WGS 84 degrees")
        elif not _is_wgs84(file_crs, where):
            shapes = _to_wgs84(shapes, file_crs, where)
            notes.append(f"coordinates moved from {file_crs} to WGS 84")
    elif file_crs is not None and not _same(file_crs, source.crs, where):
        notes.append(f"the file says {file_crs}; the source's setting crs = {source.crs} was used instead")
    columns = {GEOMETRY_COLUMN: pa.array(shapely.to_wkb(shapely.force_2d(shapes)).tolist(), pa.binary())}
    present = shapes[~shapely.is_missing(shapes)]
    if len(present) and bool(np.all(shapely.get_type_id(present) == shapely.GeometryType.POINT)):
        columns["geometry_x"] = column_of_text(shapely.get_x(shapes).tolist())
        columns["geometry_y"] = column_of_text(shapely.get_y(shapes).tolist())
    return columns, notes


def _require_degrees(shapes: NDArray[np.object_], where: str) -> None:
    west, south, east, north = shapely.total_bounds(shapes)
    if west < -180 or east > 180 or south < -90 or north > 90:
        raise BadInputError(
            where,
            f"names no coordinate system and its coordinates are not degrees ({west:.0f}, {south:.0f})",
            'Set crs in the source, e.g. crs = "EPSG:27700".',
        )


def _is_wgs84(crs: str, where: str) -> bool:
    # CRS84 is WGS 84 with the axes in the order files keep them: the same numbers.
    return "CRS84" in crs or _same(crs, DEFAULT_CRS, where)


def _same(left: str, right: str, where: str) -> bool:
    try:
        return bool(pyproj.CRS(left).equals(pyproj.CRS(right), ignore_axis_order=True))
    except CRSError as error:
        raise BadInputError(
            where, f"names an unknown coordinate system ({error})", "Set crs in the source."
        ) from error


def _to_wgs84(shapes: NDArray[np.object_], crs: str, where: str) -> NDArray[np.object_]:
    try:
        move = pyproj.Transformer.from_crs(crs, DEFAULT_CRS, always_xy=True)
        moved: Any = shapely.transform(shapes, move.transform, interleaved=False)
    except (CRSError, ProjError) as error:
        raise BadInputError(
            where, f"its coordinates cannot be moved from {crs} to WGS 84 ({error})", "Set crs in the source."
        ) from error
    result: NDArray[np.object_] = np.asarray(moved, dtype=object)
    return result
