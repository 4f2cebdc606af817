"""The attack test: can anybody tell 1 to 7 events from what is published, with any zones put up for release?

Run by `make bench-disclosure SEED=..`, or: python -m tests.bench.bench_disclosure --seed 1
Cities of three densities, half of them to learn how counts are distributed, half to attack. Success is the
share of targets told exactly; the baseline knows a target's own release and that distribution. Exit code 1
where the upper 95 % paired bound of any attacker's gain exceeds .05, or a mutation is not found.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import defaultdict
from dataclasses import replace
from functools import cache

import numpy as np

from layers.statistics.checked import Flags, Floats, Ints
from tests.bench.attack_city import DENSITIES, FEW, FIRST, PART, City, make_city, town
from tests.bench.attack_classes import CLASSES_EXACT, attack_classes
from tests.bench.attack_late import TRUSTS, attack_late, true_of
from tests.bench.attack_services import EXACT as SERVICES_EXACT
from tests.bench.attack_services import NEAR_WEIGHT, attack_services
from tests.bench.attack_shapes import Known, around, next_year, put_up, told_by
from tests.bench.attack_sums import (
    Book,
    Target,
    Wanted,
    add_exposures,
    add_indices,
    first_version,
    guesses,
    later_versions,
    likelihoods,
)
from tests.bench.attack_tally import Tallies, Tally
from tests.bench.attack_young import attack_young

BOUND, WITHOUT_ALL = 0.05, 0.30
LATE_TRIALS = 60
CLASS_TARGETS = 60  # of each city
SERVICE_TARGETS = 40  # of each city and kind of record
EXPOSURE_EVENTS = 0.5 * 364 / 28  # half an event at the door every 28 days, over 52 weeks
BANDWIDTH_M, METRES = 400.0, 111_195.0
ALL_COUNTS, ALL_FIGURES = "least squares, all counts", "indices and their bounds too"
LATER = "later versions, all counts"
TRUSTED_BY = 2  # cities of the training half
FAMILIES: dict[str, Wanted] = {
    "period": lambda row: row.grid == "r8" and not row.kernel,
    "parent and child": lambda row: row.grid in ("r7", "r8", "r9") and row.part is False and not row.kernel,
    "total and part": lambda row: row.grid in ("place", "area", "r8") and not row.kernel,
    ALL_COUNTS: lambda row: not row.kernel,
    "kernels beside all counts": lambda row: row.grid != "index",
    ALL_FIGURES: lambda row: True,  # noqa: ARG005
}
ALL_FAMILIES = FAMILIES | {LATER: FAMILIES[ALL_FIGURES]}
BROKEN = ("mutation: no guard", "mutation: late rows told at once", CLASSES_EXACT, SERVICES_EXACT)
PART_OF_ALL = "of these, near a service (a part, no bound)"
BEYOND = "near a service: indices, beyond all counts"
Priors = dict[tuple[str, str], Floats]


def learn(density: str, cities: list[City]) -> Priors:
    """Return how counts of 1 to 7 are distributed, by family of counts, from the training half."""
    seen: dict[tuple[str, str], Floats] = defaultdict(lambda: np.full(FEW, 0.5))
    for city in cities:
        targets = first_version(city).targets
        for target in [*targets, *near_services(targets)]:
            seen[density, target.like][target.true - 1] += 1
        counts, rows = small_cells(city)
        for row in rows.tolist():
            if around(city, row) is not None:
                seen[density, "shapes"][counts[row] - 1] += 1
    return {key: counts / counts.sum() for key, counts in seen.items()}


def small_cells(city: City) -> tuple[Ints, Ints]:
    """Return the counts of the finest hexagons over the first version, and the rows with 1 to 7."""
    counts, _ = city.on("r9", city.quarter < FIRST)
    return counts, np.flatnonzero((counts >= 1) & (counts <= FEW))


def priors_of(density: str, priors: Priors, targets: list[Target]) -> Floats:
    """Return the prior of each target, targets x 7."""
    even = np.full(FEW, 1 / FEW)
    return np.array([priors.get((density, each.like), even) for each in targets])


def attack_counts(
    density: str, city: City, priors: Priors, tallies: Tallies, trusts: dict[str, float]
) -> None:
    """Attack a city's first version by families of sums, then four quarterly versions after it."""
    book, later = books_of(city)
    for name, wanted in ALL_FAMILIES.items():
        of = later if name == LATER else book
        if not of.targets:
            continue
        prior = priors_of(density, priors, of.targets)
        told = told_at(*likelihoods(of, wanted, of.targets), prior, trusts[name])
        tallies[name].add(told, 1 + prior.argmax(axis=1), true_of(of))
    book.targets = near_services(book.targets)
    attack_near(density, book, priors, tallies, trusts)


def books_of(city: City) -> tuple[Book, Book]:
    """Return all that the first version tells of a city, services' figures too, and all of later versions."""
    book = first_version(city)
    exposed = exposure(city, np.full(len(city.part), True))
    add_exposures(book, kernel_of_pieces(), exposed, EXPOSURE_EVENTS)
    add_indices(book, kernel_of_pieces(), exposed, exposure(city, city.part) / PART)
    return book, later_versions(city)


def told_at(mean: Floats, variance: Floats, prior: Floats, trust: float) -> Ints:
    """Return the best guess of each target. trust: in what the sums tell; 0 leaves the baseline."""
    return guesses(mean, variance / trust, prior) if trust else 1 + prior.argmax(axis=1)


def trusts_of(density: str, cities: list[City], priors: Priors) -> dict[str, float]:
    """Return how far each family's sums are best trusted, by cities of the training half."""
    right: dict[tuple[str, float], int] = defaultdict(int)
    for city in cities[:TRUSTED_BY]:
        book, later = books_of(city)
        for name, wanted in ALL_FAMILIES.items():
            of = later if name == LATER else book
            if of.targets:
                prior, sums = priors_of(density, priors, of.targets), likelihoods(of, wanted, of.targets)
                for trust in TRUSTS:
                    right[name, trust] += int((told_at(*sums, prior, trust) == true_of(of)).sum())
    return {name: max(TRUSTS, key=lambda trust: right[name, trust]) for name in ALL_FAMILIES}


def attack_near(density: str, book: Book, priors: Priors, tallies: Tallies, trusts: dict[str, float]) -> None:
    """Attack targets near services by all counts, and by what is published of services beyond these."""
    if not book.targets:
        return
    prior = priors_of(density, priors, book.targets)
    by_counts, by_all = (
        told_at(*likelihoods(book, FAMILIES[name], book.targets), prior, trusts[name])
        for name in (ALL_COUNTS, ALL_FIGURES)
    )
    tallies[PART_OF_ALL].add(by_counts, 1 + prior.argmax(axis=1), true_of(book))
    tallies[BEYOND].add(by_all, by_counts, true_of(book))


def near_services(targets: list[Target]) -> list[Target]:
    """Return the targets on hexagons of two levels next to a service, as a family of counts of their own."""
    close = kernel_of_pieces().max(axis=0) >= NEAR_WEIGHT
    rows = {grid: set(town().piece_rows[grid][close].tolist()) for grid in ("r8", "r9")}
    found = [each for each in targets if each.row.row in rows.get(each.row.grid, ())]
    return [replace(each, like=f"{each.like} near") for each in found]


@cache
def kernel() -> Floats:
    """Return services x street points, what an event there weighs at the service's door."""
    made = town()
    squeeze = np.cos(np.radians(made.latitude.mean()))
    east = (made.longitude[None, :] - made.services[:, [0]]) * squeeze * METRES
    north = (made.latitude[None, :] - made.services[:, [1]]) * METRES
    metres = 1.3 * np.hypot(east, north)
    weight = np.where(metres <= 3 * BANDWIDTH_M, np.exp(-(metres**2) / (2 * BANDWIDTH_M**2)), 0.0)
    return np.asarray(weight)


@cache
def kernel_of_pieces() -> Floats:
    """Return services x pieces of ground, the mean of what events there weigh."""
    piece = town().piece
    return np.array([np.bincount(piece, row) for row in kernel()]) / np.bincount(piece)


def exposure(city: City, chosen: Flags) -> Floats:
    """Return each service's exposure to some events over the last year."""
    last = chosen & (city.quarter >= FIRST - 4) & (city.quarter < FIRST)
    return np.asarray(kernel()[:, city.point[last]].sum(axis=1))


SHAPES = {
    "shapes": Known(),
    "shapes, none but those that serve": Known(stubborn=True),
    "shapes, and a year later": Known(next_year=True),
    "shapes and their sums": Known(sums=True),
    "shapes by the hour": Known(hours=True),
}


def attack_shapes(
    density: str, city: City, priors: Priors, tallies: Tallies, rows: Ints, most: int
) -> list[int]:
    """Attack hexagons by shapes put up for release, and return how many went through for each."""
    bare = City(city.point, city.quarter, city.part, city.key, city.secret, noisy=False)
    through: list[int] = []
    for row in rows.tolist():
        found = around(city, row)
        if found is None or len(through) >= most:
            continue
        prior = priors.get((density, "shapes"), np.full(FEW, 1 / FEW))[None, :]
        true = np.array([int((city.quarter[found.groups[0]] < FIRST).sum())])
        attacks = {}
        shapes = put_up(city, found, city.guard())
        later = next_year(city, found, shapes, city.guard(FIRST + 4))
        through.append(len(shapes))
        for name, known in SHAPES.items():
            out = shapes
            if known.hours or known.stubborn:
                out = put_up(city, found, city.guard(), hours=known.hours, stubborn=known.stubborn)
            attacks[name] = told_by(city, found, out, known, later)
        shapes = put_up(city, found, None)
        attacks["mutation: no guard"] = told_by(city, found, shapes, Known(), [])
        attacks["mutation: no guard, no noise"] = told_by(bare, found, shapes, Known(), [])
        for name, (mean, variance) in attacks.items():
            told = guesses(np.array([mean]), np.array([variance]), prior)
            tallies[name].add(told, 1 + prior.argmax(axis=1), true)
    return through


def run(seed: int, cities: int, shapes: int, late: int = LATE_TRIALS) -> tuple[Tallies, float]:
    """Return the tally of each attacker, and how many of 30 shapes the guard lets through.

    cities: a density and half. shapes: hexagons attacked by shapes, of each city. late: spots to which rows
    come late, of each city.
    """
    tallies: Tallies = defaultdict(Tally)
    through: list[int] = []
    for number, density in enumerate(DENSITIES):
        random = np.random.default_rng([seed, number])
        training = [make_city(density, random) for _ in range(cities)]
        priors = learn(density, training)
        trusts = trusts_of(density, training, priors)
        for _ in range(cities):
            city = make_city(density, random)
            attack_counts(density, city, priors, tallies, trusts)
            attack_late(city, tallies, random, late)
            attack_classes(city, make_city(density, random), tallies, random, CLASS_TARGETS)
            rows = random.permutation(small_cells(city)[1])
            through += attack_shapes(density, city, priors, tallies, rows, shapes)
        for each in range(cities):  # a stream of its own: the other rows stay what they were
            own = np.random.default_rng([seed, number, each])
            three = [make_city(density, own) for _ in range(3)]
            attack_services(kernel(), (three[0], three[1], three[2]), tallies, own, SERVICE_TARGETS)
        attack_young(density, np.random.default_rng([seed, number, cities]), cities, tallies)
    return tallies, float(np.mean(through)) if through else 0.0


def table(tallies: Tallies) -> str:
    """Return the results as a Markdown table."""
    lines = ["| Attacker | Targets | Baseline | Success | Gain | Upper 95 % |", "|---|---|---|---|---|---|"]
    for name, tally in tallies.items():
        base, gain = float(np.mean(tally.base)), float(np.mean(tally.gain))
        rates = f"{base:.3f} | {base + gain:.3f} | {gain:+.3f} | {tally.upper:+.3f}"
        lines.append(f"| {name} | {len(tally.gain):,} | {rates} |")
    return "\n".join(lines)


def held(tallies: Tallies) -> bool:
    """Return whether no attacker gains more than the bound, and every mutation is found."""
    unbounded = ("mutation", "of these")
    fair = all(each.upper <= BOUND for name, each in tallies.items() if not name.startswith(unbounded))
    broken = all(np.mean(tallies[name].gain) > BOUND for name in BROKEN)
    return fair and broken and bool(np.mean(tallies["mutation: no guard, no noise"].gain) >= WITHOUT_ALL)


def main() -> int:
    """Run, print the table and say whether it holds."""
    arguments = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    arguments.add_argument("--seed", type=int, required=True)
    arguments.add_argument("--cities", type=int, default=10, help="of each density and half")
    arguments.add_argument("--shapes", type=int, default=15, help="targets attacked by shapes, of each city")
    chosen = arguments.parse_args()
    started = time.process_time()
    tallies, through = run(chosen.seed, chosen.cities, chosen.shapes)
    holds = held(tallies)
    verdict = "met" if holds else "NOT met"
    sys.stdout.write(
        f"{table(tallies)}\n\nSeed {chosen.seed}: gain at most {BOUND} for every attacker, more than "
        f"{BOUND} without the guard, {WITHOUT_ALL} or more without noise too: {verdict}; "
        f"the guard let {through:.1f} of 30 shapes through; {time.process_time() - started:.0f} CPU s\n"
    )
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main())
