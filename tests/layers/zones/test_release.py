"""What becomes of a zone's figures before boards see them."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from layers.disclosure import Law, noise
from layers.rule import Identity, Protected
from layers.zones.release import (
    Counted,
    ZoneFigure,
    forgone,
    pick,
    release_counts,
    release_effect,
    under_one_state,
)
from layers.zones.told import SUMS_SHARE, Sums, band_service
from layers.zones.weighed import After, Effect, Figure, FigureState, ServiceEffect

LAW = Law()
RULE = Protected(LAW, bytes(range(32)))
LAST = dt.date(2026, 9, 27)
PERIOD = "2023Q4-2026Q3:all"


def counted(events: int, *, of: int = 1000, keys: int = 7, kind: str = "need") -> Counted:
    return Counted("inside", kind, PERIOD, 3.0, 0.5, events, keys, of, 11)


def test_a_shape_has_one_state_for_none_and_for_few() -> None:
    states = set()
    for events in range(LAW.threshold):
        for keys in range(40):
            share, rate = release_counts(RULE, 8, 5, [counted(events, keys=keys)])
            states.add((share.figure, rate.figure))
    assert len(states) == 1
    share, rate = next(iter(states))
    assert share.state == rate.state == FigureState.WITHHELD
    assert share.value is share.count is share.low is None


def test_shares_and_rates_are_worked_out_from_released_counts() -> None:
    share, rate = release_counts(RULE, 8, 5, [counted(203)])
    whole, part = (
        RULE.release(np.array([n], np.int64), np.array([key], np.uint32)) for n, key in ((1000, 11), (203, 7))
    )
    assert (share.figure.count, share.figure.of) == (part.count[0], whole.count[0])
    assert share.figure.count is not None
    assert share.figure.count % 5 == 0
    assert share.figure.value == pytest.approx(part.count[0] / whole.count[0], abs=1e-6)
    assert rate.figure.value == pytest.approx(part.count[0] / 1.5, rel=0.005), "three digits"
    assert share.figure.low is not None
    assert share.figure.high is not None
    assert share.figure.low < share.figure.value < share.figure.high


def test_no_rate_stands_on_so_few_that_it_would_say_little() -> None:
    seen = [release_counts(RULE, 8, 5, [counted(14, keys=keys)])[1].figure for keys in range(60)]
    assert {figure.state for figure in seen} <= {
        FigureState.WITHHELD,
        FigureState.TOO_FEW,
        FigureState.RELEASED,
    }
    assert any(figure.state == FigureState.TOO_FEW and figure.value is None for figure in seen)


def test_exact_figures_are_the_counts_themselves() -> None:
    share, rate = release_counts(Identity(), 8, 5, [counted(3)])
    assert (share.figure.value, share.figure.count, share.figure.of) == (0.003, 3, 1000)
    assert rate.figure.value == 2.0
    released = Identity().release(np.array([0, 3]), np.array([0, 0], np.uint32))
    assert under_one_state(Identity(), released).count.tolist() == [0, 3]


def test_what_is_forgone_comes_from_the_released_count_of_the_period() -> None:
    figures = release_counts(RULE, 8, 5, [counted(300, kind="enforcement")])
    found = forgone(figures, {PERIOD: 3.0}, PERIOD).figure
    inside = pick(figures, "inside", "enforcement", PERIOD)
    assert inside is not None
    assert inside.count is not None
    assert found.value == pytest.approx(inside.count / 3, abs=0.05)
    few = release_counts(RULE, 8, 5, [counted(3, kind="enforcement")])
    assert forgone(few, {PERIOD: 3.0}, PERIOD).figure.state == FigureState.WITHHELD


def test_a_service_is_shown_in_steps_or_not_at_all() -> None:
    exact = Figure("removed", 0.4471, 0.31, 0.58, 17, FigureState.EXACT, "share", 40)
    effect = ServiceEffect(
        "S1", "", "Exchange", True, "clash", 7.3, 2.4, 263.0, (After(0.8, 4.4, 144.0),), exact
    )
    shown = band_service(effect, quiet(), shown=True)
    assert (shown.exposure, shown.expected, shown.index_before) == (7.5, 2.5, 260)
    assert (shown.index_after[0].exposure, shown.index_after[0].index) == (5.0, 180)  # 1 - .8 x .4 of those
    assert (shown.removed.value, shown.removed.low, shown.removed.count) == (0.4, 0.1, None)
    hidden = band_service(effect, quiet(), shown=False)
    assert hidden.exposure is hidden.index_before is hidden.removed.value is None
    assert hidden.index_after == (After(0.8, None, None),)


def quiet() -> Sums:
    """Return sums over a year with next to no noise."""
    keys = next(key for key in range(1000) if abs(RULE.noise(f"removed S1/ {LAST.isoformat()}", key)) < 0.05)
    return Sums(RULE, {"enforcement": keys}, LAST, 364, 2.5)


def test_a_share_of_an_exposure_has_noise_of_its_own_that_a_zone_cannot_choose() -> None:
    """Of 20,000 sets: variance as promised, the same for the same events, no tie to their count's noise."""
    told, counts = [], []
    for key in range(20_000):
        sums = Sums(RULE, {"enforcement": key}, LAST, 364, 2.5)
        value = sums.share("removed S1/", 0.5, 20.0).value
        assert value is not None
        told.append((value - 0.5) * 260)
        counts.append(key)
    assert np.var(told) == pytest.approx(SUMS_SHARE * 2.5 * 10, rel=0.03)
    again = Sums(RULE, {"enforcement": 5}, LAST, 364, 2.5).share("removed S1/", 0.5, 20.0).value
    assert again is not None
    assert (again - 0.5) * 260 == told[5]
    own = noise(RULE.secret, np.array(counts, np.uint32))
    assert abs(np.corrcoef(told, own)[0, 1]) < 0.03


def test_a_line_of_the_ledger_takes_the_released_figure_of_its_region() -> None:
    exact = Figure("enforcement", 0.1234, count=123)
    effect = Effect("moved_on", "Moved on", "", "", "", "", "", "cost", exact, "", "")
    told = ZoneFigure("ring", PERIOD, Figure("enforcement", 0.12, state=FigureState.RELEASED))
    other = ZoneFigure("inside", PERIOD, Figure("enforcement", 0.3, state=FigureState.RELEASED))
    found = release_effect(effect, "ring", [other, told], {"enforcement": PERIOD}).figure
    assert found == told.figure
    without = release_effect(effect, "ring", [other], {"enforcement": PERIOD}).figure
    assert without is not None
    assert (without.value, without.count, without.state) == (None, None, FigureState.WITHHELD)
