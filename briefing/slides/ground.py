"""Maps of native shapes: one freeform a class, so that one click recolours it; services and zones by name."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray

from briefing.content.model import STATES, Ground, MapShown, ServicePoint, ZoneOutline
from briefing.drawing.frame import Frame, Size, frame_of, scale_bar
from briefing.slides.looks import (
    EDGE,
    GROUND,
    INK,
    PAPER,
    PRESETS,
    WATER,
    edge_of,
    ground_of,
    is_marked,
    mark_line,
    marks_in,
)
from briefing.slides.marks import Para, Run, fill, line
from briefing.slides.outline import BADGE, SYMBOL, badge, freeform, service_look, symbol_room, zone_line
from briefing.slides.page import Room
from briefing.slides.sheet import Sheet, frame
from briefing.words.words import Words
from layers.look.zones import ZONE_LOOKS

MM: Final = 72 / 25.4  # points in a millimetre
CROWDED: Final = ((240, 0.45), (45, 0.7))  # more services than so many are drawn so much smaller
STRIP: Final = 18.0  # under a map, for its scale
_DRAWN: Final = (0, 4, 3, 2, 1)  # states from the lowest to the uppermost


@dataclass(frozen=True)
class MapParts:
    """What a map shows beside its layer. fitted: its paper is no wider or higher than the place."""

    services: bool = True
    zones: bool = True
    furniture: bool = True
    fitted: bool = False
    cells: bool = True


def draw_map(
    sheet: Sheet,
    name: str,
    alt: str,
    ground: Ground,
    shown: MapShown,
    room: Room,
    words: Words,
    parts: MapParts,
) -> Room:
    """Put a map into a room as one group and return what of it is taken.

    Raises ValueError without `alt`.
    """
    if not alt:
        raise ValueError(f"{name}: a map needs a text for who cannot see it")
    high = room.height - (STRIP if parts.furniture else 0)
    panel = room.upper(high)
    if parts.fitted:
        panel = _fitted(panel, ground.bounds)
    framed = frame_of(ground.bounds, Size(panel.width / MM, panel.height / MM))
    group = sheet.named(name, alt)
    placed = _placer(framed, panel)
    inside = shapely.box(panel.left, panel.top, panel.right, panel.bottom)
    shapes = [sheet.shape("Paper", panel, "rect", fill(PAPER) + line(EDGE, 0.75))]
    for title, geometry, paint in (
        ("Ground", ground.outline, fill(GROUND) + line("", 0)),
        ("Water", ground.water, fill(WATER) + line("", 0)),
    ):
        shapes.append(freeform(sheet, title, None, _rings(_clipped(placed, [geometry], inside)), paint))
    if parts.cells:
        shapes += _cells(sheet, shown, placed, inside)
    outline = _rings(_clipped(placed, [ground.outline], inside))
    shapes.append(freeform(sheet, words.say("slides.map.outline"), None, outline, fill("") + line(EDGE, 1)))
    if parts.services:
        crowd = next((part for more, part in CROWDED if len(ground.services) > more), 1.0)
        shapes += [
            _symbol(sheet, each, at, words, crowd)
            for each in sorted(ground.services, key=lambda each: each.strong)
            if _holds(panel, at := placed(np.array([[each.longitude, each.latitude]]))[0])
        ]
    if parts.zones:
        shapes += _zones(sheet, ground.zones, placed, inside, panel, words)
    if parts.furniture:
        shapes += _furniture(sheet, framed, room, panel, words)
    taken = (
        Room(panel.left, panel.top, panel.width, panel.height + room.height - high) if parts.fitted else room
    )
    place = frame(taken).removeprefix("<a:xfrm>").removesuffix("</a:xfrm>")
    child = place.replace("a:off", "a:chOff").replace("a:ext", "a:chExt")
    sheet.add(
        f"<p:grpSp><p:nvGrpSpPr>{group}<p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr>"
        f"<p:grpSpPr><a:xfrm>{place}{child}</a:xfrm></p:grpSpPr>{''.join(shapes)}</p:grpSp>"
    )
    return taken


def _fitted(panel: Room, bounds: tuple[float, float, float, float]) -> Room:
    """Return the part of a panel, from its left and top, that has the shape of a place."""
    west, south, east, north = bounds
    wide = (east - west) * math.cos(math.radians((south + north) / 2))
    shape = wide / max(north - south, 1e-9)
    return Room(
        panel.left, panel.top, min(panel.width, panel.height * shape), min(panel.height, panel.width / shape)
    )


Placer = Callable[[NDArray[np.float64]], NDArray[np.float64]]


def _placer(framed: Frame, panel: Room) -> Placer:
    corner = np.array([panel.left, panel.top])

    def placed(points: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray(framed.place(points) * MM + corner)

    return placed


def _clipped(
    placed: Placer, shapes: Sequence[shapely.Geometry] | NDArray[np.object_], inside: shapely.Geometry
) -> shapely.Geometry:
    """Return shapes as one on the slide, as far as they are inside; they do not overlap."""
    moved = shapely.transform(np.asarray(shapes, object), placed)
    kept = shapely.clip_by_rect(moved, *shapely.bounds(inside))
    parts = shapely.get_parts(kept)
    held = [each for each in parts if each.geom_type == "Polygon" and not each.is_empty]
    return shapely.multipolygons(held) if held else shapely.MultiPolygon()


def _rings(shape: shapely.Geometry) -> list[NDArray[np.float64]]:
    return [shapely.get_coordinates(ring)[:-1] for ring in shapely.get_rings(shapely.get_parts(shape))]


def _cells(sheet: Sheet, shown: MapShown, placed: Placer, inside: shapely.Geometry) -> list[str]:
    """Return one shape for each class and state of a layer, and one of its lines or dots."""
    found = []
    west, _, east, _ = shapely.bounds(inside)
    space = 4.5 if east - west > 300 else 3.2
    titles = {each.colour: each.text for each in shown.legend if each.colour}
    states = {each.state: each.text for each in shown.legend if not each.colour}
    for state in _DRAWN:
        name = STATES[state]
        classed = name in ("released", "parent")
        for level, colour in enumerate(shown.colours) if classed else [(None, "")]:
            chosen = shown.state == state
            if level is not None:
                chosen &= shown.level == level
            if not chosen.any():
                continue
            text = titles.get(colour, "") if name == "released" else states.get(name, name)
            if name == "parent":
                text = f"{titles.get(colour, '')}: {text}"
            area = _clipped(placed, shown.shapes[chosen], inside)
            look = ground_of(name, colour) + edge_of(name)
            found.append(freeform(sheet, text, text, _rings(area), look))
            if is_marked(name):
                marks = marks_in(name, area, space)
                found.append(freeform(sheet, f"{text} (marks)", None, marks, mark_line(name, colour)))
    return found


def _symbol(
    sheet: Sheet, service: ServicePoint, middle: NDArray[np.float64], words: Words, crowd: float
) -> str:
    paint, ink = service_look(service)
    told = f"{service.name}: {service.type_title}"
    if service.approximate:
        told = f"{told}, {words.say('slides.map.approximate')}"
    return sheet.shape(
        service.name,
        symbol_room(middle, SYMBOL * crowd),
        PRESETS[service.shape],
        paint,
        alt=told,
        paras=(Para((Run(service.letter, 8 * crowd, True, ink),), "ctr"),),
        wrap=False,
    )


def _zones(
    sheet: Sheet,
    zones: Sequence[ZoneOutline],
    placed: Placer,
    inside: shapely.Geometry,
    panel: Room,
    words: Words,
) -> list[str]:
    found, badges, taken = [], [], list[Room]()
    for zone in zones:
        rings = _rings(_clipped(placed, [zone.geometry], inside))
        if not rings:
            continue
        status = words.say(f"slides.status.{zone.status}")
        told = words.say("slides.map.zone", number=zone.number, name=zone.name, status=status)
        halo = fill("") + line(PAPER, 0.8 * ZONE_LOOKS[zone.status].width + 2)
        found.append(freeform(sheet, f"{told} (edge)", None, rings, halo))
        found.append(freeform(sheet, told, told, rings, fill("") + zone_line(zone.status)))
        every = np.concatenate(rings)
        corner = every[np.argmin(every.sum(axis=1))]
        room = _free(Room(float(corner[0]) - BADGE, float(corner[1]) - BADGE, BADGE, BADGE), panel, taken)
        taken.append(room)
        badges.append(badge(sheet, zone, room))
    return found + badges


def _free(room: Room, panel: Room, taken: Sequence[Room]) -> Room:
    """Return a badge's room inside the panel, moved right until it covers no other."""
    left = min(max(room.left, panel.left + 1), panel.right - BADGE - 1)
    top = min(max(room.top, panel.top + 1), panel.bottom - BADGE - 1)
    while any(abs(left - each.left) < BADGE and abs(top - each.top) < BADGE for each in taken):
        left += BADGE + 1
        if left > panel.right - BADGE:
            left, top = panel.left + 1, top + BADGE + 1
    return Room(left, top, BADGE, BADGE)


def _holds(panel: Room, point: NDArray[np.float64]) -> bool:
    half = SYMBOL / 2
    return bool(
        panel.left + half <= point[0] <= panel.right - half
        and panel.top + half <= point[1] <= panel.bottom - half
    )


def _furniture(sheet: Sheet, framed: Frame, room: Room, panel: Room, words: Words) -> list[str]:
    """Return the scale bar under a map and the arrow that points north."""
    bar = scale_bar(framed, min(0.3 * panel.width, 150.0) / MM)
    length = bar.mm * MM
    top = panel.bottom + 6
    dark = fill("tx1") + line("", 0)
    label = (Para((Run(words.digits(bar.label), 11),)),)
    north = Room(panel.right - 22, panel.top + 6, 16, 30)
    return [
        sheet.shape(
            "Scale bar",
            Room(room.left, top + 3, length, 3),
            "rect",
            dark,
            alt=words.say("slides.map.scale", length=words.digits(bar.label)),
        ),
        *(
            sheet.shape("Scale bar end", Room(at, top, 1.5, 9), "rect", dark)
            for at in (room.left, room.left + length - 1.5)
        ),
        sheet.label("Scale", Room(room.left + length + 6, panel.bottom + 3, 80, STRIP - 3), label),
        sheet.shape(
            "North arrow", north, "upArrow", fill(INK) + line(PAPER, 1), alt=words.say("slides.map.north")
        ),
    ]
