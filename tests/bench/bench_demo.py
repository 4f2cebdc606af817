"""Is the demo's known truth recovered? One demo a seed: made, loaded, and its services tested by the product.

Run by `make bench-demo`, or: python -m tests.bench.bench_demo --first 1 --seeds 20
A treated service is found, a quiet one accused, where p <= .05. Quiet services are asked of where they stand
farther than 3h from every treated one. Exit code 1 where under 65 % are found or over 10 % accused.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np

from etl.demo.make import make_demo
from etl.load.place import load_place
from layers.clash.case import gather
from layers.clash.measure import measure
from layers.clash.result import ServiceResult
from layers.periods import last_quarter
from layers.publish.held import opened
from layers.publish.survey import survey
from layers.statistics.kernel import BANDWIDTH_M, CUT, DETOUR, great_circle_m

PLACE = Path(__file__).resolve().parents[2] / "data" / "places" / "demo.toml"
LOADED = datetime(2026, 11, 1, tzinfo=UTC)
LEAST_FOUND, MOST_ACCUSED, LEVEL = 0.65, 0.10, 0.05


@dataclass(frozen=True)
class Recovered:
    """p of the treated services of one demo, and of the quiet ones beyond 3h of them; NaN: not compared."""

    seed: int
    treated: tuple[float, ...]
    quiet: tuple[float, ...]

    def __str__(self) -> str:
        """Return a row of the table."""
        ps = " ".join(f"{p:.3f}" for p in self.treated)
        return (
            f"| {self.seed} | {called(self.treated)} of {len(self.treated)} | {ps} "
            f"| {called(self.quiet)} of {len(self.quiet)} |"
        )


def called(ps: Sequence[float]) -> int:
    """Return how many lie at or under the level."""
    return sum(p <= LEVEL for p in ps)


def services_of(home: Path, as_of: date) -> tuple[ServiceResult, ...]:
    """Return the exact results of a loaded home, as its own commands work them out."""
    with opened(home) as held:
        newest = last_quarter(as_of, held.place.disclosure.delay_days)
        ground, _ = survey(held.con, held.place, as_of, newest)
        return measure(gather(held.con, held.place, ground, as_of, newest)).result.services


def compare(seed: int, truth: Path, services: Sequence[ServiceResult]) -> Recovered:
    """Return the p of a demo's services by what the generator wrote of them."""
    known = json.loads(truth.read_text(encoding="utf-8"))["services"]
    treated = {(one["service_id"], one["stop"]) for one in known if one["treated"]}
    was = np.array([(one.service.service_id, one.service.stop) in treated for one in services])
    at = (
        np.array([one.service.latitude for one in services]),
        np.array([one.service.longitude for one in services]),
    )
    walked = DETOUR * great_circle_m(*at, at[0][was], at[1][was]).min(axis=1)
    p = np.array([one.p for one in services])
    quiet = ~was & (walked > CUT * BANDWIDTH_M)
    return Recovered(seed, tuple(p[was].tolist()), tuple(p[quiet].tolist()))


def recover(seed: int, folder: Path) -> Recovered:
    """Make, load and test the demo of one seed in an empty folder."""
    raw, home = folder / "raw", folder / "home"
    make_demo(raw, seed=seed)
    load_place(PLACE, raw, home, now=LOADED)
    return compare(seed, raw / "truth.json", services_of(home, LOADED.date()))


def rates(found: Sequence[Recovered]) -> tuple[float, float]:
    """Return the share of treated services found and of far quiet ones accused."""
    treated = [p for one in found for p in one.treated]
    quiet = [p for one in found for p in one.quiet]
    return called(treated) / max(len(treated), 1), called(quiet) / max(len(quiet), 1)


def main() -> int:
    """Run the seeds, print the table and say whether the truth is recovered."""
    arguments = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    arguments.add_argument("--first", type=int, required=True, help="the first seed")
    arguments.add_argument("--seeds", type=int, default=20, help="how many seeds")
    chosen = arguments.parse_args()
    started = time.process_time()
    sys.stdout.write("| Seed | Treated found | their p | Far quiet accused |\n|---|---|---|---|\n")
    found = []
    for seed in range(chosen.first, chosen.first + chosen.seeds):
        with tempfile.TemporaryDirectory() as folder:
            found.append(recover(seed, Path(folder)))
        sys.stdout.write(f"{found[-1]}\n")
        sys.stdout.flush()
    share, accused = rates(found)
    met = share >= LEAST_FOUND and accused <= MOST_ACCUSED
    treated, quiet = (
        sum(map(len, ps)) for ps in ((one.treated for one in found), (one.quiet for one in found))
    )
    sys.stdout.write(
        f"\n{share:.3f} of {treated} treated services found (at least {LEAST_FOUND:g}), "
        f"{accused:.3f} of {quiet} far quiet ones accused (at most {MOST_ACCUSED:g}): "
        f"{'met' if met else 'NOT met'}; {time.process_time() - started:.0f} CPU s\n"
    )
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
