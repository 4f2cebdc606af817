"""A secret that is packed into a file is found, however deep it lies and however it is compressed."""

from __future__ import annotations

import base64
import gzip
import io
import sqlite3
import zipfile
from pathlib import Path

import pytest
from PIL import Image, PngImagePlugin
from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject

from tests.unpacked import unpacked

SECRET = "CNRY-7"


def packed(name: str, content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(name, content)
    return out.getvalue()


def pdf(*, title: str = "", stream: str = "") -> bytes:
    writer, out = PdfWriter(), io.BytesIO()
    page = writer.add_blank_page(100, 100)
    writer.add_metadata({"/Title": title})
    held = DecodedStreamObject()
    held.set_data(stream.encode() * 20)
    page.replace_contents(writer._add_object(held.flate_encode()))  # type: ignore[arg-type]
    writer.write(out)
    return out.getvalue()


def picture() -> bytes:
    out, told = io.BytesIO(), PngImagePlugin.PngInfo()
    told.add_text("Source", SECRET, zip=True)
    Image.new("L", (2, 2)).save(out, "PNG", pnginfo=told)
    return out.getvalue()


def database(folder: Path) -> bytes:
    path = folder / "a.gpkg"
    con = sqlite3.connect(path)
    con.execute("create table zone (name text, shape blob)")
    con.execute("insert into zone values (?, ?)", (SECRET, gzip.compress(SECRET.encode())))
    con.commit()
    con.close()
    return path.read_bytes()


def told(body: bytes) -> list[str]:
    return [where for where, part in unpacked(body) if SECRET.encode() in part]


@pytest.mark.parametrize(
    "body",
    [
        packed("slides.pptx", packed("ppt/embeddings/book.xlsx", packed("xl/sheet1.xml", SECRET.encode()))),
        packed(SECRET, b""),
        pdf(title=SECRET),
        pdf(stream=SECRET),
        packed("a.pdf", pdf(stream=SECRET)),
        picture(),
        gzip.compress(gzip.compress(SECRET.encode())),
        b"<img src='data:image/png;base64," + base64.b64encode(picture()) + b"'>",
        b"<a href='data:application/zip;base64," + base64.b64encode(packed("a", SECRET.encode())) + b"'>",
    ],
    ids=[
        "workbook in slides",
        "name",
        "metadata",
        "stream",
        "pdf",
        "picture",
        "twice",
        "page",
        "zip in a page",
    ],
)
def test_a_secret_is_found_wherever_it_is_packed(body: bytes) -> None:
    assert told(body), "not unpacked"


def test_rows_of_a_database_and_what_is_packed_in_them(tmp_path: Path) -> None:
    found = told(packed("zones.gpkg", database(tmp_path)))
    assert any(where.endswith("!zone") for where in found)
    assert any(where.endswith("!gzip") for where in found)
