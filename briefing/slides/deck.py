"""Slides a board can take into a meeting and change: native charts, tables and shapes, with what to say."""

from __future__ import annotations

import io
from datetime import datetime, time
from typing import Final

from pptx.presentation import Presentation

from briefing.content.model import Content
from briefing.pack import again
from briefing.slides import about, clash, figures, maps, opening, zones
from briefing.slides.base import open_base
from briefing.slides.making import Deck, foot_lines
from briefing.slides.marks import TAGS
from briefing.slides.template import open_template
from briefing.words.words import Words

# In the order in which a meeting reads them
PARTS: Final = (
    opening.write,
    clash.write,
    maps.write_main,
    maps.write_environments,
    zones.write,
    figures.write_measures,
    figures.write_trends,
    figures.write_changed,
    about.write,
)


def make_slides(content: Content, words: Words, template: bytes | None = None) -> bytes:
    """Return the .pptx of a briefing: the same bytes for the same content, words and template.

    template: a board's own .pptx or .potx, for its size, master, fonts and colours.

    Raises:
        BadInputError: the template cannot be used.
    """
    foot = foot_lines(content, words)
    opened = open_base(foot) if template is None else open_template(template, foot)
    deck = Deck(*opened, content, words)
    for write in PARTS:
        write(deck)
    _describe(deck.presentation, deck)
    out = io.BytesIO()
    deck.presentation.save(out)
    return again(out.getvalue(), deck.dated)


def _describe(presentation: Presentation, deck: Deck) -> None:
    """Say of the file what it is: no name of a person, no clock."""
    origin, told = deck.content.provenance, presentation.core_properties
    told.title, told.subject = deck.content.title[:255], deck.content.purpose[:255]
    told.author, told.last_modified_by, told.category = "Safe Passage", "", ""
    told.comments, told.keywords = origin.invented[:255], ""
    told.identifier, told.version = origin.content_id, origin.version
    told.language = TAGS.get(deck.content.language, deck.content.language)
    told.revision = 1
    told.created = told.modified = datetime.combine(deck.dated, time())
