"""CPU seconds of loading a CSV, beside the same job in pandas and the bare parse.

Run: python -m tests.bench.bench_load --rows 1000000 --seed 1 --runs 3
Each is a process of its own, run in turn; the table gives medians. The rival runs twice: with pandas,
geopandas and h3 alone, and ("rival, own") with the loader's libraries for cells and for the British grid.
Exits with 1 when the load and a rival do not count alike, or when the load is not five times cheaper than the
first. That one lacks OSTN15: its counts may differ by the calls that lie within 5 m of the outline.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import shapely

from etl import store
from etl.projection import METRES_PER_DEGREE, to_wgs84
from tests.bench.dirty_calls import PLACE, write_calls, write_outline

WANTED_RATIO = 5.0
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
class Cost:
    """What one process took: CPU seconds (user and system), wall seconds, peak memory in MB."""

    cpu: float
    wall: float
    peak_mb: float


def measure(command: list[str]) -> tuple[Cost, str]:
    """Run Python with these arguments; return what it took and its standard output."""
    started = time.perf_counter()
    process = subprocess.Popen([sys.executable, *command], stdout=subprocess.PIPE, text=True)
    with process:
        assert process.stdout is not None
        output = process.stdout.read()
        _, status, used = os.wait4(process.pid, 0)  # unlike getrusage, the peak of this process alone
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    peak = used.ru_maxrss / (1e6 if sys.platform == "darwin" else 1024)
    return Cost(used.ru_utime + used.ru_stime, time.perf_counter() - started, peak), output


def bench(rows: int, seed: int, runs: int, *, rival: bool = True) -> dict[str, Cost]:
    """Return the median cost of each; raises AssertionError when the two loads do not count alike."""
    with tempfile.TemporaryDirectory(prefix="bench-load-") as made:
        folder = Path(made)
        (folder / "raw").mkdir()
        calls, outline = folder / "raw" / "calls.csv", folder / "raw" / "outline.csv"
        write_calls(calls, rows, seed)
        write_outline(outline)
        (folder / "place.toml").write_text(PLACE, encoding="utf-8")
        doubtful = near_outline(calls, outline) if rival else 0
        costs: dict[str, list[Cost]] = {"parse": [], "load": [], "rival": [], "rival, own": []}
        for run in range(runs):
            costs["parse"].append(measure(["-c", PARSE, str(calls)])[0])
            cost, output = measure(["-c", LOAD, made, f"home{run}"])
            costs["load"].append(cost)
            if rival:
                theirs = ["-m", "tests.bench.rival_pandas", str(calls), str(outline)]
                ours = json.loads(output) | _flags(folder / f"home{run}")
                for name, own, allowed in (("rival", [], doubtful), ("rival, own", ["OWN"], 0)):
                    cost, counted = measure([*theirs, str(folder / "out.parquet"), *own])
                    costs[name].append(cost)
                    require_alike(ours, json.loads(counted), allowed)
        sys.stderr.write(f"{doubtful} calls within 5 m of the outline\n" if rival else "")
        return {name: median(found) for name, found in costs.items() if found}


def _flags(home: Path) -> dict[str, Any]:
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


def median(costs: list[Cost]) -> Cost:
    """Return the median of each figure by itself."""
    return Cost(
        *(statistics.median(getattr(cost, name) for cost in costs) for name in ("cpu", "wall", "peak_mb"))
    )


def table(costs: dict[str, Cost], rows: int, runs: int) -> str:
    """Return the table to print."""
    load = os.getloadavg()[0]
    lines = [
        f"{rows:,} rows, median of {runs} runs, {os.cpu_count()} cores at load average {load:.1f}",
        f"{'':12}{'CPU s':>8}{'rival / it':>12}{'wall s':>8}{'peak MB':>9}{'rows / CPU s':>14}",
    ]
    for name, cost in costs.items():
        ratio = f"{costs['rival'].cpu / cost.cpu:.1f}" if "rival" in costs else ""
        lines.append(
            f"{name:12}{cost.cpu:8.2f}{ratio:>12}{cost.wall:8.2f}{cost.peak_mb:9.0f}{rows / cost.cpu:14,.0f}"
        )
    return "\n".join(lines)


def main() -> int:
    """Print the table; return 1 when the load is not cheap enough."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--no-rival", action="store_true", help="measure our load and the parse only")
    chosen = parser.parse_args()
    try:
        costs = bench(chosen.rows, chosen.seed, chosen.runs, rival=not chosen.no_rival)
    except AssertionError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(table(costs, chosen.rows, chosen.runs) + "\n")
    if "rival" in costs and costs["rival"].cpu < WANTED_RATIO * costs["load"].cpu:
        sys.stderr.write(f"The load should take at least {WANTED_RATIO:g} times fewer CPU seconds.\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
