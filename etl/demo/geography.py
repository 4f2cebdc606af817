"""Land and water of the invented town, its neighbourhoods and its small areas, in frame metres."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from shapely import LineString, MultiLineString, Polygon

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


@dataclass(frozen=True)
class Geography:
    """The lie of the land. `land` is the place without its water; `sea` lies outside the place."""

    place: Polygon
    land: shapely.Geometry
    river: LineString
    water: tuple[Area, ...]
    sea: Polygon
    parks: tuple[Area, ...]
    neighbourhoods: tuple[Area, ...]
    small_areas: tuple[Area, ...]

    @property
    def wet(self) -> shapely.Geometry:
        """All water inside the place as one shape."""
        return shapely.union_all([area.shape for area in self.water])


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
_PARKS = (
    ("Garrison Park", (1500, 700), 300),
    ("Lantern Common", (-2050, 650), 330),
    ("Fisher's Green", (-1350, -1150), 130),
    ("Market Gardens", (350, -620), 105),
    ("Strand Gardens", (-2100, -2330), 190),
    ("Cliff Fields", (3150, -1250), 260),
    ("Weir Meadow", (-350, 2050), 230),
    ("Orchard Wood", (2350, 2050), 340),
    ("Ropewalk Ground", (-950, 480), 120),
)


def build_geography(rng: np.random.Generator) -> Geography:
    """Return the town's land, water, parks and areas."""
    phase = rng.uniform(0, 2 * np.pi, 8)
    x = np.arange(-15_000.0, 15_001.0, 40.0)
    closing = -2550 + 130 * np.sin(x / 1500 + phase[0]) + 45 * np.sin(x / 420 + phase[1])
    closing -= 430 * np.exp(-(((x + 1750) / 620) ** 2)) + 330 * np.exp(-(((x - 2050) / 560) ** 2))
    bay = 1130 * np.exp(-((np.abs(x - 250 + 90 * np.sin(x / 260)) / 1020) ** 4.2))
    bay *= 1 + 0.09 * np.sin(x / 190 + phase[2])
    outline = _outline(phase)
    seaward = _half_plane(x, closing)
    place = shapely.make_valid(outline.intersection(seaward))
    river = _river(phase)
    water = _water(x, closing, bay, river, place)
    wet = shapely.union_all([shape for _, shape in water])
    parks = _parks(rng, place, wet)
    seeds = _small_seeds(shapely.difference(place, wet), river)
    faces = _faces(place, river, seeds)
    small, large = _label(faces, river, seeds)
    place = shapely.coverage_union_all(faces)
    disc = shapely.Point(0, -2600).buffer(13_000, 64)
    sea = disc.difference(seaward).difference(place)
    return Geography(
        place=place,
        land=place.difference(wet),
        river=river,
        water=tuple(Area(f"W{i + 1}", name, -1, shape) for i, (name, shape) in enumerate(water)),
        sea=max(shapely.get_parts(sea), key=lambda part: float(part.area)),
        parks=parks,
        neighbourhoods=large,
        small_areas=small,
    )


def _outline(phase: Floats) -> Polygon:
    turn = np.linspace(0, 2 * np.pi, 241)[:-1]
    wobble = 1 + 0.035 * np.sin(3 * turn + phase[3]) + 0.025 * np.sin(5 * turn + phase[4])
    wobble += 0.012 * np.sin(11 * turn + phase[5]) + 0.006 * np.sin(23 * turn + phase[6])
    round_ = np.power(np.abs(np.cos(turn)) ** 2.5 + np.abs(np.sin(turn)) ** 2.5, -1 / 2.5)
    return Polygon(
        np.column_stack([4130 * round_ * wobble * np.cos(turn), 4080 * round_ * wobble * np.sin(turn)])
    )


def _half_plane(x: Floats, y: Floats) -> Polygon:
    return Polygon([*zip(x, y, strict=True), (x[-1], 20_000), (x[0], 20_000)])


def _river(phase: Floats) -> LineString:
    t = np.linspace(0, 1, 220)
    calm = np.minimum(1, (1 - t) / 0.42)
    sway = 330 * np.sin(2 * np.pi * (1.7 * t + 0.12 + 0.03 * np.sin(phase[7])))
    sway += 120 * np.sin(2 * np.pi * 4.1 * t + phase[7])
    return LineString(np.column_stack([-750 * (1 - t) + 190 * t + sway * calm, 4700 * (1 - t) - 2900 * t]))


def _water(
    x: Floats, closing: Floats, bay: Floats, river: LineString, place: Polygon
) -> list[tuple[str, shapely.Geometry]]:
    harbour = _half_plane(x, closing).difference(_half_plane(x, closing + bay)).intersection(place)
    harbour = max(shapely.get_parts(harbour), key=lambda part: float(part.area))
    basins = shapely.MultiPolygon(
        [
            shapely.affinity.rotate(shapely.box(560, -1640, 690, -1130), -11),
            shapely.affinity.rotate(shapely.box(905, -1700, 1010, -1290), -11),
            shapely.affinity.rotate(shapely.box(-340, -1600, -250, -1330), 12),
        ]
    )
    moles = shapely.union_all(
        [
            LineString([(-1000, -2200), (-560, -2330), (-240, -2375), (-20, -2350)]).buffer(17),
            LineString([(1500, -2050), (1130, -2290), (820, -2365), (520, -2370)]).buffer(17),
        ]
    )
    harbour = shapely.union_all([harbour, basins]).difference(moles)
    stations = shapely.line_interpolate_point(river, np.linspace(0, 1, 300), normalized=True)
    widths = 21 + 62 * np.linspace(0, 1, 300) ** 3.2
    stream = shapely.union_all(shapely.buffer(stations, widths)).simplify(1.5).intersection(place)
    harbour = harbour.buffer(-4).buffer(4).simplify(0.5)  # no slivers where a mole meets the shore
    harbour = shapely.union_all([part for part in shapely.get_parts(harbour) if part.area > 5_000])
    stream = max(shapely.get_parts(stream.difference(harbour)), key=lambda part: float(part.area))
    return [("Velmouth Harbour", harbour), ("River Vel", stream)]


def _parks(rng: np.random.Generator, place: Polygon, wet: shapely.Geometry) -> tuple[Area, ...]:
    parks = []
    turn = np.linspace(0, 2 * np.pi, 49)[:-1]
    keep_off = wet.buffer(45)
    for number, (name, centre, radius) in enumerate(_PARKS):
        phase = rng.uniform(0, 2 * np.pi, 3)
        r = radius * (
            1
            + 0.22 * np.sin(2 * turn + phase[0])
            + 0.12 * np.sin(3 * turn + phase[1])
            + 0.05 * np.sin(5 * turn + phase[2])
        )
        blob = Polygon(np.column_stack([centre[0] + r * np.cos(turn), centre[1] + r * np.sin(turn)]))
        shape = blob.intersection(place.buffer(-60)).difference(keep_off)
        shape = max(shapely.get_parts(shape), key=lambda part: float(part.area))
        parks.append(Area(f"G{number + 1}", name, -1, shape))
    return tuple(parks)


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


def named_lines(shape: shapely.Geometry) -> list[LineString]:
    """Return the line parts of a shape, leaving out points that an intersection may bring along."""
    if isinstance(shape, LineString | MultiLineString):
        return [part for part in shapely.get_parts(shape) if not part.is_empty]
    return [part for part in shapely.get_parts(shape) if isinstance(part, LineString)]
