"""Files of every kind that can be uploaded, and ways to damage them."""

from __future__ import annotations

import io
import json
import random
import zipfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import geopandas
import openpyxl
import shapely

ROWS: Final = (
    "id,at,lat,lon,outcome\n1,2026-01-02 10:00,47.2,-31.5,died\n2,soon,47.2,-31.5,survived\n"
    '3,2026-01-03 10:00,47.2,-31.51,"a, b"\n'
)
_RING: Final = [[-31.5, 47.2], [-31.4, 47.2], [-31.4, 47.3], [-31.5, 47.2]]
_KML: Final = (
    '<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark>'
    "<name>A</name><Point><coordinates>-31.5,47.2</coordinates></Point></Placemark></Document></kml>"
)
_PIECES: Final = (
    *(
        b"\x00",
        b"\xff\xfe",
        b'"',
        b"{" * 50,
        b"[" * 2000,
        b"\n",
        b"\r",
        b",",
        b"-",
        b"null",
        b"True",
        b"a" * 300,
    ),
    *(b"1e999", b"NaN", b"9" * 25, b"9999-99-99", b"0000-00-00", b"2026-01-02T10:00:00+99:99", b"=1+1"),
    *(b"\xef\xbb\xbf", b"\xed\xa0\x80", b"<!DOCTYPE a [<!ENTITY b 'c'>]>", b"XFD1048576"),
)


@cache
def whole_files() -> Mapping[str, bytes]:
    """Return a small good file of each kind, by name."""
    features = [
        {"type": "Feature", "properties": {"name": "A", "n": 1}, "geometry": each}
        for each in ({"type": "Polygon", "coordinates": [_RING]}, {"type": "Point", "coordinates": _RING[0]})
    ]
    shapes = json.dumps({"type": "FeatureCollection", "features": features}).encode()
    records = json.dumps([{"id": 1, "at": "2026-01-02", "lat": 47.2, "lon": -31.5}, {"id": 2, "lat": None}])
    frame = geopandas.GeoDataFrame({"name": ["A", "B"]}, geometry=shapely.points(_RING[:2]), crs=4326)
    with TemporaryDirectory() as folder:
        at = Path(folder)
        frame.to_file(at / "a.gpkg")
        frame.to_parquet(at / "a.parquet")
        frame.to_file(at / "a.shp")
        parts = {each.name: each.read_bytes() for each in at.iterdir()}
    return {
        "rows.csv": ROWS.encode(),
        "wide.csv": ROWS.encode("utf-16"),
        "rows.tsv": ROWS.replace(",", "\t").encode(),
        "rows.zip": packed({"rows.csv": ROWS.encode()}),
        "book.xlsx": _book(),
        "shapes.geojson": shapes,
        "shapes.zip": packed({"shapes.geojson": shapes}),
        "records.json": records.encode(),
        "points.kml": _KML.encode(),
        "points.gpkg": parts.pop("a.gpkg"),
        "points.parquet": parts.pop("a.parquet"),
        "points.zip": packed(parts),
    }


def packed(members: Mapping[str, bytes]) -> bytes:
    """Return a zip archive of these members."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def _book() -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    for line in ROWS.splitlines():
        book.active.append(line.split(","))
    book.save(out)
    return out.getvalue()


def damaged_file(seed: int) -> tuple[str, bytes]:
    """Return the name and the content of one of the files, damaged in one to four places."""
    chance = random.Random(seed)
    name = chance.choice(list(whole_files()))
    content = whole_files()[name]
    if not name.endswith((".zip", ".xlsx")) or chance.random() < 0.4:
        return name, damaged_bytes(content, chance)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = {each: archive.read(each) for each in archive.namelist()}
    hit = chance.choice(list(members))
    return name, packed(members | {hit: damaged_bytes(members[hit], chance)})


def damaged_bytes(content: bytes, chance: random.Random) -> bytes:
    """Return bytes with one to four changed, put in, taken out, repeated or cut off."""
    found = bytearray(content)
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(found) + 1)
        match chance.randrange(6):
            case 0:
                found[at : at + 1] = bytes([chance.randrange(256)])
            case 1:
                found[at:at] = chance.choice(_PIECES)
            case 2:
                del found[at : at + chance.randint(1, 40)]
            case 3:
                del found[at:]
            case 4:
                found[at:at] = found[chance.randrange(len(found) + 1) :][:60]
            case _:
                found[at : at + 4] = chance.choice(_PIECES)
    return bytes(found)
