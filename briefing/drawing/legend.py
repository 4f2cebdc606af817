"""What a map's colours, patterns, symbols and lines mean, in words beside them."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final, TypeVar

from briefing.content.model import LegendLine, MapShown, ServicePoint, ZoneOutline
from briefing.drawing.cells import PATTERNED, pattern_on
from briefing.drawing.outlines import BADGE_MM, draw_badge, line_of
from briefing.drawing.services import draw_symbol
from briefing.drawing.svg import INK, PAPER, QUIET, STEPS, TYPE_MM, in_steps, say
from briefing.drawing.wrap import width_of, wrap
from briefing.words.words import Words
from layers.look.zones import ZONE_LOOKS

_Item = TypeVar("_Item")
ROW_MM: Final = 4.5
LINE_MM: Final = 3.9  # from one line of the same words to the next
SWATCH_MM: Final = (6.4, 3.7)
GAP_MM: Final = 2.0
SYMBOL_MM: Final = 4.4
LINE_SLOT_MM: Final = 9.0
STRIP_NAME_MM: Final = 75.0  # of one line of a zone's name in a strip
SHORT_NAME_MM: Final = 38.0  # where room is short: the zones are named elsewhere too
LONGEST: Final = 3  # lines of one name
RAMP_MM: Final = 3.4
APART_MM: Final = 0.7  # between two limits


@dataclass(frozen=True)
class Column:
    """Parts of a picture that were set one below the other, and where the next would begin."""

    parts: tuple[str, ...]
    bottom: float


@dataclass(frozen=True)
class Item:
    """A symbol with its meaning. slot: how wide the symbol is; draw: it, from its left end and middle."""

    title: str
    slot: float
    draw: Callable[[float, float], list[str]]


def classes_column(
    legend: Sequence[LegendLine], ident: str, left: float, top: float, width: float, *, under: str = ""
) -> Column:
    """Return the colour classes, the highest first, then the states that occur on the map.

    under: what a larger area's hatch lies on; '' for the middle class.
    """
    classes = [line for line in legend if line.colour][::-1]
    states = [line for line in legend if not line.colour and line.count]
    middle = under or (classes[len(classes) // 2].colour if classes else PAPER)
    parts, y = [], top
    wide, high = SWATCH_MM
    for line in (*classes, *states):
        ground = line.colour or (middle if line.state == "parent" else PAPER)
        pattern = pattern_on(line.state, ground)
        fills = [ground, *([f"url(#{ident}-{pattern})"] if line.state in PATTERNED else [])]
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


def ramp(shown: MapShown, ident: str, left: float, top: float, width: float) -> Column | None:
    """Return the classes side by side, the lowest first, their limits between them, then the other states.

    Limits that are too wide for one line stand in two; None where even those are.
    """
    side = width / max(len(shown.colours), 1)
    spots = [(left + at * side, width_of(text, TYPE_MM) / 2) for at, text in enumerate(shown.limits, 1)]
    lines = next((n for n in (1, 2) if all(_apart(spots[at::n]) for at in range(n))), 0)
    if not spots or len(spots) != len(shown.colours) - 1 or not lines:
        return None
    boxes = "".join(
        f'<path d="M{(left + at * side) * STEPS:.0f} {top * STEPS:.0f}h{side * STEPS:.0f}'
        f'v{RAMP_MM * STEPS:.0f}h{-side * STEPS:.0f}z" fill="{colour}" stroke="{QUIET}" '
        f'stroke-width="{0.2 * STEPS:g}"/>'
        for at, colour in enumerate(shown.colours)
    )
    below = top + RAMP_MM + 3.4
    texts = [
        say(x, below + at % lines * LINE_MM, text, anchor="middle")
        for at, ((x, _), text) in enumerate(zip(spots, shown.limits, strict=True))
    ]
    below += (lines - 1) * LINE_MM
    states = tuple(line for line in shown.legend if not line.colour)
    rest = classes_column(
        states, ident, left, below + 1.4, width, under=shown.colours[len(shown.colours) // 2]
    )
    return Column((in_steps([boxes]), *texts, *rest.parts), rest.bottom)


def _apart(spots: Sequence[tuple[float, float]]) -> bool:
    """Return whether words in the middle of these places, half so wide, keep clear of each other."""
    pairs = itertools.pairwise(spots)
    return all(b - a - half - other >= APART_MM for (a, half), (b, other) in pairs)


def zones_column(zones: Sequence[ZoneOutline], words: Words, left: float, top: float, width: float) -> Column:
    """Return the zones by number and name, under the line of their status."""
    if not zones:
        return Column((), top)
    parts = [say(left, top + 3, words.say("drawing.zones"), bold=True)]
    y = top + ROW_MM + 0.6
    for status in [each for each in ZONE_LOOKS if any(zone.status == each for zone in zones)]:
        parts.append(_status_line(status, left, y + 1.8))
        said = wrap(words.say(f"drawing.status.{status}"), width - 11, TYPE_MM)
        parts += [say(left + 11, y + 2.95 + at * LINE_MM, each, fill=QUIET) for at, each in enumerate(said)]
        y += ROW_MM + (len(said) - 1) * LINE_MM + 0.4
        for zone in [zone for zone in zones if zone.status == status]:
            parts += draw_badge(zone.number, left + 2.3, y + 2.2, BADGE_MM, ZONE_LOOKS[status].ink("light"))
            names = shortened(zone.name, width - 6.8)
            parts += [say(left + 6.8, y + 3.3 + at * LINE_MM, each) for at, each in enumerate(names)]
            y += ROW_MM + (len(names) - 1) * LINE_MM + 0.6
    return Column(tuple(parts), y)


def strip(items: Sequence[Item], left: float, top: float, width: float) -> Column:
    """Return symbols with their meanings in as few rows as fit, column by column."""
    if not items:
        return Column((), top)
    wide = [width_of(item.title, TYPE_MM) + item.slot + 2.5 * GAP_MM for item in items]
    rows = next(
        (n for n in range(1, len(items)) if sum(max(each) for each in _by(wide, n)) <= width), len(items)
    )
    parts, x = [], left
    for column in _by(list(zip(items, wide, strict=True)), rows):
        for at, (item, _) in enumerate(column):
            y = top + at * (ROW_MM + 0.3)
            parts += [*item.draw(x, y + 2.3), say(x + item.slot + 1.6, y + 3.4, item.title, fill=INK)]
        x += max(each for _, each in column)
    return Column(tuple(parts), top + rows * (ROW_MM + 0.3))


def service_items(services: Sequence[ServicePoint], words: Words) -> list[Item]:
    """Return the kinds of services, the protected ones first."""
    kinds = list({(each.type, each.approximate): each for each in services}.values())
    kinds.sort(key=lambda each: (not each.strong, each.type_title, each.approximate))
    about = words.say("drawing.approximate")
    return [
        Item(
            f"{each.type_title} ({about})" if each.approximate else each.type_title,
            SYMBOL_MM,
            partial(_service, each),
        )
        for each in kinds
    ]


def zone_items(zones: Sequence[ZoneOutline], words: Words, name_mm: float = STRIP_NAME_MM) -> list[Item]:
    """Return the statuses that occur and the zones by number, for a strip. name_mm: of a name."""
    statuses = [each for each in ZONE_LOOKS if any(zone.status == each for zone in zones)]
    lines = [
        Item(words.say(f"drawing.status.{each}"), LINE_SLOT_MM, partial(_line, each)) for each in statuses
    ]
    return lines + [
        Item(at_most(1, wrap(each.name, name_mm, TYPE_MM))[0], SYMBOL_MM, partial(_zone, each))
        for each in zones
    ]


def _service(service: ServicePoint, x: float, y: float) -> list[str]:
    return [draw_symbol(service, x + SYMBOL_MM / 2, y, SYMBOL_MM)]


def _line(status: str, x: float, y: float) -> list[str]:
    return [_status_line(status, x, y)]


def _zone(zone: ZoneOutline, x: float, y: float) -> list[str]:
    return draw_badge(zone.number, x + BADGE_MM / 2, y, BADGE_MM, ZONE_LOOKS[zone.status].ink("light"))


def _status_line(status: str, x: float, y: float) -> str:
    length = LINE_SLOT_MM * STEPS
    return in_steps(
        [f'<path d="M{x * STEPS:.0f} {y * STEPS:.0f}h{length:.0f}" fill="none" {line_of(status)}/>']
    )


def _by(items: list[_Item], rows: int) -> list[list[_Item]]:
    """Return items in columns of so many rows."""
    return [items[at : at + rows] for at in range(0, len(items), rows)]


def shortened(name: str, width: float) -> list[str]:
    """Return a name in a few lines; what does not fit is left out with a sign that it was."""
    return at_most(LONGEST, wrap(name, width, TYPE_MM))


def at_most(count: int, lines: list[str]) -> list[str]:
    """Return the first lines, the last of them with a sign where there were more."""
    return lines if len(lines) <= count else [*lines[: count - 1], f"{lines[count - 1][:-1].rstrip()}…"]
