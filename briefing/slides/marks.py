"""Pieces of DrawingML as text: escaped words, runs in a language, paragraphs, fills and lines."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from xml.sax.saxutils import escape, quoteattr

EMU: Final = 12700  # a point
NAMESPACES: Final = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
)
TAGS: Final = {"en": "en-GB", "es": "es-ES"}  # what spell checkers and screen readers know
# Colours of the theme by their role: they follow a board's own template, dark ones too
TEXT: Final = "tx1"
ACCENT: Final = "accent1"
QUIET: Final = "quiet"  # text and lines that stand back
HAIR: Final = "hair"  # lines between rows
_LENGTH: Final = re.compile(
    r'((?: (?:x|y|cx|cy|w|h|sz|[ltrb]Ins|mar[LRTB]|indent)|<a:spcPts val|<c:size val)=")(-?\d+)"'
)
_UNWRITABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SHADES: Final = {
    name: f'<a:schemeClr val="tx1"><a:lumMod val="{100 - off}000"/><a:lumOff val="{off}000"/></a:schemeClr>'
    for name, off in ((QUIET, 25), (HAIR, 65))
}


def emu(points: float) -> int:
    """Return points in the unit of Office files."""
    return round(points * EMU)


def scaled(xml: str, scale: float) -> str:
    """Return shapes, tables or charts that are so many times as large, with their text and lines."""
    if scale == 1:
        return xml
    return _LENGTH.sub(lambda found: f'{found[1]}{round(int(found[2]) * scale)}"', xml)


def writable(text: str) -> str:
    """Return a text without the characters that no XML can hold."""
    return _UNWRITABLE.sub("", text)


def plain(text: str) -> str:
    """Return a text as it may stand in XML."""
    return escape(writable(text))


def quoted(text: str) -> str:
    """Return a text as an attribute's value, with its quotes."""
    return quoteattr(writable(text))


def colour(name: str) -> str:
    """Return a colour: '#rrggbb', or a role in the theme."""
    if name.startswith("#"):
        return f'<a:srgbClr val="{name[1:].upper()}"/>'
    return _SHADES.get(name) or f'<a:schemeClr val="{name}"/>'


def fill(name: str) -> str:
    """Return a fill with a colour; '' for none."""
    return f"<a:solidFill>{colour(name)}</a:solidFill>" if name else "<a:noFill/>"


def pattern(kind: str, front: str, back: str) -> str:
    """Return a fill with a pattern of the format, drawn with `front` on `back`."""
    return (
        f'<a:pattFill prst="{kind}"><a:fgClr>{colour(front)}</a:fgClr>'
        f"<a:bgClr>{colour(back)}</a:bgClr></a:pattFill>"
    )


def line(name: str, width: float, dash: tuple[float, ...] = ()) -> str:
    """Return an outline; '' for none. width: in points; dash: a stroke and a gap in widths, () for none."""
    if not name:
        return "<a:ln><a:noFill/></a:ln>"
    kind = '<a:prstDash val="solid"/>'
    if dash:
        on, off = (round(each * 100_000) for each in dash)
        kind = f'<a:custDash><a:ds d="{on}" sp="{off}"/></a:custDash>'
    return f'<a:ln w="{emu(width)}">{fill(name)}{kind}<a:round/></a:ln>'


@dataclass(frozen=True)
class Run:
    """A stretch of text. size: in points, 0 for the placeholder's own. link: a relationship, '' for none."""

    text: str
    size: float = 14
    bold: bool = False
    colour: str = TEXT
    link: str = ""


@dataclass(frozen=True)
class Para:
    """A paragraph. before: space above in points. bullet: set as an entry of a list."""

    runs: tuple[Run, ...]
    align: str = "l"
    before: float = 0
    bullet: bool = False


INDENT: Final = 14.0  # points that an entry of a list stands in


def para(text: str, size: float = 14, *, bold: bool = False, before: float = 0, colour: str = TEXT) -> Para:
    """Return a paragraph of one run."""
    return Para((Run(text, size, bold, colour),), before=before)


def entry(text: str, size: float = 14, before: float = 4) -> Para:
    """Return an entry of a list."""
    return Para((Run(text, size),), before=before, bullet=True)


def paragraphs(paras: tuple[Para, ...], language: str) -> str:
    """Return paragraphs, every run with its language."""
    tag = TAGS.get(language, language)
    return "".join(_paragraph(each, tag) for each in paras) or f'<a:p><a:endParaRPr lang="{tag}"/></a:p>'


def _paragraph(para: Para, tag: str) -> str:
    inset = f' marL="{emu(INDENT)}" indent="{-emu(INDENT)}"' if para.bullet else ' marL="0" indent="0"'
    mark = '<a:buFont typeface="Arial"/><a:buChar char="•"/>' if para.bullet else "<a:buNone/>"
    runs = "".join(_run(each, tag) for each in para.runs)
    return (
        f'<a:p><a:pPr{inset} algn="{para.align}"><a:lnSpc><a:spcPct val="100000"/></a:lnSpc>'
        f'<a:spcBef><a:spcPts val="{round(para.before * 100)}"/></a:spcBef>'
        f'<a:spcAft><a:spcPts val="0"/></a:spcAft>{mark}</a:pPr>{runs}</a:p>'
    )


def _run(run: Run, tag: str) -> str:
    size = f' sz="{round(run.size * 100)}"' if run.size else ""
    weight = f' b="{int(run.bold)}"' if run.size else ""
    paint = fill(run.colour) if run.size else ""
    link = f'<a:hlinkClick r:id="{run.link}"/>' if run.link else ""
    open_ = f'<a:rPr lang="{tag}"{size}{weight} dirty="0">{paint}{link}</a:rPr>'
    pieces = [f"<a:r>{open_}<a:t>{plain(each)}</a:t></a:r>" for each in run.text.split("\n")]
    return f'<a:br><a:rPr lang="{tag}"{size}/></a:br>'.join(pieces)
