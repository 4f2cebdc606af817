"""Zones on a map: dashed where proposed, solid where in force, with a number that hides no service."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray

from briefing.content.model import ZoneOutline
from briefing.drawing.frame import Frame, Size, clip
from briefing.drawing.svg import PAPER, STEPS, in_steps, path_of, say
from layers.look.zones import ZONE_LOOKS

LARGE_MM: Final = 100.0  # maps from this width on have lines and numbers of full size
SMALLEST: Final = 0.62
LINE_MM: Final = 0.3  # for each pixel of a line's width on the screen
BADGE_MM: Final = 4.6
CLEAR_MM: Final = 0.6  # between a badge and what it must not hide
AWAY_MM: Final = (0.0, 3.0, 6.0, 9.0, 13.0)
TRIED: Final = 24  # places along an outline
_FAR: Final = 99.0


def finer(frame: Frame) -> float:
    """Return by how much lines and numbers are smaller on this map than on a large one."""
    return min(1.0, max(SMALLEST, frame.size.width_mm / LARGE_MM))


def draw_outlines(zones: Sequence[ZoneOutline], frame: Frame) -> list[str]:
    """Return the zones' lines, each with a light edge so that it stands out on any colour."""
    drawn, share = [], finer(frame)
    for zone, shape in zip(zones, shapes_of(zones, frame), strict=True):
        path = path_of([shape])
        if path:
            look = ZONE_LOOKS[zone.status]
            drawn.append(
                f'<path d="{path}" fill="{look.ink("light")}" fill-opacity="{look.fill / 2:g}" '
                f'stroke="{PAPER}" stroke-width="{(LINE_MM * look.width + 0.6) * share * STEPS:.0f}"/>'
                f'<path d="{path}" fill="none" {line_of(zone.status, share)}/>'
            )
    return [in_steps(drawn)] if drawn else []


def shapes_of(zones: Sequence[ZoneOutline], frame: Frame) -> list[shapely.Geometry]:
    """Return the zones in millimetres."""
    return [shapely.simplify(shapely.transform(zone.geometry, frame.to_mm), 0.02) for zone in zones]


def line_of(status: str, share: float = 1.0) -> str:
    """Return how a status's line looks, in steps of a millimetre; one in force is solid."""
    look = ZONE_LOOKS[status]
    width = LINE_MM * look.width * share
    dash = " ".join(f"{part * width * STEPS:.0f}" for part in look.dash)
    return f'stroke="{look.ink("light")}" stroke-width="{width * STEPS:.0f}" stroke-linejoin="round"' + (
        f' stroke-dasharray="{dash}"' if dash else ""
    )


def draw_badges(
    zones: Sequence[ZoneOutline], frame: Frame, services: NDArray[np.float64], symbol_mm: float
) -> list[str]:
    """Return the zones' numbers, each beside its line where it hides no service and no other number.

    services: where they lie, millimetres (n, 2); symbol_mm: how wide the widest is.
    """
    wide = BADGE_MM * finer(frame)
    drawn: list[str] = []
    taken: list[tuple[float, float]] = []
    for zone, shape in zip(zones, shapes_of(zones, frame), strict=True):
        if shape.is_empty or clip(shape, frame.size).is_empty:
            continue
        x, y = _badge_place(shape, frame.size, services, symbol_mm, wide, taken)
        taken.append((x, y))
        on_line = shapely.get_coordinates(shapely.shortest_line(shapely.Point(x, y), shape.boundary))[-1]
        ink = ZONE_LOOKS[zone.status].ink("light")
        if np.hypot(on_line[0] - x, on_line[1] - y) > wide / 2:
            drawn.append(
                f'<path d="M{x:.2f} {y:.2f}L{on_line[0]:.2f} {on_line[1]:.2f}" '
                f'stroke="{ink}" stroke-width=".35"/>'
            )
        drawn += draw_badge(zone.number, x, y, wide, ink)
    return drawn


def draw_badge(number: int, x: float, y: float, wide: float, ink: str) -> list[str]:
    """Return a zone's number on a plate so wide around a point."""
    corner = f'x="{x - wide / 2:.2f}" y="{y - wide / 2:.2f}" width="{wide:g}" height="{wide:g}"'
    type_mm = round(wide * 0.72, 2)
    return [
        f'<rect {corner} rx="{wide / 5:g}" fill="{ink}" stroke="{PAPER}" stroke-width=".3"/>',
        say(x, y + wide * 0.26, str(number), size=type_mm, bold=True, anchor="middle", fill=PAPER),
    ]


def _badge_place(
    shape: shapely.Geometry,
    size: Size,
    services: NDArray[np.float64],
    symbol_mm: float,
    wide: float,
    taken: Sequence[tuple[float, float]],
) -> tuple[float, float]:
    """Return the place nearest the line that is clear of services and badges, else the clearest of all."""
    best, most = (0.0, 0.0), -_FAR
    for away in AWAY_MM:
        line = shapely.buffer(shape, away).exterior if shape.geom_type == "Polygon" else None
        line = line if line is not None else shapely.convex_hull(shapely.buffer(shape, away)).exterior
        for point in shapely.line_interpolate_point(line, np.arange(TRIED) / TRIED, normalized=True):
            x, y = float(point.x), float(point.y)
            edge = min(x, y, size.width_mm - x, size.height_mm - y) - wide / 2
            room = min(
                _nearest(services, x, y) - (symbol_mm + wide) / 2 - CLEAR_MM,
                _nearest(np.array(taken, float).reshape(-1, 2), x, y) - wide - CLEAR_MM,
                edge,
            )
            if room > most:
                best, most = (x, y), room
        if most >= 0:
            return best
    return best


def _nearest(points: NDArray[np.float64], x: float, y: float) -> float:
    return float(np.min(np.hypot(points[:, 0] - x, points[:, 1] - y))) if len(points) else _FAR
