"""CPU seconds and memory of loading a CSV, beside the same job in pandas, polars, DuckDB, and the bare parse.

Run: python -m tests.bench.bench_load --rows 1000000 --seed 1
Each is a process of its own, run in turn. Raises AssertionError when the load and a rival do not count
alike: then there is nothing to compare. Exits with 1 when a bound is missed.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import shapely

from etl import store
from etl.projection import METRES_PER_DEGREE, to_wgs84
from tests.bench.dirty_calls import PLACE, write_calls, write_outline
from tests.bench.machine import this_machine
from tests.bench.measured import LARGEST, SIZES, About, Asked, Bound, Found, Measurement, measured, report
from tests.bench.process import Cost, measure_process

WANTED_RATIO, WANTED_SIZE = 5.0, 1_000_000
MOST_MB, LARGE = 4_096.0, 10_000_000
FLOOR = "bare parse"
MEMORY_SHARE = 0.6  # of the machine's, that a rival may be expected to need
ABOUT = About(
    title="Loading a CSV",
    text="""\
Overdose calls with 2 % repeated ids and 2 % wrong rows, half in degrees and half on the British grid,
clipped to an outline of 4,000 corners, from a file to the restricted store, each side a process of its
own. Every rival does the same job (projection, local hours and daylight saving, four resolutions of
cells, duplicates, every reason of quarantine, written to the disk for certain) and must count as the load
does, or nothing is written. pandas+geopandas+h3 is what an analyst would script, with to_crs and h3's own
call; that projection is up to 3.4 m off, so it may differ by the calls within 5 m of the outline. The
others use the loader's libraries for cells (h3ronpy) and for the British grid (convertbng) and differ by
none: pandas; polars, lazily; and DuckDB in SQL on a raw table of text, which hands the points out as one
Arrow table for what it has no extension for. The bare parse only reads the file into a table of text with
DuckDB: the floor. Peak memory is the most that the process held at once.""",
    sized="rows",
    libraries=(
        "duckdb",
        "pyarrow",
        "pandas",
        "geopandas",
        "polars",
        "h3",
        "h3ronpy",
        "convertbng",
        "pyproj",
        "shapely",
    ),
    minutes=14,
    order=10,
)
LOAD = """
import json, sys
from datetime import UTC, datetime
from pathlib import Path
from etl.load.place import load_place
folder = Path(sys.argv[1])
now = datetime(2026, 11, 1, tzinfo=UTC)
*_, report = load_place(folder / "place.toml", folder / "raw", folder / sys.argv[2], now=now)
names = ("read", "loaded", "quarantined", "superseded", "unlocated")
counts = {name: getattr(report, f"rows_{name}") for name in names}
print(json.dumps(counts | {"reasons": report.reasons}))
"""
FLAGS = "select time_flag, count(*) from overdose_call where time_flag <> '' group by all"
PARSE = """
import sys
from etl import store
con = store.connect()
con.execute("create table raw as select * from read_csv(?, all_varchar = true)", [sys.argv[1]])
"""


@dataclass(frozen=True)
class Rival:
    """A rival's name, module and words, and whether it may differ by the calls next to the outline."""

    name: str
    module: str
    words: tuple[str, ...] = ()
    doubtful: bool = False


RIVALS = (
    Rival("pandas+geopandas+h3", "rival_pandas", doubtful=True),
    Rival("pandas, loader's libraries", "rival_pandas", ("OWN",)),
    Rival("polars", "rival_polars"),
    Rival("DuckDB SQL", "rival_duckdb"),
)


@dataclass
class Costs:
    """What each side took at one size, run by run, ours under ''; and who was left out."""

    rows: int
    of: dict[str, list[Cost]] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)

    def add(self, name: str, cost: Cost) -> None:
        """Note one run."""
        self.of.setdefault(name, []).append(cost)

    def peak_mb(self, name: str) -> float:
        """Return the most memory of any run; 0 where it did not run."""
        return max((cost.peak_mb for cost in self.of.get(name, [])), default=0.0)

    def measurements(self) -> Iterator[Measurement]:
        """Yield CPU seconds, then peak memory, beside each rival."""
        for what, unit, attribute in (("load", "CPU s", "cpu"), ("most memory", "MB", "peak_mb")):
            took = {name: [getattr(cost, attribute) for cost in costs] for name, costs in self.of.items()}
            ours, rest = took.pop(""), took
            for rival, theirs in (rest or {"": []}).items():
                bound = bound_of(what, self.rows, rival)
                yield measured(what, unit, ours, rival, theirs, size=self.rows, bound=bound)


def bound_of(what: str, rows: int, rival: str) -> Bound | None:
    """Return what is promised: five times fewer CPU seconds than the analyst's script, and memory."""
    if what == "load" and rows == WANTED_SIZE and rival == RIVALS[0].name:
        return Bound(least_ratio=WANTED_RATIO)
    return Bound(most=MOST_MB) if what == "most memory" and rows == LARGE else None


def runs_of(rows: int) -> int:
    """Return how often each side runs."""
    return 5 if rows < 1_000_000 else 3 if rows < 10_000_000 else 1


def bench(rows: int, seed: int, runs: int, rivals: tuple[Rival, ...]) -> Costs:
    """Return what each side takes. Raises AssertionError when a rival does not count as the load does."""
    costs = Costs(rows)
    with tempfile.TemporaryDirectory(prefix="bench-load-") as made:
        folder = Path(made)
        (folder / "raw").mkdir()
        calls, outline = folder / "raw" / "calls.csv", folder / "raw" / "outline.csv"
        write_calls(calls, rows, seed)
        write_outline(outline)
        (folder / "place.toml").write_text(PLACE, encoding="utf-8")
        doubtful = near_outline(calls, outline) if any(rival.doubtful for rival in rivals) else 0
        for run in range(runs):
            costs.add(FLOOR, measure_process(["-c", PARSE, str(calls)])[0])
            cost, output = measure_process(["-c", LOAD, made, f"home{run}"])
            costs.add("", cost)
            ours = json.loads(output) | flags_of(folder / f"home{run}")
            for rival in rivals:
                command = ["-m", f"tests.bench.{rival.module}", str(calls), str(outline)]
                cost, counted = measure_process([*command, str(folder / "out.parquet"), *rival.words])
                costs.add(rival.name, cost)
                require_alike(ours, json.loads(counted), doubtful if rival.doubtful else 0)
    return costs


def unfit(rival: Rival, rows: int, last: Costs | None, memory_mb: float) -> str:
    """Return why a rival does not run at a size, '' where it does. last: what the size before took."""
    if rows >= LARGEST:
        return "at this size the load and the bare parse run alone"
    if last is None:
        return ""
    if rival.name not in last.of:
        return f"it was left out at {last.rows:,} too"
    wanted_mb = last.peak_mb(rival.name) * rows / last.rows
    if wanted_mb > MEMORY_SHARE * memory_mb:
        return f"it would hold about {wanted_mb / 1024:.0f} GB of the machine's {memory_mb / 1024:.0f}"
    return ""


def measure(asked: Asked) -> Found:
    """Return the costs at each size, leaving rivals out where the memory would not hold them."""
    memory_mb = 1024 * this_machine().memory_gb
    found: list[Measurement] = []
    left_out: list[str] = []
    last: Costs | None = None
    for rows in asked.sizes:
        why = {rival: unfit(rival, rows, last, memory_mb) for rival in RIVALS}
        left_out += [f"{rival.name} at {rows:,} rows: {reason}." for rival, reason in why.items() if reason]
        rivals = [rival for rival, reason in why.items() if not reason]
        costs = bench(rows, asked.seed, runs_of(rows), tuple(rivals))
        found += costs.measurements()
        last = costs
    return Found(tuple(found), tuple(left_out))


def flags_of(home: Path) -> dict[str, Any]:
    """Return how many calls the load flagged for daylight saving (not part of what is measured)."""
    con = store.read_only(store.restricted_path(home))
    try:
        return {"ambiguous": 0, "missing": 0} | dict(store.rows(con, FLAGS))
    finally:
        con.close()


def near_outline(calls: Path, outline: Path) -> int:
    """Return how many calls given on the British grid lie within 5 m of the outline."""
    shape = shapely.from_wkt(pd.read_csv(outline)["wkt"][0])
    grid = pd.read_csv(calls, usecols=["easting", "northing"]).dropna()
    longitude, latitude = to_wgs84(grid["easting"].to_numpy(), grid["northing"].to_numpy(), "EPSG:27700")
    degrees = (
        5 / METRES_PER_DEGREE / np.cos(np.radians(shape.bounds[3]))
    )  # of longitude: more than of latitude
    edge = shape.boundary.buffer(degrees)
    shapely.prepare(edge)
    return int(shapely.contains_xy(edge, longitude, latitude).sum())


def require_alike(ours: dict[str, Any], theirs: dict[str, Any], allowed: int) -> None:
    """Raise AssertionError when any count differs by more than `allowed`."""
    ours, theirs = ours | ours["reasons"], theirs | theirs["reasons"]
    differ = {name: (ours.get(name, 0), theirs.get(name, 0)) for name in (ours | theirs).keys() - {"reasons"}}
    differ = {name: pair for name, pair in differ.items() if abs(pair[0] - pair[1]) > allowed}
    if differ:
        raise AssertionError(f"the counts differ (load, rival): {differ}")


def main() -> int:
    """Print a line a measurement; return 1 when a bound is missed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, nargs="+", default=SIZES[:2])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--runs", type=int, help="how often, where not 5, 3 or 1 by size")
    parser.add_argument("--no-rival", action="store_true", help="measure our load and the parse only")
    chosen = parser.parse_args()
    found: list[Measurement] = []
    for rows in chosen.rows:
        rivals = () if chosen.no_rival else RIVALS
        found += bench(rows, chosen.seed, chosen.runs or runs_of(rows), rivals).measurements()
    return report(Found(tuple(found)))


if __name__ == "__main__":
    sys.exit(main())
