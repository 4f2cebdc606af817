"""CPU milliseconds of counting points in drawn shapes, beside shapely and geopandas.

Run: python -m tests.bench.bench_zones --seed 1 --points 10000000 --runs 9
Raises AssertionError where the rows in a shape are not shapely's; exits with 1 when a bound is missed.
"""

from __future__ import annotations

import argparse
import dataclasses
import sys
import tempfile
import time
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
from tests.bench.measured import SIZES, About, Asked, Bound, Found, Measurement, measured, report

BOUND_MS, LARGE, RUNS = {24: 120.0, 5_000: 400.0}, 10_000_000, 9
INDEX, ROWS, LIVE = "making the index", "rows inside", "live figures"
SHARES = {"need": 0.4, "confiscation": 0.1, "enforcement": 0.5}  # of the events
CLUSTERS, ADDRESSES = 40, 20_000
NIGHTS = WeekHours(frozenset(hour for hour in range(HOURS) if hour % 24 >= 20 or hour % 24 < 5))
Result = TypeVar("Result")
ABOUT = About(
    title="Zones: counting in drawn shapes",
    text="""\
One process. The points are a town: clusters, addresses that repeat, and an even rest. The index gives the
rows inside a shape; "live figures" are all that the page shows while a shape is dragged (hours chosen,
kernel of the services on the way, intervals), on as many events of three kinds, with what is the same for
every shape in memory. The rivals are shapely's contains_xy on all points, the shape prepared, and
geopandas' sjoin, its index of the points made before; the rows must be shapely's, or nothing is written.
Live figures have no rival that does the same. Bounds hold for hand-drawn outlines and coasts; the other
shapes are shown.""",
    sized="points",
    libraries=("numpy", "shapely", "geopandas"),
    minutes=6,
    order=30,
)


@dataclass(frozen=True)
class Shape:
    """A shape to count in: its name, corners, and whether it is only shown, not bound."""

    name: str
    corners: int
    shape: shapely.Geometry
    shown_only: bool = False


def timed(work: Callable[[], Result]) -> tuple[float, Result]:
    """Return CPU milliseconds and the result."""
    started = time.process_time()
    result = work()
    return 1000 * (time.process_time() - started), result


def runs_of(runs: int, work: Callable[[], object]) -> list[float]:
    """Return CPU milliseconds of each run."""
    return [timed(work)[0] for _ in range(runs)]


def bound_of(shape: Shape, points: int) -> Bound | None:
    """Return what is promised of a shape: of ten million points, where a hand could have drawn it."""
    promised = points == LARGE and not shape.shown_only
    return Bound(most=BOUND_MS[shape.corners]) if promised else None


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


def count(
    material: ZoneMaterial, points: int, seed: int, runs: int, *, rivals: bool
) -> Iterator[Measurement]:
    """Yield what each shape takes. Raises AssertionError when the rows inside are not shapely's."""
    random = np.random.default_rng(seed)
    latitude, longitude = scatter(material.outline, points, random)
    built, index = timed(partial(PointIndex, latitude, longitude))
    zones = list(outlines(material.outline, random))
    rows = {zone.name: runs_of(runs, partial(index.inside, zone.shape)) for zone in zones}
    contains, joined, made = {}, {}, []
    for zone in zones if rivals else ():
        shapely.prepare(zone.shape)
        contains[zone.name], theirs = timed(partial(shapely.contains_xy, zone.shape, longitude, latitude))
        if not np.array_equal(np.flatnonzero(theirs), index.inside(zone.shape)):
            raise AssertionError(f"the rows in {zone.name} are not shapely's")
    if rivals:
        took, joined = _joined(latitude, longitude, zones)
        made = [took]
    yield measured(INDEX, "CPU ms", [built], "geopandas", made, size=points)
    del index, latitude, longitude
    for zone in zones:
        more = {"size": points, "part": part_of(zone), "bound": bound_of(zone, points)}
        for rival, theirs in (("shapely contains_xy", contains), ("geopandas sjoin", joined)):
            if rivals:
                yield measured(ROWS, "CPU ms", rows[zone.name], rival, [theirs[zone.name]], **more)
        if not rivals:
            yield measured(ROWS, "CPU ms", rows[zone.name], **more)
    yield from _live(with_events(material, points, random), zones, points, runs)


def part_of(zone: Shape) -> str:
    """Return the heading of a shape's table."""
    return f"{zone.corners:,} corners, {zone.name}"


def _live(full: ZoneMaterial, zones: list[Shape], points: int, runs: int) -> Iterator[Measurement]:
    services = tuple(service.service_id for service in full.services[:3])
    asked = {zone.name: partial(live, full, zone.shape, NIGHTS, services) for zone in zones}
    first, _ = timed(asked[zones[0].name])
    yield measured("the first live figures, nothing in memory yet", "CPU ms", [first], size=points)
    for zone in zones:
        took = runs_of(runs, asked[zone.name])
        bound = bound_of(zone, points)
        yield measured(LIVE, "CPU ms", took, size=points, part=part_of(zone), bound=bound)


def _joined(latitude: Floats, longitude: Floats, zones: list[Shape]) -> tuple[float, dict[str, float]]:
    """Return what geopandas takes for its index, and its sjoin for each shape after that."""

    def index() -> geopandas.GeoDataFrame:
        made = geopandas.GeoDataFrame(geometry=geopandas.points_from_xy(longitude, latitude))
        made.sindex.query(shapely.box(0, 0, 1, 1))
        return made

    built, events = timed(index)
    taken = {}
    for zone in zones:
        drawn = geopandas.GeoDataFrame(geometry=[zone.shape])
        taken[zone.name], _ = timed(partial(geopandas.sjoin, events, drawn, predicate="within"))
    return built, taken


def measure(asked: Asked) -> Found:
    """Return what counting takes at each size up to ten million points."""
    material = demo_material()
    sizes = [size for size in asked.sizes if size <= LARGE]
    found = [row for size in sizes for row in count(material, size, asked.seed, RUNS, rivals=True)]
    larger = [f"{size:,} points: no place of this kind holds more than {LARGE:,}." for size in asked.sizes]
    return Found(tuple(found), tuple(larger[len(sizes) :]))


def main() -> int:
    """Print a line a measurement; return 1 when a bound is missed."""
    arguments = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    arguments.add_argument("--seed", type=int, required=True)
    arguments.add_argument("--points", type=int, default=SIZES[-1])
    arguments.add_argument("--runs", type=int, default=RUNS)
    arguments.add_argument("--no-rivals", action="store_true", help="measure our own only")
    chosen = arguments.parse_args()
    found = count(demo_material(), chosen.points, chosen.seed, chosen.runs, rivals=not chosen.no_rivals)
    return report(Found(tuple(found)))


if __name__ == "__main__":
    sys.exit(main())
