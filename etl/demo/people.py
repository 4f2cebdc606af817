"""Surfaces of the invented town over points along its streets: residents, need, night life, enforcement.

Every surface is an array with one value for each street point (`Sites.xy`, frame metres); event generators
draw points in proportion to it. Only the generator knows these surfaces: no index ever writes the truth.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import shapely

from etl.demo.frame import Floats, Ints
from etl.demo.geography import Geography
from etl.demo.ground import urbanity
from etl.demo.streets import Street

RESIDENTS = 74_000
MULTIPLIER = 3.0
TREATMENT_SCALE_M = 300.0
NIGHT_SHARE = 0.13  # of overdoses and of enforcement: unlike, they would be a clash nobody wrote down
UNEXPLAINED_SD = 0.12  # of the log of what moves enforcement and has no record; more drowns the treatment
UNEXPLAINED_M = 400.0  # over which it changes
_SPACING_M = 24.0


class HotArea(NamedTuple):
    """Where need gathers: frame metres, strength, spread (standard deviation). served: services come here."""

    east_m: float
    north_m: float
    strength: float
    sd_m: float
    served: bool


HOT_AREAS = (
    HotArea(560.0, -870.0, 1.2, 240.0, False),  # the quay, with one exchange and room for no other service
    HotArea(-620.0, -1250.0, 0.8, 300.0, True),
    HotArea(820.0, -420.0, 0.8, 300.0, True),
    HotArea(-1050.0, 150.0, 1.2, 330.0, True),
    HotArea(500.0, 1350.0, 1.5, 340.0, True),
    HotArea(2150.0, 250.0, 1.8, 330.0, True),
    HotArea(-2300.0, -1450.0, 2.0, 330.0, True),
    HotArea(1350.0, -1500.0, 2.0, 250.0, False),
    HotArea(2650.0, -1650.0, 3.2, 320.0, False),
    HotArea(-1900.0, 1350.0, 6.0, 320.0, False),
    HotArea(-2900.0, 250.0, 5.0, 320.0, False),
    HotArea(-2250.0, 2600.0, 9.0, 340.0, False),
    HotArea(1500.0, 2900.0, 8.0, 340.0, False),
    HotArea(2700.0, 1600.0, 9.0, 320.0, False),
    HotArea(-300.0, 2700.0, 6.0, 320.0, False),
    HotArea(3450.0, -300.0, 4.0, 280.0, False),
    HotArea(-3300.0, -900.0, 4.0, 260.0, False),
)
# Estates at the edge of the town: more residents than its fabric alone would have there.
_ESTATES = tuple((area.east_m, area.north_m) for area in HOT_AREAS[9:15])
_ESTATE_STRENGTH, _ESTATE_SD_M = 0.4, 420.0
# Where the police record more for each overdose although no service is near: enforcement varies in life too.
POLICED_AREAS = (
    (2650.0, -1650.0),
    (-2900.0, 250.0),
    (1500.0, 2900.0),
    (-300.0, 2700.0),
    (-1900.0, 1350.0),
)
POLICED_EXCESS, POLICED_SD_M = 0.4, 480.0
_NIGHT_AREAS = ((260.0, -1280.0, 240.0), (560.0, -700.0, 220.0), (-520.0, -1450.0, 260.0))


@dataclass(frozen=True)
class Sites:
    """Points along the streets where things can happen. `small_area` and `neighbourhood` are positions in the
    town's lists. `siting`: where services of the tested kinds find premises."""

    xy: Floats
    small_area: Ints
    neighbourhood: Ints
    residents: Floats
    need: Floats
    siting: Floats
    night: Floats
    unexplained: Floats


def build_sites(rng: np.random.Generator, town: Geography, streets: list[Street]) -> Sites:
    """Return street points at least 15 m inside the place with their surfaces (each sums to 1)."""
    points = [
        shapely.get_coordinates(
            shapely.line_interpolate_point(line, np.arange(_SPACING_M / 2, line.length, _SPACING_M))
        )
        for street in streets
        if street.kind != "path"
        for line in street.lines
    ]
    xy = np.concatenate(points)
    xy = xy + rng.normal(0, 4, xy.shape)
    geometry = shapely.points(xy)
    dry = town.land.buffer(-5).intersection(town.place.buffer(-15))
    shapely.prepare(dry)
    kept = shapely.contains(dry, geometry)
    xy, geometry = xy[kept], geometry[kept]
    shapes = [area.shape for area in town.small_areas]
    position, area = shapely.STRtree(shapes).query(geometry, predicate="intersects")
    small_area = np.zeros(len(xy), dtype=np.int64)
    small_area[position] = area
    neighbourhood = np.array([area.district for area in town.small_areas])[small_area]
    built = urbanity(xy)
    estates = sum(np.exp(-_squared(xy, centre) / (2 * _ESTATE_SD_M**2)) for centre in _ESTATES)
    residents = (built**0.95 + _ESTATE_STRENGTH * estates) * np.exp(0.35 * smooth_noise(rng, xy, 650))
    uneven = np.exp(0.22 * smooth_noise(rng, xy, 450))
    need = residents * (0.3 + _hot(xy, HOT_AREAS)) * uneven
    siting = residents * _hot(xy, [area for area in HOT_AREAS if area.served]) * uneven
    night = sum(np.exp(-_squared(xy, (x, y)) / (2 * s * s)) for x, y, s in _NIGHT_AREAS)
    unexplained = np.exp(UNEXPLAINED_SD * smooth_noise(rng, xy, UNEXPLAINED_M)) * _policed(xy)
    return Sites(
        xy=xy,
        small_area=small_area,
        neighbourhood=neighbourhood,
        residents=_share(residents),
        need=_share(need),
        siting=_share(siting),
        night=_share(np.asarray(night)),
        unexplained=np.asarray(unexplained),
    )


def day_surface(sites: Sites) -> Floats:
    """Return where overdoses happen outside night life: need, and a little wherever people live."""
    return 0.92 * sites.need + 0.08 * sites.residents


def enforcement_surface(sites: Sites, treated: Floats, *, multiplier: float = MULTIPLIER) -> Floats:
    """Return where drug enforcement happens: as overdoses, with unexplained variation, more near `treated`.

    treated: frame metres, shape (k, 2); may be empty. Sums to 1: the total stays what it would have been.
    """
    base = ((1 - NIGHT_SHARE) * day_surface(sites) + NIGHT_SHARE * sites.night) * sites.unexplained
    return _share(base * treatment(sites.xy, treated, multiplier))


def treatment(xy: Floats, treated: Floats, multiplier: float) -> Floats:
    """Return max over treated points of 1 + (m - 1) exp(-d^2 / (2 x 300^2)), d in straight-line metres."""
    if not len(treated):
        return np.ones(len(xy))
    squared = np.min([_squared(xy, (x, y)) for x, y in treated], axis=0)
    return np.asarray(1 + (multiplier - 1) * np.exp(-squared / (2 * TREATMENT_SCALE_M**2)))


def smooth_noise(rng: np.random.Generator, xy: Floats, length_m: float) -> Floats:
    """Return a smooth random field with mean 0 and standard deviation 1 (random Fourier features)."""
    waves = rng.normal(0, 1 / length_m, (2, 160))
    phase = rng.uniform(0, 2 * np.pi, 160)
    field = np.cos(xy @ waves + phase).sum(axis=1)
    return np.asarray((field - field.mean()) / field.std())


def residents_by_area(sites: Sites, areas: int) -> Ints:
    """Return whole residents of each small area; they add up to about `RESIDENTS`."""
    share = np.bincount(sites.small_area, weights=sites.residents, minlength=areas)
    return np.asarray(np.round(RESIDENTS * share)).astype(np.int64)


def _hot(xy: Floats, areas: Sequence[HotArea]) -> Floats:
    """Return how much need gathers at each point, 0 or more, without units."""
    each = [area.strength * np.exp(-_squared(xy, area[:2]) / (2 * area.sd_m**2)) for area in areas]
    return np.asarray(np.sum(each, axis=0))


def _policed(xy: Floats) -> Floats:
    """Return how many times as much enforcement an overdose goes with in and around `POLICED_AREAS`."""
    near = np.max([np.exp(-_squared(xy, each) / (2 * POLICED_SD_M**2)) for each in POLICED_AREAS], axis=0)
    return np.asarray(1 + POLICED_EXCESS * near)


def _squared(xy: Floats, centre: tuple[float, float]) -> Floats:
    return np.asarray((xy[:, 0] - centre[0]) ** 2 + (xy[:, 1] - centre[1]) ** 2)


def _share(values: Floats) -> Floats:
    return np.asarray(values / values.sum())
