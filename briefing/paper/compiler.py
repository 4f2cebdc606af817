"""Typst, fed from memory: one font family, no system font, no package, no network, no clock."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any, Final

import fontpkg_inter
import typst

HERE: Final = Path(__file__).parent
FAMILY: Final = "Inter"
STANDARDS: Final = ("ua-1", "a-2a")


class UnprintableError(RuntimeError):
    """What Typst refused or warned of: a fault of the template, never of what somebody typed."""


@functools.cache
def _fonts() -> typst.Fonts:
    folder = Path(fontpkg_inter.__file__).parent / "files"
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder])


def compile_pdf(source: bytes, inputs: Mapping[str, str], dated: date) -> bytes:
    """Return a tagged PDF/UA-1 and PDF/A-2a file. dated: what it says of when it was made.

    Raises:
        UnprintableError: Typst refused it, or warned of something such as a letter that no font has.
    """
    stamp = datetime.combine(dated, time(), UTC)
    return _compile(source, inputs, format="pdf", pdf_standards=list(STANDARDS), timestamp=stamp)


def ask(source: bytes, inputs: Mapping[str, str], label: str) -> Any:
    """Return the value of the one piece of metadata of a document that bears a label, without making a file.

    Raises:
        UnprintableError: Typst refused it, or there is no such piece.
    """
    try:
        compiler = typst.Compiler(source, root=HERE, font_paths=_fonts(), sys_inputs=dict(inputs))
        return json.loads(compiler.query(f"<{label}>", field="value", one=True))
    except (typst.TypstError, ValueError) as error:
        raise UnprintableError(str(error)) from error


def page_count(pdf: bytes) -> int:
    """Return how many pages a file of `compile_pdf` has."""
    found = re.search(rb"/Type\s*/Pages\b[^>]*?/Count (\d+)", pdf)
    if found is None:
        raise UnprintableError("a file without a list of its pages was made")
    return int(found[1])


def compile_png(source: bytes, inputs: Mapping[str, str], ppi: float) -> bytes:
    """Return the one page as a picture; see `compile_pdf`."""
    return _compile(source, inputs, format="png", ppi=ppi)


def _compile(source: bytes, inputs: Mapping[str, str], **asked: Any) -> bytes:
    try:
        compiler = typst.Compiler(source, root=HERE, font_paths=_fonts(), sys_inputs=dict(inputs))
        made, warnings = compiler.compile_with_warnings(**asked)
    except typst.TypstError as error:
        raise UnprintableError(str(error)) from error
    if warnings:
        raise UnprintableError("; ".join(f"{each.message} {' '.join(each.hints)}" for each in warnings))
    if not isinstance(made, bytes):
        raise UnprintableError("more or less than one file was made")
    return made
