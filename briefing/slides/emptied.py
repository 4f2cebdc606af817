"""What is taken out of a presentation before ours is written into it."""

from __future__ import annotations

from typing import Any, Final

from pptx.opc.constants import RELATIONSHIP_TYPE as REL
from pptx.opc.oxml import serialize_part_xml
from pptx.opc.package import Part
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn
from pptx.presentation import Presentation

# Of the presentation itself: all else (slides, notes, comments, authors, fonts, tags, programs) is dropped
_OF_DECK: Final = {REL.SLIDE_MASTER, REL.THEME, REL.TABLE_STYLES}
_OF_PACKAGE: Final = {REL.OFFICE_DOCUMENT}
_OF_MASTER: Final = {REL.SLIDE_LAYOUT, REL.SLIDE_MASTER, REL.THEME, REL.THEME_OVERRIDE, REL.IMAGE}
_OF_THEME: Final = {REL.IMAGE}
_KEPT: Final = {qn(f"p:{name}") for name in ("sldMasterIdLst", "sldSz", "notesSz", "defaultTextStyle")}
_MOVING: Final = {qn("p:transition"), qn("p:timing")}
_RELATIONSHIPS: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_CHOICE: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
_LINKS: Final = {qn("a:hlinkClick"), qn("a:hlinkHover"), qn("a:hlinkMouseOver")}
# What goes as a whole with a part that does not stay
_WHOLE: Final = {
    *(qn(f"p:{name}") for name in ("sp", "pic", "graphicFrame", "cxnSp", "contentPart", "bg")),
    *(qn(f"p:{name}") for name in ("controls", "custDataLst")),
    qn("a:ext"),
    _CHOICE,
}


def empty(deck: Presentation) -> None:
    """Keep the masters, layouts, theme and size of a presentation, and nothing that leads out of it."""
    root, part = deck._element, deck.part
    for each in list(root):
        if each.tag not in _KEPT:
            root.remove(each)
    for name in ("embedTrueTypeFonts", "saveSubsetFonts", "removePersonalInfoOnSave", "bookmarkIdSeed"):
        root.attrib.pop(name, None)
    _drop(part, _OF_DECK)
    _drop(part.package, _OF_PACKAGE)
    for master in deck.slide_masters:
        _scrub(master.part, master._element)
        for each in master.part.rels.values():
            if each.reltype == REL.THEME:
                _scrub_theme(each.target_part)
        for layout in master.slide_layouts:
            _scrub(layout.part, layout._element)


def _drop(holder: Any, kept: set[str]) -> None:
    for key, each in list(holder._rels.items()):
        if each.is_external or each.reltype not in kept:
            holder._rels.pop(key)


def _scrub(part: Part, root: Any) -> None:
    """Take out of a master or layout what moves, runs or comes from elsewhere."""
    for each in list(root):
        if each.tag in _MOVING or each.tag == _CHOICE:
            root.remove(each)
    _unlink(part, root, _OF_MASTER)


def _scrub_theme(theme: Part) -> None:
    root = parse_xml(theme.blob)
    if _unlink(theme, root, _OF_THEME):
        theme._blob = serialize_part_xml(root)


def _unlink(part: Part, root: Any, kept: set[str]) -> bool:
    """Drop relationships that do not stay, with what they belong to; return whether there were any."""
    gone = [key for key, each in part.rels.items() if not _stays(each, kept)]
    for key in gone:
        for holder in list(root.iter()):
            names = [
                str(name)
                for name, value in holder.attrib.items()
                if value == key and str(name).startswith(_RELATIONSHIPS)
            ]
            if names:
                _remove(holder, names)
        part.rels.pop(key)
    return bool(gone)


def _stays(relation: Any, kept: set[str]) -> bool:
    if relation.is_external or relation.reltype not in kept:
        return False
    # A drawing in SVG may name addresses; the picture beside it stays
    return not str(relation.target_part.content_type).startswith("image/svg")


def _remove(holder: Any, names: list[str]) -> None:
    if holder.tag == qn("a:blip") and holder.get(qn("r:embed")) and qn("r:embed") not in names:
        for name in names:
            del holder.attrib[name]
        return
    whole = holder
    if holder.tag not in _LINKS:
        while whole.getparent() is not None and whole.tag not in _WHOLE:
            whole = whole.getparent()
        if whole.getparent() is None:  # a theme's picture: plain colour takes its place
            whole = next((each for each in holder.iterancestors(qn("a:blipFill"))), holder)
            colour = parse_xml(
                '<a:solidFill xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
                '<a:schemeClr val="phClr"/></a:solidFill>'
            )
            whole.addprevious(colour)
    if whole.getparent() is not None:
        whole.getparent().remove(whole)
