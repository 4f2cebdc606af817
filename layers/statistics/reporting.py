"""Where the verdict would flip if overdoses near services are reported less than elsewhere.

People may not call where they fear the police. The need around services is multiplied by f = 1 .. 2 (the
placebo cells, all beyond 3h, keep theirs), expected totals and everything after them are worked out
again, and the first f at which a service's verdict changes is found.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from layers.statistics.checked import Floats
from layers.statistics.clash_ratio import Bench, Judged, Verdict, judge
from layers.statistics.fay_feuer import interval
from layers.statistics.surroundings import Exposures, Surroundings

# by hundredths: what a slider can be set to
FACTORS = tuple(hundredths / 100 for hundredths in range(100, 201))


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
    bounds = interval(services.enforcement, dispersion * spread.squares)
    return _judged(bench, services, bounds, factor)


def flip_points(bench: Bench, services: Surroundings, spread: Exposures, dispersion: Floats) -> Flip:
    """Return for each service the first of FACTORS at which its verdict is another than at 1.

    The need around all services is multiplied together.
    """
    bounds = interval(services.enforcement, dispersion * spread.squares)
    start = _judged(bench, services, bounds, 1.0).verdict
    count = len(start)
    factor, ratio = np.full(count, np.nan), np.full(count, np.nan)
    to: list[Verdict | None] = [None] * count
    for multiplied in FACTORS[1:]:
        found = _judged(bench, services, bounds, multiplied)
        for row, (before, now) in enumerate(zip(start, found.verdict, strict=True)):
            if to[row] is None and now is not before:
                factor[row], ratio[row], to[row] = multiplied, found.ratio[row], now
    return Flip(factor, ratio, tuple(to))


def _judged(bench: Bench, services: Surroundings, bounds: tuple[Floats, Floats], factor: float) -> Judged:
    """bounds: of the services' totals, which do not change with the factor."""
    if services.overdoses is None:
        raise ValueError("without overdoses there is no need to multiply")
    expected = bench.model.expected(factor * services.overdoses, services.residents)
    return judge(bench, services.enforcement, expected, *bounds)
