"""False-positive rate and power of the Clash Ratio and seven alternatives on cities of known truth.

Run by `make bench-method`, or: python -m tests.bench.method_simulation --cities 200 --seed 1
Half of each city's twelve services are treated (x2, x3). Each test answers at .05. Three ways to count:
null services farther than 3h from every treated one (the acceptance figure), all null services, and
the class "Clash" instead of p. Exit code 1 where the Clash Ratio misses FPR <= .10 or power(x3) >= .70
in setting A. A second table says where the promise ends: fewer overdoses, a driver nobody recorded, and
the test of all services pooled.
"""

from __future__ import annotations

import argparse
import sys
import time

import numpy as np

from layers.statistics.kernel import BANDWIDTH_M
from tests.bench.method_limits import limits, table_of_limits
from tests.bench.rival_tests import ACCEPTED, TESTS, Examined
from tests.bench.simulated_city import make_city, make_lattice
from tests.bench.tally import Tally, kinds_of_service

SETTINGS = ("A", "B")
MULTIPLIERS = (2.0, 3.0)
MOST_FALSE, LEAST_POWER = 0.10, 0.70


Tallies = dict[tuple[str, float, str], Tally]


def simulate(cities: int, seed: int) -> Tallies:
    """Return the tally of each (setting, multiplier, test). City i depends on the seed and i alone."""
    lattice = make_lattice(BANDWIDTH_M)
    tallies: Tallies = {(s, m, name): Tally() for s in SETTINGS for m in MULTIPLIERS for name in TESTS}
    for setting in SETTINGS:
        for multiplier in MULTIPLIERS:
            for number in range(cities):
                random = np.random.default_rng([seed, number])
                city = make_city(lattice, setting, multiplier, random)
                one = Examined(lattice, city, BANDWIDTH_M, random)
                kinds = kinds_of_service(lattice, city)
                for name, test in TESTS.items():
                    answers = test(one)
                    for kind, chosen in kinds.items():
                        tallies[setting, multiplier, name].add(kind, answers[chosen])
    return tallies


def false_rate(tallies: Tallies, setting: str, name: str, kind: str) -> float:
    """Share of quiet services accused, both multipliers together."""
    cells = [tallies[setting, multiplier, name] for multiplier in MULTIPLIERS]
    return sum(cell.yes[kind] for cell in cells) / max(sum(cell.asked[kind] for cell in cells), 1)


def table(tallies: Tallies) -> str:
    """Return the results as a Markdown table."""
    lines = [
        "| Test | A: FPR far | A: FPR all | A: x2 | A: x3 | B: FPR far | B: FPR all | B: x2 | B: x3 |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for name in TESTS:
        row = [name]
        for setting in SETTINGS:
            row += [f"{false_rate(tallies, setting, name, kind):.3f}" for kind in ("far", "null")]
            row += [f"{tallies[setting, multiplier, name].rate('treated'):.3f}" for multiplier in MULTIPLIERS]
        lines.append(f"| {' | '.join(row)} |")
    return "\n".join(lines)


def accepted(tallies: Tallies) -> bool:
    """Return whether the Clash Ratio passes in setting A."""
    power = tallies["A", 3.0, ACCEPTED].rate("treated")
    return false_rate(tallies, "A", ACCEPTED, "far") <= MOST_FALSE and power >= LEAST_POWER


def main() -> int:
    """Run, print the table and say whether it passes."""
    arguments = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    arguments.add_argument("--cities", type=int, default=400, help="200 or more for the acceptance test")
    arguments.add_argument("--seed", type=int, required=True)
    chosen = arguments.parse_args()
    started = time.process_time()
    tallies = simulate(chosen.cities, chosen.seed)
    passed = accepted(tallies)
    found = limits(chosen.cities, chosen.seed)
    asked = tallies["A", 3.0, ACCEPTED].asked
    sys.stdout.write(
        f"{chosen.cities} cities a setting and multiplier, seed {chosen.seed}; "
        f"{asked['treated']} treated, {asked['far']} far and {asked['null']} null services in A x3; "
        f"{time.process_time() - started:.0f} CPU s\n\n{table(tallies)}\n\n"
        f"{table_of_limits(found)}\n\n"
        f"FPR <= {MOST_FALSE:.2f} and power (x3) >= {LEAST_POWER:.2f} in setting A: "
        f"{'met' if passed else 'NOT met'}\n"
    )
    return 0 if passed else 1


if __name__ == "__main__":
    sys.exit(main())
