"""A briefing on paper: a tagged PDF that a board reads, prints and keeps."""

from __future__ import annotations

import functools
import json
import math
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from briefing.asked import MOST_PAGES, PAPERS
from briefing.content.model import Content
from briefing.drawing.svg import height_of
from briefing.paper.compiler import HERE, ask, compile_pdf, page_count
from briefing.paper.drawn import MAIN_MM, Drawn, draw_all, draw_main
from briefing.paper.said import say_all
from briefing.words.words import Words
from etl.errors import BadInputError

TEMPLATE: Final = HERE / "briefing.typ"


@dataclass(frozen=True)
class Setting:
    """How a briefing is set. size_pt: of its text. brevity: how much gives way to its room, 0 for nothing."""

    size_pt: float
    brevity: int


SETTINGS: Final = (  # the first that fits four pages, else the last
    Setting(9.0, 0),
    Setting(8.5, 0),
    Setting(8.0, 0),
    Setting(8.5, 1),
    Setting(8.0, 1),
    Setting(8.0, 2),
)


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
    for setting in SETTINGS:
        said = say_all(content, words, setting.brevity) | {"paper": paper, "size_pt": setting.size_pt}
        main = _main(content, words, said, pictures)
        inputs = _inputs(said, pictures | main)
        made = compile_pdf(_template(), inputs, date.fromisoformat(content.provenance.as_of))
        if page_count(made) <= MOST_PAGES:
            break
    return made


def _main(
    content: Content, words: Words, said: dict[str, Any], pictures: dict[str, Drawn]
) -> dict[str, Drawn]:
    """Return the main map as high as the first page has room for; where it has none, middling on the next."""
    if content.main_map.missing:
        return {}
    lowest, highest = MAIN_MM
    room_mm = math.floor(ask(_template(), _inputs(said | {"only": "room"}, pictures), "room"))
    fitting, short = min(max(room_mm, lowest), highest), said["brevity"] > 0
    drawn = draw_main(content, words, fitting)
    if height_of(drawn.svg) > room_mm and short:
        drawn = draw_main(content, words, fitting, short=True)
    if height_of(drawn.svg) > room_mm:
        drawn = draw_main(content, words, lowest if short else (lowest + highest) / 2)
    return {"main": drawn}


def _inputs(said: dict[str, Any], pictures: dict[str, Drawn]) -> dict[str, str]:
    """Return what the template reads: every text as one value, and each picture."""
    alts = {name: picture.alt for name, picture in pictures.items()}
    told = {"only": "", **said, "pictures": sorted(pictures), "alts": alts}
    texts = json.dumps(told, ensure_ascii=False, sort_keys=True)
    return {**{name: picture.svg for name, picture in pictures.items()}, "said": texts}
