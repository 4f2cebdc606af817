"""Neighbourhoods and small areas of the invented town: how they are laid out, and their exact tiling."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from shapely import LineString, Polygon

from etl.demo.frame import Floats, Ints
from etl.demo.ground import bend, unbend, urbanity


@dataclass(frozen=True)
class District:
    """The plan of one neighbourhood before the land is bent: seed point and street grid.

    `turn_deg` is the bearing of its streets, `block_m` the sides of its blocks.
    """

    name: str
    seed: tuple[float, float]
    turn_deg: float
    block_m: tuple[float, float]


@dataclass(frozen=True)
class Area:
    """A named polygon. `district` is the position of its neighbourhood (its own, for a neighbourhood)."""

    id: str
    name: str
    district: int
    shape: shapely.Geometry


WEST = (
    District("Old Quay", (-620, -1250), 12, (105, 140)),
    District("Ropewalk", (-900, -150), -18, (115, 165)),
    District("Millrace", (-1650, 1150), 31, (135, 190)),
    District("Lantern Hill", (-2750, 150), -38, (140, 200)),
    District("Westerstrand", (-2500, -1750), 8, (130, 185)),
    District("Upper Vel", (-2250, 2500), 20, (190, 260)),
)
EAST = (
    District("Quayside", (900, -1180), -9, (95, 130)),
    District("Market Hill", (650, -50), 22, (105, 150)),
    District("Northgate", (350, 1450), 3, (125, 175)),
    District("Garrison", (2150, 350), -27, (130, 190)),
    District("Eastcliff", (2650, -1600), 17, (135, 195)),
    District("Orchard End", (1500, 2800), -33, (190, 260)),
)
DISTRICTS = WEST + EAST
SMALL_AREAS = 76


def tile(
    place: Polygon, wet: shapely.Geometry, river: LineString
) -> tuple[tuple[Area, ...], tuple[Area, ...]]:
    """Return small areas and neighbourhoods: unions of the same faces, so both tile the place exactly."""
    seeds = _small_seeds(place.difference(wet), river)
    return _label(_faces(place, river, seeds), river, seeds)


def _cuts(seeds: Floats) -> shapely.Geometry:
    """Return the bent edges between the nearest-seed regions of `seeds`."""
    frame = shapely.box(-7000, -7000, 7000, 7000)
    edges = shapely.voronoi_polygons(shapely.MultiPoint(seeds), extend_to=frame, only_edges=True)
    return shapely.transform(shapely.segmentize(edges.intersection(frame), 60), bend)


def _small_seeds(land: shapely.Geometry, river: LineString) -> list[Floats]:
    """Return seeds of the small areas of each neighbourhood, before bending: closer where the town is dense.

    Lloyd's algorithm on a 60 m lattice weighted by how built-up it is, from a sunflower round the mean.
    """
    axis = np.arange(-4800.0, 4801.0, 60.0)
    lattice = np.array(np.meshgrid(axis, axis)).reshape(2, -1).T
    lattice = lattice[shapely.contains(land, shapely.points(lattice))]
    district = _nearest_district(lattice, river)
    flat = unbend(lattice)
    weight = urbanity(lattice) ** 1.3
    total = weight.sum()
    found = []
    for number in range(len(DISTRICTS)):
        own, mass = flat[district == number], weight[district == number]
        count = max(3, round(SMALL_AREAS * float(mass.sum() / total)))
        k = np.arange(count)
        reach = 1.3 * np.sqrt((k + 0.5) / count) * own.std(axis=0).mean()
        seeds = np.average(own, axis=0, weights=mass) + np.column_stack(
            [reach * np.cos(2.39996 * k), reach * np.sin(2.39996 * k)]
        )
        for _ in range(25):
            nearest = _nearest(own, seeds)
            for k_own in np.unique(nearest):
                members = nearest == k_own
                seeds[k_own] = np.average(own[members], axis=0, weights=mass[members])
        found.append(seeds)
    return found


def _nearest(xy: Floats, seeds: Floats) -> Ints:
    return np.asarray(((xy[:, None, :] - seeds[None, :, :]) ** 2).sum(axis=2).argmin(axis=1))


def _nearest_district(xy: Floats, river: LineString) -> Ints:
    """Return the neighbourhood of each point: the nearest seed on its side of the river."""
    west = shapely.contains(_west_of(river), shapely.points(xy))
    flat = unbend(xy)
    seeds = np.array([plan.seed for plan in DISTRICTS], dtype=np.float64)
    on_west = _nearest(flat, seeds[: len(WEST)])
    on_east = _nearest(flat, seeds[len(WEST) :]) + len(WEST)
    return np.where(west, on_west, on_east)


def _faces(place: Polygon, river: LineString, seeds: list[Floats]) -> list[Polygon]:
    """Return the smallest pieces that the river, neighbourhoods and small areas cut the place into."""
    west = _west_of(river)
    lines = [place.boundary, river]
    for side, plans, first in ((west, WEST, 0), (place.difference(west), EAST, len(WEST))):
        reach = side.intersection(place).buffer(5)
        large = _cuts(np.array([plan.seed for plan in plans], dtype=np.float64))
        lines.append(large.intersection(reach))
        for number in range(first, first + len(plans)):
            own = shapely.transform(shapely.segmentize(_own_region(number), 60), bend)
            lines.append(_cuts(seeds[number]).intersection(own.buffer(5)).intersection(reach))
    noded = shapely.union_all(lines, grid_size=0.01)
    faces = shapely.get_parts(shapely.polygonize([noded]))
    inside = shapely.contains_properly(place.buffer(1), shapely.point_on_surface(faces))
    return [face for face, kept in zip(faces, inside, strict=True) if kept]


def _own_region(district: int) -> Polygon:
    """Return the nearest-seed region of a neighbourhood among those on its side, before bending."""
    plans = WEST if district < len(WEST) else EAST
    seed = shapely.Point(DISTRICTS[district].seed)
    frame = shapely.box(-7000, -7000, 7000, 7000)
    regions = shapely.get_parts(
        shapely.voronoi_polygons(shapely.MultiPoint([plan.seed for plan in plans]), extend_to=frame)
    )
    return next(region for region in regions if region.contains(seed))


def _west_of(river: LineString) -> Polygon:
    bank = shapely.get_coordinates(river)
    return Polygon([*bank, (bank[-1][0], -9000), (-9000, -9000), (-9000, bank[0][1])])


def _label(
    faces: list[Polygon], river: LineString, seeds: list[Floats]
) -> tuple[tuple[Area, ...], tuple[Area, ...]]:
    """Return small areas and neighbourhoods as unions of the faces nearest to their seeds."""
    points = shapely.get_coordinates(shapely.point_on_surface(faces))
    labels: dict[tuple[int, int], list[Polygon]] = {}
    for face, xy, district in zip(
        faces, unbend(points), _nearest_district(points, river).tolist(), strict=True
    ):
        part = int(_nearest(xy[None, :], seeds[district])[0])
        labels.setdefault((district, part), []).append(face)
    small: list[Area] = []
    for (district, _), members in sorted(labels.items(), key=lambda item: item[0]):
        shape = shapely.coverage_union_all(members)
        number = sum(area.district == district for area in small) + 1
        name = f"{DISTRICTS[district].name} {number}"
        small.append(Area(f"T{len(small) + 1:03d}", name, district, shape))
    large = tuple(
        Area(
            f"N{number + 1:02d}",
            plan.name,
            number,
            shapely.coverage_union_all([area.shape for area in small if area.district == number]),
        )
        for number, plan in enumerate(DISTRICTS)
    )
    return tuple(small), large
