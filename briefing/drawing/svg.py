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
    parts = []
    for polygon in shapely.get_parts(np.asarray(list(shapes), dtype=object)):
        for ring in shapely.get_rings(polygon) if polygon.geom_type == "Polygon" else ():
            points = np.rint(shapely.get_coordinates(ring) * STEPS).astype(np.int64)
            moved = np.diff(points, axis=0)[:-1]
            moved = moved[np.any(moved != 0, axis=1)]
            if len(moved) < 2:
                continue
            parts.append(f"M{points[0, 0]} {points[0, 1]}l{' '.join(map(str, moved.ravel().tolist()))}z")
    return "".join(parts)


def in_steps(paths: Iterable[str]) -> str:
    """Return paths in STEPS as part of a picture in millimetres."""
    return f'<g transform="scale({1 / STEPS:g})">{"".join(paths)}</g>'
