"""The few parts of a picture that every drawing is made of. Units are millimetres, so type keeps its size."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final
from xml.sax.saxutils import escape

import numpy as np
import shapely

from briefing.drawing.frame import Size
from etl.errors import BadInputError

INK: Final = "#1b252d"
QUIET: Final = "#55636d"
RULE: Final = "#aab4bb"
PAPER: Final = "#ffffff"
FONT: Final = "Inter, Arial, Helvetica, sans-serif"
TYPE_MM: Final = 3.2  # 9 pt: the smallest words of a picture
POLYGON: Final = 3  # the type of a polygon in shapely
STEPS: Final = 100  # of a millimetre: paths are whole numbers of these


def picture(size: Size, ident: str, title: str, alt: str, body: Iterable[str], defs: str = "") -> str:
    """Return a picture with its title and what a reader who cannot see it needs to know.

    Raises:
        BadInputError: it has no such words.
    """
    if not alt.strip():
        raise BadInputError(f"picture {ident}", "has no alternative text", "Say in words what it shows.")
    box = f"{size.width_mm:g} {size.height_mm:g}"
    width, height = f"{size.width_mm:g}mm", f"{size.height_mm:g}mm"
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {box}" width="{width}" height="{height}" '
            f'role="img" aria-labelledby="{ident}-t {ident}-d" font-family="{FONT}" fill="{INK}">',
            f'<title id="{ident}-t">{escape(title)}</title><desc id="{ident}-d">{escape(alt)}</desc>',
            *([f"<defs>{defs}</defs>"] if defs else []),
            *body,
            "</svg>",
        ]
    )


def height_of(svg: str) -> float:
    """Return how high a picture of `picture` is, in millimetres."""
    return float(svg.split('height="', 1)[1].split("mm", 1)[0])


def say(
    x: float,
    y: float,
    words: str,
    *,
    size: float = TYPE_MM,
    bold: bool = False,
    anchor: str = "start",
    fill: str = "",
) -> str:
    """Return words whose baseline is at y."""
    look = ' font-weight="600"' if bold else ""
    look += f' text-anchor="{anchor}"' if anchor != "start" else ""
    look += f' fill="{fill}"' if fill else ""
    return f'<text x="{x:.2f}" y="{y:.2f}" font-size="{size:g}"{look}>{escape(words)}</text>'


def path_of(shapes: Iterable[shapely.Geometry]) -> str:
    """Return the rings of polygons in millimetres as one path in STEPS of a millimetre, '' for none.

    Steps are relative to the point before, so that a point costs a few characters; rounding never adds up.
    """
    polygons = shapely.get_parts(np.asarray(list(shapes), dtype=object))
    rings = shapely.get_rings(polygons[shapely.get_type_id(polygons) == POLYGON])
    corners, ring = shapely.get_coordinates(rings, return_index=True)
    points = np.rint(corners * STEPS).astype(np.int64)
    moved = np.diff(points, axis=0)
    within = ring[1:] == ring[:-1]
    closing = within & np.append(ring[2:] != ring[1:-1], True)[: len(within)]
    kept = within & ~closing & np.any(moved != 0, axis=1)
    starts = points[np.searchsorted(ring, np.arange(len(rings)))].tolist()
    ends = np.cumsum(np.bincount(ring[1:][kept], minlength=len(rings))).tolist()
    steps, parts, begun = moved[kept].tolist(), [], 0
    for (x, y), end in zip(starts, ends, strict=True):
        if end - begun >= 2:
            parts.append(f"M{x} {y}l{' '.join(f'{dx} {dy}' for dx, dy in steps[begun:end])}z")
        begun = end
    return "".join(parts)


def in_steps(paths: Iterable[str]) -> str:
    """Return paths in STEPS as part of a picture in millimetres."""
    return f'<g transform="scale({1 / STEPS:g})">{"".join(paths)}</g>'
