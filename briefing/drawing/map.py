"""A map of one layer as a picture: the place, its cells, water, services and zones, and how to read it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import shapely

from briefing.content.model import Ground, MapShown
from briefing.drawing.cells import draw_cells, patterns
from briefing.drawing.frame import Frame, Size, clip, frame_of, scale_bar
from briefing.drawing.legend import (
    LINE_MM,
    STRIP_NAME_MM,
    Column,
    classes_column,
    ramp,
    service_items,
    strip,
    zone_items,
    zones_column,
)
from briefing.drawing.outlines import draw_badges, draw_outlines
from briefing.drawing.services import draw_services, points_of, symbol_mm, symbols
from briefing.drawing.svg import INK, PAPER, QUIET, RULE, STEPS, TYPE_MM, in_steps, path_of, picture, say
from briefing.drawing.wrap import wrap
from briefing.words.words import Words

GROUND: Final = "#f3f4f2"
WATER: Final = "#d5e1e8"
SHORE: Final = "#7391a3"
FURNITURE_MM: Final = 8.5
BETWEEN_MM: Final = 4.0
NARROW_MM: Final = 60.0  # from this width on a legend is beside its map
LEGEND_SHARE: Final = 0.335
NONE: Final = Column((), 0.0)
LEGEND_MM: Final = (38.0, 62.0)  # the narrowest and the widest


@dataclass(frozen=True)
class _Room:
    """Where the map's box is in its picture."""

    left: float
    top: float
    box: Size


def draw_map(
    ground: Ground,
    shown: MapShown,
    words: Words,
    *,
    size: Size,
    legend: bool,
    furniture: bool,
    services: bool,
    ident: str,
    header: bool = True,
    name_mm: float = STRIP_NAME_MM,
) -> str:
    """Return a map as SVG. ident: of its parts, unlike any other picture's on the same page.

    size: the picture is higher where its legend needs more. legend: beside it, below a narrow one.
    furniture: scale bar and north arrow. services: their symbols. header: the layer's title, unit and
    period above it. name_mm: the most that a zone's name takes below the map.

    Raises:
        BadInputError: the map has no alternative text.
    """
    stacked = legend and size.width_mm < NARROW_MM
    above = _header(shown, size) if header else NONE
    below = FURNITURE_MM if furniture else 0.0
    points = ground.services if services else ()
    low, high = LEGEND_MM
    beside = min(max(size.width_mm * LEGEND_SHARE, low), high) if legend and not stacked else 0.0
    wide = size.width_mm - beside - (BETWEEN_MM if beside else 0.0)
    top = above.bottom
    corner = (0.0, size.height_mm, wide) if stacked else (wide + BETWEEN_MM, top, beside)
    column = NONE
    if legend:
        narrow = ramp(shown, ident, *corner) if stacked else None
        column = narrow or classes_column(shown.legend, ident, *corner)
    below_items = service_items(points, words) if legend else []
    if legend and services:
        kinds = strip(below_items, 0, 0, size.width_mm)
        named = zones_column(ground.zones, words, corner[0], column.bottom + 2.5, corner[2])
        if named.bottom + kinds.bottom <= size.height_mm:
            column = Column((*column.parts, *named.parts), named.bottom)
        else:
            below_items = [*zone_items(ground.zones, words, name_mm), *below_items]
    kinds = strip(below_items, 0, 0, size.width_mm)
    low_end = size.height_mm if stacked else max(size.height_mm, column.bottom + kinds.bottom)
    box = Size(wide, low_end - top - below - (0.0 if stacked else kinds.bottom))
    size = Size(size.width_mm, column.bottom + kinds.bottom if stacked else low_end)
    room = _Room(0.0, top, box)
    frame = frame_of(ground.bounds, box)
    body = [*above.parts, _box(room), *_place(ground, shown, frame, room, ident, services=services)]
    if furniture:
        body += _furniture(frame, room, words)
    body += column.parts
    if legend:
        body += strip(below_items, 0, size.height_mm - kinds.bottom, size.width_mm).parts
    inner = f'<clipPath id="{ident}-c"><path d="{_corners(box)}"/></clipPath>'
    defs = patterns(ident, shown.environment) + symbols(points, ident) + inner
    return picture(size, ident, shown.title or shown.environment_title, shown.alt, body, defs)


def _place(
    ground: Ground, shown: MapShown, frame: Frame, room: _Room, ident: str, *, services: bool
) -> list[str]:
    """Return what is on the ground, within the map's box."""
    outline = clip(shapely.transform(ground.outline, frame.to_mm), frame.size)
    water = clip(shapely.transform(ground.water, frame.to_mm), frame.size)
    outline, water = shapely.simplify(outline, 0.05), shapely.simplify(water, 0.05)
    points = ground.services if services else ()
    widest = max((symbol_mm(each, len(points)) for each in points), default=0.0)
    shore = path_of([water])
    return [
        f'<g transform="translate({room.left:g} {room.top:g})" clip-path="url(#{ident}-c)">',
        in_steps([f'<path d="{path_of([outline])}" fill="{PAPER}"/>', f'<path d="{shore}" fill="{WATER}"/>']),
        draw_cells(shown, frame, ident),
        in_steps(
            [
                f'<path d="{shore}" fill="none" stroke="{SHORE}" stroke-width="{0.2 * STEPS:g}"/>',
                f'<path d="{path_of([outline])}" fill="none" stroke="{INK}" stroke-width="{0.3 * STEPS:g}"/>',
            ]
        ),
        *draw_outlines(ground.zones, frame),
        *draw_services(points, frame, ident),
        *draw_badges(ground.zones, frame, points_of(points, frame), widest),
        "</g>",
    ]


def _header(shown: MapShown, size: Size) -> Column:
    """Return the layer's title, its unit and its period."""
    title = wrap(shown.title or shown.environment_title, size.width_mm, 3.9, bold=True)
    parts = [say(0, 3.6 + at * 4.6, line, size=3.9, bold=True) for at, line in enumerate(title)]
    y = 3.6 + len(title) * 4.6
    for line in wrap(" · ".join(each for each in (shown.unit, shown.period) if each), size.width_mm, TYPE_MM):
        parts.append(say(0, y, line, fill=QUIET))
        y += LINE_MM
    return Column(tuple(parts), y - 1.0)


def _box(room: _Room) -> str:
    corner = f'x="{room.left + 0.1:g}" y="{room.top + 0.1:.2f}"'
    size = f'width="{room.box.width_mm - 0.2:.2f}" height="{room.box.height_mm - 0.2:.2f}"'
    return f'<rect {corner} {size} fill="{GROUND}" stroke="{RULE}" stroke-width=".2"/>'


def _corners(box: Size) -> str:
    return f"M.1 .1h{box.width_mm - 0.2:.2f}v{box.height_mm - 0.2:.2f}h{0.2 - box.width_mm:.2f}z"


def _furniture(frame: Frame, room: _Room, words: Words) -> list[str]:
    """Return the scale bar and the north arrow, below the map, where they hide nothing."""
    bar = scale_bar(frame, min(40.0, frame.size.width_mm * 0.4))
    y, part = room.top + frame.size.height_mm + 2.0, bar.mm / 4
    drawn = [
        f'<rect x="{room.left + 8 + at * part:.2f}" y="{y:.2f}" width="{part:.2f}" height="1.3" '
        f'fill="{INK if at % 2 == 0 else PAPER}" stroke="{INK}" stroke-width=".2"/>'
        for at in range(4)
    ]
    x = room.left + 2.4
    return [
        f'<path d="M{x:.2f} {y - 1:.2f}l1.7 4.9l-1.7 -1.2l-1.7 1.2z" fill="{INK}"/>',
        say(x + 1.9, y + 3.9, words.say("drawing.north"), bold=True),
        *drawn,
        say(room.left + 8, y + 4.9, "0"),
        say(room.left + 8 + bar.mm, y + 4.9, bar.label, anchor="middle"),
    ]
