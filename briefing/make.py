"""A briefing as a file: what is asked for, of one published version, as paper, slides or everything."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from briefing.asked import Asked
from briefing.content.compose import compose
from briefing.content.earlier import Earlier
from briefing.content.model import Content
from briefing.words.words import Words, words_in
from etl.errors import BadInputError
from layers.published.version import Published

FORMATS: Final = ("pdf", "pptx", "zip")
MIMETYPES: Final = {
    "pdf": "application/pdf",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "zip": "application/zip",
}
STEPS: Final = (  # what `step` is told, in this order; a format leaves out what it does not need
    "Reading the released figures",
    "Setting the paper",
    "Building the slides",
    "Drawing the maps",
    "Writing tables and map files",
    "Packing",
)
Step = Callable[[str], None]


@dataclass(frozen=True)
class Made:
    """A file of a briefing. name: what it is called; content: what it says; pages: of paper, 0 for none."""

    name: str
    mimetype: str
    body: bytes
    content_id: str
    content: Content
    pages: int = 0


def make(
    published: Published,
    asked: Asked,
    format: str,
    *,
    earlier: Earlier | None = None,
    template: bytes | None = None,
    step: Step = lambda _: None,
) -> Made:
    """Return a briefing of a published version in one format: the same bytes for the same inputs.

    asked: checked by `read_asked`. earlier: the briefing it is compared with. template: the board's own
    slides. step: told what is being made, as in STEPS.

    Raises:
        BadInputError: an unknown format, a version of exact figures, or a template that cannot be used.
    """
    return make_several(published, asked, (format,), earlier=earlier, template=template, step=step)[0]


def make_several(
    published: Published,
    asked: Asked,
    formats: Sequence[str],
    *,
    earlier: Earlier | None = None,
    template: bytes | None = None,
    step: Step = lambda _: None,
) -> tuple[Made, ...]:
    """Return a briefing in several formats, each part made once (see `make`)."""
    for each in formats:
        if each not in FORMATS:
            raise BadInputError(
                "briefing, format", f"{each[:20]!r} is not known", f"Known are: {', '.join(FORMATS)}."
            )
    step(STEPS[0])
    content, words = compose(published, asked, earlier), words_in(asked.language)
    bodies: dict[str, bytes] = {}
    if {"pdf", "zip"} & set(formats):
        step(STEPS[1])
        bodies["pdf"] = _paper(content, words, asked.paper)
    if {"pptx", "zip"} & set(formats):
        step(STEPS[2])
        bodies["pptx"] = _slides(content, words, template)
    if "zip" in formats:
        bodies["zip"] = _bundle(content, asked, words, bodies, template, step)
    pages = _pages(bodies["pdf"]) if "pdf" in bodies else 0
    return tuple(_made(content, each, bodies[each], pages) for each in formats)


def _made(content: Content, format: str, body: bytes, pages: int) -> Made:
    source = content.provenance
    name = f"{source.place_id}-briefing-{source.as_of}-{source.content_id}.{format}"
    on_paper = 0 if format == "pptx" else pages
    return Made(name, MIMETYPES[format], body, source.content_id, content, on_paper)


# What sets type and writes office files is loaded when it is first asked for: a server that makes no
# briefing, and a PDF that needs no slides, do without.


def _paper(content: Content, words: Words, paper: str) -> bytes:
    from briefing.paper.pdf import make_pdf

    return make_pdf(content, words, paper)


def _pages(pdf: bytes) -> int:
    from briefing.paper.compiler import page_count

    return page_count(pdf)


def _slides(content: Content, words: Words, template: bytes | None) -> bytes:
    from briefing.slides.deck import make_slides

    return make_slides(content, words, template)


def _bundle(
    content: Content,
    asked: Asked,
    words: Words,
    made: dict[str, bytes],
    template: bytes | None,
    step: Step,
) -> bytes:
    from briefing.files.bundle import make_bundle

    office = {"briefing.pdf": made["pdf"], "slides.pptx": made["pptx"]}
    return make_bundle(content, asked, words, office, template=template, step=step)
