"""CPU seconds of loading a CSV, beside the same job in pandas and the bare parse.

Run: python -m tests.bench.bench_load --rows 1000000 --seed 1
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.bench.dirty_calls import PLACE, write_calls, write_outline

LOAD = """
import json, sys
from datetime import UTC, datetime
from pathlib import Path
from etl.load import load_place
folder = Path(sys.argv[1])
now = datetime(2026, 11, 1, tzinfo=UTC)
*_, report = load_place(folder / "place.toml", folder / "raw", folder / "home", now=now)
names = ("read", "loaded", "quarantined", "superseded", "unlocated")
print(json.dumps({name: getattr(report, f"rows_{name}") for name in names}))
"""
PARSE = """
import sys
from etl import store
con = store.connect()
con.execute("create table raw as select * from read_csv(?, all_varchar = true)", [sys.argv[1]])
"""


def measure(command: list[str]) -> tuple[float, float, str]:
    """Return (CPU seconds, wall seconds, standard output) of a process and its children."""
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run([sys.executable, *command], check=True, capture_output=True, text=True)
    wall, after = time.perf_counter() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, wall, done.stdout


def bench(rows: int, seed: int, *, rival: bool = True) -> dict[str, float]:
    """Return CPU seconds of each; raises AssertionError when the two loads do not count alike."""
    with tempfile.TemporaryDirectory(prefix="bench-load-") as name:
        folder = Path(name)
        (folder / "raw").mkdir()
        calls = folder / "raw" / "calls.csv"
        write_calls(calls, rows, seed)
        outline = folder / "raw" / "outline.csv"
        write_outline(outline)
        (folder / "place.toml").write_text(PLACE, encoding="utf-8")
        found = {}
        found["parse"], _, _ = measure(["-c", PARSE, str(calls)])
        found["load"], found["load wall"], ours = measure(["-c", LOAD, name])
        if rival:
            found["rival"], _, theirs = measure(
                ["-m", "tests.bench.rival_pandas", str(calls), str(outline), str(folder / "out.parquet")]
            )
            if json.loads(ours) != json.loads(theirs):
                raise AssertionError(f"the counts differ: ours {ours}, the rival's {theirs}")
        sys.stderr.write(ours)
        return found


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--no-rival", action="store_true", help="measure our load and the parse only")
    chosen = parser.parse_args()
    found = bench(chosen.rows, chosen.seed, rival=not chosen.no_rival)
    million = chosen.rows / 1e6
    lines = [f"{chosen.rows:,} rows, CPU seconds (per million rows)"]
    lines += [f"  {name:10} {seconds:7.2f} ({seconds / million:6.2f})" for name, seconds in found.items()]
    if "rival" in found:
        lines.append(
            f"  our load uses {found['rival'] / found['load']:.1f} times fewer CPU seconds than pandas"
        )
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
