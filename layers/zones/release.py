"""What boards may see of a zone: counts through the release function, all else in bands or not at all.

Pure. A drawn shape has one state for 0 to 7 events, or moving its edge until the state flips would locate
an event. Shares and rates are worked out from released counts only. What is summed over distances is
rounded as published clash figures are, and shown only where 20 events or more are released inside.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from layers.clash.banding import EXPOSURE_STEP, INDEX_STEP, nearest
from layers.disclosure import RELEASED, WITHHELD, Ints, Rates, Release
from layers.rule import Rule
from layers.statistics.released_change import release_variance
from layers.zones.weighed import After, Effect, Figure, FigureState, Region, ServiceEffect, Weighed

ALL = ""  # the period of what no published period bounds
SHARE_STEP, TIMES_STEP, PEOPLE_STEP = 0.1, 0.5, 10.0
_Z = 1.959964
UNDER = "0 to {most} events, or too uncertain to say"
FEW_FOR_A_RATE = "too few events for a share or rate"
ANALYSTS = "for analysts only"
NOT_RELEASED = "rests on events of which too few may be shown"
APPROXIMATE = "its source places events only approximately, too coarsely for a drawn shape"
HELD = "held back: too close to figures that are released already"
_SUMMED = ("exposure_removed_50", "exposure_removed_80", "exposure_removed_100")


@dataclass(frozen=True)
class Counted:
    """True counts of one kind of event in one region and period, with the sums of their keys.

    of: the same in the whole place. years: that are covered. km2: of the region.
    """

    region: Region
    kind: str
    period: str
    years: float
    km2: float
    events: int
    keys: int
    of: int
    of_keys: int


@dataclass(frozen=True)
class ZoneFigure:
    """One figure of a zone. region: '' for the zone as such. period: '' where none bounds it."""

    region: str
    period: str
    figure: Figure


def release_counts(rule: Rule, threshold: int, rounding: int, counted: Sequence[Counted]) -> list[ZoneFigure]:
    """Return shares of the place and rates per km² and year, with the counts that they rest on."""
    if not counted:
        return []
    part = under_one_state(rule, _released(rule, [(each.events, each.keys) for each in counted]))
    whole = _released(rule, [(each.of, each.of_keys) for each in counted])
    base = np.array([each.km2 * each.years for each in counted])
    shares, rates = rule.share(part, whole), rule.ratio(part, base, 1.0)
    extra = release_variance(part.count.astype(float), 0 if rule.exact else rounding)
    extra_of = release_variance(whole.count.astype(float), 0 if rule.exact else rounding)
    found = []
    for at, each in enumerate(counted):
        n, of = float(max(part.count[at], 0)), float(max(whole.count[at], 1))
        p = min(n / of, 1.0)
        share = (p * (1 - p) / of + (extra[at] + p * p * extra_of[at]) / of**2) ** 0.5
        rate = max(n + extra[at], 0.0) ** 0.5 / base[at] if base[at] > 0 else 0.0
        why = UNDER.format(most=threshold - 1)
        for suffix, rated, scale, spread, unit in (
            ("", shares, 0.01, share, "share"),
            ("_rate", rates, 1.0, rate, "per km² and year"),
        ):
            figure = _figure(rule, f"{each.kind}{suffix}", part, rated, at, why)
            value = None if figure.why else round(float(rated.value[at]) * scale, 6)
            bounds = (None, None) if value is None else (max(value - _Z * spread, 0.0), value + _Z * spread)
            if unit == "share" and bounds[1] is not None:
                bounds = (bounds[0], min(bounds[1], 1.0))
            of_count = int(whole.count[at]) if suffix == "" and whole.state[at] == RELEASED else None
            found.append(
                ZoneFigure(
                    each.region,
                    each.period,
                    replace(figure, value=value, low=bounds[0], high=bounds[1], unit=unit, of=of_count),
                )
            )
    return found


def under_one_state(rule: Rule, released: Release) -> Release:
    """Return counts of drawn shapes, in which none is told from few; exact ones as they are."""
    if rule.exact:
        return released
    none = released.count == 0
    return Release(
        np.where(none, -1, released.count), np.where(none, WITHHELD, released.state).astype(np.int8)
    )


def no_counts(kind: str, region: Region, why: str, state: FigureState) -> list[ZoneFigure]:
    """Return the figures of a kind that has none in a region, with the reason."""
    return [
        ZoneFigure(region, ALL, Figure(f"{kind}{suffix}", state=state, unit=unit, why=why))
        for suffix, unit in (("", "share"), ("_rate", "per km² and year"))
    ]


def band_measures(weighed: Weighed, *, police: bool, need: bool) -> list[ZoneFigure]:
    """Return a zone's own measures in bands.

    police, need: whether enough police activity, enough overdose calls, is released inside.
    """
    found = []
    for figure in (*weighed.measures.values(), *weighed.footprint.values()):
        match figure.id:
            case name if name in _SUMMED:
                found.append(_banded(figure, SHARE_STEP, police))
            case "leverage":
                found.append(_banded(figure, TIMES_STEP, police))
            case "residents":
                found.append(_banded(figure, PEOPLE_STEP, True))
            case "area" | "schools" | "approach" | "hotspot_overlap":
                found.append(figure if figure.value is None else replace(figure, state=FigureState.RELEASED))
    equity = weighed.equity
    found += [
        _banded(each, SHARE_STEP, need) for each in (equity.concentration, equity.concentration_of_need)
    ]
    return [ZoneFigure("", ALL, figure) for figure in found]


def forgone(figures: Sequence[ZoneFigure], years: Mapping[str, float], period: str) -> ZoneFigure:
    """Return recorded police activity a year inside a zone, from its released count over a period."""
    inside = pick(figures, "inside", "enforcement", period) or pick(figures, "inside", "enforcement", ALL)
    if inside is None or inside.count is None or years.get(period, 0.0) <= 0:
        state = inside.state if inside else FigureState.NO_DATA
        why = inside.why if inside and inside.why else NOT_RELEASED
        return ZoneFigure("", period, Figure("forgone", state=state, unit="events a year", why=why))
    a_year = inside.count / years[period]
    return ZoneFigure(
        "",
        period,
        Figure(
            "forgone",
            value=round(a_year, 1),
            count=inside.count,
            state=inside.state,
            unit="events a year",
        ),
    )


def band_service(effect: ServiceEffect, *, shown: bool) -> ServiceEffect:
    """Return what a zone does to a service in the steps of published clash figures. shown: or nothing."""
    if not shown:
        nothing = tuple(After(each.compliance, None, None) for each in effect.index_after)
        hidden = _banded(effect.removed, SHARE_STEP, False)
        return replace(
            effect, exposure=None, expected=None, index_before=None, index_after=nothing, removed=hidden
        )
    return replace(
        effect,
        exposure=_step(effect.exposure, EXPOSURE_STEP),
        expected=_step(effect.expected, EXPOSURE_STEP),
        index_before=_step(effect.index_before, INDEX_STEP),
        index_after=tuple(
            After(each.compliance, _step(each.exposure, EXPOSURE_STEP), _step(each.index, INDEX_STEP))
            for each in effect.index_after
        ),
        removed=_banded(effect.removed, SHARE_STEP, True),
    )


def release_effect(
    effect: Effect, region: str, figures: Sequence[ZoneFigure], longest: Mapping[str, str]
) -> Effect:
    """Return a line of the ledger with the released figure in the place of the exact one.

    region: whose figure it is. longest: the longest published period of each kind of event.
    """
    if effect.figure is None:
        return effect
    name = effect.figure.id.removesuffix("_in_hours").removesuffix("_on_file")
    period = longest.get(name.removesuffix("_rate").replace("forgone", "enforcement"), ALL)
    released = pick(figures, region, name, period) or pick(figures, region, name, ALL)
    if released is None:
        released = Figure(effect.figure.id, state=FigureState.WITHHELD, unit=effect.figure.unit, why=ANALYSTS)
    return replace(effect, figure=released)


def pick(figures: Sequence[ZoneFigure], region: str, name: str, period: str) -> Figure | None:
    """Return a figure by region, id and period, None where there is none."""
    for each in figures:
        if (each.region, each.figure.id, each.period) == (region, name, period):
            return each.figure
    return None


def _released(rule: Rule, sets: Sequence[tuple[int, int]]) -> Release:
    counts: Ints = np.array([events for events, _ in sets], np.int64)
    return rule.release(counts, np.array([keys for _, keys in sets], np.uint32))


def _figure(rule: Rule, name: str, part: Release, rated: Rates, at: int, under: str) -> Figure:
    """Return a figure's count, state and reason, its value still to be filled in."""
    count = int(part.count[at]) if part.state[at] == RELEASED else None
    if count is None:
        return Figure(name, state=FigureState.WITHHELD, why=under)
    if rated.state[at] == RELEASED:
        return Figure(name, count=count, state=FigureState.EXACT if rule.exact else FigureState.RELEASED)
    state = FigureState.TOO_FEW if rated.state[at] == WITHHELD else FigureState.NO_DATA
    return Figure(name, count=count, state=state, why=FEW_FOR_A_RATE)


def _banded(figure: Figure, step: float, allowed: bool) -> Figure:
    if not allowed:
        return Figure(figure.id, state=FigureState.WITHHELD, unit=figure.unit, why=NOT_RELEASED)
    if figure.value is None:
        return replace(figure, low=None, high=None, count=None, of=None)
    value, low, high = (_step(each, step) for each in (figure.value, figure.low, figure.high))
    if low == high:  # an interval that the steps have swallowed says nothing
        low = high = None
    return Figure(figure.id, value, low, high, state=FigureState.RELEASED, unit=figure.unit)


def _step(value: float | None, step: float) -> float | None:
    if value is None:
        return None
    rounded = nearest(value, step)
    return None if rounded is None else round(rounded, 6)
