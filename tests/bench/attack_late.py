"""The attacker who keeps two versions: how many rows came late to one place between them?

Between two versions 1 to 7 rows of one quarter come late to one spot. The attacker knows the spot, and that
no other row came late, and subtracts all that is published of the ground that holds it: by quarter, year and
whole, of all events and of the part. In the harder case the second version has a quarter more, whose events
the place and its neighbourhood tell. A third attacker knows nothing of a larger load of late rows and solves
all differences together, as on fixed ground.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from layers.rule import Protected
from layers.settled import Blocks, Sets, gather
from layers.statistics.checked import Flags, Floats, Ints
from tests.bench.attack_city import FEW, FIRST, LAW, NOISE, PART, QUARTERS, City, town
from tests.bench.attack_sums import Book, Row, Target, guesses, likelihoods
from tests.bench.attack_tally import Tallies

GRIDS = ("place", "area", "r7", "r8", "r9")
LATE_SHARE = 0.03  # of all events, where many come late at once
TRUSTS = (0.0, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0)
Difference = tuple[float, float, float]  # value, how much one late row adds to it, variance


@dataclass(frozen=True)
class Versions:
    """How the second version is made. rule: whether figures stay as they were told; more: a quarter more."""

    rule: bool = True
    more: bool = False


def blocks_of(grid: str) -> Blocks:
    """Return the shortest published period of quarters on a grid (layers/publish/material.py)."""
    if grid in ("place", "area"):
        return lambda quarters: quarters
    return np.zeros_like if grid == "r9" else lambda quarters: quarters // 4


def spans_of(grid: str, quarters: int) -> list[frozenset[int]]:
    """Return the quarters of each period that is published on a grid."""
    whole = [frozenset(range(quarters))]
    years = [frozenset(range(4 * year, 4 * year + 4)) for year in range(quarters // 4)]
    each = [frozenset({quarter}) for quarter in range(quarters)]
    return whole if grid == "r9" else [*years, *whole, *(each if grid in ("place", "area") else [])]


def two_versions(
    city: City, late: City, grid: str, unit: tuple[Ints, Ints], versions: Versions
) -> tuple[Sets, Sets]:
    """Return what two versions tell of a grid. unit: the row of each event and each late one, -1: none."""
    earlier, later = frozenset(range(FIRST)), frozenset(range(FIRST + versions.more))
    was = gather(unit[0], city.quarter, np.ones(len(unit[0]), np.int64), city.key, earlier)
    now = gather(
        np.append(*unit),
        np.append(city.quarter, late.quarter),
        np.ones(len(unit[0]) + len(unit[1]), np.int64),
        np.append(city.key, late.key),
        later,
    )
    return was, Protected(LAW, city.secret).settle(was, now, blocks_of(grid)) if versions.rule else now


def alone(city: City, late: City, versions: Versions) -> tuple[float, float]:
    """Return mean and variance of what differences tell of the late rows. late: all at one street point."""
    found: list[Difference] = []
    for part in (False, True):
        one, other = (_only(each, each.part | (not part)) for each in (city, late))
        for grid in GRIDS:
            row = town().rows[grid][late.point[0]]
            if row >= 0:
                unit = (
                    np.where(town().rows[grid][one.point] == row, 0, -1),
                    np.zeros(len(other.point), np.int64),
                )
                was, now = two_versions(one, other, grid, unit, versions)
                found += _differences(city, grid, (was, now), int(late.quarter[0]), versions, part=part)
    weight = sum(share**2 / variance for _, share, variance in found)
    if not weight:
        return 0.0, float("inf")
    return sum(value * share / variance for value, share, variance in found) / weight, 1 / weight


def _differences(
    city: City, grid: str, told: tuple[Sets, Sets], quarter: int, versions: Versions, *, part: bool
) -> list[Difference]:
    """Return what the differences between two versions of one row say of its late rows in a quarter."""
    found = []
    share = PART if part else 1.0
    for span in spans_of(grid, FIRST):
        if quarter not in span:
            continue
        grown = span | {FIRST} if versions.more and len(span) == FIRST else span
        first, second = (_count(city, each, over) for each, over in zip(told, (span, grown), strict=True))
        if min(first, second) <= FEW or (first == second and span == grown):
            continue  # not a number, or the figure stayed
        value, variance = second - first, 2 * NOISE
        if span != grown:
            fresh = _count(city, told[1], frozenset({FIRST})) if grid in ("place", "area") else 0
            guess = first / FIRST
            value -= fresh if fresh > FEW else guess
            variance += NOISE if fresh > FEW else guess + NOISE / FIRST**2
        found.append((value, share, variance + share * (1 - share) * (1 + FEW) / 2))
    return found


def _count(city: City, sets: Sets, quarters: frozenset[int]) -> float:
    events, keys = sets.over(quarters, 1)
    return float(city.release(events, keys.astype(np.uint64)).count[0])


def many(city: City, late: City, versions: Versions) -> Book:
    """Return all differences between two versions, with the hexagons to which 1 to 7 rows came late."""
    book = Book(late, 4, np.minimum(late.quarter // 4, 3))
    for part in (False, True):
        one, other = (_only(each, each.part | (not part)) for each in (city, late))
        for grid in GRIDS:
            unit = town().rows[grid][one.point], town().rows[grid][other.point]
            was, now = two_versions(one, other, grid, unit, versions)
            size = int(town().rows[grid].max()) + 1
            for span in spans_of(grid, FIRST):
                if len(span) < 4:
                    continue  # by quarter: a year's differences stand for them
                first, second = (
                    city.release(events, keys.astype(np.uint64)).count
                    for events, keys in (each.over(span, size) for each in (was, now))
                )
                moved = (first > FEW) & (second > FEW) & (first != second)
                stretches = tuple(sorted({quarter // 4 for quarter in span}))
                for row in np.flatnonzero(moved).tolist():
                    pieces = np.flatnonzero(town().piece_rows[grid] == row)
                    _add(book, Row(grid, row, f"{min(span)}-{max(span)}", part), (pieces, stretches))
                    book.value[-1], book.variance[-1] = float(second[row] - first[row]), 2 * NOISE
    counts = np.bincount(town().rows["r9"][late.point], minlength=int(town().rows["r9"].max()) + 1)
    for row in np.flatnonzero((counts >= 1) & (counts <= FEW)).tolist():
        target = Row("r9", row, "late", part=False, kernel=True)
        _add(book, target, (np.flatnonzero(town().piece_rows["r9"] == row), (0, 1, 2)))
        book.targets.append(Target("late", target, int(counts[row])))
    return book


def _add(book: Book, row: Row, ground: tuple[Ints, tuple[int, ...]]) -> None:
    book.known.append(row)
    book.columns.append(book.unknowns(*ground, part=row.part))
    book.line.append(np.ones(len(book.columns[-1])))
    book.value.append(0.0)
    book.variance.append(0.0)


def late_alone(city: City, random: np.random.Generator) -> City:
    """Return 1 to 7 rows, each number as likely, that come late to one street point in one quarter."""
    size = int(random.integers(1, FEW + 1))
    point = random.choice(len(town().chance), p=town().chance)
    return replace(
        city,
        point=np.full(size, point),
        quarter=np.full(size, random.integers(0, FIRST)),
        part=random.random(size) < PART,
        key=random.integers(0, 2**32, size, dtype=np.uint64),
    )


def late_rows(city: City, random: np.random.Generator) -> City:
    """Return rows that come late all over a city."""
    size = int(LATE_SHARE * len(city.point) * FIRST / QUARTERS)
    return replace(
        city,
        point=random.choice(len(town().chance), size, p=town().chance),
        quarter=random.integers(0, FIRST, size),
        part=random.random(size) < PART,
        key=random.integers(0, 2**32, size, dtype=np.uint64),
    )


def late_prior(book: Book) -> Floats:
    """Return how late rows are distributed over hexagons: shares of 1 to 7."""
    seen = np.bincount([each.true for each in book.targets], minlength=FEW + 1)[1:] + 0.5
    return np.asarray(seen / seen.sum())


def _only(city: City, chosen: Flags) -> City:
    return replace(
        city,
        point=city.point[chosen],
        quarter=city.quarter[chosen],
        part=city.part[chosen],
        key=city.key[chosen],
    )


LATE = {
    "late rows, alone": Versions(),
    "late rows, alone, and a quarter more": Versions(more=True),
    "mutation: late rows told at once": Versions(rule=False),
}
LATE_AMONG = "late rows among others"


def attack_late(city: City, tallies: Tallies, random: np.random.Generator, trials: int) -> None:
    """Attack rows that come late between two versions: to one spot alone, then all over the city."""
    even = np.full((1, FEW), 1 / FEW)
    for _ in range(trials):
        late = late_alone(city, random)
        true = np.array([len(late.point)])
        for name, versions in LATE.items():
            mean, variance = alone(city, late, versions)
            told = guesses(np.array([mean]), np.array([variance]), even)
            tallies[name].add(told, np.ones(1, np.int64), true)
    training, book = (many(city, late_rows(city, random), Versions()) for _ in range(2))
    prior = late_prior(training)
    trust = max(TRUSTS, key=lambda one: (late_told(training, prior, one) == true_of(training)).mean())
    base = np.full(len(book.targets), 1 + int(prior.argmax()))
    tallies[LATE_AMONG].add(late_told(book, prior, trust), base, true_of(book))


def late_told(book: Book, prior: Floats, trust: float) -> Ints:
    """Return the best guess at late rows on each hexagon. trust: in what differences tell, as trained."""
    priors = np.tile(prior, (len(book.targets), 1))
    if all(row.kernel for row in book.known) or not trust:
        return np.asarray(1 + priors.argmax(axis=1))
    mean, variance = likelihoods(book, lambda row: not row.kernel, book.targets)
    return guesses(mean, variance / trust, priors)


def true_of(book: Book) -> Ints:
    """Return the true count of each target."""
    return np.array([each.true for each in book.targets], np.int64)
