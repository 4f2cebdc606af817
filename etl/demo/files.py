"""Writing the raw files: delimited text, GeoJSON and GeoPackage, the same bytes for the same town."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import shapely

from etl.demo.dirt import Row
from etl.demo.frame import PROJECTED_CRS, shape_to_degrees, shape_to_grid

_STAMP = "2026-10-05T00:00:00Z"  # a GeoPackage records when it was written; the town's never changes


def write_text(
    path: Path, rows: Sequence[Row], *, delimiter: str = ",", encoding: str = "utf-8", newline: str = "\n"
) -> None:
    """Write rows with a header line; every row has the columns of the first."""
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, list(rows[0]), delimiter=delimiter, lineterminator=newline)
    writer.writeheader()
    writer.writerows(rows)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(buffer.getvalue().encode(encoding))


def write_geojson(path: Path, features: Iterable[tuple[shapely.Geometry, dict[str, Any]]]) -> None:
    """Write shapes (frame metres) and their properties as GeoJSON in WGS 84, one feature a line."""
    lines = []
    for shape, properties in features:
        degrees = shape_to_degrees(shape)
        geometry = json.loads(shapely.to_geojson(shapely.orient_polygons(degrees)))
        feature = {"type": "Feature", "properties": properties, "geometry": geometry}
        lines.append(json.dumps(feature, ensure_ascii=False, separators=(",", ":")))
    path.parent.mkdir(parents=True, exist_ok=True)
    text = '{"type":"FeatureCollection","features":[\n' + ",\n".join(lines) + "\n]}\n"
    path.write_bytes(text.encode("utf-8"))


def write_geopackage(
    path: Path, layer: str, shapes: Sequence[shapely.Geometry], columns: dict[str, list[str]]
) -> None:
    """Write polygons (frame metres) as a GeoPackage layer in EPSG:32624, replacing the file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": _STAMP})
    try:
        pyogrio.raw.write(
            path,
            geometry=np.array([shapely.to_wkb(shape_to_grid(shape)) for shape in shapes], dtype=object),
            field_data=[np.array(values, dtype=object) for values in columns.values()],
            fields=list(columns),
            layer=layer,
            driver="GPKG",
            geometry_type="Polygon",
            crs=PROJECTED_CRS,
            SPATIAL_INDEX="NO",
        )
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})


def write_json(path: Path, content: dict[str, Any]) -> None:
    """Write a JSON document, keys in the order given."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes((json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode("utf-8"))
