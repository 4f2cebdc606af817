"""Eight ways to ask whether police do more at a service, each answering yes or no for every service.

All at .05. The last is the product's own; the others are what is commonly done instead.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.special import ndtr
from scipy.stats import poisson

from layers.statistics.checked import Flags, Floats
from layers.statistics.clash_ratio import COMPARED, Bench, Judged, Verdict, judge, set_bench
from layers.statistics.fay_feuer import interval
from layers.statistics.getis_ord import hot_spots
from layers.statistics.kernel import CUT
from layers.statistics.matched_placebo import in_order, matched_p
from layers.statistics.moran import local_moran
from layers.statistics.surroundings import Surroundings
from tests.bench.simulated_city import City, Lattice

LEVEL = 0.05
PERMUTATIONS = 199
ACCEPTED = "Clash Ratio + placebo"


class Examined:
    """A city with the sums, the fit and the verdicts that several of the tests share."""

    def __init__(self, lattice: Lattice, city: City, bandwidth_m: float, random: np.random.Generator) -> None:
        self.lattice, self.city, self.random = lattice, city, random
        weights = lattice.weights
        self.y, self.need = weights @ city.enforcement, weights @ city.overdoses
        people = weights @ city.residents
        self.placebo = (lattice.distance_m[city.service] > CUT * bandwidth_m).all(axis=0)
        inside = self.placebo
        around = Surroundings(self.y[inside], self.need[inside], people[inside])
        self.bench: Bench = set_bench(around, np.flatnonzero(inside), float(city.overdoses.sum()))
        at = city.service
        self.expected: Floats = self.bench.model.expected(self.need[at], people[at])
        squares = weights.power(2) @ city.enforcement
        self.judged: Judged = judge(self.bench, self.y[at], self.expected, *interval(self.y[at], squares[at]))


def city_rate(one: Examined) -> Flags:
    """Events in the cell and its neighbours against the city's rate, Poisson."""
    near = one.lattice.neighbours[one.city.service]
    count = near @ one.city.enforcement + one.city.enforcement[one.city.service]
    cells = np.diff(near.indptr) + 1
    return np.asarray(poisson.sf(count - 1, cells * one.city.enforcement.mean()) <= LEVEL)


def bivariate_moran(one: Examined) -> Flags:
    """Services' reach here, enforcement next door: high beside high."""
    reach = one.lattice.weights[one.city.service].sum(axis=0)
    seed = int(one.random.integers(2**31))
    found = local_moran(
        reach, one.lattice.neighbours, other=one.city.enforcement, permutations=PERMUTATIONS, seed=seed
    )
    return np.asarray(found.p_high[one.city.service] <= LEVEL)


def hot_spot(one: Examined) -> Flags:
    """The service's cell is a hot spot of enforcement, false discoveries controlled over the city."""
    return hot_spots(one.city.enforcement, one.lattice.neighbours).hot(LEVEL)[one.city.service]


def random_sites(one: Examined) -> Flags:
    """The service's exposure against that of 199 cells anywhere."""
    sites = one.random.choice(one.lattice.cells, COMPARED, replace=False)
    above = (one.y[sites][None, :] >= one.y[one.city.service][:, None]).sum(axis=1)
    return np.asarray((1 + above) / (COMPARED + 1) <= LEVEL)


def interval_only(one: Examined) -> Flags:
    """Observed over expected, with the Poisson interval above 1."""
    return np.asarray(one.judged.low > 1)


def need_matched(one: Examined) -> Flags:
    """The exposure against that of the 199 placebo cells with the nearest need."""
    inside = one.placebo
    at = one.city.service
    comparison = in_order(one.y[inside], one.need[inside], np.flatnonzero(inside))
    p = matched_p(one.y[at], one.need[at], comparison, COMPARED)
    return np.asarray(p <= LEVEL)


def hot_spot_per_overdose(one: Examined) -> Flags:
    """The service's cell is high in events per overdose, Gi* one-sided."""
    per_overdose = one.city.enforcement / (one.city.overdoses + 0.5)
    return np.asarray(ndtr(-hot_spots(per_overdose, one.lattice.neighbours).z[one.city.service]) <= LEVEL)


def clash_ratio(one: Examined) -> Flags:
    """The Clash Ratio with its matched placebo p."""
    return np.asarray(one.judged.p <= LEVEL)


def clash_class(one: Examined) -> Flags:
    """The Clash Ratio by its class, Clash."""
    return np.array([verdict is Verdict.CLASH for verdict in one.judged.verdict])


TESTS: dict[str, Callable[[Examined], Flags]] = {
    "City rate, Poisson": city_rate,
    "Bivariate local Moran": bivariate_moran,
    "Gi* + FDR": hot_spot,
    "Random-site placebo": random_sites,
    "O/E, Poisson interval only": interval_only,
    "Need-matched placebo": need_matched,
    "Gi* on enforcement per overdose": hot_spot_per_overdose,
    ACCEPTED: clash_ratio,
    'Clash Ratio, class "Clash"': clash_class,
}
