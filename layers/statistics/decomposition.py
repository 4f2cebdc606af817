"""Where a service's exposure comes from: exact factors, and shares that add up to it.

X_s = city average x need x unexplained excess = Xbar x (E_s / Xbar) x CR_s, with Xbar the mean over the
placebo cells. Per cell: load c_i = (28/T) e_i sum_s k(d_is); the loads add up to the services' exposures.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from layers.statistics.checked import Floats, Ints
from layers.statistics.clash_ratio import ClashRatios
from layers.statistics.surroundings import Surface, per_28_days

BANDS_M = (0.0, 100.0, 250.0, 400.0, 800.0, 1200.0)  # metres walked; the last is 3h
TOP_CELLS = 5


@dataclass(frozen=True)
class Factors:
    """Three factors whose product is the exposure per 28 days; NaN where the ratio does not exist."""

    city_average: float
    need: Floats
    excess: Floats


@dataclass(frozen=True)
class TopCells:
    """The five cells that add most to each service: cell ids (-1 for none) and shares of its exposure."""

    cell_id: Ints
    share: Floats


def factors(ratios: ClashRatios, placebo_mean_total: float, days: int) -> Factors:
    """Return the factors of each service; placebo_mean_total is the placebo cells' mean y."""
    average = float(per_28_days(np.asarray(placebo_mean_total), days))
    need = ratios.expected / average if average > 0 else np.full(len(ratios.expected), np.nan)
    return Factors(average, need, ratios.ratio)


def cell_load(weights: sparse.csr_array, surface: Surface) -> Floats:
    """Return each cell's load; the sum over cells is the sum of the services' exposures."""
    return per_28_days(surface.enforcement * weights.sum(axis=0), surface.days)


def shares_by_band(
    weights: sparse.csr_array, surface: Surface, bandwidth_m: float, bands_m: tuple[float, ...] = BANDS_M
) -> Floats:
    """Return the share of each service's exposure from each band of walking distance (services x bands).

    A band holds its lower bound and not its upper, the last holds both. Rows add up to 1, or are 0 where
    there is no exposure. The distance is read back from the weight: d = h sqrt(-2 ln k).
    """
    entries = weights.tocoo()
    # a metre's thousandth of slack: reading back costs digits, and 400 m must stay 400 m
    walked = bandwidth_m * np.sqrt(np.maximum(-2 * np.log(entries.data), 0.0)) + 1e-6
    band = np.clip(np.searchsorted(bands_m, walked, side="right") - 1, 0, len(bands_m) - 2)
    amount = entries.data * surface.enforcement[entries.coords[1]]
    held = np.zeros((weights.shape[0], len(bands_m) - 1))
    np.add.at(held, (entries.coords[0], band), amount)
    return _share(held)


def shares_by_type(weights: sparse.csr_array, by_type: sparse.csr_array) -> Floats:
    """Return the share of each service's exposure from each activity type (services x types).

    by_type: cells x types of window totals, adding up over types to the surface's enforcement.
    """
    return _share((weights @ by_type).toarray())


def top_cells(weights: sparse.csr_array, surface: Surface, count: int = TOP_CELLS) -> TopCells:
    """Return the cells that add most to each service, largest first, ties by the smaller id."""
    services = weights.shape[0]
    ids, share = np.full((services, count), -1, np.int64), np.zeros((services, count))
    for service in range(services):
        held = slice(weights.indptr[service], weights.indptr[service + 1])
        cells = weights.indices[held]
        amount = weights.data[held] * surface.enforcement[cells]
        first = np.lexsort((surface.cell_id[cells], -amount))[:count]
        first = first[amount[first] > 0]
        ids[service, : len(first)] = surface.cell_id[cells[first]]
        share[service, : len(first)] = amount[first] / amount.sum() if len(first) else 0.0
    return TopCells(ids, share)


def _share(held: Floats) -> Floats:
    whole = held.sum(axis=1, keepdims=True)
    return np.asarray(np.divide(held, whole, out=np.zeros_like(held), where=whole > 0))
