"""CPU seconds of Gi*, local Moran and the Clash Ratio, the first two beside esda in the same run.

Run: python -m tests.bench.bench_statistics --seed 1
Raises AssertionError where a statistic is not esda's; exit code 1 where a bound is missed.
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
from tests.bench.measured import About, Asked, Bound, Found, Measurement, measured, report

PERMUTATIONS, RUNS = 999, 3
GAP = 1e-9
GETIS_TIMES, MORAN_TIMES, CLASH_SECONDS, FLIP_SECONDS = 10.0, 1.0, 2.0, 5.0
SIDES, MOST_EVENTS = (100, 317), 1_000_000  # a lattice of 317 x 317 is 100,489 cells
SERVICES, SIDE, DAYS = 1_000, 110, 364
Result = TypeVar("Result")
ABOUT = About(
    title="Statistics",
    text=(
        f"Gi* and local Moran ({PERMUTATIONS} permutations) on a square lattice, beside esda with libpysal's"
        f" weights, which are built before: both must give the same statistic to {GAP:g}, or nothing is "
        "written. Monte Carlo p values are worked out by both and not compared. The Clash Ratio, from rows "
        f"of events to the verdicts of {SERVICES:,} services on {SIDE**2:,} cells, and points where "
        "these verdicts would flip, have no rival that does the same: their bounds are in seconds."
    ),
    sized="cells or events",
    libraries=("numpy", "scipy", "esda", "libpysal"),
    minutes=2,
    order=50,
)


def timed(work: Callable[[], Result]) -> tuple[float, Result]:
    """Return CPU seconds and the result."""
    started = time.process_time()
    result = work()
    return time.process_time() - started, result


def again(work: Callable[[], Result]) -> tuple[list[float], Result]:
    """Return CPU seconds of each run, and the result."""
    found = [timed(work) for _ in range(RUNS)]
    return [seconds for seconds, _ in found], found[-1][1]


def lattice(side: int) -> sparse.csr_array:
    """Return the neighbours by edge on a square lattice."""
    cell = np.arange(side * side).reshape(side, side)
    first = np.concatenate([cell[:, :-1].ravel(), cell[:-1].ravel()])
    second = np.concatenate([cell[:, 1:].ravel(), cell[1:].ravel()])
    ends = (np.concatenate([first, second]), np.concatenate([second, first]))
    return sparse.csr_array((np.ones(len(ends[0])), ends), shape=(side * side,) * 2)


def beside_esda(side: int, seed: int) -> list[Measurement]:
    """Return what Gi* and local Moran take on a lattice of side x side cells."""
    values = np.random.default_rng(seed).gamma(2.0, 1.0, side**2)
    near = lattice(side)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # other people's notices
        import libpysal
        from esda.getisord import G_Local
        from esda.moran import Moran_Local

        def gi() -> np.ndarray:
            return np.asarray(G_Local(values, weights, transform="B", star=True, permutations=0).Zs)

        def moran() -> np.ndarray:
            options = {"permutations": PERMUTATIONS, "seed": seed, "keep_simulations": False}
            return np.asarray(Moran_Local(values, weights, **options).Is)

        # a weights object of its own for each: esda changes the one it is given
        weights = libpysal.weights.lat2W(side, side)
        their_gi, z = again(gi)
        weights = libpysal.weights.lat2W(side, side)
        their_moran, i = again(moran)
    own_gi, own_z = again(lambda: hot_spots(values, near).z)
    own_moran, own_i = again(
        lambda: local_moran(values, near, permutations=PERMUTATIONS, seed=seed).statistic
    )
    require_close("Gi*", z, own_z)
    require_close("local Moran", i, own_i)
    bound = {SIDES[-1]: (Bound(least_ratio=GETIS_TIMES), Bound(least_ratio=MORAN_TIMES))}
    gi_bound, moran_bound = bound.get(side, (None, None))
    return [
        measured("Gi*", "CPU s", own_gi, "esda", their_gi, size=side**2, bound=gi_bound),
        measured("local Moran", "CPU s", own_moran, "esda", their_moran, size=side**2, bound=moran_bound),
    ]


def require_close(what: str, theirs: np.ndarray, own: np.ndarray) -> None:
    """Raise AssertionError where a statistic is not the rival's."""
    gap = float(np.abs(theirs - own).max())
    if gap > GAP:
        raise AssertionError(f"{what} differs from esda's by {gap:.1e}")


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


def make_events(events: int, seed: int) -> EventRows:
    """Return a city of 12,100 cells 131 m apart (resolution 10, about 180 km2) with so many events."""
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
        cell_id[random.choice(cells, events, p=rate / rate.sum())],
        random.integers(0, DAYS, events),
        random.poisson(rate).astype(float),
        random.poisson(60, cells).astype(float),
        Sites(latitude[at], longitude[at]),
    )


def clash_costs(events: int, seed: int) -> list[Measurement]:
    """Return what the Clash Ratio takes: from event rows to verdicts, and the points where these flip."""
    city = make_events(events, seed)

    def work() -> tuple[Surface, Survey]:
        surface = city.surface()
        return surface, survey(city.sites, city.ground, surface)

    spent, (surface, found) = again(work)
    large = events == MOST_EVENTS
    bound = Bound(most=CLASH_SECONDS) if large else None
    rows = [measured("Clash Ratio, from events to verdicts", "CPU s", spent, size=events, bound=bound)]
    if found.bench is not None:
        bench, spread = found.bench, exposures(found.weights, surface)
        spent, _ = again(lambda: flip_points(bench, found.services, spread, found.ratios.dispersion))
        bound = Bound(most=FLIP_SECONDS) if large else None
        rows.append(measured("where the verdicts flip", "CPU s", spent, size=events, bound=bound))
    return rows


def measure(asked: Asked) -> Found:
    """Return the statistics beside esda, then the Clash Ratio on up to a million events."""
    beside = [row for side in SIDES for row in beside_esda(side, asked.seed)]
    sizes = [size for size in asked.sizes if size <= MOST_EVENTS]
    return Found((*beside, *(row for size in sizes for row in clash_costs(size, asked.seed))))


def main() -> int:
    """Print one line a measurement."""
    arguments = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    arguments.add_argument("--seed", type=int, required=True)
    return report(measure(Asked(arguments.parse_args().seed)))


if __name__ == "__main__":
    sys.exit(main())
