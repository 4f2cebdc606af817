"""Where the verdict would flip if overdoses near services are reported less than elsewhere.

People may not call where they fear the police. The need around services is multiplied by f = 1 .. 2 (the
placebo cells, all beyond 3h, keep theirs), expected totals and everything after them are worked out
again, and the first f at which a service's verdict changes is found.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from layers.statistics.checked import Floats
from layers.statistics.clash_ratio import Bench, Judged, Verdict, judge
from layers.statistics.fay_feuer import interval
from layers.statistics.surroundings import Exposures, Surroundings

LARGEST_FACTOR = 2.0
STEPS = 20
_HALVINGS = 12  # a step of 0.05 down to 0.00001


@dataclass(frozen=True)
class Flip:
    """factor: the first at which the verdict changes (NaN: none up to 2); ratio: CR there; to: new one."""

    factor: Floats
    ratio: Floats
    to: tuple[Verdict | None, ...]


def judge_at(
    bench: Bench, services: Surroundings, spread: Exposures, dispersion: Floats, factor: float
) -> Judged:
    """Return ratios and verdicts with the need around every service multiplied by factor."""
    if services.overdoses is None:
        raise ValueError("without overdoses there is no need to multiply")
    expected = bench.model.expected(factor * services.overdoses, services.residents)
    bounds = interval(services.enforcement, dispersion * spread.squares)
    return judge(bench, services.enforcement, expected, *bounds)


def flip_points(bench: Bench, services: Surroundings, spread: Exposures, dispersion: Floats) -> Flip:
    """Return for each service where its verdict first changes, all services multiplied together.

    Looked for at steps of 0.05, then halved; a change that is undone within one step is not seen.
    """
    count = len(services.enforcement)
    start = judge_at(bench, services, spread, dispersion, 1.0).verdict
    factor, ratio = np.full(count, np.nan), np.full(count, np.nan)
    to: list[Verdict | None] = [None] * count
    factors = np.linspace(1.0, LARGEST_FACTOR, STEPS + 1)
    for below, above in pairwise(factors):
        verdict = judge_at(bench, services, spread, dispersion, float(above)).verdict
        for row in range(count):
            if np.isnan(factor[row]) and verdict[row] != start[row]:
                low, high = float(below), float(above)
                for _ in range(_HALVINGS):
                    middle = (low + high) / 2
                    there = judge_at(bench, services, spread, dispersion, middle)
                    low, high = (low, middle) if there.verdict[row] != start[row] else (middle, high)
                final = judge_at(bench, services, spread, dispersion, high)
                factor[row], ratio[row], to[row] = high, final.ratio[row], final.verdict[row]
    return Flip(factor, ratio, tuple(to))
