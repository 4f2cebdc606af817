"""What each zone gives and takes, as a picture: overdose calls covered over police activity forgone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from briefing.drawing.axis import ticks
from briefing.drawing.frame import Size
from briefing.drawing.svg import INK, PAPER, QUIET, RULE, TYPE_MM, picture, say
from briefing.drawing.wrap import width_of
from briefing.words.words import Words
from layers import words as english
from layers.zones.side_by_side import Option

SIZE_MM: Final = 4.6
ROOM: Final = 1.12  # beyond the largest figure


def draw_trade(placed: Sequence[Option], alt: str, words: Words, *, size: Size, ident: str) -> str:
    """Return the chart as SVG; a zone whose figures may not be shown is left out.

    Filled: no other zone here beats it on everything.

    Raises:
        BadInputError: it has no alternative text.
    """
    shown = [
        (each, 100 * each.gains[0], each.losses[0])
        for each in placed
        if each.gains[0] is not None and each.losses[0] is not None
    ]
    ups = ticks(ROOM * max((gain for _, gain, _ in shown), default=0.0), 3)
    alongs = ticks(ROOM * max((loss for _, _, loss in shown), default=0.0), 4)
    labels = [f"{words.number(tick)}{english.PERCENT}" for tick in ups]
    left = max(width_of(label, TYPE_MM) for label in labels) + 2.5
    right, top, bottom = size.width_mm - 4.0, 6.5, size.height_mm - 11.0

    def point(gain: float, loss: float) -> tuple[float, float]:
        return left + (right - left) * loss / alongs[-1], bottom - (bottom - top) * gain / ups[-1]

    body = [say(0, 3.2, words.say("drawing.gives"), fill=QUIET)]
    body.append(say(right, size.height_mm - 1.2, words.say("drawing.takes"), anchor="end", fill=QUIET))
    for tick, label in zip(ups, labels, strict=True):
        _, y = point(tick, 0)
        body.append(f'<path d="M{left:.2f} {y:.2f}H{right:.2f}" stroke="{RULE}" stroke-width=".2"/>')
        body.append(say(left - 1.5, y + 1.1, label, anchor="end", fill=QUIET))
    for tick in alongs:
        x, _ = point(0, tick)
        body.append(f'<path d="M{x:.2f} {top:.2f}V{bottom:.2f}" stroke="{RULE}" stroke-width=".2"/>')
        body.append(say(x, bottom + 4.6, words.number(tick), anchor="middle", fill=QUIET))
    for each, gain, loss in shown:
        body += _mark(each, *point(gain, loss))
    return picture(size, ident, words.say("drawing.trade"), alt, body)


def _mark(each: Option, x: float, y: float) -> list[str]:
    fill, ink = (INK, PAPER) if each.stays else (PAPER, INK)
    half = SIZE_MM / 2
    return [
        f'<circle cx="{x:.2f}" cy="{y:.2f}" r="{half:g}" fill="{fill}" stroke="{INK}" stroke-width=".4"/>',
        say(x, y + 1.2, str(each.number), size=3.4, bold=True, anchor="middle", fill=ink),
    ]
