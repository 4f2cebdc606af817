"""Where the promise of the Clash Ratio ends, and when the pooled test of all services is reported.

Settings A and B of the simulated city, A with 300 overdoses, and H: a driver that nobody recorded moves
services and police alike. The pooled test is asked in cities where nobody is treated and in cities where
all twelve services have twice the rate.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from scipy.sparse.csgraph import connected_components

from layers.statistics.kernel import BANDWIDTH_M
from layers.statistics.pooled import REPORTED_P, REPORTED_RATIO, Pooled, pooled_ratio
from tests.bench.rival_tests import ACCEPTED, TESTS, Examined
from tests.bench.simulated_city import OVERDOSES, SERVICES, Lattice, make_city, make_lattice
from tests.bench.tally import Tally, kinds_of_service

LIMITS = {
    "A, 1,500 overdoses": ("A", OVERDOSES),
    "A, 300 overdoses": ("A", 300),
    "B, 1,500 overdoses": ("B", OVERDOSES),
    "H (a hidden driver), 1,500 overdoses": ("H", OVERDOSES),
}


@dataclass
class Limit:
    """Clash Ratio and pooled test in one setting: yeses among far quiet and treated services, and cities."""

    services: Tally = field(default_factory=Tally)
    ratio: float = 0.0  # median pooled ratio where nobody is treated and two services can be compared
    accused: float = 0.0  # share of these in which the pooled test is reported
    found: float = 0.0  # share of cities with twice the rate at all twelve in which it is


def limits(cities: int, seed: int) -> dict[str, Limit]:
    """Return how the Clash Ratio (x3 at six services) and the pooled test (none, x2 at all) fare."""
    lattice = make_lattice(BANDWIDTH_M)
    found = {}
    for name, (setting, overdoses) in LIMITS.items():
        limit = found[name] = Limit()
        for number in range(cities):
            random = np.random.default_rng([seed, number])
            city = make_city(lattice, setting, 3.0, random, overdoses=overdoses)
            answers = TESTS[ACCEPTED](Examined(lattice, city, BANDWIDTH_M, random))
            for kind, chosen in kinds_of_service(lattice, city).items():
                limit.services.add(kind, answers[chosen])
        nobody, everybody = (
            [_pooled(lattice, setting, overdoses, treated, [seed, number]) for number in range(cities)]
            for treated in (0, SERVICES)
        )
        limit.ratio = float(np.nanmedian([one.ratio for one in nobody]))
        limit.accused, limit.found = (
            np.mean([_would_report(one) for one in some]).item() for some in (nobody, everybody)
        )
    return found


def _pooled(lattice: Lattice, setting: str, overdoses: int, treated: int, seed: list[int]) -> Pooled:
    random = np.random.default_rng(seed)
    city = make_city(lattice, setting, 2.0, random, treated=treated, overdoses=overdoses)
    one = Examined(lattice, city, BANDWIDTH_M, random)
    near = lattice.distance_m[np.ix_(city.service, city.service)] <= BANDWIDTH_M
    group = connected_components(near, directed=False)[1].astype(np.int64)
    return pooled_ratio(one.bench, one.y[city.service], one.expected, group, seed=seed[1])


def _would_report(one: Pooled) -> bool:
    """Return whether ratio and p would have it reported; the product also asks for 1,000 overdoses."""
    return one.ratio > REPORTED_RATIO and one.p <= REPORTED_P


def table_of_limits(found: dict[str, Limit]) -> str:
    """Return the limits as a Markdown table."""
    lines = [
        "| Setting | Clash Ratio: FPR far | x3 | Pooled, none treated: median ratio | reported "
        "| x2 at all: reported |",
        "|---|---|---|---|---|---|",
    ]
    for name, limit in found.items():
        rates = (limit.services.rate("far"), limit.services.rate("treated"))
        row = [*rates, limit.ratio, limit.accused, limit.found]
        lines.append(f"| {' | '.join([name, *(f'{value:.3f}' for value in row)])} |")
    return "\n".join(lines)
