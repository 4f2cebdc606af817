"""What services' figures become before they are banded: exposure and need with noise of their own.

Pure. Rounding alone is no protection: whoever knows every other record works out the exposure, index and
both bounds for each number of hidden ones, and four grids of rounding laid over one another tell 1 to 7 near
a service more often than not (docs/method.md). So the kernel sums get noise, as a count does, and index and
bounds follow from these; the variance of the noise is in the bounds. The noise has fractions: whole numbers
would show through kernel weights, which have them.

The verdict stays that of the records (a p of noised sums would no longer be the p of the test), and figures
are moved to where the verdict can stand.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy import sparse

from layers.clash.result import ServiceResult
from layers.clash.states import State
from layers.statistics.checked import Floats
from layers.statistics.clash_ratio import CLASH_RATIO, POSSIBLE_RATIO
from layers.statistics.fay_feuer import interval
from layers.statistics.released_change import NOISE_VARIANCE
from layers.statistics.surroundings import Surface, per_28_days
from layers.statistics.survey import Survey

OF_NEED = 0.5  # of a count's noise: an overdose moves the expected figure by two events and more
LEAST_RATIO = {State.CLASH: CLASH_RATIO, State.POSSIBLE: POSSIBLE_RATIO}


def with_noise(
    results: list[ServiceResult], found: Survey, surface: Surface, exposure: Floats, need: Floats
) -> list[ServiceResult]:
    """Return the results of the services surveyed, in their order, with noise.

    exposure, need: the noise of each service's two sums, of the variance of a count's.
    """
    ratios = found.ratios
    total = np.maximum(ratios.total + exposure, 0.0)
    noised = [
        replace(result, exposure=float(value))
        for result, value in zip(results, per_28_days(total, surface.days), strict=True)
    ]
    if found.bench is None:
        return noised
    expected, of_expected = _expected(found, need)
    safe = np.where(expected > 0, expected, np.nan)
    ratio = total / safe
    variance = _spread(found.weights, surface, ratios.dispersion) * total + NOISE_VARIANCE
    low, high = interval(total, variance + ratio**2 * of_expected)
    figures = zip(noised, per_28_days(expected, surface.days), ratio, low / safe, high / safe, strict=True)
    return [
        _where_it_stands(replace(result, expected=float(base)), *(float(each) for each in judged))
        for result, base, *judged in figures
    ]


def _expected(found: Survey, noise: Floats) -> tuple[Floats, Floats]:
    """Return the expected totals for needs with noise, and their variance by it."""
    assert found.bench is not None
    model, residents = found.bench.model, found.services.residents
    need = np.maximum(found.ratios.need + OF_NEED * noise, 0.0)
    expected = model.expected(need, residents)
    an_overdose = model.expected(need + 1.0, residents) - expected
    return expected, np.nan_to_num(an_overdose) ** 2 * OF_NEED**2 * NOISE_VARIANCE


def _spread(weights: sparse.csr_array, surface: Surface, dispersion: Floats) -> Floats:
    """Return by how much each sum varies, in parts of itself."""
    total, squares = weights @ surface.enforcement, weights.power(2) @ surface.enforcement
    return np.asarray(dispersion * squares / np.where(total > 0, total, 1.0))


def _where_it_stands(result: ServiceResult, ratio: float, low: float, high: float) -> ServiceResult:
    """Return a result with a ratio and bounds that its verdict does not contradict."""
    ratio = max(ratio, LEAST_RATIO.get(result.state, 0.0))
    if result.state == State.LESS:
        high = min(high, 1.0)
        ratio = min(ratio, high)
    return replace(result, ratio=ratio, low=min(low, ratio), high=max(high, ratio))
