"""What boards may see of a zone: counts through the release function, all else in bands or not at all.

Pure. A drawn shape has one state for 0 to 7 events, or moving its edge until the state flips would locate
an event. Shares and rates are worked out from released counts only; sums over distances are in told.py.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from layers.clash.states import FEWEST_EVENTS
from layers.disclosure import RELEASED, WITHHELD, Ints, Rates, Release
from layers.rule import Rule
from layers.statistics.released_change import release_variance
from layers.zones.weighed import Effect, Figure, FigureState, Region

ALL = ""  # the period of what no published period bounds
Bounds = tuple[float | None, float | None]
Z = 1.959964
UNDER = "0 to {most} events, or too uncertain to say"
FEW_FOR_A_RATE = "too few events for a share or rate"
ANALYSTS = "for analysts only"
NOT_RELEASED = "rests on events of which too few may be shown"
APPROXIMATE = "its source places events only approximately, too coarsely for a drawn shape"
HELD = "held back: too close to figures that are released already"


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
            bounds: Bounds = (
                (None, None) if value is None else (max(value - Z * spread, 0.0), value + Z * spread)
            )
            if unit == "share" and bounds[1] is not None:
                bounds = (bounds[0], min(bounds[1], 1.0))
            if unit != "share" and not rule.exact:
                value, bounds = _plain(value), (_plain(bounds[0]), _plain(bounds[1]))
            of_count = int(whole.count[at]) if suffix == "" and whole.state[at] == RELEASED else None
            found.append(
                ZoneFigure(
                    each.region,
                    each.period,
                    replace(figure, value=value, low=bounds[0], high=bounds[1], unit=unit, of=of_count),
                )
            )
    return found


def _plain(rate: float | None) -> float | None:
    """Return a rate to three digits: with its count, more would tell the ground of a comparison area.

    That ground is chosen by where events are, those of withheld cells too, and is shown to nobody.
    """
    return None if rate is None else float(f"{rate:.3g}")


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


def enough(figures: Sequence[ZoneFigure], kind: str, period: str) -> bool:
    """Return whether so many events are released inside that sums over them may be told in bands."""
    found = pick(figures, "inside", kind, period)
    return found is not None and found.count is not None and found.count >= FEWEST_EVENTS


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
