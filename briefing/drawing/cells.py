"""A map's hexagons or neighbourhoods as one path for each class and state, small however many there are."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray

from briefing.content.model import STATES, CellState, MapShown
from briefing.drawing.frame import Frame
from briefing.drawing.svg import PAPER, RULE, STEPS, in_steps, path_of
from layers.look.colours import ink
from layers.look.symbols import TILE, pattern_marks

TILE_MM: Final = 1.9
FINEST_MM: Final = 0.9  # narrower shapes than this are drawn as squares of so many millimetres
SIMPLER_MM: Final = 0.04
ON_DARK: Final = "parent-on-dark"
DARK: Final = 400  # red, green and blue together, of 765
PATTERNED: Final[tuple[CellState, ...]] = ("parent", "withheld", "no_data")


def patterns(ident: str, environment: str) -> str:
    """Return the patterns of the states as definitions, in steps of a millimetre."""
    side = TILE_MM * STEPS
    box = f'width="{side:g}" height="{side:g}" viewBox="0 0 {TILE} {TILE}" patternUnits="userSpaceOnUse"'
    marks = {state: pattern_marks(state, environment, "light") for state in PATTERNED}
    on_dark = {ON_DARK: marks["parent"].replace(ink(environment, "light"), PAPER)}
    return "".join(
        f'<pattern id="{ident}-{name}" {box}>{marks}</pattern>' for name, marks in (marks | on_dark).items()
    )


def pattern_on(state: str, colour: str) -> str:
    """Return which pattern a state has on a colour (#rrggbb): light lines where dark would not show."""
    dark = sum(int(colour[at : at + 2], 16) for at in (1, 3, 5)) < DARK
    return ON_DARK if state == "parent" and dark else state


def draw_cells(shown: MapShown, frame: Frame, ident: str) -> str:
    """Return every shape of a map, filled by its class and patterned by its state."""
    shapes, state, level = _few(shown, frame)
    wide = len(shown.shapes) == len(shapes) and len(shapes) > 0
    line = f'stroke="{PAPER}" stroke-width="{0.18 * STEPS:g}" stroke-linejoin="round"' if wide else ""
    paths = []
    for code, (kind, colour) in _classes(shown, state, level):
        path = path_of(shapes[code])
        fills = [colour, *([f"url(#{ident}-{pattern_on(kind, colour)})"] if kind in PATTERNED else [])]
        edge = line if kind in ("released", "parent") else f'stroke="{RULE}" stroke-width="{0.12 * STEPS:g}"'
        paths += [f'<path d="{path}" fill="{fill}" {edge if wide else ""}/>' for fill in fills]
    return in_steps(paths)


def _classes(
    shown: MapShown, state: NDArray[np.uint8], level: NDArray[np.uint8]
) -> Iterator[tuple[NDArray[np.bool_], tuple[CellState, str]]]:
    """Yield which shapes are of a class, its state and its colour: those without a colour first."""
    for at in reversed(range(len(STATES))):
        name = STATES[at]
        coloured = name in ("released", "parent")
        for each in np.unique(level[state == at]) if coloured else [None]:
            here = (state == at) & ((level == each) if each is not None else True)
            if np.any(here):
                yield here, (name, shown.colours[int(each)] if each is not None else PAPER)


def _few(shown: MapShown, frame: Frame) -> tuple[NDArray[np.object_], NDArray[np.uint8], NDArray[np.uint8]]:
    """Return shapes in millimetres, states and levels: as they are, or squares where they are too fine."""
    shapes = shapely.transform(shown.shapes, frame.to_mm)
    if not len(shapes):
        return shapes, shown.state, shown.level
    # the median: a place's few slivers at its edge say nothing of the rest
    width = math.sqrt(float(np.median(shapely.area(shapes))))
    if width >= FINEST_MM:
        return shapely.simplify(shapes, SIMPLER_MM), shown.state, shown.level
    middle = shapely.get_coordinates(shapely.centroid(shapes))
    columns, rows = (math.ceil(side / FINEST_MM) for side in (frame.size.width_mm, frame.size.height_mm))
    at = np.floor(middle / FINEST_MM).astype(np.int64)
    inside = np.all((at >= 0) & (at < [columns, rows]), axis=1)
    grid = np.full((rows, columns), -1, np.int64)
    grid[at[inside, 1], at[inside, 0]] = shown.state[inside].astype(np.int64) * 256 + shown.level[
        inside
    ].astype(np.int64)
    return _runs(grid)


def _runs(grid: NDArray[np.int64]) -> tuple[NDArray[np.object_], NDArray[np.uint8], NDArray[np.uint8]]:
    """Return one rectangle for each run of equal squares in a row; -1 is empty."""
    edges = np.diff(grid, axis=1, prepend=-2) != 0
    row, first = np.nonzero(edges)
    last = np.append(first[1:], grid.shape[1])
    last[np.append(row[1:] != row[:-1], True)] = grid.shape[1]
    code = grid[row, first]
    kept = code >= 0
    row, first, last, code = row[kept], first[kept], last[kept], code[kept]
    boxes = shapely.box(first * FINEST_MM, row * FINEST_MM, last * FINEST_MM, (row + 1) * FINEST_MM)
    return boxes, (code // 256).astype(np.uint8), (code % 256).astype(np.uint8)
