"""Zones, published cells, services and every figure as one GeoPackage: the same bytes every time."""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyogrio
import pyogrio.raw
import shapely
from numpy.typing import NDArray

from briefing.content.model import Content
from briefing.files.dictionary import dictionary
from briefing.files.figures import figures, shown_maps
from briefing.files.places import Placed, cells, services, zones
from briefing.files.sheet import Column, Sheet, Value
from briefing.files.tables import said
from briefing.words.words import Words

_DAY: Final = "OGR_CURRENT_DATE"  # else the file keeps the moment of its making
_ONE_AT_A_TIME: Final = threading.Lock()  # the setting is one for the whole process
_SHAPES: Final = {"zones": "MultiPolygon", "services": "Point"}


def make_geopackage(content: Content, words: Words) -> bytes:
    """Return the zones, each map's cells and the services as layers, and the tables without shapes."""
    placed = [zones(content, words), services(content, words)]
    placed += [cells(shown, words) for shown in shown_maps(content)]
    layers = [each for each in placed if each.sheet.rows]
    tables = [said(content, words), figures(content, words)]
    tables.append(dictionary([*(each.sheet for each in layers), *tables], words))
    with tempfile.TemporaryDirectory(prefix="safepassage-") as folder, _dated(content.provenance.as_of):
        path = Path(folder) / "briefing.gpkg"
        for each in layers:
            _write(path, each.sheet, content, each)
        for sheet in tables:
            _write(path, sheet, content, None)
        return path.read_bytes()


@contextmanager
def _dated(day: str) -> Iterator[None]:
    """Let what is written bear a day (YYYY-MM-DD) as its moment."""
    with _ONE_AT_A_TIME:
        pyogrio.set_gdal_config_options({_DAY: f"{day}T00:00:00.000Z"})
        try:
            yield
        finally:
            pyogrio.set_gdal_config_options({_DAY: None})


def _write(path: Path, sheet: Sheet, content: Content, placed: Placed | None) -> None:
    columns = [_column(column, sheet.values(at)) for at, column in enumerate(sheet.columns)]
    options: dict[str, Any] = {"layer_metadata": {"DESCRIPTION": f"{sheet.title}. {content.purpose}"}}
    geometry = None
    if placed is not None:
        kind = _SHAPES.get(sheet.name, "MultiPolygon")
        geometry = shapely.to_wkb(placed.shapes)
        options |= {"geometry_type": kind, "promote_to_multi": kind.startswith("Multi"), "crs": "EPSG:4326"}
    pyogrio.raw.write(
        path,
        geometry,
        [column for column, _ in columns],
        [column.name for column in sheet.columns],
        field_mask=[missing for _, missing in columns],
        layer=sheet.name,
        driver="GPKG",
        append=path.exists(),
        **options,
    )


def _column(column: Column, values: list[Value]) -> tuple[NDArray[Any], NDArray[np.bool_]]:
    """Return a column in the type that map programs give it, and where it has no value."""
    missing = np.array([value is None for value in values], np.bool_)
    if column.kind == "number":
        return np.array([np.nan if value is None else value for value in values], np.float64), missing
    if column.kind == "whole":
        return np.array([0 if value is None else value for value in values], np.int32), missing
    if column.kind == "yes_no":
        return np.array([bool(value) for value in values], np.bool_), missing
    return np.array(values, object), missing
