"""The clash ranking as a picture: for each service a dot and a bar, its index and 95 % interval."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from briefing.content.model import Clashes, Ranked, ServicePoint
from briefing.drawing.frame import Size
from briefing.drawing.legend import at_most
from briefing.drawing.services import draw_symbol
from briefing.drawing.svg import INK, PAPER, QUIET, RULE, TYPE_MM, picture, say
from briefing.drawing.wrap import width_of, wrap
from briefing.words.words import Words
from layers.look.standing import SAME, Scale, scale_over

NAMES: Final = 0.37  # of the width
RESULTS: Final = 0.27
FIGURES: Final = 0.155
GAP_MM: Final = 3.0
LINE_MM: Final = 4.0
AROUND_MM: Final = 1.5  # above and below the lines of a row together
HEAD_MM: Final = 10.5
SYMBOL_MM: Final = 4.2
MOST_LINES: Final = 3


@dataclass(frozen=True)
class _Row:
    ranked: Ranked
    symbol: ServicePoint | None
    name: tuple[str, ...]
    result: tuple[str, ...]

    @property
    def height(self) -> float:
        return LINE_MM * max(len(self.name), len(self.result)) + AROUND_MM


@dataclass(frozen=True)
class _Columns:
    """Where the columns begin, mm: names at 0."""

    chart: float
    chart_width: float
    result: float
    figure: float
    end: float


def draw_ranking(
    clashes: Clashes, words: Words, *, width: float, ident: str, services: Sequence[ServicePoint] = ()
) -> str:
    """Return the ranking as SVG on a logarithmic scale; its height follows from the names.

    services: of the map, whose symbols are put before the names.

    Raises:
        BadInputError: it has no alternative text.
    """
    names, results, figures = (width * part for part in (NAMES, RESULTS, FIGURES))
    chart = width - names - results - figures - 2 * GAP_MM
    columns = _Columns(names, chart, names + chart + GAP_MM, width - figures, width)
    scale = scale_over(
        [bound for each in clashes.services for bound in (each.index.low, each.index.high) if bound]
    )
    symbols = {service.name: service for service in services}
    rows = [_row(each, symbols.get(each.name), columns) for each in clashes.services]
    bottom = HEAD_MM + sum(row.height for row in rows)
    head = ((0.0, "service"), (columns.result, "result"), (columns.figure, "index"))
    body = [say(x, 7.6, words.say(f"drawing.{key}"), fill=QUIET) for x, key in head]
    body += _axis(scale, columns, bottom, words)
    y = HEAD_MM
    for row in rows:
        body += _draw(row, y, columns, scale)
        y += row.height
    body.append(f'<path d="M0 {y:.2f}H{width:g}" stroke="{RULE}" stroke-width=".2"/>')
    return picture(Size(width, bottom + 0.5), ident, words.say("drawing.ranking"), ranking_alt(clashes), body)


def _row(ranked: Ranked, symbol: ServicePoint | None, columns: _Columns) -> _Row:
    room = columns.chart - GAP_MM - (SYMBOL_MM + 1.5 if symbol else 0)
    name = at_most(MOST_LINES, wrap(f"{ranked.rank}. {ranked.name}", room, TYPE_MM, bold=True))
    result = wrap(ranked.label, columns.figure - columns.result - 1, TYPE_MM, bold=True)
    return _Row(ranked, symbol, tuple(name), tuple(result))


def _axis(scale: Scale, columns: _Columns, bottom: float, words: Words) -> list[str]:
    same_x = columns.chart + scale.place(SAME) * columns.chart_width
    drawn = [say(same_x, 3.0, words.say("drawing.same"), anchor="middle")]
    roomy = _with_room(scale, columns, words)
    for tick in scale.ticks():
        x = columns.chart + scale.place(tick) * columns.chart_width
        same = tick == SAME
        if tick in roomy:
            fill = "" if same else QUIET
            drawn.append(say(x, 7.6, words.number(tick), anchor="middle", bold=same, fill=fill))
        look = f'stroke="{INK}" stroke-width=".35"' if same else f'stroke="{RULE}" stroke-width=".2"'
        drawn.append(f'<path d="M{x:.2f} 8.8V{bottom:.2f}" {look}/>')
    return drawn


def _with_room(scale: Scale, columns: _Columns, words: Words) -> dict[float, tuple[float, float]]:
    """Return the ticks whose numbers run into no other and no other column: where each begins and ends."""
    kept: dict[float, tuple[float, float]] = {}
    for tick in sorted(scale.ticks(), key=lambda each: (abs(math.log(each / SAME)), each)):
        x = columns.chart + scale.place(tick) * columns.chart_width
        half = width_of(words.number(tick), TYPE_MM, bold=tick == SAME) / 2 + GAP_MM / 4
        begin, end = x - half, x + half
        if end <= columns.result and all(end <= left or begin >= right for left, right in kept.values()):
            kept[tick] = (begin, end)
    return kept


def _draw(row: _Row, top: float, columns: _Columns, scale: Scale) -> list[str]:
    ranked, index = row.ranked, row.ranked.index
    y = top + row.height / 2
    drawn = [f'<path d="M0 {top:.2f}H{columns.end:g}" stroke="{RULE}" stroke-width=".2"/>']
    left = 0.0
    if row.symbol:
        drawn.append(draw_symbol(row.symbol, SYMBOL_MM / 2, y, SYMBOL_MM))
        left = SYMBOL_MM + 1.5
    drawn += _lines(row.name, left, y, bold=True)
    drawn += _lines(row.result, columns.result, y, bold=True)
    if index.number is None:
        return drawn
    drawn += _lines([_figure(ranked)], columns.figure, y)
    if index.low is not None and index.high is not None:
        low, high = (
            columns.chart + scale.place(bound) * columns.chart_width for bound in (index.low, index.high)
        )
        drawn.append(
            f'<path d="M{low:.2f} {y:.2f}H{high:.2f}M{low:.2f} {y - 1.1:.2f}v2.2'
            f'M{high:.2f} {y - 1.1:.2f}v2.2" stroke="{ranked.colour}" stroke-width=".7" fill="none"/>'
        )
    x = columns.chart + scale.place(index.number) * columns.chart_width
    return [*drawn, _mark(ranked.state, x, y, ranked.colour)]


def _figure(ranked: Ranked) -> str:
    """Return the index and its interval, whose level the head of the column says."""
    interval = ranked.index.note.split(";")[0].removeprefix("95 %: ")
    return f"{ranked.index.text} ({interval})" if interval else ranked.index.text


def _lines(lines: Sequence[str], x: float, middle: float, *, bold: bool = False) -> list[str]:
    """Return lines of words around a middle."""
    first = middle + 1.15 - (len(lines) - 1) * LINE_MM / 2
    return [say(x, first + at * LINE_MM, line, bold=bold) for at, line in enumerate(lines)]


def _mark(state: str, x: float, y: float, colour: str) -> str:
    """Return a class's mark: it is told by its shape as well as by its colour."""
    shape = {
        "clash": f"M{x:.2f} {y - 2.1:.2f}l2.1 2.1l-2.1 2.1l-2.1 -2.1z",
        "possible": f"M{x - 1.6:.2f} {y - 1.6:.2f}h3.2v3.2h-3.2z",
        "less": f"M{x - 1.9:.2f} {y - 1.5:.2f}h3.8l-1.9 3.3z",
    }.get(state)
    look = f'stroke="{PAPER}" stroke-width=".4" fill="{colour}"'
    if shape:
        return f'<path d="{shape}" {look}/>'
    return f'<circle cx="{x:.2f}" cy="{y:.2f}" r="1.5" fill="{PAPER}" stroke="{colour}" stroke-width=".7"/>'


def ranking_alt(clashes: Clashes) -> str:
    """Return the alternative text with every row: the picture holds figures that stand nowhere else."""
    if not clashes.alt.strip():
        return ""
    rows = [
        f"{each.rank}. {each.name}, {each.type_title}: {each.label}"
        + (f", {each.index.text} ({each.index.note})" if each.index.number is not None else "")
        for each in clashes.services
    ]
    return " ".join([clashes.alt, *(f"{row}." for row in rows)])
