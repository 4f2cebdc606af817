"""Zones into a file that map programs open: GeoJSON or GeoPackage, WGS 84, with every field."""

from __future__ import annotations

import datetime as dt
import json
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyogrio.raw
import shapely

from etl.errors import BadInputError
from layers.content_id import content_id
from layers.purpose import PURPOSE
from layers.zones.columns import DAYS, LISTS, KeptZone, columns_of
from layers.zones.shape import as_geojson, whole

SUFFIXES: Final = (".geojson", ".gpkg")
LAYER: Final = "zones"
_YES_NO: Final = ("en_route", "approved_for_publication")


def write_zone_file(
    path: Path,
    zones: Sequence[KeptZone],
    *,
    term: str,
    data_version: str,
    replace: bool = False,
    ready: Callable[[str, Path], object] | None = None,
) -> tuple[str, ...]:
    """Write the zones, a feature each, and return what a person should know of the file.

    The file appears whole or not at all. term: what the place calls a zone. ready: given the content id and
    the whole file before it appears under its name; where it raises, the file does not appear.

    Raises BadInputError for another suffix, no zones, or a file that is there while `replace` is not set.
    """
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise BadInputError(
            str(path), "is of a kind that is not written here", "End it in .geojson or .gpkg."
        )
    if not zones:
        raise BadInputError(str(path), "would hold no zones", "Choose at least one zone.")
    if path.exists() and not replace:
        raise BadInputError(str(path), "is there already", "Name another file, or give --replace.")
    shapes = [_shape(kept) for kept in zones]
    kept_as = [(kept.zone_id, kept.version, kept.status, kept.digest) for kept in zones]
    found = content_id(data_version, f"zones kept{suffix}", {"term": term, "zones": kept_as})
    rows = [{**columns_of(kept, term, data_version), "content_id": found} for kept in zones]
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".safepassage-") as folder:
        unready = Path(folder) / f"zones{suffix}"
        if suffix == ".gpkg":
            _write_geopackage(unready, rows, shapes)
        else:
            unready.write_text(geojson_text(rows, shapes, data_version, found), encoding="utf-8")
        if ready is not None:
            ready(found, unready)
        unready.replace(path)
    return tuple(
        f"zone {kept.zone.name!r} has no shape yet"
        if not kept.zone.parts
        else f"the parts of zone {kept.zone.name!r} make no shape; they are in the file as they are"
        for kept, shape in zip(zones, shapes, strict=True)
        if shape is None
    )


def geojson_text(
    rows: Sequence[dict[str, Any]],
    shapes: Sequence[shapely.Geometry | None],
    data_version: str,
    content_id: str,
) -> str:
    """Return a FeatureCollection (RFC 7946: WGS 84, longitude first), coordinates in full."""
    features = [
        {"type": "Feature", "geometry": None if shape is None else as_geojson(shape), "properties": row}
        for row, shape in zip(rows, shapes, strict=True)
    ]
    head = {"type": "FeatureCollection", "name": LAYER, "purpose": PURPOSE, "data_version": data_version}
    head["content_id"] = content_id
    return json.dumps({**head, "features": features}, ensure_ascii=False, allow_nan=False)


def _shape(kept: KeptZone) -> shapely.Geometry | None:
    """Return the ground of a zone, None for a draft that has none, or whose parts do not hold together."""
    try:
        return shapely.force_2d(whole(kept.zone.parts))
    except BadInputError:
        return None


def _write_geopackage(path: Path, rows: list[dict[str, Any]], shapes: list[shapely.Geometry | None]) -> None:
    fields, columns, missing = list(rows[0]), [], []
    for field in fields:
        values = [row[field] for row in rows]
        columns.append(_column(field, values))
        missing.append(np.array([value is None for value in values]))
    pyogrio.raw.write(
        path,
        shapely.to_wkb(np.array(shapes, dtype=object)),
        columns,
        fields,
        field_mask=missing,
        layer=LAYER,
        driver="GPKG",
        geometry_type="MultiPolygon",
        promote_to_multi=True,
        crs="EPSG:4326",
        layer_metadata={"DESCRIPTION": PURPOSE},
    )


def _column(field: str, values: list[Any]) -> np.ndarray[Any, Any]:
    """Return one column in the type that map programs give it: day, yes or no, number, else text."""
    if field in DAYS:
        return np.array([value and dt.date.fromisoformat(value) for value in values], dtype="datetime64[D]")
    if field in _YES_NO:
        return np.array([bool(value) for value in values])
    if field == "version":
        return np.array(values, dtype=np.int32)
    if field in LISTS:
        values = [json.dumps(value, ensure_ascii=False) for value in values]
    return np.array(values, dtype=object)
