"""The attacker on fixed ground: released counts are sums of unknowns, and all are solved together.

Unknown is the number of events of each piece of ground (no released set parts it), stretch of time and kind.
A release is a sum of them with the noise of a release, a withheld count a guess at 1 to 7, a 0 itself. The
normal posterior of a target, its own guess and prior taken out again, is the likelihood of 1 to 7; with the
distribution of counts in the training half it gives the best guess.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from scipy import sparse

from layers.statistics.checked import Floats, Ints
from tests.bench.attack_city import FEW, FIRST, NOISE, QUARTERS, City, town

FEWEST_EVENTS, INDEX_STEP, Z = 20, 10, 1.959964  # of what is published of a service
GUESS, GUESS_VARIANCE = 3.0, 4.0  # of a withheld count, before anything else is known
EXACT = 0.01
Wanted = Callable[["Row"], bool]


@dataclass(frozen=True)
class Row:
    """What a released count is of. version: 0 is the first; kernel: a service's exposure."""

    grid: str
    row: int
    span: str
    part: bool
    version: int = 0
    kernel: bool = False


@dataclass(frozen=True)
class Target:
    """A withheld count of 1 to 7. like: which family of counts it belongs to."""

    like: str
    row: Row
    true: int


@dataclass
class Book:
    """All sums of one city: one line each, over unknowns = pieces x stretches x kinds."""

    city: City
    stretches: int
    stretch: Ints
    known: list[Row] = field(default_factory=list)
    line: list[Floats] = field(default_factory=list)
    value: list[float] = field(default_factory=list)
    variance: list[float] = field(default_factory=list)
    targets: list[Target] = field(default_factory=list)
    columns: list[Ints] = field(default_factory=list)

    def size(self) -> int:
        """Return the number of unknowns."""
        return len(town().piece_rows["r9"]) * self.stretches * 2

    def release(
        self, grid: str, span: str, stretches: tuple[int, ...], *, part: bool, version: int = 0
    ) -> None:
        """Add the released counts of a grid over some stretches."""
        city = self.city
        chosen = np.isin(self.stretch, stretches) & (city.part | (not part))
        true, released = city.on(grid, chosen)
        rows = town().piece_rows[grid]
        for row in range(len(true)):
            pieces = np.flatnonzero(rows == row)
            if not len(pieces):
                continue
            count = int(released.count[row])
            label = Row(grid, row, span, part, version)
            if count < 0 and 1 <= true[row] <= FEW:
                self.targets.append(
                    Target(f"{grid} {'part' if part else 'all'} {span[0]}", label, int(true[row]))
                )
            self.known.append(label)
            self.columns.append(self.unknowns(pieces, stretches, part=part))
            self.line.append(np.ones(len(self.columns[-1])))
            self.value.append(GUESS if count < 0 else count)
            self.variance.append(GUESS_VARIANCE if count < 0 else EXACT if count == 0 else NOISE)

    def unknowns(self, pieces: Ints, stretches: tuple[int, ...], *, part: bool) -> Ints:
        """Return the columns of pieces over stretches, of one kind or both."""
        kinds = (1,) if part else (0, 1)
        return np.concatenate(
            [(pieces * self.stretches + each) * 2 + kind for each in stretches for kind in kinds]
        )

    def matrix(self, rows: list[int]) -> sparse.csr_array:
        """Return some lines, sums x unknowns."""
        at = np.repeat(np.arange(len(rows)), [len(self.columns[row]) for row in rows])
        column = np.concatenate([self.columns[row] for row in rows])
        weight = np.concatenate([self.line[row] for row in rows])
        return sparse.csr_array((weight, (at, column)), shape=(len(rows), self.size()))


def first_version(city: City, years: int = FIRST // 4, *, cells: bool | None = None) -> Book:
    """Return what the first version publishes: years and the whole period, all events and the part.

    years: on file then. cells: whether the whole is on hexagons, by default where there are three years.
    """
    book = Book(city, years + 1, np.minimum(city.quarter // 4, years))
    cells = years >= FIRST // 4 if cells is None else cells
    finest = ("r9",) if years >= FIRST // 4 else ()
    for part in (False, True):
        for grid in ("place", "area", "r7", "r8"):
            for year in range(years):
                book.release(grid, f"year {year}", (year,), part=part)
        for grid in ("place", "area", *(("r7", "r8", *finest) if cells else ())):
            book.release(grid, "whole", tuple(range(years)), part=part)
    return book


def later_versions(city: City) -> Book:
    """Return what a year of versions adds: each quarter for the large areas, then a year and the whole."""
    own = np.where(city.quarter < FIRST, city.quarter // 4, 3 + city.quarter - FIRST)
    book = Book(city, 3 + QUARTERS - FIRST, own)
    last, added = QUARTERS - FIRST, tuple(range(3, 3 + QUARTERS - FIRST))
    for version, stretch in enumerate(added, 1):
        for grid in ("place", "area"):
            book.release(grid, f"quarter {version}", (stretch,), part=False, version=version)
    for version, years in ((0, [(year,) for year in range(FIRST // 4)]), (last, [added])):
        for grid in ("place", "area", "r7", "r8"):
            for stretches in years:
                book.release(grid, f"year {stretches[0]}", stretches, part=False, version=version)
    for version, until in ((0, (0, 1, 2)), (last, (0, 1, 2, *added))):
        for grid in ("place", "area", "r7", "r8", "r9"):
            span = "grown" if version else "whole"
            book.release(grid, span, until, part=False, version=version)
    book.targets = [each for each in book.targets if each.row.version == 0]
    return book


def add_exposures(book: Book, weights: Floats, exposed: Floats, step: float) -> None:
    """Add services' exposures over the last year, rounded to a step in events: no noise, as published."""
    for at, value in enumerate(exposed):
        if value >= FEWEST_EVENTS:
            _add_exposure(
                book,
                weights,
                Row("service", at, "year 2", False, kernel=True),
                _nearest(value, step),
                step**2,
            )


def add_indices(book: Book, weights: Floats, exposed: Floats, expected: Floats) -> None:
    """Add what services' indices and their bounds to the nearest 10 tell of exposures over the last year.

    The attacker is taken to know what was expected exactly, which is published to half an event a month.
    """
    for at, (value, base) in enumerate(zip(exposed, expected, strict=True)):
        if value < FEWEST_EVENTS or base <= 0:
            continue
        for bound in (-Z, 0.0, Z):
            told = _nearest(100 * (value + bound * value**0.5) / base, INDEX_STEP) * base / 100
            root = (-bound + max(bound**2 + 4 * told, 0.0) ** 0.5) / 2
            step = INDEX_STEP / 100 * base / max(1 + bound / 2 / value**0.5, 0.1)
            row = Row("index", at, f"year 2 {bound:+.2f}", False, kernel=True)
            _add_exposure(book, weights, row, root**2, step**2)


def _add_exposure(book: Book, weights: Floats, row: Row, value: float, squared_step: float) -> None:
    book.known.append(row)
    book.columns.append(book.unknowns(np.arange(weights.shape[1]), (2,), part=False))
    book.line.append(np.tile(weights[row.row], 2))
    book.value.append(value)
    book.variance.append(squared_step / 12)


def _nearest(value: float, step: float) -> float:
    return float(np.floor(value / step + 0.5) * step)


def likelihoods(book: Book, wanted: Wanted, targets: list[Target]) -> tuple[Floats, Floats]:
    """Return mean and variance of what wanted sums tell of each target; infinite where they tell nothing."""
    rows = [at for at, each in enumerate(book.known) if wanted(each)]
    place = {each: at for at, each in enumerate(book.known)}
    known, own = book.matrix(rows), book.matrix([place[each.row] for each in targets])
    value, variance = np.array(book.value)[rows], np.array(book.variance)[rows]
    mean = len(book.city.point) / QUARTERS * FIRST / book.size()
    prior = np.full(book.size(), max(4 * mean**2, mean))  # pieces differ about twice as much as their mean
    spread = known * prior[None, :]
    inside = np.asarray((spread @ known.T).todense()) + np.diag(variance)
    toward = np.asarray((known @ (own * prior[None, :]).T).todense())
    solved = np.linalg.solve(
        inside, np.column_stack([toward, value - np.asarray(known.sum(axis=1)).ravel() * mean])
    )
    before = np.asarray((own.power(2) * prior[None, :]).sum(axis=1)).ravel()
    after = before - (toward * solved[:, :-1]).sum(axis=0)
    middle_before = np.asarray(own.sum(axis=1)).ravel() * mean
    middle = middle_before + toward.T @ solved[:, -1]
    among = np.array([wanted(each.row) for each in targets])
    precision = 1 / np.maximum(after, 1e-9) - 1 / before - among / GUESS_VARIANCE
    pull = middle / np.maximum(after, 1e-9) - middle_before / before - among * GUESS / GUESS_VARIANCE
    tells = precision > 1e-6
    safe = np.where(tells, precision, 1.0)
    return np.where(tells, pull / safe, 0.0), np.where(tells, 1 / safe, np.inf)


def guesses(mean: Floats, variance: Floats, prior: Floats) -> Ints:
    """Return the likeliest of 1 to 7 for each target. prior: targets x 7."""
    count = np.arange(1, FEW + 1)
    told = np.isfinite(variance)
    log = np.where(
        told[:, None], -((mean[:, None] - count) ** 2) / (2 * np.where(told, variance, 1.0)[:, None]), 0.0
    )
    return np.asarray(1 + (log + np.log(np.maximum(prior, 1e-12))).argmax(axis=1))
