"""What the tests read out of a deck."""

from __future__ import annotations

import functools
import io
import zipfile
from collections.abc import Iterator
from typing import Any, Final

import openpyxl
from pptx import Presentation
from pptx.oxml.ns import qn

DECORATIVE: Final = "{http://schemas.microsoft.com/office/drawing/2017/decorative}decorative"


@functools.lru_cache(maxsize=16)
def opened(deck: bytes) -> Any:
    """Return the presentation of a deck, to be read only."""
    return Presentation(io.BytesIO(deck))


def parts(deck: bytes) -> dict[str, bytes]:
    """Return the parts of a deck by name."""
    with zipfile.ZipFile(io.BytesIO(deck)) as file:
        return {name: file.read(name) for name in file.namelist()}


def workbooks(deck: bytes) -> Iterator[tuple[str, Any]]:
    """Yield every embedded workbook."""
    for name, content in parts(deck).items():
        if name.endswith(".xlsx"):
            yield name, openpyxl.load_workbook(io.BytesIO(content))


def text_of(shape: Any) -> str:
    """Return all the text of a shape, its cells and its parts."""
    return " ".join("".join(each.itertext()) for each in shape._element.iter(qn("a:p")))


def words_of(slide: Any) -> str:
    """Return all the text of a slide."""
    return " ".join(text_of(shape) for shape in slide.shapes)


def titles(deck: bytes) -> list[str]:
    """Return the titles of the slides."""
    return [each.shapes.title.text_frame.text for each in opened(deck).slides]


def rows(deck: bytes) -> list[list[str]]:
    """Return the rows of all tables, headings included."""
    return [
        [cell.text_frame.text for cell in row.cells]
        for slide in opened(deck).slides
        for shape in slide.shapes
        if shape.has_table
        for row in shape.table.rows
    ]


def is_decorative(element: Any) -> bool:
    """Return whether a shape says that it shows nothing."""
    return any(each.get("val") == "1" for each in element.iter(DECORATIVE))
