"""Pieces of charts as XML, and a chart with its workbook as one value."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, cast

from pptx.enum.chart import XL_CHART_TYPE
from pptx.slide import Slide

from briefing.slides.looks import INK, PAPER
from briefing.slides.marks import TAGS, colour, emu, fill, plain, scaled
from briefing.slides.page import Room
from briefing.slides.sheet import CHART, Sheet

NAMESPACES: Final = (
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)


@dataclass(frozen=True)
class Chart:
    """A chart as the library takes one: its XML and the workbook behind it."""

    xml: str
    xlsx_blob: bytes

    def xml_bytes(self, _: Any) -> bytes:
        """Return the XML."""
        return self.xml.encode("utf-8")


def draw(sheet: Sheet, slide: Slide, name: str, room: Room, alt: str, chart: Chart) -> None:
    """Put a chart into a room of a slide."""
    drawn = Chart(scaled(chart.xml, sheet.page.scale), chart.xlsx_blob)
    key = slide.part.add_chart_part(XL_CHART_TYPE.LINE, cast(Any, drawn))
    sheet.frame(name, room, alt, CHART, f'<c:chart {NAMESPACES} r:id="{key}"/>')


def space(plot: str, language: str, size: float) -> str:
    """Return a whole chart; empty cells leave gaps, and nothing is drawn that is hidden."""
    tag = TAGS.get(language, language)
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        f'<c:chartSpace {NAMESPACES}><c:date1904 val="0"/><c:lang val="{tag}"/><c:roundedCorners val="0"/>'
        f'<c:chart><c:autoTitleDeleted val="1"/>{plot}<c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/>'
        f"</c:chart><c:spPr>{fill(PAPER)}<a:ln><a:noFill/></a:ln></c:spPr>{letters(size, tag)}</c:chartSpace>"
    )


def letters(size: float, tag: str = "en-GB") -> str:
    """Return the look of a chart's text."""
    return (
        f'<c:txPr><a:bodyPr/><a:lstStyle/><a:p><a:pPr><a:defRPr sz="{round(size * 100)}" b="0"><a:solidFill>'
        f'{colour(INK)}</a:solidFill></a:defRPr></a:pPr><a:endParaRPr lang="{tag}"/></a:p></c:txPr>'
    )


def numbers(address: str, values: Sequence[float | None]) -> str:
    """Return a reference to numbers with those that it finds; None is left out."""
    points = "".join(
        f'<c:pt idx="{at}"><c:v>{value:g}</c:v></c:pt>'
        for at, value in enumerate(values)
        if value is not None
    )
    return (
        f"<c:numRef><c:f>{address}</c:f><c:numCache><c:formatCode>General</c:formatCode>"
        f'<c:ptCount val="{len(values)}"/>{points}</c:numCache></c:numRef>'
    )


def texts(address: str, values: Sequence[str]) -> str:
    """Return a reference to texts with those that it finds."""
    points = "".join(f'<c:pt idx="{at}"><c:v>{plain(each)}</c:v></c:pt>' for at, each in enumerate(values))
    return (
        f'<c:strRef><c:f>{address}</c:f><c:strCache><c:ptCount val="{len(values)}"/>{points}</c:strCache>'
        "</c:strRef>"
    )


def stroke(name: str, width: float, dash: str = "solid") -> str:
    """Return the look of a line in a chart; '' for none."""
    if not name:
        return "<c:spPr><a:ln><a:noFill/></a:ln></c:spPr>"
    return (
        f'<c:spPr><a:ln w="{emu(width)}" cap="rnd"><a:solidFill>{colour(name)}</a:solidFill>'
        f'<a:prstDash val="{dash}"/><a:round/></a:ln></c:spPr>'
    )


def marker(symbol: str, size: int, inside: str, edge: str) -> str:
    """Return the look of a point. size: 2 to 72 points."""
    return (
        f'<c:marker><c:symbol val="{symbol}"/><c:size val="{size}"/><c:spPr><a:solidFill>{colour(inside)}'
        f'</a:solidFill><a:ln w="12700"><a:solidFill>{colour(edge)}</a:solidFill></a:ln></c:spPr></c:marker>'
    )


def inner(room: Room, plot: Room) -> str:
    """Return the layout that puts the axes of a chart in `room` around `plot`, both on the slide."""
    x, y = (plot.left - room.left) / room.width, (plot.top - room.top) / room.height
    w, h = plot.width / room.width, plot.height / room.height
    return (
        '<c:layout><c:manualLayout><c:layoutTarget val="inner"/><c:xMode val="edge"/><c:yMode val="edge"/>'
        f'<c:x val="{x:.5f}"/><c:y val="{y:.5f}"/><c:w val="{w:.5f}"/><c:h val="{h:.5f}"/>'
        "</c:manualLayout></c:layout>"
    )
