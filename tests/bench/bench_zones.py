"""CPU milliseconds of counting ten million points in drawn shapes, beside shapely and geopandas.

Run: python -m tests.bench.bench_zones --seed 1 --points 10000000 --runs 9
One process, medians of CPU time. The points are a town: clusters, addresses that repeat, and an even rest.
"rows" is the index giving the rows inside, "live" all of a zone's live figures (hours chosen, kernel of the
services on the way, intervals) on as many events of three kinds, with what is the same for every shape
already in memory. Rivals: shapely's contains_xy on all points with the shape prepared, and geopandas' sjoin
with its own index already built. Exits with 1 when a bound is missed or the rows differ from shapely's.
"""

from __future__ import annotations

import argparse
import dataclasses
import os
import statistics
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

import geopandas
import numpy as np
import shapely

from etl import cells as h3
from etl.demo.make import make_demo
from etl.load.place import load_place
from layers.clash.case import rows_in
from layers.statistics.checked import Floats
from layers.week import HOURS, WeekHours
from layers.zones.events import EventSet, arrange
from layers.zones.index import PointIndex
from layers.zones.material import ZoneMaterial, zone_material
from layers.zones.weigh import live
from tests.bench.bench_demo import LOADED, PLACE

BOUND_MS = {24: 120.0, 5_000: 400.0}
SHARES = {"need": 0.4, "confiscation": 0.1, "enforcement": 0.5}  # of the events
CLUSTERS, ADDRESSES = 40, 20_000
NIGHTS = WeekHours(frozenset(hour for hour in range(HOURS) if hour % 24 >= 20 or hour % 24 < 5))
Result = TypeVar("Result")


@dataclass(frozen=True)
class Shape:
    """A shape to count in: its name, corners, and whether it is only shown, not bound."""

    name: str
    corners: int
    shape: shapely.Geometry
    shown_only: bool = False


@dataclass(frozen=True)
class Row:
    """Medians of one shape in CPU milliseconds; None: not measured."""

    shape: Shape
    held: int
    rows: float
    live: float | None
    contains: float | None
    sjoin: float | None

    @property
    def met(self) -> bool:
        """Whether the bounds are met."""
        bound = BOUND_MS[self.shape.corners]
        return self.shape.shown_only or (self.rows <= bound and (self.live or 0.0) <= bound)

    def __str__(self) -> str:
        """Return one line of the table."""
        times = [f"{value:10.1f}" if value is not None else f"{'':10}" for value in (self.rows, self.live)]
        times += [
            f"{value:10.0f} ({value / self.rows:5.0f} x)" if value is not None else f"{'':20}"
            for value in (self.contains, self.sjoin)
        ]
        verdict = "shown" if self.shape.shown_only else "met" if self.met else "NOT MET"
        name = f"{self.shape.corners:,} corners, {self.shape.name}"
        return f"{name:38}{self.held:>11,}{''.join(times)}  {verdict}"


def timed(work: Callable[[], Result]) -> tuple[float, Result]:
    """Return CPU milliseconds and the result."""
    started = time.process_time()
    result = work()
    return 1000 * (time.process_time() - started), result


def median_of(runs: int, work: Callable[[], object]) -> float:
    """Return the median of CPU milliseconds."""
    return statistics.median(timed(work)[0] for _ in range(runs))


def scatter(outline: shapely.Geometry, number: int, random: np.random.Generator) -> tuple[Floats, Floats]:
    """Return latitudes and longitudes of a town's events: clusters, repeated addresses, an even rest."""
    west, south, east, north = outline.bounds
    low, high = np.array([west, south]), np.array([east, north])
    middle = (low + high) / 2
    hearts = random.normal(middle, (high - low) / 8, (CLUSTERS, 2))
    addresses = random.normal(middle, (high - low) / 5, (ADDRESSES, 2))
    many, some = number * 6 // 10, number * 2 // 10
    clustered = hearts[random.integers(0, CLUSTERS, many)] + random.normal(0, (high - low) / 60, (many, 2))
    repeated = addresses[random.integers(0, ADDRESSES, some)]
    even = random.uniform(low, high, (number - many - some, 2))
    points = random.permutation(np.vstack([clustered, repeated, even]))
    return points[:, 1].copy(), points[:, 0].copy()


def outlines(outline: shapely.Geometry, random: np.random.Generator) -> Iterator[Shape]:
    """Yield shapes round the middle of a place: by hand, like a coast, and a star no hand would draw."""
    middle, squeeze = outline.centroid, np.cos(np.radians(outline.centroid.y))
    angle = np.arange(24) * 2 * np.pi / 24
    for name, radius_m in (("400 m", 400.0), ("1.5 km", 1_500.0), ("beyond the place", 30_000.0)):
        too_large = radius_m > 10_000  # such a zone is refused, so no bound is set
        ring = _ring(middle, squeeze, radius_m * random.uniform(0.7, 1.0, 24), angle)
        yield Shape(name, 24, ring, shown_only=too_large)
    angle = np.arange(5_000) * 2 * np.pi / 5_000
    waves = np.arange(1, 800)
    phase, height = random.uniform(0, 2 * np.pi, len(waves)), random.normal(0, 0.12, len(waves)) / waves
    coast = 1 + (height * np.sin(angle[:, None] * waves + phase)).sum(axis=1)
    for name, radius_m in (("a coast, 400 m", 400.0), ("a coast, 1.5 km", 1_500.0)):
        yield Shape(name, 5_000, _ring(middle, squeeze, radius_m * coast, angle))
    spikes = random.uniform(0.5, 1.0, 5_000)
    yield Shape("spikes, 1.5 km", 5_000, _ring(middle, squeeze, 1_500 * spikes, angle), shown_only=True)


def _ring(middle: shapely.Point, squeeze: float, reach_m: Floats, angle: Floats) -> shapely.Geometry:
    across, up = reach_m * np.cos(angle) / 111_195 / squeeze, reach_m * np.sin(angle) / 111_195
    return shapely.Polygon(np.column_stack([middle.x + across, middle.y + up]))


def with_events(material: ZoneMaterial, number: int, random: np.random.Generator) -> ZoneMaterial:
    """Return the material with as many made-up events, of three kinds, in the weeks of the window."""
    window, resolution = material.window_weeks, int(material.cell[0] >> 52) & 15  # H3 keeps it in these bits
    events: dict[str, EventSet] = {}
    for kind, share in SHARES.items():
        latitude, longitude = scatter(material.outline, int(number * share), random)
        size = len(latitude)
        cell = rows_in(material.cell, h3.index_points(latitude, longitude, resolution))
        slot = random.integers(0, HOURS, size)
        week = random.integers(window.start - 100, window.stop, size)
        months = material.events[kind].months
        events[kind] = arrange(PointIndex(latitude, longitude), slot, week, cell, months, 0.0)
    return dataclasses.replace(material, events=events, deprivation=None)


def demo_material() -> ZoneMaterial:
    """Return the material of the demo town."""
    with tempfile.TemporaryDirectory(prefix="bench-zones-") as folder:
        raw, home = Path(folder) / "raw", Path(folder) / "home"
        make_demo(raw)
        load_place(PLACE, raw, home, now=LOADED)
        return zone_material(home, LOADED.date())


def measure(points: int, seed: int, runs: int, *, rivals: bool) -> list[Row]:
    """Return one row a shape. Raises AssertionError when the rows inside are not shapely's."""
    random = np.random.default_rng(seed)
    material = demo_material()
    latitude, longitude = scatter(material.outline, points, random)
    tracemalloc.start()
    built, index = timed(partial(PointIndex, latitude, longitude))
    held, peak = (value / 1e6 for value in tracemalloc.get_traced_memory())
    tracemalloc.stop()
    sys.stdout.write(
        f"index of {points:,} points: {built / 1000:.1f} CPU s, {held:.0f} MB, {peak:.0f} MB at most\n"
    )
    zones = list(outlines(material.outline, random))
    rows = {zone.name: median_of(runs, partial(index.inside, zone.shape)) for zone in zones}
    inside = {zone.name: index.inside(zone.shape) for zone in zones}
    contains: dict[str, float] = {}
    for zone in zones if rivals else ():
        shapely.prepare(zone.shape)
        contains[zone.name], theirs = timed(partial(shapely.contains_xy, zone.shape, longitude, latitude))
        if not np.array_equal(np.flatnonzero(theirs), inside[zone.name]):
            raise AssertionError(f"the rows in {zone.name} are not shapely's")
    joined = _joined(latitude, longitude, zones) if rivals else {}
    del index, latitude, longitude
    full = with_events(material, points, random)
    services = tuple(service.service_id for service in full.services[:3])
    asked = {zone.name: partial(live, full, zone.shape, NIGHTS, services) for zone in zones}
    first, _ = timed(asked[zones[0].name])
    sys.stdout.write(f"live figures of the first shape, nothing in memory yet: {first:.0f} ms\n")
    return [
        Row(
            shape=zone,
            held=len(inside[zone.name]),
            rows=rows[zone.name],
            live=median_of(runs, asked[zone.name]),
            contains=contains.get(zone.name),
            sjoin=joined.get(zone.name),
        )
        for zone in zones
    ]


def _joined(latitude: Floats, longitude: Floats, zones: list[Shape]) -> dict[str, float]:
    """Return what geopandas' sjoin takes for each shape, its index of the points built before."""
    events = geopandas.GeoDataFrame(geometry=geopandas.points_from_xy(longitude, latitude))
    built, _ = timed(lambda: events.sindex.query(shapely.box(0, 0, 1, 1)))
    sys.stdout.write(f"geopandas' index: {built / 1000:.1f} CPU s\n")
    taken = {}
    for zone in zones:
        drawn = geopandas.GeoDataFrame(geometry=[zone.shape])
        taken[zone.name], _ = timed(partial(geopandas.sjoin, events, drawn, predicate="within"))
    return taken


def main() -> int:
    """Print the table; return 1 when a bound is missed."""
    arguments = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    arguments.add_argument("--seed", type=int, required=True)
    arguments.add_argument("--points", type=int, default=10_000_000)
    arguments.add_argument("--runs", type=int, default=9)
    arguments.add_argument("--no-rivals", action="store_true", help="measure our own only")
    chosen = arguments.parse_args()
    try:
        rows = measure(chosen.points, chosen.seed, chosen.runs, rivals=not chosen.no_rivals)
    except AssertionError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(f"CPU ms, medians of {chosen.runs}; load average {os.getloadavg()[0]:.1f}\n")
    heads = ("rows", "live", "contains_xy (x rows)", "sjoin (x rows)")
    sys.stdout.write(f"{'':38}{'inside':>11}{heads[0]:>10}{heads[1]:>10}{heads[2]:>20}{heads[3]:>20}\n")
    sys.stdout.write("".join(f"{row}\n" for row in rows))
    for corners, bound in BOUND_MS.items():
        sys.stdout.write(f"bound for {corners:,} corners: {bound:g} ms for rows and for live figures\n")
    return 0 if all(row.met for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
