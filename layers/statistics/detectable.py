"""What a comparison before and after could detect, said before a zone starts.

Events inside (T) and in the comparison area (C), before (0) and after (1): the difference in differences
ln RR = ln(T1 / T0) - ln(C1 / C0), SE = sqrt(phi x (1/T0 + 1/T1 + 1/C0 + 1/C1)), phi = 2 supplied because
such counts vary more than chance; an effect is found where ln RR / SE < -1.959964. The largest rate ratio
found in at least 80 % of simulated worlds is what could be detected. Counts are negative binomial with
variance phi times the mean; a count of 0 finds nothing. With 50, 100 or 200 expected events in each arm
and period it is about .24, .40 and .54; with 20 no effect at all would be found so often. The usual
approximation exp(-2.801585 sqrt(4 phi / n)) says .17, .33, .45 and .57 for 20 to 200: too much promised.

Most single zones cannot be evaluated alone; several together can.

Source: difference in differences of log counts, with a supplied dispersion (McCullagh & Nelder 1989,
Generalized Linear Models, section 6.2); power by simulation.
"""

from __future__ import annotations

import math

import numpy as np

from layers.statistics.checked import Floats
from layers.statistics.clustered_share import NORMAL_975

POWER = 0.80
DISPERSION = 2.0  # phi, of daily counts of calls as of police activity
RATIOS = tuple(hundredths / 100 for hundredths in range(2, 99))
WORLDS = 4_000  # simulated for each ratio: a power of .80 is known to about .006


def power_at(inside: float, comparison: float, ratios: Floats, *, seed: int, worlds: int = WORLDS) -> Floats:
    """Return how often each true rate ratio would be found. inside, comparison: expected in each period."""
    random = np.random.default_rng(seed)
    before, first, second = (_counts(random, mean, worlds) for mean in (inside, comparison, comparison))
    found = []
    for ratio in ratios:
        after = _counts(random, inside * ratio, worlds)
        counts = np.stack([before, after, first, second])
        some = (counts > 0).all(axis=0)
        t0, t1, c0, c1 = counts[:, some]
        log_ratio = np.log(t1 / t0) - np.log(c1 / c0)
        error = np.sqrt(DISPERSION * (1 / t0 + 1 / t1 + 1 / c0 + 1 / c1))
        found.append(np.count_nonzero(log_ratio / error < -NORMAL_975) / worlds)
    return np.array(found)


def detectable_ratio(inside: float, comparison: float, *, seed: int, worlds: int = WORLDS) -> float:
    """Return the largest rate ratio that would be found with 80 % power, NaN where there is none."""
    if min(inside, comparison) <= 0:
        return math.nan
    power = power_at(inside, comparison, np.array(RATIOS), seed=seed, worlds=worlds)
    strong = np.flatnonzero(power >= POWER)
    return RATIOS[strong[-1]] if len(strong) else math.nan


def _counts(random: np.random.Generator, mean: float, worlds: int) -> Floats:
    shape = mean / (DISPERSION - 1)
    return random.poisson(random.gamma(shape, DISPERSION - 1, worlds)).astype(np.float64)
