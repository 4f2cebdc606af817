"""The deck's own look, where a board gives no template: 16:9, plain, in a font of every office."""

from __future__ import annotations

import re
from typing import Any, Final

from pptx import Presentation
from pptx.opc.constants import RELATIONSHIP_TYPE as REL
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn
from pptx.presentation import Presentation as Deck
from pptx.slide import SlideLayout
from pptx.util import Emu

from briefing.slides.emptied import empty
from briefing.slides.marks import NAMESPACES, emu, fill, line
from briefing.slides.page import Page, Room, page_of
from briefing.slides.sheet import FOOT_SIZE, frame, preset

WIDTH: Final = 960.0
HEIGHT: Final = 540.0
FONT: Final = "Arial"
TITLE: Final = Room(36, 20, 888, 56)
BODY: Final = Room(36, 84, 888, 400)
NUMBER: Final = Room(874, 500, 50, 30)
FOOT: Final = Room(36, 500, 830, 30)
_COLOURS: Final = {
    "dk1": "1B2429", "lt1": "FFFFFF", "dk2": "155F6E", "lt2": "EEF2F4", "accent1": "155F6E",
    "accent2": "8A1538", "accent3": "3D3F94", "accent4": "6B4A1C", "accent5": "14594F",
    "accent6": "5F6E77", "hlink": "155F6E", "folHlink": "3D3F94",
}  # fmt: skip


def open_base(foot: tuple[str, ...]) -> tuple[Deck, SlideLayout, Page]:
    """Return an empty deck of our own, its layout, and where slides may write."""
    deck = Presentation()
    empty(deck)
    deck.slide_width, deck.slide_height = Emu(emu(WIDTH)), Emu(emu(HEIGHT))
    size = deck._element.find(qn("p:sldSz"))
    size.attrib.pop("type", None)
    master = deck.slide_master
    layout = next(each for each in master.slide_layouts if each._element.get("type") == "titleOnly")
    for each in list(master.slide_layouts):
        if each is not layout:
            master.slide_layouts.remove(each)
    _theme(master)
    for holder in (master, layout):
        _without(holder, "dt")
    for kind, room in (("title", TITLE), ("body", BODY), ("ftr", FOOT), ("sldNum", NUMBER)):
        _move(master, kind, room)
    style = master._element.find(qn("p:txStyles")).find(qn("p:titleStyle")).find(qn("a:lvl1pPr"))
    style.set("algn", "l")
    letters = style.find(qn("a:defRPr"))
    letters.set("sz", "2600")
    letters.set("b", "1")
    tree = master.shapes._spTree
    band = fill("accent1") + line("", 0)
    tree.insert(
        2,
        parse_xml(
            f'<p:sp {NAMESPACES}><p:nvSpPr><p:cNvPr id="90" name="Band"/><p:cNvSpPr/><p:nvPr userDrawn="1"/>'
            f"</p:nvSpPr><p:spPr>{frame(Room(0, 0, WIDTH, 8))}{preset('rect')}{band}</p:spPr></p:sp>"
        ),
    )
    return deck, layout, page_of(deck, layout, foot, FOOT_SIZE)


def _theme(master: Any) -> None:
    part = master.part.part_related_by(REL.THEME)
    text = part.blob.decode("utf-8").replace('name="Office Theme"', 'name="Safe Passage"')
    text = re.sub(r'(<a:latin typeface=")[^"+]*"', rf'\g<1>{FONT}"', text)
    for name, value in _COLOURS.items():
        text = re.sub(rf"<a:{name}>.*?</a:{name}>", f'<a:{name}><a:srgbClr val="{value}"/></a:{name}>', text)
    part._blob = text.encode("utf-8")


def _holders(holder: Any, kind: str) -> list[Any]:
    return list(holder.shapes._spTree.xpath(f'.//p:sp[p:nvSpPr/p:nvPr/p:ph/@type="{kind}"]'))


def _without(holder: Any, kind: str) -> None:
    for each in _holders(holder, kind):
        each.getparent().remove(each)


def _move(master: Any, kind: str, room: Room) -> None:
    for each in _holders(master, kind):
        off, size = each.find(qn("p:spPr")).find(qn("a:xfrm"))
        off.set("x", str(emu(room.left)))
        off.set("y", str(emu(room.top)))
        size.set("cx", str(emu(room.width)))
        size.set("cy", str(emu(room.height)))
        if kind == "title":
            each.find(qn("p:txBody")).find(qn("a:bodyPr")).set("lIns", "0")
