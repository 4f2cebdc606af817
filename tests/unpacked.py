"""All that lies inside a file, however deep: members of ZIPs, streams of PDFs, rows of SQLite files."""

from __future__ import annotations

import base64
import gzip
import io
import re
import sqlite3
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from PIL import Image
from pypdf import PdfReader
from pypdf.generic import StreamObject

Part = tuple[str, bytes]  # where it lies, what it holds
SQLITE: Final = b"SQLite format 3\0"
PNG: Final = b"\x89PNG"
_DATA: Final = re.compile(rb"data:[a-z/+.-]+;base64,([A-Za-z0-9+/=]+)")


def unpacked(body: bytes, where: str = "") -> Iterator[Part]:
    """Yield a file and all that lies inside it, the outermost first. where: what the file is called."""
    yield where, body
    if body[:4] == b"PK\x03\x04":
        yield from _of_zip(body, where)
    elif body[:5] == b"%PDF-":
        yield from _of_pdf(body, where)
    elif body[:16] == SQLITE:
        yield from _of_sqlite(body, where)
    elif body[:4] == PNG:
        with Image.open(io.BytesIO(body)) as picture:
            yield f"{where}!info", repr(picture.info).encode()
    elif body[:2] == b"\x1f\x8b":
        yield from unpacked(gzip.decompress(body), f"{where}!gzip")
    for number, data in enumerate(_DATA.findall(body)):
        yield from unpacked(base64.b64decode(data), f"{where}!data{number}")


def _of_zip(body: bytes, where: str) -> Iterator[Part]:
    with zipfile.ZipFile(io.BytesIO(body)) as file:
        yield f"{where}!comment", file.comment
        for info in file.infolist():
            yield f"{where}!entry", info.filename.encode() + info.comment + info.extra
            yield from unpacked(file.read(info), f"{where}/{info.filename}")


def _of_pdf(body: bytes, where: str) -> Iterator[Part]:
    reader = PdfReader(io.BytesIO(body), strict=True)
    yield f"{where}!metadata", repr(reader.metadata).encode()
    for number, page in enumerate(reader.pages, start=1):
        yield f"{where}!page{number}", page.extract_text().encode()
    held: list[Any] = [reader.get_object(number) for number in range(1, int(reader.trailer["/Size"]))]
    yield f"{where}!objects", "\n".join(map(repr, held)).encode()
    for number, each in enumerate(held, start=1):
        if isinstance(each, StreamObject):
            yield from unpacked(each.get_data(), f"{where}!stream{number}")


def _of_sqlite(body: bytes, where: str) -> Iterator[Part]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file.sqlite"
        path.write_bytes(body)
        con = sqlite3.connect(path)
        try:
            for table, made in con.execute("select name, coalesce(sql, '') from sqlite_master").fetchall():
                yield f"{where}!{table}", str(made).encode()
                if not str(made).lower().startswith("create table"):
                    continue
                rows = con.execute(f'select * from "{table}"').fetchall()
                yield f"{where}!{table}", "\n".join(map(repr, rows)).encode()
                packed = [value for row in rows for value in row if isinstance(value, bytes)]
                yield f"{where}!{table}", b"".join(packed)
                for value in packed:
                    yield from list(unpacked(value, f"{where}!{table}"))[1:]
        finally:
            con.close()
