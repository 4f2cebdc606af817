"""Land and water of the invented town, its neighbourhoods and its small areas, in frame metres."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from shapely import LineString, MultiLineString, Polygon

from etl.demo.areas import Area, tile
from etl.demo.frame import Floats


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
    small, large = tile(place, wet, river)
    place = shapely.coverage_union_all([area.shape for area in large])
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


def named_lines(shape: shapely.Geometry) -> list[LineString]:
    """Return the line parts of a shape, leaving out points that an intersection may bring along."""
    if isinstance(shape, LineString | MultiLineString):
        return [part for part in shapely.get_parts(shape) if not part.is_empty]
    return [part for part in shapely.get_parts(shape) if isinstance(part, LineString)]
