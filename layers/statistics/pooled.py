"""All services of a place together: is there more enforcement near them than near comparable places?

Pooled ratio = sum y / sum E over the services that can be compared. p: each service is replaced by one of
its matched placebo cells drawn at random, and the pooled ratios of such draws are counted. Services that
stand close together see the same events, so they share a draw.

The ratio leans upwards: services stand where need is higher than its records show, so a place without
any clash reads about 1.05 to 1.2. It is therefore reported only above 1.25 with p <= .05, and never
with under 1,000 overdoses, where it accuses a third of innocent places.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from layers.statistics.checked import Floats, Ints
from layers.statistics.clash_ratio import COMPARED, FEWEST_COMPARED, FEWEST_EXPECTED, Bench, comparable
from layers.statistics.kernel import BANDWIDTH_M, DETOUR, pairs_within
from layers.statistics.matched_placebo import TIE, matched_ratios

REPORTED_RATIO, REPORTED_P = 1.25, 0.05
DRAWS = 999


@dataclass(frozen=True)
class Pooled:
    """ratio and p: NaN without two services to pool; services: how many are in it; reported: the rule."""

    ratio: float
    p: float
    services: int
    reported: bool


def groups_within(
    latitude: Floats, longitude: Floats, walked_m: float = BANDWIDTH_M, detour: float = DETOUR
) -> Ints:
    """Return the group of each service: those within `walked_m` of each other, directly or by steps."""
    points = (latitude, longitude)
    pairs = pairs_within(points, points, walked_m, detour)
    links = sparse.csr_array((np.ones(len(pairs.first)), (pairs.first, pairs.second)), shape=pairs.shape)
    return np.asarray(connected_components(links, directed=False)[1], np.int64)


def pooled_ratio(
    bench: Bench, total: Floats, expected: Floats, group: Ints, *, draws: int = DRAWS, seed: int
) -> Pooled:
    """Return the pooled ratio of services with totals y and expected totals E.

    Services with E < 3 or outside what the placebo cells cover are left out. A group draws one placebo
    cell, matched to its service with the largest E. The order of services does not matter.
    """
    usable = np.flatnonzero((expected >= FEWEST_EXPECTED) & comparable(bench, expected))
    compared = min(COMPARED, len(bench.model.placebo))
    if len(usable) < 2 or compared < FEWEST_COMPARED:
        return Pooled(float("nan"), float("nan"), 0 if compared < FEWEST_COMPARED else len(usable), False)
    usable = usable[np.lexsort((total[usable], -expected[usable]))]
    total, expected, group = total[usable], expected[usable], group[usable]
    _, first, member = np.unique(group, return_index=True, return_inverse=True)
    order = np.argsort(first)  # groups by their largest E, not by the number they were given
    weight = np.bincount(member, expected)[order] / expected.sum()
    ratios = matched_ratios(bench.comparison, expected[first[order]], COMPARED)
    drawn = np.random.default_rng(seed).integers(0, compared, (draws, len(weight)))
    nulls = ratios[np.arange(len(weight)), drawn] @ weight
    ratio = float(total.sum() / expected.sum())
    p = float((1 + np.count_nonzero(nulls >= ratio - TIE)) / (draws + 1))
    reported = bench.strong and ratio > REPORTED_RATIO and p <= REPORTED_P
    return Pooled(ratio, p, len(usable), reported)
