"""The clash ranking as a picture: for each service a dot and a bar, its index and 95 % interval."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from briefing.content.model import Clashes, Ranked
from briefing.drawing.frame import Size
from briefing.drawing.svg import INK, PAPER, QUIET, RULE, TYPE_MM, picture, say
from briefing.drawing.wrap import wrap
from briefing.words.words import Words
from layers.look.standing import SAME, Scale, scale_over

NAMES: Final = 0.36  # of the width
FIGURES: Final = 0.31
LINE_MM: Final = 4.0
AROUND_MM: Final = 3.0  # above and below the lines of a row together
HEAD_MM: Final = 12.0
MOST_LINES: Final = 3


@dataclass(frozen=True)
class _Row:
    ranked: Ranked
    name: tuple[str, ...]
    below: tuple[str, ...]
    right: tuple[str, ...]

    @property
    def height(self) -> float:
        return LINE_MM * max(len(self.name) + len(self.below), len(self.right), 2) + AROUND_MM


def draw_ranking(clashes: Clashes, words: Words, *, width: float, ident: str) -> str:
    """Return the ranking as SVG on a logarithmic scale; its height follows from the names.

    Raises:
        BadInputError: it has no alternative text.
    """
    names, figures = width * NAMES, width * FIGURES
    left, chart = names, width - names - figures - 6
    scale = scale_over(
        [bound for each in clashes.services for bound in (each.index.low, each.index.high) if bound]
    )
    rows = [_row(each, names, figures) for each in clashes.services]
    bottom = HEAD_MM + sum(row.height for row in rows)
    body = [
        *_axis(scale, left, chart, bottom, words),
        say(0, 8.6, words.say("drawing.service"), fill=QUIET),
        say(left + chart + 6, 8.6, words.say("drawing.index"), fill=QUIET),
    ]
    y = HEAD_MM
    for row in rows:
        body += _draw(row, y, left, chart, width, scale)
        y += row.height
    body.append(f'<path d="M0 {y:.2f}H{width:g}" stroke="{RULE}" stroke-width=".2"/>')
    return picture(Size(width, bottom + 0.5), ident, words.say("drawing.ranking"), _alt(clashes), body)


def _row(ranked: Ranked, names: float, figures: float) -> _Row:
    name = wrap(f"{ranked.rank}. {ranked.name}", names - 3, TYPE_MM, bold=True)[:MOST_LINES]
    interval = ranked.index.note if ranked.index.number is not None else ""
    figure = ranked.index.text if not interval else f"{ranked.index.text} ({interval})"
    said = wrap(ranked.label, figures, TYPE_MM, bold=True)
    if figure.casefold() != ranked.label.casefold():
        said += wrap(figure, figures, TYPE_MM)
    return _Row(ranked, tuple(name), tuple(wrap(ranked.type_title, names - 3, TYPE_MM)), tuple(said))


def _axis(scale: Scale, left: float, chart: float, bottom: float, words: Words) -> list[str]:
    drawn = [say(left + scale.place(SAME) * chart, 3.2, words.say("drawing.same"), anchor="middle")]
    for tick in scale.ticks():
        x = left + scale.place(tick) * chart
        same = tick == SAME
        drawn.append(say(x, 8.6, words.number(tick), anchor="middle", bold=same, fill="" if same else QUIET))
        look = f'stroke="{INK}" stroke-width=".35"' if same else f'stroke="{RULE}" stroke-width=".2"'
        drawn.append(f'<path d="M{x:.2f} 10.2V{bottom:.2f}" {look}/>')
    return drawn


def _draw(row: _Row, top: float, left: float, chart: float, width: float, scale: Scale) -> list[str]:
    ranked, index = row.ranked, row.ranked.index
    drawn = [f'<path d="M0 {top:.2f}H{width:g}" stroke="{RULE}" stroke-width=".2"/>']
    first = top + AROUND_MM / 2 + 2.9
    names = [(line, True) for line in row.name] + [(line, False) for line in row.below]
    for at, (line, bold) in enumerate(names):
        drawn.append(say(0, first + at * LINE_MM, line, bold=bold, fill="" if bold else QUIET))
    bolds = len(wrap(ranked.label, width * FIGURES, TYPE_MM, bold=True))
    for at, line in enumerate(row.right):
        drawn.append(say(left + chart + 6, first + at * LINE_MM, line, bold=at < bolds))
    y = top + row.height / 2
    if index.number is not None:
        if index.low is not None and index.high is not None:
            low, high = (left + scale.place(bound) * chart for bound in (index.low, index.high))
            drawn.append(
                f'<path d="M{low:.2f} {y:.2f}H{high:.2f}M{low:.2f} {y - 1.1:.2f}v2.2'
                f'M{high:.2f} {y - 1.1:.2f}v2.2" stroke="{ranked.colour}" stroke-width=".7" fill="none"/>'
            )
        drawn.append(_mark(ranked.state, left + scale.place(index.number) * chart, y, ranked.colour))
    return drawn


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


def _alt(clashes: Clashes) -> str:
    """Return the alternative text with every row: the picture holds figures that stand nowhere else."""
    if not clashes.alt.strip():
        return ""
    rows = [
        f"{each.rank}. {each.name}, {each.type_title}: {each.label}"
        + (f", {each.index.text} ({each.index.note})" if each.index.number is not None else "")
        for each in clashes.services
    ]
    return " ".join([clashes.alt, *(f"{row}." for row in rows)])
