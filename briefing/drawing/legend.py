"""What a map's colours, patterns, symbols and lines mean, in words beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from briefing.content.model import LegendLine, ServicePoint, ZoneOutline
from briefing.drawing.cells import PATTERNED, pattern_on
from briefing.drawing.outlines import BADGE_MM, draw_badge, line_of
from briefing.drawing.services import draw_symbol
from briefing.drawing.svg import INK, PAPER, QUIET, STEPS, TYPE_MM, in_steps, say
from briefing.drawing.wrap import width_of, wrap
from briefing.words.words import Words
from layers.look.zones import ZONE_LOOKS

_Item = TypeVar("_Item")
ROW_MM: Final = 4.9
LINE_MM: Final = 3.9  # from one line of the same words to the next
SWATCH_MM: Final = (6.4, 3.7)
GAP_MM: Final = 2.0
SYMBOL_MM: Final = 4.4
LONGEST: Final = 3  # lines of one name


@dataclass(frozen=True)
class Column:
    """Parts of a picture that were set one below the other, and where the next would begin."""

    parts: tuple[str, ...]
    bottom: float


def classes_column(legend: Sequence[LegendLine], ident: str, left: float, top: float, width: float) -> Column:
    """Return the colour classes, the highest first, then the states that occur on the map."""
    classes = [line for line in legend if line.colour][::-1]
    states = [line for line in legend if not line.colour and line.count]
    middle = classes[len(classes) // 2].colour if classes else PAPER  # what a larger area's hatch lies on
    parts, y = [], top
    wide, high = SWATCH_MM
    for line in (*classes, *states):
        under = line.colour or (middle if line.state == "parent" else PAPER)
        pattern = pattern_on(line.state, under)
        fills = [under, *([f"url(#{ident}-{pattern})"] if line.state in PATTERNED else [])]
        parts.append(
            in_steps(
                [
                    f'<path d="M{left * STEPS:.0f} {y * STEPS:.0f}h{wide * STEPS:.0f}v{high * STEPS:.0f}'
                    f'h{-wide * STEPS:.0f}z" fill="{each}" stroke="{QUIET}" stroke-width="{0.2 * STEPS:g}"/>'
                    for each in fills
                ]
            )
        )
        words = wrap(line.text, width - wide - GAP_MM, TYPE_MM)
        parts += [say(left + wide + GAP_MM, y + 2.95 + at * LINE_MM, each) for at, each in enumerate(words)]
        y += ROW_MM + (len(words) - 1) * LINE_MM
    return Column(tuple(parts), y)


def zones_column(zones: Sequence[ZoneOutline], words: Words, left: float, top: float, width: float) -> Column:
    """Return the zones by number and name, under the line of their status."""
    if not zones:
        return Column((), top)
    parts = [say(left, top + 3, words.say("drawing.zones"), bold=True)]
    y = top + ROW_MM + 0.6
    for status in [each for each in ZONE_LOOKS if any(zone.status == each for zone in zones)]:
        line = f'<path d="M{left * STEPS:.0f} {(y + 1.8) * STEPS:.0f}h900" fill="none" {line_of(status)}/>'
        parts.append(in_steps([line]))
        said = wrap(words.say(f"drawing.status.{status}"), width - 11, TYPE_MM)
        parts += [say(left + 11, y + 2.95 + at * LINE_MM, each, fill=QUIET) for at, each in enumerate(said)]
        y += ROW_MM + (len(said) - 1) * LINE_MM + 0.4
        for zone in [zone for zone in zones if zone.status == status]:
            parts += draw_badge(zone.number, left + 2.3, y + 2.2, BADGE_MM, ZONE_LOOKS[status].ink("light"))
            names = shortened(zone.name, width - 6.8)
            parts += [say(left + 6.8, y + 3.3 + at * LINE_MM, each) for at, each in enumerate(names)]
            y += ROW_MM + (len(names) - 1) * LINE_MM + 0.6
    return Column(tuple(parts), y)


def services_row(
    services: Sequence[ServicePoint], words: Words, left: float, top: float, width: float
) -> Column:
    """Return the kinds of services on the map in columns, the protected ones first."""
    kinds = list({(each.type, each.approximate): each for each in services}.values())
    kinds.sort(key=lambda each: (not each.strong, each.type_title, each.approximate))
    about = words.say("drawing.approximate")
    titles = [f"{each.type_title} ({about})" if each.approximate else each.type_title for each in kinds]
    if not kinds:
        return Column((), top)
    wide = [width_of(title, TYPE_MM) + SYMBOL_MM + 3 * GAP_MM for title in titles]
    rows = next(
        (n for n in range(1, len(kinds)) if sum(max(each) for each in _by(wide, n)) <= width), len(kinds)
    )
    parts, x = [], left
    for column in _by(list(zip(kinds, titles, wide, strict=True)), rows):
        for at, (kind, title, _) in enumerate(column):
            y = top + at * (ROW_MM + 0.3)
            parts += [
                draw_symbol(kind, x + SYMBOL_MM / 2, y + 2.3, SYMBOL_MM),
                say(x + SYMBOL_MM + 1.6, y + 3.4, title, fill=INK),
            ]
        x += max(each for _, _, each in column)
    return Column(tuple(parts), top + rows * (ROW_MM + 0.3))


def _by(items: list[_Item], rows: int) -> list[list[_Item]]:
    """Return items in columns of so many rows."""
    return [items[at : at + rows] for at in range(0, len(items), rows)]


def shortened(name: str, width: float) -> list[str]:
    """Return a name in a few lines; what does not fit is left out with a sign that it was."""
    lines = wrap(name, width, TYPE_MM)
    return lines if len(lines) <= LONGEST else [*lines[: LONGEST - 1], f"{lines[LONGEST - 1][:-1].rstrip()}…"]
