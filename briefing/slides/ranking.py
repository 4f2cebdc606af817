"""The clash ranking as a chart: a point and its interval for each service, beside the rows of a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from briefing.content.model import Ranked
from briefing.slides.chart import Chart, inner, letters, marker, numbers, space, stroke, texts
from briefing.slides.looks import INK
from briefing.slides.page import Room
from briefing.slides.workbook import cells, heading, workbook
from layers.look.standing import SAME, TICKS

LEAST: Final = 10.0  # left end of the scale, in steps of ten as every program draws a logarithmic one
SYMBOLS: Final = {"clash": "diamond", "possible": "triangle", "less": "square"}  # else a circle
SIDE: Final = 22.0  # points beside the axes, for half a label
BELOW: Final = 24.0  # points under them


@dataclass(frozen=True)
class Heads:
    """The headings of the chart's workbook."""

    service: str
    index: str
    low: str
    high: str
    row: str
    interval: str
    stretch: str


def ranking(
    services: Sequence[Ranked],
    heights: Sequence[float],
    end: float,
    room: Room,
    heads: Heads,
    language: str,
    dated: date,
) -> Chart:
    """Return the chart of services, the first at the top. end: right end of the scale, of `scale_end`.

    room: of the chart on the slide; its axes leave SIDE and BELOW free in it. heights: of the rows beside it,
    in points: each point stands in the middle of its own.
    """
    count = len(services)
    plot = plot_of(room)
    index = [_held(each.index.number, end) for each in services]
    low = [_held(each.index.low, end) for each in services]
    high = [_held(each.index.high, end) for each in services]
    row = [round(sum(heights[at:]) - heights[at] / 2, 1) for at in range(count)]
    # Each interval is a stretch of a line from its low to its high end; an empty row ends it
    ends: list[float | None] = []
    stands: list[float | None] = []
    for a, b, place in zip(low, high, row, strict=True):
        known = a is not None and b is not None
        ends += [a, b, b] if known else [None] * 3
        stands += [place, place, None] if known else [None] * 3
    columns: list[tuple[str, Sequence[str | float | None]]] = [
        (heads.service, [each.name for each in services]),
        (heads.index, index),
        (heads.row, [None if each is None else at for each, at in zip(index, row, strict=True)]),
        (heads.low, low),
        (heads.high, high),
        (heads.interval, ends),
        (heads.stretch, stands),
    ]
    looks = "".join(
        f'<c:dPt><c:idx val="{at}"/>{marker(SYMBOLS.get(each.state, "circle"), 10, each.colour, INK)}'
        '<c:bubble3D val="0"/></c:dPt>'
        for at, each in enumerate(services)
    )
    none = '<c:marker><c:symbol val="none"/></c:marker>'
    shape = stroke("", 0) + marker("circle", 10, INK, INK) + looks
    series = _series(0, heads.interval, 5, ends, stands, stroke(INK, 2) + none)
    series += _series(1, heads.index, 1, index, columns[2][1], shape)
    along = _axis(1, 2, "b", LEAST, end, '<c:crossesAt val="0"/>', logarithmic=True)
    across = _axis(2, 1, "l", 0, sum(heights), f'<c:crossesAt val="{SAME:g}"/>', logarithmic=False)
    area = (
        f'<c:plotArea>{inner(room, plot)}<c:scatterChart><c:scatterStyle val="lineMarker"/>'
        f'<c:varyColors val="0"/>{series}<c:axId val="1"/><c:axId val="2"/></c:scatterChart>{along}{across}'
        "<c:spPr><a:noFill/></c:spPr></c:plotArea>"
    )
    return Chart(space(area, language, 12), workbook(columns, dated))


def _series(
    at: int, name: str, column: int, along: Sequence[float | None], up: Sequence[Any], looks: str
) -> str:
    """Return a series of points from a column of the workbook and the one after it."""
    count = len(along)
    return (
        f'<c:ser><c:idx val="{at}"/><c:order val="{at}"/><c:tx>{texts(heading(column), [name])}</c:tx>{looks}'
        f"<c:xVal>{numbers(cells(column, count), along)}</c:xVal>"
        f"<c:yVal>{numbers(cells(column + 1, count), up)}</c:yVal>"
        '<c:smooth val="0"/></c:ser>'
    )


def plot_of(room: Room) -> Room:
    """Return where the axes of a chart in a room lie."""
    return Room(room.left + SIDE, room.top, room.width - 2 * SIDE, room.height - BELOW)


def scale_end(services: Sequence[Ranked]) -> float:
    """Return the right end of the scale on which every interval fits."""
    most = max((each.index.high or each.index.number or SAME for each in services), default=SAME)
    return 1_000.0 if most <= 1_000 else 10_000.0


def _held(value: float | None, end: float) -> float | None:
    """Return a figure as far as the scale goes: a bound of nought has no place on a logarithmic one."""
    return None if value is None else min(max(value, TICKS[0]), end)


def _axis(
    own: int, other: int, side: str, least: float, most: float, crosses: str, *, logarithmic: bool
) -> str:
    base = '<c:logBase val="10"/>' if logarithmic else ""
    grid = (
        f"<c:majorGridlines>{stroke('#b9c4ca', 0.75)}</c:majorGridlines>"
        f"<c:minorGridlines>{stroke('#e3e8eb', 0.5)}</c:minorGridlines>"
        if logarithmic
        else ""
    )
    labels = "low" if logarithmic else "none"
    edge = stroke("", 0) if logarithmic else stroke(INK, 1.5)
    return (
        f'<c:valAx><c:axId val="{own}"/><c:scaling>{base}<c:orientation val="minMax"/><c:max val="{most:g}"/>'
        f'<c:min val="{least:g}"/></c:scaling><c:delete val="0"/><c:axPos val="{side}"/>{grid}'
        '<c:numFmt formatCode="#,##0" sourceLinked="0"/><c:majorTickMark val="none"/>'
        f'<c:minorTickMark val="none"/><c:tickLblPos val="{labels}"/>{edge}{letters(12)}'
        f'<c:crossAx val="{other}"/>{crosses}<c:crossBetween val="midCat"/></c:valAx>'
    )
