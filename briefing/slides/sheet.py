"""One slide while it is written: shapes as XML, in the order in which they are read."""

from __future__ import annotations

from typing import Final

from pptx.oxml import parse_xml
from pptx.slide import Slide

from briefing.slides.marks import (
    NAMESPACES,
    QUIET,
    TEXT,
    Para,
    Run,
    emu,
    fill,
    line,
    para,
    paragraphs,
    quoted,
    scaled,
)
from briefing.slides.page import Page, Room

_DECORATIVE: Final = (
    '<a:extLst><a:ext uri="{C183D7F6-B498-43B3-948B-1728B52AA6E4}">'
    '<adec:decorative xmlns:adec="http://schemas.microsoft.com/office/drawing/2017/decorative" val="1"/>'
    "</a:ext></a:extLst>"
)
_TREE: Final = '<p:nvGrpSpPr><p:cNvPr id="1" name=""/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr/>'
CHART: Final = "http://schemas.openxmlformats.org/drawingml/2006/chart"
TABLE: Final = "http://schemas.openxmlformats.org/drawingml/2006/table"
FOOT_SIZE: Final = 9.5
TITLES: Final = (32.0, 28.0, 26.0, 24.0, 22.0, 20.0, 18.0, 16.0, 14.0)
LOUD: Final = 22.0  # points: a title on one line is set as small as this rather than on two


class Sheet:
    """The shapes of one slide. Ids count up in the order of reading."""

    def __init__(self, page: Page, language: str) -> None:
        """Begin an empty slide."""
        self.page, self.language = page, language
        self._shapes: list[str] = []
        self._id = 1

    def named(self, name: str, alt: str | None = "") -> str:
        """Return the properties of the next shape. alt: what a picture shows, None for a decoration."""
        self._id += 1
        if alt is None:
            return f'<p:cNvPr id="{self._id}" name={quoted(name)} descr="">{_DECORATIVE}</p:cNvPr>'
        told = f" descr={quoted(alt)}" if alt else ""
        return f'<p:cNvPr id="{self._id}" name={quoted(name)}{told}/>'

    def add(self, shape: str) -> None:
        """Put a shape after those that are there."""
        self._shapes.append(shape)

    def title(self, text: str) -> None:
        """Put the title into its placeholder, smaller where it would not fit."""
        room, letters = self.page.title, self.page.letters
        own = min(self.page.title_size, TITLES[0])
        sizes = [own, *(size for size in TITLES if size < own)]
        width, room_high = room.width - 16, room.height - 4

        def fits(size: float, most: int) -> bool:
            lines = letters.lines(text, width, size, bold=True)
            return lines <= most and letters.height(text, width, size, bold=True) <= room_high

        one = next((size for size in sizes if size >= LOUD and fits(size, 1)), None)
        size = one or next((size for size in sizes if fits(size, 9)), TITLES[-1])
        small = f' sz="{round(size * 100)}"' if size < self.page.title_size else ""
        run = paragraphs((Para((Run(text, 0),)),), self.language)
        run = run[run.index("<a:r>") : run.rindex("</a:p>")].replace(' dirty="0"', f'{small} dirty="0"')
        self.add(
            f'<p:sp><p:nvSpPr>{self.named("Title")}<p:cNvSpPr><a:spLocks noGrp="1"/></p:cNvSpPr><p:nvPr>'
            f'<p:ph type="title"/></p:nvPr></p:nvSpPr><p:spPr/><p:txBody><a:bodyPr/><a:lstStyle/>'
            f"<a:p>{run}</a:p></p:txBody></p:sp>"
        )

    def text(self, name: str, room: Room, paras: tuple[Para, ...], *, anchor: str = "t") -> None:
        """Put text without a frame into a room."""
        self.add(self.label(name, room, paras, anchor=anchor))

    def label(self, name: str, room: Room, paras: tuple[Para, ...], *, anchor: str = "t") -> str:
        """Return text without a frame, to be added or grouped."""
        return (
            f"<p:sp><p:nvSpPr>{self.named(name)}<p:cNvSpPr txBox='1'/><p:nvPr/></p:nvSpPr>"
            f"<p:spPr>{frame(room)}{preset('rect')}<a:noFill/></p:spPr>"
            f"{self.words(paras, anchor=anchor)}</p:sp>"
        )

    def words(
        self, paras: tuple[Para, ...], *, anchor: str = "ctr", inset: float = 0, wrap: bool = True
    ) -> str:
        """Return the text of a shape. inset: points that it keeps from the shape's left and right edge."""
        side, kind = emu(inset), "square" if wrap else "none"
        return (
            f'<p:txBody><a:bodyPr wrap="{kind}" lIns="{side}" tIns="0" rIns="{side}" bIns="0" '
            f'anchor="{anchor}">'
            f"<a:noAutofit/></a:bodyPr><a:lstStyle/>{paragraphs(paras, self.language)}</p:txBody>"
        )

    def shape(
        self,
        name: str,
        room: Room,
        kind: str,
        look: str,
        *,
        alt: str | None = None,
        paras: tuple[Para, ...] = (),
        inset: float = 0,
        wrap: bool = True,
    ) -> str:
        """Return a shape of the format, such as 'rect', to be added or grouped; look: fill and outline."""
        words = self.words(paras, inset=inset, wrap=wrap) if paras else ""
        return (
            f"<p:sp><p:nvSpPr>{self.named(name, alt)}<p:cNvSpPr/><p:nvPr/></p:nvSpPr>"
            f"<p:spPr>{frame(room)}{preset(kind)}{look}</p:spPr>{words}</p:sp>"
        )

    def rule(self, room: Room, name: str) -> None:
        """Put a thin line along the upper edge of a room."""
        look = fill(name) + line("", 0)
        self.add(self.shape("Line", Room(room.left, room.top, room.width, 1.5), "rect", look))

    def frame(self, name: str, room: Room, alt: str, kind: str, inner: str) -> None:
        """Put a chart or a table into a room; kind: CHART or TABLE. Raises ValueError without `alt`."""
        if not alt:
            raise ValueError(f"{name}: a {kind.rsplit('/', 1)[1]} needs a text for who cannot see it")
        x, y, w, h = (emu(each) for each in (room.left, room.top, room.width, room.height))
        self.add(
            f"<p:graphicFrame><p:nvGraphicFramePr>{self.named(name, alt)}<p:cNvGraphicFramePr>"
            f'<a:graphicFrameLocks noGrp="1"/></p:cNvGraphicFramePr><p:nvPr/></p:nvGraphicFramePr>'
            f'<p:xfrm><a:off x="{x}" y="{y}"/><a:ext cx="{w}" cy="{h}"/></p:xfrm>'
            f'<a:graphic><a:graphicData uri="{kind}">{inner}</a:graphicData></a:graphic></p:graphicFrame>'
        )

    def foot(self, lines: tuple[str, ...], number: int) -> None:
        """Put what every slide says under all else, and its number; the first line is the banner or ''."""
        page = self.page
        room = page.foot
        paras = tuple(
            Para((Run(each, FOOT_SIZE, bold=at == 0, colour=TEXT if at == 0 else QUIET),))
            for at, each in enumerate(lines)
            if each
        )
        holder = '<p:ph type="ftr" sz="quarter" idx="11"/>' if page.footer else ""
        locks = '<a:spLocks noGrp="1"/>' if page.footer else ""
        self.add(
            f"<p:sp><p:nvSpPr>{self.named('Purpose and version')}<p:cNvSpPr>{locks}</p:cNvSpPr>"
            f"<p:nvPr>{holder}</p:nvPr></p:nvSpPr><p:spPr>{frame(room)}{preset('rect')}</p:spPr>"
            f"{self.words(paras, anchor='b')}</p:sp>"
        )
        if page.number:
            self.add(
                f"<p:sp><p:nvSpPr>{self.named('Slide number')}<p:cNvSpPr><a:spLocks noGrp='1'/></p:cNvSpPr>"
                '<p:nvPr><p:ph type="sldNum" sz="quarter" idx="12"/></p:nvPr></p:nvSpPr><p:spPr/><p:txBody>'
                '<a:bodyPr/><a:lstStyle/><a:p><a:fld id="{C1FF6DA9-008F-8B48-92A6-B652298478BF}" '
                f'type="slidenum"><a:rPr lang="en-GB"/><a:t>{number}</a:t></a:fld></a:p></p:txBody></p:sp>'
            )

    def write(self, slide: Slide) -> None:
        """Write the shapes as all there is on a slide."""
        shapes = scaled("".join(self._shapes), self.page.scale)
        # Parsed as a whole: moving thousands of points from one tree to another takes far longer
        slide.part._element = parse_xml(
            f"<p:sld {NAMESPACES}><p:cSld><p:spTree>{_TREE}{shapes}</p:spTree></p:cSld>"
            "<p:clrMapOvr><a:masterClrMapping/></p:clrMapOvr></p:sld>"
        )


def frame(room: Room) -> str:
    """Return where a shape stands."""
    x, y, w, h = (emu(each) for each in (room.left, room.top, room.width, room.height))
    return f'<a:xfrm><a:off x="{x}" y="{y}"/><a:ext cx="{w}" cy="{h}"/></a:xfrm>'


def preset(kind: str) -> str:
    """Return the geometry of a shape of the format."""
    return f'<a:prstGeom prst="{kind}"><a:avLst/></a:prstGeom>'


__all__ = ["CHART", "FOOT_SIZE", "TABLE", "Sheet", "frame", "para", "preset"]
