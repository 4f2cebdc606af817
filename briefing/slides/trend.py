"""A trend as a chart: a line through the released figures, with a gap where one may not be shown."""

from __future__ import annotations

from datetime import date
from typing import Final

from briefing.content.model import Trend
from briefing.slides.chart import Chart, letters, marker, numbers, space, stroke, texts
from briefing.slides.looks import INK
from briefing.slides.workbook import cells, heading, workbook

MOST_LABELS: Final = 6
NEED: Final = "#155f6e"
POLICE: Final = "#6b4a1c"


def trend(shown: Trend, period: str, language: str, dated: date) -> Chart:
    """Return the chart of a trend; police activity is drawn dashed, so that greyscale keeps the two apart.

    period: heading of the first column of its workbook.
    """
    labels = [each.label for each in shown.points]
    values = [each.value for each in shown.points]
    count = len(labels)
    name, dash, symbol = (POLICE, "sysDash", "square") if shown.enforcement else (NEED, "solid", "circle")
    known = [at for at, value in enumerate(values) if value is not None]
    last = (
        f'<c:dLbls><c:dLbl><c:idx val="{known[-1]}"/><c:numFmt formatCode="{_format(values)}" '
        f'sourceLinked="0"/><c:spPr><a:noFill/></c:spPr>{letters(12)}'
        f'<c:dLblPos val="t"/>{_flags(1)}</c:dLbl>{_flags(0)}</c:dLbls>'
        if known
        else ""
    )
    series = (
        '<c:ser><c:idx val="0"/><c:order val="0"/>'
        f"<c:tx>{texts(heading(1), [shown.title])}</c:tx>{stroke(name, 2.5, dash)}"
        f"{marker(symbol, 7, name, name)}{last}<c:cat>{texts(cells(0, count), labels)}</c:cat>"
        f'<c:val>{numbers(cells(1, count), values)}</c:val><c:smooth val="0"/></c:ser>'
    )
    skip = -(-count // MOST_LABELS) if count else 1
    axes = (
        '<c:catAx><c:axId val="1"/><c:scaling><c:orientation val="minMax"/></c:scaling><c:delete val="0"/>'
        '<c:axPos val="b"/><c:numFmt formatCode="General" sourceLinked="0"/><c:majorTickMark val="out"/>'
        f'<c:minorTickMark val="none"/><c:tickLblPos val="low"/>{stroke(INK, 1)}{letters(12)}'
        '<c:crossAx val="2"/><c:crosses val="autoZero"/><c:auto val="0"/><c:lblAlgn val="ctr"/>'
        f'<c:lblOffset val="100"/><c:tickLblSkip val="{skip}"/><c:tickMarkSkip val="{skip}"/>'
        '<c:noMultiLvlLbl val="1"/></c:catAx>'
        '<c:valAx><c:axId val="2"/><c:scaling><c:orientation val="minMax"/><c:min val="0"/></c:scaling>'
        f'<c:delete val="0"/><c:axPos val="l"/><c:majorGridlines>{stroke("#b9c4ca", 0.75)}</c:majorGridlines>'
        f'<c:numFmt formatCode="{_format(values)}" sourceLinked="0"/><c:majorTickMark val="none"/>'
        f'<c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/>{stroke("", 0)}{letters(12)}'
        '<c:crossAx val="1"/><c:crosses val="autoZero"/><c:crossBetween val="between"/></c:valAx>'
    )
    area = (
        '<c:plotArea><c:layout/><c:lineChart><c:grouping val="standard"/><c:varyColors val="0"/>'
        f'{series}<c:marker val="1"/><c:axId val="1"/><c:axId val="2"/></c:lineChart>{axes}'
        "<c:spPr><a:noFill/></c:spPr></c:plotArea>"
    )
    columns: list[tuple[str, list[str | float | None]]] = [
        (period, list(labels)),
        (shown.title, list(values)),
    ]
    return Chart(space(area, language, 12), workbook(columns, dated))


def _format(values: list[float | None]) -> str:
    """Return how the axis writes its numbers, in the language of whoever opens it."""
    return "#,##0" if max((each for each in values if each is not None), default=0) >= 20 else "General"


def _flags(value: int) -> str:
    return (
        f'<c:showLegendKey val="0"/><c:showVal val="{value}"/><c:showCatName val="0"/>'
        '<c:showSerName val="0"/><c:showPercent val="0"/><c:showBubbleSize val="0"/>'
    )
