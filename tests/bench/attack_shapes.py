"""The attacker who has shapes put up for release: thirty, chosen so that together they tell of few.

The target is a hexagon of the finest grid with 1 to 7 events over the whole period. Around it lie five blocks
of hexagons with 8 events or more each. Every union of blocks is put up, with the target in those of an odd
number of blocks: of all ways to place it this leaves least squares the least in doubt. What the guard lets
through is released; where it refuses a union, the same one with or without the target is tried, or, by who is
stubborn, nothing: then all that is out serves.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np

from layers.disclosure import noise
from layers.statistics.checked import Floats, Ints
from layers.zones.guard import VERSIONS_A_YEAR, Released
from layers.zones.told import SUMS_SHARE
from tests.bench.attack_city import FEW, FIRST, NOISE, City, town

BLOCKS, CELLS_LOOKED_AT = 5, 24
ROUNDED = 25 / 12  # variance of rounding to 5
Shape = tuple[tuple[int, ...], bool]  # blocks, and whether the target is in it


@dataclass(frozen=True, eq=False)
class Around:
    """A target and the blocks around it: events of all quarters, as positions in the city, ascending.

    ground: what fixed ground tells of each block's count in the first version, and its variance.
    """

    groups: tuple[Ints, ...]  # the target, then the blocks
    ground: Floats


@dataclass(frozen=True)
class Known:
    """What else than a shape's first count an attacker has. next_year: the count of a year more.

    hours: the shapes are those of one hour of the week, of which fixed ground tells nothing here. sums: sums
    over distances too. stubborn: of a union that is refused nothing else is tried.
    """

    next_year: bool = False
    hours: bool = False
    sums: bool = False
    stubborn: bool = False


def around(city: City, row: int) -> Around | None:
    """Return a target with its blocks: the nearest hexagons with 8 events or more, dealt out to five."""
    first = city.quarter < FIRST
    counts, released = city.on("r9", first)
    longitude, latitude = _middles()
    away = np.hypot(longitude - longitude[row], 1.2 * (latitude - latitude[row]))
    near = [one for one in np.argsort(away)[1:CELLS_LOOKED_AT].tolist() if counts[one] > FEW][: 2 * BLOCKS]
    if len(near) < BLOCKS:
        return None
    cell = town().rows["r9"][city.point]
    groups = [np.flatnonzero(np.isin(cell, near[at::BLOCKS])) for at in range(BLOCKS)]
    told = np.where(released.count > 0, released.count, FEW + 2)
    ground = [(told[near[at::BLOCKS]].sum(), NOISE * len(near[at::BLOCKS])) for at in range(BLOCKS)]
    return Around((np.flatnonzero(cell == row), *groups), np.array(ground, float))


def _middles() -> tuple[Floats, Floats]:
    rows = town().rows["r9"]
    size = np.bincount(rows)
    return np.bincount(rows, town().longitude) / size, np.bincount(rows, town().latitude) / size


def put_up(
    city: City, found: Around, guard: Released | None, *, hours: bool = False, stubborn: bool = False
) -> list[Shape]:
    """Return the shapes that are released: those of thirty that the guard, if any, lets through."""
    through: list[Shape] = []
    sizes = range(1 if guard is None else 2, BLOCKS + 1)
    for blocks in (each for size in sizes for each in itertools.combinations(range(BLOCKS), size)):
        odd = len(blocks) % 2 == 1
        for with_target in (odd,) if stubborn else (odd, not odd):
            if len(through) >= VERSIONS_A_YEAR:
                return through
            chosen = _events(city, found, (blocks, with_target), 0)
            if guard is None:
                through.append((blocks, with_target))
                continue
            if guard.close_to(chosen, ground=not hours) or guard.told_together([chosen], by_hour=hours):
                continue
            guard.add("shape", chosen, by_hour=hours)
            through.append((blocks, with_target))
            break
    return through


def next_year(city: City, found: Around, shapes: list[Shape], guard: Released) -> list[Shape]:
    """Return the shapes whose counts are released again a year later. guard: that of a year later."""
    through: list[Shape] = []
    for shape in shapes:
        guard.add("before", _events(city, found, shape, 0))
        chosen = _events(city, found, shape, 1)
        if guard.close_to(chosen) is None and not guard.told_together([chosen]):
            guard.add("now", chosen)
            through.append(shape)
    return through


def _events(city: City, found: Around, shape: Shape, version: int) -> Ints:
    blocks, with_target = shape
    groups = [found.groups[1 + at] for at in blocks] + ([found.groups[0]] if with_target else [])
    chosen = np.sort(np.concatenate(groups))
    return np.asarray(chosen[city.quarter[chosen] < FIRST + 4 * version], np.int64)


def told_by(
    city: City, found: Around, shapes: list[Shape], known: Known, later: list[Shape]
) -> tuple[float, float]:
    """Return mean and variance of what released shapes tell of the target's count in the first version.

    Unknown are the target, the blocks, and what a year more adds to them. later: shapes released again then.
    """
    width = BLOCKS + 1
    lines, values, variances = [], [], []
    for version, listed in enumerate([shapes, later if known.next_year else []]):
        for blocks, with_target in listed:
            chosen = _events(city, found, (blocks, with_target), version)
            keys = city.key[chosen].sum(keepdims=True, dtype=np.uint64)
            count = int(city.release(np.array([len(chosen)], np.int64), keys).count[0])
            line = np.array([float(with_target), *(float(at in blocks) for at in range(BLOCKS))])
            padded = np.zeros(width * 2)
            padded[: width * (version + 1)] = np.tile(line, version + 1)
            if count >= 0:
                lines.append(padded)
                values.append(float(count))
                variances.append(NOISE if city.noisy else ROUNDED)
            if known.sums:
                drawn = noise(city.secret, (keys % np.uint64(2**31) + np.uint64(2**31)).astype(np.uint32))[0]
                lines.append(padded)
                values.append(len(chosen) + (SUMS_SHARE / 4) ** 0.5 * float(drawn))
                variances.append(10 * SUMS_SHARE / 4)
    if not lines:
        return 0.0, float("inf")
    a_year = np.append(3.0, found.ground[:, 0]) * 4 / FIRST
    middle = np.concatenate([[0.0], found.ground[:, 0], a_year])
    precise = 1 / (found.ground[:, 1] if not known.hours and city.noisy else found.ground[:, 0] ** 2)
    before = np.concatenate([[0.0], precise, 1 / (a_year + a_year**2 / 4)])
    line, weight = np.array(lines), 1 / np.array(variances)
    precision = np.diag(before) + (line.T * weight) @ line
    if not precision[0, 0] > 0:
        return 0.0, float("inf")
    spread = np.linalg.pinv(precision)
    return float((spread @ (before * middle + (line.T * weight) @ np.array(values)))[0]), float(spread[0, 0])
