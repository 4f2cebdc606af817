"""Zones, published cells and services as GeoJSON (RFC 7946): WGS 84, longitude first, every field."""

from __future__ import annotations

import json

import numpy as np
import shapely

from briefing.content.model import Content
from briefing.files.figures import shown_maps
from briefing.files.places import Placed, cells, services, zones
from briefing.files.sheet import Sheet
from briefing.words.words import Words

DECIMALS = 7  # of a degree: about a centimetre


def make_geojson(content: Content, words: Words) -> dict[str, bytes]:
    """Return a file for the zones, for the services and for each map's cells, by name."""
    placed = [zones(content, words), services(content, words)]
    placed += [cells(shown, words) for shown in shown_maps(content)]
    return {f"{each.sheet.name}.geojson": _collection(each, content) for each in placed if each.sheet.rows}


def _collection(placed: Placed, content: Content) -> bytes:
    names = [column.name for column in placed.sheet.columns]
    shapes = shapely.orient_polygons(placed.shapes)  # outer rings counter-clockwise
    features = [
        {"type": "Feature", "geometry": _rounded(shape), "properties": dict(zip(names, row, strict=True))}
        for shape, row in zip(shapes, placed.sheet.rows, strict=True)
    ]
    head = {
        "type": "FeatureCollection",
        "name": placed.sheet.name,
        "title": placed.sheet.title,
        "purpose": content.purpose,
        "invented": content.provenance.invented,
        "data_version": content.provenance.version,
        "content_id": content.provenance.content_id,
        "fields": _fields(placed.sheet),
    }
    document = {**head, "features": features}
    return json.dumps(document, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()


def _fields(sheet: Sheet) -> dict[str, dict[str, str]]:
    return {
        each.name: {"type": each.kind, "unit": each.unit, "meaning": each.meaning} for each in sheet.columns
    }


def _rounded(shape: shapely.Geometry) -> dict[str, object]:
    rounded = shapely.transform(shape, lambda corners: np.round(corners, DECIMALS))
    found: dict[str, object] = json.loads(shapely.to_geojson(rounded))
    return found
