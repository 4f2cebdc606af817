"""A trend as a picture: released figures by period; a period without one is a gap that says why."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from typing import Final

from briefing.content.model import Point, Trend
from briefing.drawing.axis import ticks
from briefing.drawing.frame import Size
from briefing.drawing.svg import INK, PAPER, QUIET, RULE, TYPE_MM, picture, say
from briefing.drawing.wrap import width_of
from briefing.words.words import Words

CALLS: Final = "#8a1538"
POLICE: Final = "#3d3f94"
BELOW_MM: Final = 10.0
ABOVE_MM: Final = 5.0
TICK_MM: Final = 4.5  # between two marks of the axis at least
HATCH_MM: Final = 1.6
EDGE_MM: Final = 4.0


def draw_trend(trend: Trend, words: Words, *, size: Size, ident: str) -> str:
    """Return a trend as SVG. Police activity is drawn with squares and a dashed line, all else with dots.

    Raises:
        BadInputError: it has no alternative text.
    """
    values = [point.value for point in trend.points if point.value is not None]
    bottom, top = size.height_mm - BELOW_MM, ABOVE_MM
    marks = ticks(max(values, default=0.0), max(2, int((bottom - top) / TICK_MM)))
    labels = [words.number(mark) for mark in marks]
    left = max(width_of(label, TYPE_MM) for label in labels) + 2.5
    right = size.width_mm - EDGE_MM
    step = (right - left - 4) / max(len(trend.points) - 1, 1)
    xs = [left + 4 + at * step for at in range(len(trend.points))]

    def height(value: float) -> float:
        return bottom - (bottom - top) * value / marks[-1]

    body = []
    for mark, label in zip(marks, labels, strict=True) if values else ():
        y = height(mark)
        line = f'stroke="{RULE if mark else INK}" stroke-width=".2"'
        body.append(f'<path d="M{left:.2f} {y:.2f}H{right:.2f}" {line}/>')
        body.append(say(left - 1.5, y + 1.1, label, anchor="end", fill=QUIET))
    body += _periods(trend.points, xs, bottom)
    body += _gaps(trend.points, xs, step, (top, bottom), words)
    body += _line(trend, xs, height, words)
    return picture(size, ident, trend.title, trend.alt, body)


def _periods(points: tuple[Point, ...], xs: list[float], bottom: float) -> list[str]:
    """Return the periods' names in two lines, as many as fit without touching, the last always."""
    if not points:
        return []
    names = [point.label.rsplit(" ", 1) for point in points]
    widest = max(width_of(line, TYPE_MM) for name in names for line in name) + 2.5
    drawn = []
    free = math.inf
    for at in range(len(points) - 1, -1, -1):
        half = max(width_of(line, TYPE_MM) for line in names[at]) / 2 + 0.8
        middle = min(xs[at], xs[-1] + EDGE_MM - widest / 2 + 1)
        if middle + half > free:
            continue
        free = middle - half
        drawn.append(f'<path d="M{xs[at]:.2f} {bottom:.2f}v1.2" stroke="{INK}" stroke-width=".2"/>')
        for line, words in enumerate(names[at]):
            drawn.append(say(middle, bottom + 4.6 + 3.7 * line, words, anchor="middle", fill=QUIET))
    return drawn


def _gaps(
    points: tuple[Point, ...], xs: list[float], step: float, ends: tuple[float, float], words: Words
) -> list[str]:
    """Return a hatch over each run of periods without a figure, and at the first of a kind what it is."""
    drawn: list[str] = []
    top, bottom = ends
    told: set[str] = set()
    for state, run in itertools.groupby(range(len(points)), lambda at: _why(points[at])):
        ats = list(run)
        if not state:
            continue
        first, last = xs[ats[0]] - step * 0.3, xs[ats[-1]] + step * 0.3
        lines = []
        x = first
        while x < last:
            lines.append(f"M{x:.2f} {top:.2f}V{bottom:.2f}")
            x += HATCH_MM
        drawn.append(f'<path d="{"".join(lines)}" stroke="{RULE}" stroke-width=".3" fill="none"/>')
        if state in told:
            continue
        told.add(state)
        said = words.say(f"drawing.state.{state}")
        middle = min(max((first + last) / 2, width_of(said, TYPE_MM) / 2 + 1), xs[-1])
        half = width_of(said, TYPE_MM) / 2
        anchor = "end" if middle + half > xs[-1] + 4 else "middle"
        drawn.append(
            say(middle + (3.5 if anchor == "end" else 0), top - 1.2, said, anchor=anchor, fill=QUIET)
        )
    return drawn


def _why(point: Point) -> str:
    """Return 'withheld' or 'no_data' where there is no figure."""
    if point.value is not None:
        return ""
    return "withheld" if point.state == "withheld" else "no_data"


def _line(trend: Trend, xs: list[float], height: Callable[[float], float], words: Words) -> list[str]:
    """Return the line, broken where there is no figure, its marks, and the first and last figure."""
    colour = POLICE if trend.enforcement else CALLS
    dash = ' stroke-dasharray="2.2 1.1"' if trend.enforcement else ""
    spots = [
        (x, height(point.value), point.value)
        for x, point in zip(xs, trend.points, strict=True)
        if point.value is not None
    ]
    known = itertools.groupby(range(len(xs)), lambda at: _why(trend.points[at]))
    ends = [(xs[ats[0]], xs[ats[-1]]) for why, run in known if not why and (ats := list(run))]
    runs = [[(x, y) for x, y, _ in spots if first <= x <= last] for first, last in ends]
    drawn = [
        f'<path d="M{"L".join(f"{x:.2f} {y:.2f}" for x, y in run)}" fill="none" stroke="{colour}" '
        f'stroke-width=".7" stroke-linejoin="round"{dash}/>'
        for run in runs
        if len(run) > 1
    ]
    for x, y, _ in spots:
        if trend.enforcement:
            drawn.append(
                f'<rect x="{x - 0.9:.2f}" y="{y - 0.9:.2f}" width="1.8" height="1.8" fill="{colour}"/>'
            )
        else:
            drawn.append(f'<circle cx="{x:.2f}" cy="{y:.2f}" r="1" fill="{colour}"/>')
    for x, y, value in dict.fromkeys((spots[0], spots[-1])) if spots else ():
        said = words.number(value)
        anchor = "end" if x == xs[-1] else "start" if x == xs[0] else "middle"
        at = x + (3.5 if anchor == "end" else -3 if anchor == "start" else 0)
        edge = f'stroke="{PAPER}" stroke-width=".9" stroke-linejoin="round"'
        words_svg = say(at, y - 2.2, said, bold=True, anchor=anchor)
        drawn += [words_svg.replace("<text ", f"<text {edge} ", 1), words_svg]
    return drawn
