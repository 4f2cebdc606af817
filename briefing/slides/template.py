"""The file a deck begins from: a board's own template, checked and emptied, or the plain one of `base`.

A template is somebody's file: it is read only after its size is known, nothing of it runs, nothing of it is
loaded from elsewhere, and of its slides, notes, comments and authors nothing is kept.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterable
from typing import Final

from pptx import Presentation
from pptx.exc import PythonPptxError
from pptx.presentation import Presentation as Deck
from pptx.slide import SlideLayout

from briefing.asked import TEMPLATE as WHERE
from briefing.slides.emptied import empty
from briefing.slides.page import Page, page_of
from briefing.slides.sheet import FOOT_SIZE
from etl.errors import BadInputError

LARGEST: Final = 25_000_000  # bytes of the file
LARGEST_INSIDE: Final = 120_000_000  # bytes of all its parts
LARGEST_XML: Final = 12_000_000  # bytes of one part that is parsed
MOST_PARTS: Final = 4_000
_PARSED: Final = (".xml", ".rels")
_TYPES: Final = "[Content_Types].xml"
_MAIN: Final = b"presentationml.presentation.main+xml"
_POTX: Final = b"presentationml.template.main+xml"
_SAVE: Final = "Open it in PowerPoint, save it as a PowerPoint Presentation (.pptx) and give that file."
_LAYOUT: Final = (
    "In PowerPoint open View, Slide Master, and add the layout “Title Only” with a title across the top."
)
# Kinds of layout, the best first; others are tried after these
_KINDS: Final = ("titleOnly", "obj", "tx", "twoObj")
_BROKEN: Final = (
    PythonPptxError, zipfile.BadZipFile, zlib.error, struct.error, SyntaxError, KeyError, ValueError,
    IndexError, TypeError, AttributeError, NotImplementedError, EOFError, RuntimeError, AssertionError,
)  # fmt: skip


def open_template(body: bytes, foot: tuple[str, ...]) -> tuple[Deck, SlideLayout, Page]:
    """Return a board's template without slides, the layout for ours, and where they may write.

    body: a .pptx or .potx. foot: lines that stand on every slide.

    Raises:
        BadInputError: it is too large, broken, locked, holds macros, or has no layout that can be used.
    """
    parts = _checked(body)
    again = io.BytesIO()
    with zipfile.ZipFile(again, "w") as file:
        for name, content in parts.items():
            file.writestr(name, content)
    try:
        deck = Presentation(again)
        empty(deck)
        layouts = [each for master in deck.slide_masters for each in master.slide_layouts]
        ranked = sorted(layouts, key=_rank)  # a template's own order where it has two of a kind
        found = _first(deck, ranked, foot)
    except _BROKEN as error:
        raise BadInputError(WHERE, "cannot be read as a presentation", _SAVE) from error
    if found is None:
        raise BadInputError(
            WHERE, "has no layout with a title across the top and room for a table under it", _LAYOUT
        )
    return deck, *found


def _rank(layout: SlideLayout) -> int:
    kind = layout._element.get("type", "")
    return _KINDS.index(kind) if kind in _KINDS else len(_KINDS)


def _first(
    deck: Deck, layouts: Iterable[SlideLayout], foot: tuple[str, ...]
) -> tuple[SlideLayout, Page] | None:
    for layout in layouts:
        try:
            return layout, page_of(deck, layout, foot, FOOT_SIZE)
        except ValueError:  # its title stands elsewhere or leaves no room
            continue
    return None


def _checked(body: bytes) -> dict[str, bytes]:
    """Return the parts of a template. Raises BadInputError for one that must not be opened."""
    if len(body) > LARGEST:
        raise _too_large(f"has {len(body) / 1e6:.0f} MB, more than {LARGEST / 1e6:.0f}")
    if body[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise BadInputError(WHERE, "is locked with a password or of an old PowerPoint", _SAVE)
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as file:
            entries = [each for each in file.infolist() if not each.is_dir()]
            if len(entries) > MOST_PARTS or sum(each.file_size for each in entries) > LARGEST_INSIDE:
                raise _too_large("grows too large when it is opened")
            if any(each.filename.endswith(_PARSED) and each.file_size > LARGEST_XML for each in entries):
                raise _too_large("holds a part that is too large to be read")
            if len({each.filename for each in entries}) < len(entries):
                raise BadInputError(WHERE, "holds two parts of one name", _SAVE)
            parts = {each.filename: file.read(each) for each in entries}
    except (
        zipfile.BadZipFile,
        zlib.error,
        struct.error,
        NotImplementedError,
        RuntimeError,
        EOFError,
    ) as error:
        raise BadInputError(WHERE, "is not a PowerPoint file, or is damaged", _SAVE) from error
    types = parts.get(_TYPES, b"")
    if b"macroEnabled" in types or any("vbaproject" in name.lower() for name in parts):
        raise BadInputError(WHERE, "holds macros, which are never opened here", _SAVE)
    if _MAIN not in types and _POTX not in types:
        raise BadInputError(WHERE, "is not a PowerPoint presentation", _SAVE)
    if any(name.endswith(_PARSED) and b"<!DOCTYPE" in content for name, content in parts.items()):
        raise BadInputError(WHERE, "holds definitions that no presentation has", _SAVE)
    parts[_TYPES] = types.replace(_POTX, _MAIN)
    return parts


def _too_large(what: str) -> BadInputError:
    return BadInputError(
        WHERE, what, "Keep only its slide master: delete the slides, compress the pictures, save it again."
    )
