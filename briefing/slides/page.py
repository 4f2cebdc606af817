"""Where things may stand on a slide of a layout: points from the left and the top."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from pptx.enum.shapes import PP_PLACEHOLDER as KIND
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn
from pptx.presentation import Presentation
from pptx.slide import SlideLayout

from briefing.slides.marks import EMU
from briefing.slides.measure import Letters, letters_of

GAP: Final = 8.0
NUMBER: Final = 50.0  # points that a slide's number takes at the right end of its placeholder
LEAST: Final = (380.0, 190.0)  # points: below this no table of six zones can be read
_STRIP: Final = {KIND.FOOTER, KIND.SLIDE_NUMBER, KIND.DATE}
TALL: Final = 540.0  # points of the slide that sizes are chosen for
NARROW: Final = 720.0  # points: a slide that is narrower for its height is taken to be this wide


@dataclass(frozen=True)
class Room:
    """A rectangle."""

    left: float
    top: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The right edge."""
        return self.left + self.width

    @property
    def bottom(self) -> float:
        """The lower edge."""
        return self.top + self.height

    def below(self, height: float) -> Room:
        """Return what is left under the first `height` points."""
        return Room(self.left, self.top + height, self.width, max(self.height - height, 0.0))

    def upper(self, height: float) -> Room:
        """Return the first `height` points."""
        return Room(self.left, self.top, self.width, min(height, self.height))

    def columns(self, *shares: float, gap: float = 18.0) -> list[Room]:
        """Return columns with these shares of the width, with a gap between them."""
        free, left, found = self.width - gap * (len(shares) - 1), self.left, []
        for share in shares:
            width = free * share / sum(shares)
            found.append(Room(left, self.top, width, self.height))
            left += width + gap
        return found


@dataclass(frozen=True)
class Page:
    """The slides of one deck. body: for what they say; foot: for the lines under it.

    title_size: in points, of the layout. number: whether the layout shows slide numbers. footer: whether it
    has a footer of its own, whose look the lines take. scale: a point here on the slide; all else is as if
    the slide were 540 points high, so that small and large slides are laid out, and read from afar, alike.
    """

    width: float
    height: float
    title: Room
    title_size: float
    body: Room
    foot: Room
    number: bool
    footer: bool
    letters: Letters
    scale: float


def page_of(presentation: Presentation, layout: SlideLayout, foot: tuple[str, ...], size: float) -> Page:
    """Return the page of a layout. foot: lines that stand on every slide, at `size` points.

    Raises ValueError where the layout leaves too little room.
    """
    width, height = (presentation.slide_width or 0) / EMU, (presentation.slide_height or 0) / EMU
    scale = min(width / NARROW, height / TALL)
    if not scale:
        raise ValueError("no size")
    width, height = width / scale, height / scale
    title = title_room(layout, scale)
    if title is None or title.width < 0.4 * width or title.bottom > 0.5 * height:
        raise ValueError("no title across the top")
    letters = letters_of(fonts_of(layout))
    left, right = _sides(layout, title, width, scale)
    strip = [
        (each.placeholder_format.type, _room(each, scale))
        for each in _placeholders(layout)
        if each.placeholder_format.type in _STRIP
        and each.width
        and (each.top or 0) / EMU / scale > 0.75 * height
    ]
    bottom = min(max((room.bottom for _, room in strip), default=0.97 * height), 0.985 * height)
    top, lowest = title.bottom + GAP, height
    foot_left, foot_right = left, right
    for kind, room in strip:
        if kind == KIND.SLIDE_NUMBER:
            if room.left > width / 2:
                foot_right = min(foot_right, max(room.left, room.right - NUMBER) - GAP)
            elif room.right < width / 2:
                foot_left = max(foot_left, room.right + GAP)
    for room, pictured in _fixed(layout, scale):
        if room.top > 0.7 * height and room.height < 0.3 * height:
            if not pictured and room.width > 0.6 * width:  # a band of colour
                bottom = min(bottom, room.top - 3)
            elif pictured and room.left > width / 2:
                foot_right, lowest = min(foot_right, room.left - GAP), min(lowest, room.top - 3)
            elif pictured and room.right < width / 2:
                foot_left, lowest = max(foot_left, room.right + GAP), min(lowest, room.top - 3)
        elif pictured and room.bottom < 0.35 * height and room.bottom > title.bottom:
            top = room.bottom + GAP
    if foot_right - foot_left < 0.4 * width:
        foot_left, foot_right = left, right
        bottom = min([bottom, *(room.top - 3 for _, room in strip)])
    tall = sum(letters.height(each, foot_right - foot_left, size, bold=True) for each in foot if each) + 2
    under = Room(foot_left, bottom - tall, foot_right - foot_left, tall)
    body = Room(left, top, right - left, min(under.top - GAP, lowest) - top)
    if body.width < LEAST[0] or body.height < LEAST[1]:
        raise ValueError("too little room under the title")
    kinds = {each.placeholder_format.type for each in _placeholders(layout)}
    return Page(
        width,
        height,
        title,
        _title_size(layout) / scale,
        body,
        under,
        KIND.SLIDE_NUMBER in kinds,
        KIND.FOOTER in kinds,
        letters,
        scale,
    )


def title_room(layout: SlideLayout, scale: float) -> Room | None:
    """Return where a layout has its title, None for none."""
    for each in _placeholders(layout):
        if each.placeholder_format.type in (KIND.TITLE, KIND.CENTER_TITLE) and each.width and each.height:
            return _room(each, scale)
    return None


def fonts_of(layout: SlideLayout) -> list[str]:
    """Return the Latin fonts of a layout's theme, those of headings first."""
    return [each.get("typeface", "") for each in theme_of(layout).iter(qn("a:latin"))][:2]


def theme_of(layout: SlideLayout) -> Any:
    """Return the theme of a layout's master as an element."""

    return parse_xml(layout.slide_master.part.part_related_by(RELATIONSHIP_TYPE.THEME).blob)


def _placeholders(holder: Any) -> list[Any]:
    return list(holder.placeholders)


def _room(shape: Any, scale: float) -> Room:
    return Room(*(value / EMU / scale for value in (shape.left, shape.top, shape.width, shape.height)))


def _sides(layout: SlideLayout, title: Room, width: float, scale: float) -> tuple[float, float]:
    """Return the left and right edge of a slide's text: of the master's body where it has a wide one."""
    for each in _placeholders(layout.slide_master):
        if (
            each.placeholder_format.type == KIND.BODY
            and each.width
            and each.width / EMU / scale > 0.6 * width
        ):
            room = _room(each, scale)
            return max(room.left, 0.02 * width), min(room.right, 0.98 * width)
    return max(title.left, 0.02 * width), min(max(title.right, 0.9 * width), 0.95 * width)


def _fixed(layout: SlideLayout, scale: float) -> Iterator[tuple[Room, bool]]:
    """Yield what stands on every slide of a layout, and whether it is a picture or a group of shapes."""
    hidden = layout._element.get("showMasterSp") in ("0", "false")
    for holder in (layout,) if hidden else (layout, layout.slide_master):
        for each in holder.shapes:
            if not each.is_placeholder and each.width and each.height:
                yield _room(each, scale), each._element.tag in (qn("p:pic"), qn("p:grpSp"))


def _title_size(layout: SlideLayout) -> float:
    """Return the size of a layout's titles in points, as the layout or its master says."""
    sizes = [
        size
        for holder in (layout, layout.slide_master)
        for each in _placeholders(holder)
        if each.placeholder_format.type in (KIND.TITLE, KIND.CENTER_TITLE)
        for size in each._element.xpath(".//a:lstStyle/a:lvl1pPr/a:defRPr/@sz")
    ]
    sizes += layout.slide_master._element.xpath("./p:txStyles/p:titleStyle/a:lvl1pPr/a:defRPr/@sz")
    return float(sizes[0]) / 100 if sizes else 44.0
