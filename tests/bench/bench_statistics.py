"""CPU seconds of Gi*, local Moran and the Clash Ratio, the first two beside esda in the same run.

Run: python -m tests.bench.bench_statistics --seed 1
Statistics must agree to 1e-9; p values are Monte Carlo and are not compared.
"""

from __future__ import annotations

import argparse
import sys
import time
import warnings
from collections.abc import Callable

import numpy as np
from scipy import sparse

from layers.statistics.getis_ord import hot_spots
from layers.statistics.moran import local_moran
from layers.statistics.surroundings import Surface, weekly_counts
from layers.statistics.survey import Ground, Sites, survey

PERMUTATIONS = 999


def seconds(work: Callable[[], np.ndarray]) -> tuple[float, np.ndarray]:
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


def clash_seconds(events: int, services: int, seed: int) -> float:
    """Return CPU seconds from event rows (cell, day) to verdicts in a city of 12,100 cells 131 m apart."""
    random = np.random.default_rng(seed)
    side, days = 110, 364
    row, column = np.divmod(np.arange(side * side), side)
    degree = np.degrees(131.0 / 6_371_008.8)
    latitude = 42.3 + row * degree * np.sqrt(0.75)
    longitude = -71.1 + (column + 0.5 * (row % 2)) * degree / np.cos(np.radians(42.3))
    rate = random.gamma(1.0, 1.0, side * side)
    cell = random.choice(side * side, events, p=rate / rate.sum())
    day = random.integers(0, days, events)
    overdoses, residents = random.poisson(rate).astype(float), random.poisson(60, side * side).astype(float)
    # a corner of the city holds the services: spread evenly, 1,000 would leave no placebo cell
    at = random.choice(np.flatnonzero((row < side // 2) & (column < side // 2)), services)

    def work() -> np.ndarray:
        totals, weekly = weekly_counts(cell, day, side * side, days)
        surface = Surface(np.arange(side * side), totals, weekly, overdoses, residents, days)
        ground = Ground(latitude, longitude, np.full(side * side, 0.0149))
        return survey(Sites(latitude[at], longitude[at]), ground, surface).ratios.ratio

    return seconds(work)[0]


def main() -> int:
    """Print one line a measurement."""
    arguments = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    arguments.add_argument("--seed", type=int, required=True)
    arguments.add_argument("--side", type=int, default=316, help="cells on a side for Gi* (316: 100k cells)")
    arguments.add_argument("--moran-side", type=int, default=316, help="cells on a side for local Moran")
    chosen = arguments.parse_args()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # other people's notices
        import libpysal
        from esda.getisord import G_Local
        from esda.moran import Moran_Local

        values = np.random.default_rng(chosen.seed).gamma(2.0, 1.0, chosen.side**2)
        theirs_w = libpysal.weights.lat2W(chosen.side, chosen.side)
        ours_w = lattice(chosen.side)
        theirs, z = seconds(lambda: G_Local(values, theirs_w, transform="B", star=True, permutations=0).Zs)
        ours, own_z = seconds(lambda: hot_spots(values, ours_w).z)
        gap = float(np.abs(z - own_z).max())
        sys.stdout.write(
            f"Gi*, {len(values)} cells: {ours:.3f} s, esda {theirs:.3f} s "
            f"({theirs / ours:.1f} x), gap {gap:.1e}\n"
        )
        values = np.random.default_rng(chosen.seed).gamma(2.0, 1.0, chosen.moran_side**2)
        theirs_w, ours_w = (
            libpysal.weights.lat2W(chosen.moran_side, chosen.moran_side),
            lattice(chosen.moran_side),
        )
        ours, own_i = seconds(
            lambda: local_moran(values, ours_w, permutations=PERMUTATIONS, seed=chosen.seed).statistic
        )
        theirs, i = seconds(
            lambda: (
                Moran_Local(
                    values, theirs_w, permutations=PERMUTATIONS, seed=chosen.seed, keep_simulations=False
                ).Is
            )
        )
        gap = float(np.abs(i - own_i).max())
    sys.stdout.write(
        f"Local Moran, {len(values)} cells, {PERMUTATIONS} permutations: {ours:.2f} s, "
        f"esda {theirs:.2f} s ({theirs / ours:.1f} x), gap {gap:.1e}\n"
        f"Clash Ratio, 1,000 services, 1M events: {clash_seconds(1_000_000, 1000, chosen.seed):.2f} s\n"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
