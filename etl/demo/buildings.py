"""Building footprints along the streets, clear of streets, water, parks and one another."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from shapely import Polygon

from etl.demo.frame import Floats
from etl.demo.geography import Geography
from etl.demo.ground import urbanity
from etl.demo.streets import Street

_HALF_STREET_M = {"main": 11.0, "local": 7.0, "path": 4.0}


@dataclass(frozen=True)
class Building:
    """One footprint. `use` is home, shop, public or industry."""

    id: str
    use: str
    shape: Polygon


def build_buildings(rng: np.random.Generator, town: Geography, streets: list[Street]) -> list[Building]:
    """Return footprints: terraces where the town is dense, single houses where it is not."""
    shapes, on_main = _candidates(rng, streets)
    centres = shapely.get_coordinates(shapely.centroid(shapes))
    density = urbanity(centres)
    wanted = rng.random(len(shapes)) < np.clip(0.03 + 0.86 * density, 0, 0.9)
    shapes, on_main, density = shapes[wanted], on_main[wanted], density[wanted]
    streets_wide = shapely.union_all(
        [line.buffer(_HALF_STREET_M[street.kind] - 1.5) for street in streets for line in street.lines]
    )
    free = town.land.buffer(-9).difference(shapely.union_all([p.shape.buffer(4) for p in town.parks]))
    free = free.difference(streets_wide)
    parts = shapely.get_parts(free)
    tree = shapely.STRtree(parts)
    inside = np.zeros(len(shapes), dtype=bool)
    inside[tree.query(shapes, predicate="covered_by")[0]] = True
    shapes, on_main, density = shapes[inside], on_main[inside], density[inside]
    kept = _without_overlaps(shapes)
    shapes, on_main, density = shapes[kept], on_main[kept], density[kept]
    dockside = shapely.dwithin(shapes, town.water[0].shape, 150)
    draw = rng.random(len(shapes))
    uses = np.where(
        dockside & (draw < 0.45),
        "industry",
        np.where(on_main & (draw < 0.2 + 0.5 * density), "shop", np.where(draw > 0.985, "public", "home")),
    )
    order = np.lexsort(shapely.get_coordinates(shapely.centroid(shapes)).T)
    return [Building(f"B{n + 1:05d}", str(uses[k]), shapes[k]) for n, k in enumerate(order)]


def _candidates(rng: np.random.Generator, streets: list[Street]) -> tuple[np.ndarray, np.ndarray]:
    """Return rectangles on both sides of every street in random order, and whether it is a main one."""
    on: list[shapely.LineString] = []
    plots: list[tuple[float, float, float, float]] = []  # start and end along the line, depth, setback
    main: list[bool] = []
    for street in streets:
        if street.kind == "path":
            continue
        for line in street.lines:
            whole = line.length
            for side in (-1, 1):
                along = rng.uniform(6, 16)
                while along < whole - 12:
                    here = shapely.get_coordinates(shapely.line_interpolate_point(line, along))
                    dense = float(urbanity(here)[0])
                    front = rng.uniform(20, 32) + 50 * dense * rng.random()
                    depth = rng.uniform(10, 13) + 6 * dense * rng.random()
                    setback = _HALF_STREET_M[street.kind] + rng.uniform(0, 1.5 + 5 * (1 - dense))
                    on.append(line)
                    plots.append((along, min(along + front, whole - 8), side * depth, side * setback))
                    main.append(street.kind == "main")
                    along += front + rng.uniform(2, 6) + 22 * (1 - dense) * rng.random()
    order = rng.permutation(len(plots))  # no street has first claim to a corner plot
    return shapely.polygons(_rectangles(on, np.array(plots))[order]), np.array(main)[order]


def _rectangles(lines: list[shapely.LineString], plots: Floats) -> Floats:
    """Return the five corners of each plot, shape (n, 5, 2), from its row of start, end, depth and setback.

    Depth and setback are metres to the left of the line, negative to its right.
    """
    starts, ends = (
        shapely.get_coordinates(shapely.line_interpolate_point(lines, plots[:, at])) for at in (0, 1)
    )
    step = ends - starts
    length = np.maximum(np.hypot(step[:, 0], step[:, 1]), 1.0)
    normal = np.column_stack([-step[:, 1], step[:, 0]]) / length[:, None]
    out, back = normal * plots[:, 3, None], normal * plots[:, 2, None]
    near = (starts + out, ends + out)
    return np.stack([near[0], near[1], near[1] + back, near[0] + back, near[0]], axis=1)


def _without_overlaps(shapes: np.ndarray) -> np.ndarray:
    """Return which shapes stay when each gives way to the earlier ones it comes within 1 m of."""
    shrunk = shapely.buffer(shapes, 0.5)
    first, second = shapely.STRtree(shrunk).query(shrunk, predicate="intersects")
    pairs = first > second
    rivals: dict[int, list[int]] = {}
    for late, early in zip(first[pairs].tolist(), second[pairs].tolist(), strict=True):
        rivals.setdefault(late, []).append(early)
    kept = shapely.area(shapes) > 90
    for late in sorted(rivals):
        if any(kept[early] for early in rivals[late]):
            kept[late] = False
    return np.asarray(kept)
