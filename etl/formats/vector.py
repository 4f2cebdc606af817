"""Spatial files: GeoJSON, GeoPackage, shapefile and whatever else the wheel's GDAL reads."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyogrio
import pyogrio.errors
import pyogrio.raw
import shapely

from etl.errors import BadInputError
from etl.formats.as_text import column_of_text
from etl.formats.notes import table_reader, unique_names
from etl.formats.shapes import shape_columns
from etl.place import Source

_DAMAGED = (  # what the library raises over a damaged file: the last two where text is no text
    pyogrio.errors.DataSourceError,
    pyogrio.errors.DataLayerError,
    pyogrio.errors.FieldError,
    pyogrio.errors.GeometryError,
    pyogrio.errors.FeatureError,
    pyogrio.errors.CRSError,
    ValueError,
    UnboundLocalError,
)
_TEXT_SUFFIXES = (".json", ".geojson", ".js")


def read_vector(path: Path, source: Source) -> pa.RecordBatchReader:
    """Return the features' attributes as text and their shapes as geometry_wkb.

    Raises BadInputError when the file is not spatial data, lacks the layer named in `sheet`, has
    several layers and none is named, or has no features.
    """
    refuse_javascript(path)
    layers = layer_names(path)
    layer = source.sheet or _only_layer(path, layers)
    if layer not in layers:
        raise BadInputError(
            str(path), f"has no layer {layer!r}", f"Set sheet to one of: {', '.join(layers)}."
        )
    try:
        with _quietly():
            meta, _, wkb, fields = pyogrio.raw.read(path, layer=layer, datetime_as_string=True)
    except _DAMAGED as error:
        raise BadInputError(
            str(path), f"cannot be read to its end ({_first_line(error)})", "Ask for the file again."
        ) from error
    names = unique_names(str(name) for name in meta["fields"])
    columns = {name: _field_as_text(values) for name, values in zip(names, fields, strict=True)}
    rows = len(fields[0]) if fields else (0 if wkb is None else len(wkb))
    if rows == 0:
        raise BadInputError(str(path), "has no features", "Check that this is the right file and layer.")
    if wkb is None or meta["geometry_type"] is None:
        return table_reader(columns)
    shapes = shapely.from_wkb(wkb, on_invalid="ignore")
    added, notes = shape_columns(shapes, meta["crs"], source, str(path))
    return table_reader(columns | added, notes)


def layer_names(path: Path) -> list[str]:
    """Return the names of a file's layers; raises BadInputError when it is no spatial data."""
    try:
        with _quietly():
            return [str(name) for name in pyogrio.list_layers(path)[:, 0]]
    except _DAMAGED as error:
        what = _first_line(error).replace(str(path), path.name)
        raise BadInputError(
            str(path), f"cannot be read as spatial data ({what})", "Check the format setting."
        ) from error


@contextmanager
def _quietly() -> Iterator[None]:
    """Keep to ourselves what the library thinks of other programs' habits."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        yield


def refuse_javascript(path: Path) -> None:
    """Raise BadInputError when the file is a script that assigns data to a variable, not the data."""
    if path.suffix.lower() not in _TEXT_SUFFIXES:
        return
    with path.open("rb") as file:
        start = file.read(4096).lstrip(b"\xef\xbb\xbf \t\r\n")
    if start[:1] in (b"{", b"[", b""):
        return
    words = start.split(None, 1)[0].decode("utf-8", "replace")
    if words in ("var", "let", "const", "export", "window", "module.exports") or b"=" in start[:200]:
        raise BadInputError(
            str(path),
            f"is JavaScript, not GeoJSON: it begins with {start[:24].decode('utf-8', 'replace')!r}; "
            "a script is never run to get at data",
            "Ask the publisher for the plain .geojson, or save the part from the first { to its matching } "
            "as a .geojson file and name that.",
        )
    raise BadInputError(
        str(path),
        f"is not JSON: it begins with {start[:24].decode('utf-8', 'replace')!r}",
        "Check the format setting.",
    )


def _only_layer(path: Path, layers: list[str]) -> str:
    if len(layers) == 1:
        return layers[0]
    raise BadInputError(
        str(path),
        f"has {len(layers)} layers and the source names none",
        f"Set sheet to one of: {', '.join(layers)}.",
    )


def _field_as_text(values: np.ndarray[tuple[int], np.dtype[np.generic]]) -> pa.Array:
    # Integers with gaps come as floats; text_of takes their .0 away again.
    return column_of_text(values.tolist())


def _first_line(error: Exception) -> str:
    return next(iter(str(error).splitlines()), "damaged")
