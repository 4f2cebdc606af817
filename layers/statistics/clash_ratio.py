"""The Clash Ratio: enforcement around a service beside what places with the same need have.

CR_s = y_s / E_s with y = sum of k e over the window and E from layers/statistics/need_model.py; shown
as exposure X = 28 y / T, expected 28 E / T and index 100 CR. p by matched placebo cells, interval after
Fay and Feuer (it leaves out the uncertainty of E), q after Benjamini and Hochberg over the services with
E >= 3. It compares places; it does not show intent or cause, and "no evidence" is not "no clash".
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

import numpy as np

from layers.statistics.checked import Flags, Floats, Ints
from layers.statistics.fay_feuer import interval, weekly_dispersion
from layers.statistics.matched_placebo import Comparison, in_order, matched_p
from layers.statistics.multiple_testing import false_discovery_q
from layers.statistics.need_model import NeedModel, fit_need_model
from layers.statistics.surroundings import Exposures, Surroundings, per_28_days

FEWEST_EXPECTED = 3.0  # events in the window
FEWEST_COMPARED = 99
COMPARED, COMPARED_FOR_MANY, MANY_SERVICES = 199, 999, 20
FEWEST_OVERDOSES = 1000  # in the whole place and window
CLASH_RATIO, CLASH_P, CLASH_Q = 1.5, 0.05, 0.10
POSSIBLE_RATIO, POSSIBLE_P = 1.25, 0.10


class Verdict(StrEnum):
    """What can be said of a service, in the order in which the first that fits is taken."""

    CANNOT_ADJUST = "cannot_adjust"
    TOO_FEW = "too_few"
    CANNOT_COMPARE = "cannot_compare"
    CLASH = "clash"
    POSSIBLE = "possible"
    LESS = "less"
    NO_EVIDENCE = "no_evidence"


@dataclass(frozen=True)
class ClashRatios:
    """One value a service. exposure and expected per 28 days; total and expected_total over the window.

    need: N. ratio, low, high, p, q are NaN where they do not exist. tested: services in the q family;
    compared: K; clash_needs: how many services must reach the smallest p before one can be a clash.
    attainable: whether any service could be one; weakly_adjusted: under 1,000 overdoses.
    few_placebos, no_enforcement, not_converged: why nothing could be compared.
    """

    exposure: Floats
    expected: Floats
    total: Floats
    expected_total: Floats
    need: Floats
    ratio: Floats
    low: Floats
    high: Floats
    dispersion: Floats
    p: Floats
    q: Floats
    verdict: tuple[Verdict, ...]
    tested: int
    compared: int
    clash_needs: int
    attainable: bool
    weakly_adjusted: bool
    few_placebos: bool
    no_enforcement: bool
    not_converged: bool

    @property
    def index(self) -> Floats:
        """100 = comparable places."""
        return 100 * self.ratio


@dataclass(frozen=True)
class Judged:
    """Ratio, p, q and verdict of each service under one set of expected totals."""

    ratio: Floats
    low: Floats
    high: Floats
    p: Floats
    q: Floats
    verdict: tuple[Verdict, ...]
    tested: int
    compared: int


@dataclass(frozen=True)
class Bench:
    """What services are judged against: the model, the placebo cells' ratios and ids, citywide overdoses."""

    model: NeedModel
    placebo_ratio: Floats
    placebo_id: Ints
    overdoses: float

    @cached_property
    def comparison(self) -> Comparison:
        """The placebo cells in order of expected total."""
        return in_order(self.placebo_ratio, self.model.placebo, self.placebo_id)

    @property
    def strong(self) -> bool:
        """Whether there are overdoses enough to call anything a clash."""
        return self.overdoses >= FEWEST_OVERDOSES


def set_bench(placebo: Surroundings, placebo_id: Ints, overdoses: float) -> Bench:
    """Return the comparison that every service of the place shares. overdoses: citywide, in the window."""
    model = fit_need_model(placebo)
    known = model.placebo > 0
    ratio = np.where(known, placebo.enforcement / np.where(known, model.placebo, 1.0), np.nan)
    return Bench(model, ratio, placebo_id, overdoses)


def judge(bench: Bench, total: Floats, expected: Floats, low: Floats, high: Floats) -> Judged:
    """Return ratios, p, q and verdicts of services with totals y, bounds of y, and expected totals E."""
    known = expected > 0  # False for NaN too
    safe = np.where(known, expected, 1.0)
    ratio, low, high = (np.where(known, value / safe, np.nan) for value in (total, low, high))
    enough = expected >= FEWEST_EXPECTED
    tested = int(enough.sum())
    most = COMPARED_FOR_MANY if tested > MANY_SERVICES else COMPARED
    compared = min(most, len(bench.model.placebo))
    p = matched_p(ratio, expected, bench.comparison, most)
    q = false_discovery_q(np.where(enough, p, np.nan))
    usable = enough & (compared >= FEWEST_COMPARED)
    verdict = _verdicts(usable, comparable(bench, expected), bench.strong, ratio, high, p, q)
    return Judged(ratio, low, high, p, q, verdict, tested, compared)


def comparable(bench: Bench, expected: Floats) -> Flags:
    """Return which expected totals lie within what the placebo cells cover."""
    slack = 1e-9 * np.maximum(np.abs(expected), 1.0)
    return (expected >= bench.model.lowest - slack) & (expected <= bench.model.highest + slack)


def _verdicts(
    usable: Flags, within: Flags, strong: bool, ratio: Floats, high: Floats, p: Floats, q: Floats
) -> tuple[Verdict, ...]:
    """Return the first verdict that fits each service; a comparison with NaN fits nothing."""
    fits = (
        (Verdict.TOO_FEW, ~usable),
        (Verdict.CANNOT_COMPARE, ~within),
        (
            Verdict.CLASH if strong else Verdict.POSSIBLE,
            (ratio >= CLASH_RATIO) & (p <= CLASH_P) & (q <= CLASH_Q),
        ),
        (Verdict.POSSIBLE, (ratio >= POSSIBLE_RATIO) & (p <= POSSIBLE_P)),
        (Verdict.LESS, high < 1),
        (Verdict.NO_EVIDENCE, np.ones(len(ratio), bool)),
    )
    first = np.argmax(np.array([holds for _, holds in fits]), axis=0)
    return tuple(fits[number][0] for number in first.tolist())


def clash_ratios(services: Surroundings, spread: Exposures, bench: Bench, days: int) -> ClashRatios:
    """Return the Clash Ratio of each service of the declared family.

    services, spread: sums around each service's exact point. days: T.
    """
    if services.overdoses is None:
        raise ValueError("without overdoses use `unadjusted`")
    total, need = services.enforcement, services.overdoses
    phi = weekly_dispersion(spread.weekly, spread.squares_in_weeks)
    expected = bench.model.expected(need, services.residents)
    judged = judge(bench, total, expected, *interval(total, phi * spread.squares))
    # q = m p / rank, so this many must share the smallest p before their q can be .10
    needs = math.ceil(judged.tested / (CLASH_Q * (judged.compared + 1)) - 1e-9)
    could = int((comparable(bench, expected) & (expected >= FEWEST_EXPECTED)).sum())
    few = judged.compared < FEWEST_COMPARED
    fit = bench.model.fit
    return ClashRatios(
        exposure=per_28_days(total, days),
        expected=per_28_days(expected, days),
        total=total,
        expected_total=expected,
        need=need,
        ratio=judged.ratio,
        low=judged.low,
        high=judged.high,
        dispersion=phi,
        p=judged.p,
        q=judged.q,
        verdict=judged.verdict,
        tested=judged.tested,
        compared=judged.compared,
        clash_needs=needs,
        attainable=bench.strong and not few and could >= max(needs, 1),
        weakly_adjusted=not bench.strong,
        few_placebos=few,
        no_enforcement=fit is None and len(bench.model.placebo) > 0,
        not_converged=fit is not None and not fit.converged,
    )


def unadjusted(services: Surroundings, spread: Exposures, days: int) -> ClashRatios:
    """Return exposures alone, for a place without an overdose feed: nothing can be compared."""
    total = services.enforcement
    nothing = np.full(len(total), np.nan)
    return ClashRatios(
        exposure=per_28_days(total, days),
        expected=nothing,
        total=total,
        expected_total=nothing,
        need=nothing,
        ratio=nothing,
        low=nothing,
        high=nothing,
        dispersion=weekly_dispersion(spread.weekly, spread.squares_in_weeks),
        p=nothing,
        q=nothing,
        verdict=(Verdict.CANNOT_ADJUST,) * len(total),
        tested=0,
        compared=0,
        clash_needs=0,
        attainable=False,
        weakly_adjusted=False,
        few_placebos=False,
        no_enforcement=not total.any(),
        not_converged=False,
    )
