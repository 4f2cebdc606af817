"""CPU seconds of Gi*, local Moran and the Clash Ratio, the first two beside esda in the same run.

Run: python -m tests.bench.bench_statistics --seed 1
Statistics must agree to 1e-9; p values are Monte Carlo and are not compared. Exit code 1 where a bound
is missed.
"""

from __future__ import annotations

import argparse
import sys
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from scipy import sparse

from layers.statistics.getis_ord import hot_spots
from layers.statistics.moran import local_moran
from layers.statistics.reporting import flip_points
from layers.statistics.surroundings import Surface, exposures, weekly_counts
from layers.statistics.survey import Ground, Sites, Survey, survey

PERMUTATIONS = 999
GAP = 1e-9
GETIS_TIMES, MORAN_TIMES, CLASH_SECONDS, FLIP_SECONDS = 10.0, 1.0, 2.0, 5.0
Result = TypeVar("Result")
EVENTS, SERVICES, SIDE, DAYS = 1_000_000, 1_000, 110, 364


@dataclass(frozen=True)
class Row:
    """One measurement: what was done, CPU seconds, what else was found, and whether the bound is met."""

    what: str
    seconds: float
    found: str
    met: bool

    def __str__(self) -> str:
        """Return one line of the report."""
        return f"{self.what}: {self.seconds:.3f} CPU s, {self.found}: {'met' if self.met else 'NOT MET'}"


def timed(work: Callable[[], Result]) -> tuple[float, Result]:
    """Return CPU seconds and the result."""
    started = time.process_time()
    result = work()
    return time.process_time() - started, result


def lattice(side: int) -> sparse.csr_array:
    """Return the neighbours by edge on a square lattice."""
    cell = np.arange(side * side).reshape(side, side)
    first = np.concatenate([cell[:, :-1].ravel(), cell[:-1].ravel()])
    second = np.concatenate([cell[:, 1:].ravel(), cell[1:].ravel()])
    ends = (np.concatenate([first, second]), np.concatenate([second, first]))
    return sparse.csr_array((np.ones(len(ends[0])), ends), shape=(side * side,) * 2)


def beside_esda(side: int, seed: int) -> list[Row]:
    """Return the rows of Gi* and local Moran on a lattice of side x side cells."""
    values = np.random.default_rng(seed).gamma(2.0, 1.0, side**2)
    near = lattice(side)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # other people's notices
        import libpysal
        from esda.getisord import G_Local
        from esda.moran import Moran_Local

        theirs = libpysal.weights.lat2W(side, side)
        g_seconds, z = timed(lambda: G_Local(values, theirs, transform="B", star=True, permutations=0).Zs)
        # a weights object of its own for each: esda changes the one it is given
        theirs = libpysal.weights.lat2W(side, side)
        moran_seconds, i = timed(
            lambda: (
                Moran_Local(values, theirs, permutations=PERMUTATIONS, seed=seed, keep_simulations=False).Is
            )
        )
    own_g, own_z = timed(lambda: hot_spots(values, near).z)
    own_moran, own_i = timed(
        lambda: local_moran(values, near, permutations=PERMUTATIONS, seed=seed).statistic
    )
    return [
        _compared(f"Gi*, {side**2} cells", own_g, g_seconds, z - own_z, GETIS_TIMES),
        _compared(
            f"Local Moran, {side**2} cells, {PERMUTATIONS} permutations",
            own_moran,
            moran_seconds,
            i - own_i,
            MORAN_TIMES,
        ),
    ]


def _compared(what: str, own: float, theirs: float, difference: np.ndarray, least: float) -> Row:
    times, gap = theirs / own, float(np.abs(difference).max())
    found = f"esda {theirs:.3f} s ({times:.1f} times, at least {least:g}), figures within {gap:.1e}"
    return Row(what, own, found, times >= least and gap <= GAP)


@dataclass(frozen=True)
class EventRows:
    """A city with rows of events as the store gives them: cell id and day from the window's start."""

    ground: Ground
    cell_id: np.ndarray
    event_cell: np.ndarray
    event_day: np.ndarray
    overdoses: np.ndarray
    residents: np.ndarray
    sites: Sites

    def surface(self) -> Surface:
        """Count the events to cells."""
        order = np.argsort(self.cell_id)
        row = order[np.searchsorted(self.cell_id, self.event_cell, sorter=order)]
        totals, weekly = weekly_counts(row, self.event_day, len(self.cell_id), DAYS)
        return Surface(self.cell_id, totals, weekly, self.overdoses, self.residents, DAYS)


def make_events(seed: int) -> EventRows:
    """Return a city of 12,100 cells 131 m apart (resolution 10, about 180 km2) with a million events."""
    random = np.random.default_rng(seed)
    cells = SIDE * SIDE
    row, column = np.divmod(np.arange(cells), SIDE)
    degree = np.degrees(131.0 / 6_371_008.8)
    latitude = 42.3 + row * degree * np.sqrt(0.75)
    longitude = -71.1 + (column + 0.5 * (row % 2)) * degree / np.cos(np.radians(42.3))
    rate = random.gamma(1.0, 1.0, cells)
    cell_id = random.permutation(cells) + 0x8A2A10000000000
    # a corner of the city holds the services: spread evenly, 1,000 would leave no placebo cell
    at = random.choice(np.flatnonzero((row < SIDE // 2) & (column < SIDE // 2)), SERVICES)
    return EventRows(
        Ground(latitude, longitude, np.full(cells, 0.0149)),
        cell_id,
        cell_id[random.choice(cells, EVENTS, p=rate / rate.sum())],
        random.integers(0, DAYS, EVENTS),
        random.poisson(rate).astype(float),
        random.poisson(60, cells).astype(float),
        Sites(latitude[at], longitude[at]),
    )


def clash_rows(seed: int) -> list[Row]:
    """Return the rows of the Clash Ratio: from event rows to verdicts, and the points where these flip."""
    city = make_events(seed)

    def work() -> tuple[Surface, Survey]:
        surface = city.surface()
        return surface, survey(city.sites, city.ground, surface)

    seconds, (surface, found) = timed(work)
    what = f"Clash Ratio, {SERVICES} services, {EVENTS} events, counted to {SIDE * SIDE} cells and surveyed"
    compared = f"{found.ratios.tested} tested against {found.ratios.compared} of {found.placebo.sum()} cells"
    rows = [Row(what, seconds, f"{compared}, under {CLASH_SECONDS:g} s", seconds < CLASH_SECONDS)]
    if found.bench is not None:
        bench, spread = found.bench, exposures(found.weights, surface)
        seconds, flip = timed(lambda: flip_points(bench, found.services, spread, found.ratios.dispersion))
        flips = f"{sum(to is not None for to in flip.to)} flip, under {FLIP_SECONDS:g} s"
        rows.append(Row(f"Flip points of {SERVICES} services", seconds, flips, seconds < FLIP_SECONDS))
    return rows


def main() -> int:
    """Print one line a measurement."""
    arguments = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    arguments.add_argument("--seed", type=int, required=True)
    arguments.add_argument("--side", type=int, default=317, help="cells on a side for Gi* and local Moran")
    chosen = arguments.parse_args()
    rows = [*beside_esda(chosen.side, chosen.seed), *clash_rows(chosen.seed)]
    sys.stdout.write("".join(f"{row}\n" for row in rows))
    return 0 if all(row.met for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
