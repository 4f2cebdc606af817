"""Counting how often a test accuses services, by kind: treated, not treated, and far from any treated."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from layers.statistics.checked import Flags
from layers.statistics.kernel import BANDWIDTH_M, CUT
from tests.bench.simulated_city import City, Lattice


@dataclass
class Tally:
    """Yeses and services asked, by kind of service."""

    yes: dict[str, int] = field(default_factory=lambda: dict.fromkeys(("far", "null", "treated"), 0))
    asked: dict[str, int] = field(default_factory=lambda: dict.fromkeys(("far", "null", "treated"), 0))

    def add(self, kind: str, answers: np.ndarray) -> None:
        """Count the answers of one city's services of a kind."""
        self.yes[kind] += int(answers.sum())
        self.asked[kind] += len(answers)

    def rate(self, kind: str) -> float:
        """Share of yeses."""
        return self.yes[kind] / max(self.asked[kind], 1)


def kinds_of_service(lattice: Lattice, city: City) -> dict[str, Flags]:
    """Return which services are treated, which are not, and which of these are beyond 3h of any treated."""
    reach = lattice.distance_m[np.ix_(city.service, city.service[city.treated])]
    apart = reach.min(axis=1, initial=np.inf)
    return {
        "far": ~city.treated & (apart > CUT * BANDWIDTH_M),
        "null": ~city.treated,
        "treated": city.treated,
    }
