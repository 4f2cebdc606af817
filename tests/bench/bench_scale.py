"""A country on one machine: loading, exact figures for any days and hours, counts round services.

Run: python -m tests.bench.bench_scale --rows 1000000 10000000 --seed 1
Counts must be those of the rivals, one by one, or nothing is reported. Exit code 1 where a bound is missed.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any, Final, TypeVar

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

from etl import store
from layers.access import on_sphere
from layers.chosen import Chosen
from layers.days import Days, Span, days_in, month_of
from layers.published.filtered import Filtered
from layers.week import HOURS, WeekHours
from layers.zones.index import PointIndex
from layers.zones.making import around
from tests.bench import bench_load
from tests.bench.many_towns import DAYS, PLACE, START, batches, make_towns, write_towns
from tests.bench.measured import LARGEST, About, Asked, Bound, Found, Measurement, measured, report
from tests.bench.sorted_towns import FIRST, LAYERS, SHARES, Filed, filed

ABOUT = About(
    title="A country on one machine",
    text="""\
Sixty invented towns of different sizes, 35,000 cells of resolution 9, three years of events. **Loading**:
two CSV files, police activity and overdose calls, through the loader; CPU seconds for each million rows.
**Filtered counts**: events by cell of one layer over a random stretch of days, a third of them with hours
of the week too, from the sorted events and cubes of an exact file, beside DuckDB's SQL on the same rows
unsorted; every answer must be the same. A cube answers whole months at all hours; what has hours or days at
an edge reads events. Of 100 million only the first kind is bound. **Rings**: events within 400 m of 1,000
services, beside scipy's cKDTree over points on the sphere; both trees are built before, and circles are
drawn with 32 corners, so the two differ by less than 2 % of the events.""",
    sized="rows",
    libraries=("duckdb", "numpy", "scipy", "shapely"),
    minutes=12,
    order=15,
)
QUERIES, FEW_QUERIES = 60, 24
SERVICES, RADIUS_M, RING_GAP = 1_000, 400.0, 0.02
LARGE: Final = 10_000_000
MOST_MB: Final = 4_096.0
FILTERED = "filtered counts"
Result = TypeVar("Result")


@dataclass(frozen=True)
class Query:
    """One filtered count: a layer, months and days, and hours of the week."""

    layer: str
    chosen: Chosen

    @property
    def spans(self) -> list[Span]:
        """Return the months and days that are counted."""
        return self.chosen.spans(FIRST, FIRST + DAYS)

    @property
    def of_months(self) -> bool:
        """Return whether whole months of all hours are asked for, which a cube can answer."""
        return self.chosen.week is None and all(span.days is None for span in self.spans)


def queries(number: int, random: np.random.Generator) -> list[Query]:
    """Return random filters: a third whole months, a third any days, a third any days and some hours."""
    found = []
    start = START.astype(object)
    for at in range(number):
        layer = LAYERS[int(random.choice(len(LAYERS), p=SHARES))]
        first = start + timedelta(int(random.integers(0, DAYS - 1)))
        last = min(first + timedelta(int(random.integers(0, DAYS))), start + timedelta(DAYS - 1))
        week = None
        if at % 3 == 0:
            first, last = first.replace(day=1), last.replace(day=days_in(month_of(last)))
        elif at % 3 == 1:
            week = WeekHours(frozenset(_some_hours(random)))
        found.append(Query(layer, Chosen(week, Days(first, last))))
    return found


def _some_hours(random: np.random.Generator) -> set[int]:
    """Return 2 to 12 hours from any hour of the day on, of some days: as people choose them."""
    days = random.choice(7, int(random.integers(1, 8)), replace=False)
    first, length = random.integers(0, 24), random.integers(2, 13)
    return {int((day * 24 + first + hour) % HOURS) for day in days for hour in range(length)}


def plain(query: Query) -> str:
    """Return the count as an analyst would write it in SQL on the raw table."""
    days, week = query.chosen.days, query.chosen.week
    assert days is not None
    hours = f" and (isodow(moment) - 1) * 24 + hour(moment) in ({_listed(week)})" if week else ""
    return (
        f"select fine_row, count(*)::bigint as events from events where layer = {LAYERS.index(query.layer)} "
        f"and moment >= date '{days.first}' and moment < date '{days.last + timedelta(1)}'{hours} group by 1"
    )


def _listed(week: WeekHours) -> str:
    return ", ".join(map(str, sorted(week.hours)))


def clocked(work: Callable[[], Result]) -> tuple[float, float, Result]:
    """Return CPU and wall milliseconds and the result."""
    cpu, wall = time.process_time(), time.perf_counter()
    result = work()
    return 1000 * (time.process_time() - cpu), 1000 * (time.perf_counter() - wall), result


def filter_rows(events: int, seed: int) -> Iterator[Measurement]:
    """Yield what filtered counts take. Raises AssertionError where one is not the plain count."""
    with tempfile.TemporaryDirectory(prefix="bench-scale-") as folder:
        cpu = time.process_time()
        with filed(Path(folder), events, seed) as held:
            yield measured("made and sorted", "CPU s", [time.process_time() - cpu], size=events)
            size = (Path(folder) / "exact-bench.duckdb").stat().st_size / 1e6
            yield measured("exact file", "MB", [size], size=events, part=FILTERED)
            yield from _filtered(held, events, np.random.default_rng(seed + 1))


def _filtered(held: Filed, events: int, random: np.random.Generator) -> Iterator[Measurement]:
    took: dict[str, list[tuple[float, float, float, float]]] = {"whole months": [], "any days and hours": []}
    for query in queries(QUERIES + 3 if events < LARGEST else FEW_QUERIES + 3, random):
        filtered = Filtered(held.published, query.chosen)
        filtered.cells("r9")  # read once for a version, whatever is asked of it
        own_cpu, own, found = clocked(partial(filtered.count, query.layer, "r9", query.spans))
        raw_cpu, raw, rows = clocked(partial(store.fetch, held.raw, plain(query)))
        wanted = np.zeros(len(found[0]), np.int64)
        wanted[rows["fine_row"]] = rows["events"]
        if not np.array_equal(wanted, found[0]):
            raise AssertionError(f"{query} is not the plain count")
        took["whole months" if query.of_months else "any days and hours"].append((own_cpu, own, raw_cpu, raw))
    took = {kind: each[1:] for kind, each in took.items()}  # the first of each finds nothing in memory
    took["all"] = [each for of_kind in took.values() for each in of_kind]
    bounds = _bounds(events)
    for kind, each in took.items():
        times = np.array(each)
        for percent in (50, 95):
            at = np.percentile(times, percent, axis=0)
            for unit, own, theirs in (("CPU ms", at[0], at[2]), ("ms", at[1], at[3])):
                most = bounds.get((kind, percent)) if unit == "ms" else None
                yield measured(
                    f"{kind}, p{percent}",
                    unit,
                    [float(own)],
                    "DuckDB SQL, unsorted",
                    [float(theirs)],
                    size=events,
                    part=FILTERED,
                    bound=None if most is None else Bound(most=most),
                )


def _bounds(events: int) -> dict[tuple[str, int], float]:
    if events >= LARGEST:
        return {("whole months", 95): 60.0}
    return {("all", 50): 20.0, ("all", 95): 50.0} if events >= LARGE else {}


def ring_rows(events: int, seed: int) -> Iterator[Measurement]:
    """Yield what counts round services take. Raises AssertionError where they are not cKDTree's."""
    random = np.random.default_rng(seed)
    found = list(batches(make_towns(random), events, random))
    latitude = np.concatenate([batch.latitude for batch in found])
    longitude = np.concatenate([batch.longitude for batch in found])
    del found
    at = random.integers(0, events, SERVICES)
    built, _, index = clocked(lambda: PointIndex(latitude, longitude))
    grown, _, tree = clocked(lambda: cKDTree(on_sphere(latitude, longitude)))
    yield measured(
        "index of points", "CPU s", [built / 1e3], "cKDTree", [grown / 1e3], size=events, part="rings"
    )
    doors = on_sphere(latitude[at], longitude[at])

    def rings() -> npt.NDArray[np.int64]:
        points = zip(longitude[at].tolist(), latitude[at].tolist(), strict=True)
        return np.array([index.count(around([point], RADIUS_M)) for point in points])

    own_cpu, own, ours = clocked(rings)
    raw_cpu, raw, theirs = clocked(lambda: tree.query_ball_point(doors, RADIUS_M, return_length=True))
    if abs(ours.sum() - theirs.sum()) > RING_GAP * theirs.sum():
        raise AssertionError(f"rings hold {ours.sum():,} events, by cKDTree {theirs.sum():,}")
    what, more = f"events round {SERVICES:,} services", {"size": events, "part": "rings"}
    bound: Any = Bound(most=1.0) if events >= LARGE else None
    yield measured(what, "CPU s", [own_cpu / 1e3], "cKDTree", [raw_cpu / 1e3], bound=bound, **more)
    yield measured(what, "s", [own / 1e3], "cKDTree", [raw / 1e3], **more)


def load_rows(sizes: list[int], seed: int) -> Iterator[Measurement]:
    """Yield what a load takes for each million rows, beside the smallest size of the same run."""
    first: float | None = None
    for events in sizes:
        with tempfile.TemporaryDirectory(prefix="bench-scale-") as made:
            folder = Path(made)
            write_towns(folder / "raw", events, seed)
            (folder / "place.toml").write_text(PLACE, encoding="utf-8")
            cost, _ = bench_load.measure_process(["-c", bench_load.LOAD, made, "home"])
            each = cost.cpu / events * 1e6
            first = each if first is None else first
            rival: Any = ("the smallest size", [first]) if events > sizes[0] else ("", [])
            large = events >= LARGE
            more = {"size": events, "part": "loading"}
            yield measured(
                "a million rows",
                "CPU s",
                [each],
                *rival,
                bound=Bound(least_ratio=1 / 1.2) if large else None,
                **more,
            )
            most = Bound(most=MOST_MB) if large else None
            yield measured("peak memory", "MB", [cost.peak_mb], bound=most, **more)
            shutil.rmtree(folder / "home")


def measure(asked: Asked) -> Found:
    """Return what each size takes; the largest is filtered only: its CSV would take too much disk."""
    found: list[Measurement] = []
    usual = [size for size in asked.sizes if 1_000_000 <= size <= LARGE]
    found += load_rows(usual, asked.seed)
    for size in asked.sizes:
        found += filter_rows(size, asked.seed)
    for size in usual:
        found += ring_rows(size, asked.seed)
    left = [f"{size:,} rows: filtered only." for size in asked.sizes if size not in usual]
    return Found(tuple(found), tuple(left))


def main() -> int:
    """Print the table; return 1 when a bound is missed or a count differs."""
    arguments = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--rows", type=int, nargs="+", default=[1_000_000, LARGE])
    arguments.add_argument("--only", choices=("load", "filter", "rings"), help="one part of it")
    chosen = arguments.parse_args()
    parts: dict[str, Callable[[], Any]] = {
        "load": lambda: load_rows(chosen.rows, chosen.seed),
        "filter": lambda: [each for size in chosen.rows for each in filter_rows(size, chosen.seed)],
        "rings": lambda: [each for size in chosen.rows for each in ring_rows(size, chosen.seed)],
    }
    sys.stdout.write(f"load average {os.getloadavg()[0]:.1f}\n")
    try:
        found = (
            Found(tuple(parts[chosen.only]()))
            if chosen.only
            else measure(Asked(chosen.seed, tuple(chosen.rows)))
        )
    except AssertionError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    code = report(found)
    sys.stdout.write(f"load average {os.getloadavg()[0]:.1f}\n")
    return code


if __name__ == "__main__":
    sys.exit(main())
