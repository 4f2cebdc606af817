"""Invented cities for the attack test: the demo's town with as many events, four times and a quarter.

Events fall on the generator's street points in proportion to its surface of overdose calls, over sixteen
quarters, of which the first version publishes twelve. A third of them are of one kind ("part").
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt
import shapely

from etl import cells as h3
from etl.demo.events import OVERDOSES
from etl.demo.frame import shape_to_degrees, to_degrees
from etl.demo.make import DEFAULT_SEED, build_town
from etl.demo.people import NIGHT_SHARE, day_surface
from layers.disclosure import Law, Release, release
from layers.statistics.checked import Flags, Floats, Ints
from layers.zones.guard import FeedRows, Fixed, Released

LAW = Law()
FEW = LAW.threshold - 1
NOISE = 12.0  # variance of a released count: noise 10, rounding 2
QUARTERS, FIRST = 16, 12  # in all, and in the first version
DENSITIES = {"demo": 1.0, "denser": 4.0, "sparser": 0.25}
PART = 0.35
HEXAGONS = ("r7", "r8", "r9")


@dataclass(frozen=True, eq=False)
class Town:
    """Street points. rows: by grid, the row of each. piece: which piece of ground no released set parts."""

    rows: dict[str, Ints]
    chance: Floats
    piece: Ints
    piece_rows: dict[str, Ints]
    longitude: Floats
    latitude: Floats
    services: Floats


@cache
def town() -> Town:
    """Return the demo's town, made once."""
    made = build_town(np.random.default_rng(DEFAULT_SEED).spawn(2)[0])
    degrees = to_degrees(made.sites.xy)
    rows = {}
    for name in HEXAGONS:
        cells = h3.index_points(degrees[:, 1], degrees[:, 0], int(name[1:]))
        rows[name] = np.unique(cells, return_inverse=True)[1].astype(np.int64)
    shapes = [shape_to_degrees(each.shape) for each in made.geography.neighbourhoods]
    points, area = shapely.STRtree(shapely.points(degrees)).query(shapes, predicate="intersects")[::-1]
    rows["area"] = np.full(len(degrees), -1)
    rows["area"][points] = area
    rows["place"] = np.zeros(len(degrees), np.int64)
    pieces, first, piece = np.unique(
        np.column_stack([rows[name] for name in ("r7", "r8", "r9", "area")]),
        axis=0,
        return_index=True,
        return_inverse=True,
    )
    assert len(pieces) == len(first)
    chance = (1 - NIGHT_SHARE) * day_surface(made.sites) + NIGHT_SHARE * made.sites.night
    return Town(
        rows,
        chance / chance.sum(),
        piece.ravel(),
        {name: row[first] for name, row in rows.items()},
        degrees[:, 0],
        degrees[:, 1],
        to_degrees(np.array([each.xy for each in made.services])),
    )


@dataclass(frozen=True, eq=False)
class City:
    """Events with their street point, quarter, kind and key. noisy: False where noise is switched off."""

    point: Ints
    quarter: Ints
    part: Flags
    key: npt.NDArray[np.uint64]
    secret: bytes
    noisy: bool = True

    def release(self, counts: Ints, keys: npt.NDArray[np.uint64]) -> Release:
        """Return released counts, by the release function itself; without noise where it is off."""
        if self.noisy:
            return release(LAW, self.secret, counts, (keys & np.uint64(0xFFFFFFFF)).astype(np.uint32))
        rounded = (2 * counts + LAW.rounding) // (2 * LAW.rounding) * LAW.rounding
        kept = (counts == 0) | (counts > FEW)
        return Release(np.where(kept, rounded, -1), np.where(kept, 0, 2).astype(np.int8))

    def on(self, grid: str, chosen: Flags) -> tuple[Ints, Release]:
        """Return the true and the released counts of a grid's rows over some events."""
        row = town().rows[grid][self.point]
        inside = chosen & (row >= 0)
        size = int(town().rows[grid].max()) + 1
        counts = np.bincount(row[inside], minlength=size).astype(np.int64)
        keys = np.zeros(size, np.uint64)
        np.add.at(keys, row[inside], self.key[inside])
        return counts, self.release(counts, keys)

    def guard(self, quarters: int = FIRST) -> Released:
        """Return the guard of a version, by default the first, that knows what fixed ground tells."""
        rows = FeedRows(
            self.quarter * 3,
            {name: row[self.point] for name, row in town().rows.items()},
            {"all": np.full(len(self.point), True), "part": self.part},
        )
        years = [frozenset(range(12 * year, 12 * year + 12)) for year in range(quarters // 4)]
        spans = [*years, frozenset(range(3 * quarters))]
        fixed = [
            Fixed(condition, grid, span)
            for condition in rows.counted
            for grid in town().rows
            for span in spans
            if grid != "r9" or span == spans[-1]
        ]
        return Released(rows, fixed, FEW, NOISE)


def make_city(density: str, random: np.random.Generator, *, noisy: bool = True) -> City:
    """Return a city: over twelve quarters as many events as the demo has, times its density."""
    events = int(OVERDOSES * DENSITIES[density] * QUARTERS / FIRST)
    return City(
        point=random.choice(len(town().chance), events, p=town().chance),
        quarter=random.integers(0, QUARTERS, events),
        part=random.random(events) < PART,
        key=random.integers(0, 2**32, events, dtype=np.uint64),
        secret=random.bytes(32),
        noisy=noisy,
    )
