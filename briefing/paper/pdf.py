"""A briefing on paper: a tagged PDF that a board reads, prints and keeps."""

from __future__ import annotations

import functools
import json
from datetime import date
from typing import Final

from briefing.asked import PAPERS
from briefing.content.model import Content
from briefing.paper.compiler import HERE, compile_pdf, page_count
from briefing.paper.drawn import draw_all
from briefing.paper.said import say_all
from briefing.words.words import Words
from etl.errors import BadInputError

TEMPLATE: Final = HERE / "briefing.typ"
MOST_PAGES: Final = 4
SIZES_PT: Final = (9.0, 8.5, 8.2)  # of the text: the largest that fits; the first where none does


@functools.cache
def _template() -> bytes:
    return TEMPLATE.read_bytes()


def make_pdf(content: Content, words: Words, paper: str) -> bytes:
    """Return a briefing as PDF/UA-1 and PDF/A-2a on 'a4' or 'us-letter'; the same bytes for the same content.

    What people typed reaches the template as values, never as markup.

    Raises:
        BadInputError: a picture without alternative text, or another paper.
        UnprintableError: Typst refused or warned.
    """
    if paper not in PAPERS:
        raise BadInputError("briefing, paper", f"{paper!r} is not known", f"Known are: {', '.join(PAPERS)}.")
    pictures = draw_all(content, words)
    alts = {name: picture.alt for name, picture in pictures.items()}
    said = say_all(content, words) | {"paper": paper, "pictures": sorted(pictures), "alts": alts}
    inputs = {name: picture.svg for name, picture in pictures.items()}
    made = []
    for size_pt in SIZES_PT:
        inputs["said"] = json.dumps(said | {"size_pt": size_pt}, ensure_ascii=False, sort_keys=True)
        made.append(compile_pdf(_template(), inputs, date.fromisoformat(content.provenance.as_of)))
        if page_count(made[-1]) <= MOST_PAGES:
            return made[-1]
    return made[0]
