"""Shapes of maps and of their legends: outlines of any form, symbols of services, numbers of zones."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from briefing.content.model import ServicePoint, ZoneOutline
from briefing.slides.looks import INK, PAPER
from briefing.slides.marks import Para, Run, emu, fill, line
from briefing.slides.page import Room
from briefing.slides.sheet import Sheet, frame
from layers.look.zones import ZONE_LOOKS

UNIT: Final = 127  # of paths: a hundredth of a point
SYMBOL: Final = 15.0
BADGE: Final = 16.0


def freeform(
    sheet: Sheet, name: str, alt: str | None, rings: Sequence[NDArray[np.float64]], paint: str
) -> str:
    """Return one shape with rings, and stretches of two points, as its paths; '' where there is none."""
    if not rings:
        return ""
    every = np.concatenate(rings)
    low, high = every.min(axis=0), every.max(axis=0)
    room = Room(*map(float, (low[0], low[1], max(high[0] - low[0], 0.1), max(high[1] - low[1], 0.1))))
    scale = emu(1) / UNIT
    pieces = []
    for ring in rings:
        (x, y), *rest = np.rint((ring - low) * scale).astype(int).tolist()
        pieces.append(f'<a:moveTo><a:pt x="{x}" y="{y}"/></a:moveTo>')
        pieces += [f'<a:lnTo><a:pt x="{x}" y="{y}"/></a:lnTo>' for x, y in rest]
        if len(ring) > 2:
            pieces.append("<a:close/>")
    wide, tall = (round(each * scale) for each in (room.width, room.height))
    return (
        f"<p:sp><p:nvSpPr>{sheet.named(name, alt)}<p:cNvSpPr/><p:nvPr/></p:nvSpPr><p:spPr>{frame(room)}"
        '<a:custGeom><a:avLst/><a:gdLst/><a:ahLst/><a:cxnLst/><a:rect l="0" t="0" r="r" b="b"/>'
        f'<a:pathLst><a:path w="{wide}" h="{tall}">{"".join(pieces)}</a:path></a:pathLst></a:custGeom>'
        f"{paint}</p:spPr></p:sp>"
    )


def symbol_room(middle: NDArray[np.float64], size: float = SYMBOL) -> Room:
    """Return the square of a symbol around its middle."""
    return Room(float(middle[0]) - size / 2, float(middle[1]) - size / 2, size, size)


def service_look(service: ServicePoint) -> tuple[str, str]:
    """Return the look of a service's symbol and the colour of its letter."""
    dash = (2.0, 1.5) if service.approximate else ()
    if service.strong and not service.approximate:
        return fill(INK) + line(PAPER, 0.75), PAPER
    return fill(PAPER) + line(INK, 1.25, dash), INK


def zone_line(status: str) -> str:
    """Return the outline of a zone of a status: only what is in force is drawn whole."""
    look = ZONE_LOOKS[status]
    return line(look.ink("light"), 0.8 * look.width, look.dash)


def badge(sheet: Sheet, zone: ZoneOutline, room: Room) -> str:
    """Return the number of a zone: light on its colour where it is in force, else its colour on light."""
    ink = ZONE_LOOKS[zone.status].ink("light")
    inside, letters = (ink, PAPER) if zone.in_force else (PAPER, ink)
    return sheet.shape(
        f"Zone number {zone.number}",
        room,
        "roundRect",
        fill(inside) + line(ink if not zone.in_force else PAPER, 1),
        paras=(Para((Run(str(zone.number), 10, True, letters),), "ctr"),),
        wrap=False,
    )
