"""The deck while it is made: its page, its words, and what stands on every slide."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pptx.oxml.ns import qn
from pptx.presentation import Presentation
from pptx.slide import Slide, SlideLayout

from briefing.content.model import Content
from briefing.slides.marks import TAGS
from briefing.slides.page import Page
from briefing.slides.sheet import Sheet
from briefing.words.words import Words


@dataclass
class Deck:
    """The deck while it is made. shown: titles of its slides so far."""

    presentation: Presentation
    layout: SlideLayout
    page: Page
    content: Content
    words: Words
    shown: list[str] = field(default_factory=list)

    @property
    def dated(self) -> date:
        """The day that every file in the deck is of."""
        return date.fromisoformat(self.content.provenance.published_on[:10])

    def tell(self, key: str, **values: str | int | float) -> str:
        """Return a line of the slides' words."""
        return self.words.say(f"slides.{key}", **values)

    def part(self, title: str, at: int, count: int) -> str:
        """Return the title of one of several slides (from 0) of the same."""
        return title if count == 1 else self.tell("part", title=title, at=at + 1, count=count)

    @contextmanager
    def slide(self, title: str, *notes: str) -> Iterator[tuple[Sheet, Slide]]:
        """Begin a slide and finish it with its foot. notes: paragraphs for who speaks."""
        slide = self.presentation.slides.add_slide(self.layout)
        sheet = Sheet(self.page, self.content.language)
        sheet.title(self._unique(title))
        yield sheet, slide
        sheet.foot(foot_lines(self.content, self.words), len(self.shown))
        sheet.write(slide)
        _speak(slide, [each for each in notes if each], self.content.language)

    def _unique(self, title: str) -> str:
        found, count = title, 1
        while found in self.shown:
            count += 1
            found = self.tell("again", title=title, at=count)
        self.shown.append(found)
        return found


def foot_lines(content: Content, words: Words) -> tuple[str, ...]:
    """Return what stands on every slide: that data are invented ('' where they are not), purpose, version."""
    origin = content.provenance
    told = words.say(
        "slides.foot",
        place=origin.place,
        as_of=day_of(origin.as_of, words),
        version=origin.version,
        id=origin.content_id,
    )
    return origin.invented, content.purpose, told


def day_of(text: str, words: Words) -> str:
    """Return a day of the data, given as in ISO 8601, as the reader writes it."""
    return words.day(date.fromisoformat(text[:10]))


def _speak(slide: Slide, notes: Sequence[str], language: str) -> None:
    """Write the speaker's notes."""
    frame: Any = slide.notes_slide.notes_text_frame
    frame.text = "\n".join(notes)
    tag = TAGS.get(language, language)
    for run in frame._txBody.iter(qn("a:r")):
        run.get_or_add_rPr().set("lang", tag)
