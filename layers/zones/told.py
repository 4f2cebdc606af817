"""What a zone does, as boards are told it: sums over distances with noise of their own, in bands.

Pure. Shown only where 20 events or more are released inside: of each service the share of its exposure that
lies in the zone. All else follows from these shares, as published. Without noise such sums would be sharper
than any count, and thirty zones have hundreds of them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from layers.clash.banding import EXPOSURE_STEP, INDEX_STEP, nearest
from layers.rule import Rule
from layers.statistics.released_change import NOISE_VARIANCE
from layers.zones.release import ALL, NOT_RELEASED, Z, ZoneFigure, enough, pick
from layers.zones.weighed import After, Figure, FigureState, ServiceEffect, Weighed

SHARE_STEP, TIMES_STEP, PEOPLE_STEP = 0.1, 0.5, 10.0
CONCENTRATION_AN_EVENT = 0.6  # by how much one event of n moves a concentration index at most, times n
ALL_REMOVED = "exposure_removed_100"
REMOVED = {"exposure_removed_50": 0.5, "exposure_removed_80": 0.8, ALL_REMOVED: 1.0}
SUMS_SHARE = 8.0  # in each of four quarters, a zone's sums tell of an event an eighth of what its count does


@dataclass(frozen=True)
class Sums:
    """How sums over distances are told. keys: by kind, of the events inside. days: counted, up to last_day.

    most: the largest sum over services of one event's squared weights, anywhere in the place. It must not
    depend on the zone: the same noise on two scales could be solved for.
    """

    rule: Rule
    keys: Mapping[str, int]
    last_day: dt.date
    days: int
    most: float

    @property
    def noise(self) -> float:
        """Return by what the noise of a release is multiplied, in events at a service's door."""
        return float((SUMS_SHARE * self.most) ** 0.5)

    def drawn(self, about: str, kind: str) -> float:
        """Return the noise of a sum over the events of a kind inside: another for other weeks."""
        return self.rule.noise(f"{about} {self.last_day.isoformat()}", self.keys.get(kind, 0))

    def share(self, about: str, part: float | None, exposure: float | None) -> Figure:
        """Return a share of an exposure (events at the door every 28 days) with noise, and its bounds."""
        events = (exposure or 0.0) * self.days / 28
        if part is None or events <= 0:
            return Figure("", state=FigureState.WITHHELD, unit="share", why=NOT_RELEASED)
        drawn = self.noise * self.drawn(about, "enforcement")
        told = min(max(part + drawn / events, 0.0), 1.0)
        spread = Z * (told * (1 - told) / events + NOISE_VARIANCE * (self.noise / events) ** 2) ** 0.5
        return Figure(
            "",
            told,
            max(told - spread, 0.0),
            min(told + spread, 1.0),
            unit="share",
            state=FigureState.RELEASED,
        )


def band_measures(
    weighed: Weighed,
    services: Sequence[ServiceEffect],
    sums: Sums,
    figures: Sequence[ZoneFigure],
    *,
    police: str,
    need: str,
) -> list[ZoneFigure]:
    """Return a zone's own measures in bands.

    services: as published. figures: those released already. police, need: the period whose released count
    inside must be enough.
    """
    of_police, of_need = enough(figures, "enforcement", police), enough(figures, "need", need)
    removed = _removed(services)
    found = []
    for figure in (*weighed.measures.values(), *weighed.footprint.values()):
        match figure.id:
            case name if name in REMOVED:
                found.append(_banded(_times(figure, removed, REMOVED[name]), SHARE_STEP, of_police))
            case "leverage":
                inside = pick(figures, "inside", "enforcement", police)
                part = None if inside is None else inside.value
                found.append(
                    _banded(_times(figure, removed, 1 / part if part else None), TIMES_STEP, of_police)
                )
            case "residents":
                found.append(_banded(figure, PEOPLE_STEP, True))
            case "area" | "schools" | "approach" | "hotspot_overlap":
                found.append(figure if figure.value is None else replace(figure, state=FigureState.RELEASED))
    equity = weighed.equity
    calls = pick(figures, "inside", "need", need)
    moved = 0.0
    if of_need and calls is not None and calls.count:
        moved = CONCENTRATION_AN_EVENT * sums.drawn("concentration", "need") / calls.count
    found += [
        _banded(_moved(equity.concentration, moved), SHARE_STEP, of_need),
        _banded(equity.concentration_of_need, SHARE_STEP, of_need),
    ]
    return [ZoneFigure("", ALL, figure) for figure in found]


def band_service(effect: ServiceEffect, sums: Sums, *, shown: bool) -> ServiceEffect:
    """Return what a zone does to a service in the steps of published clash figures. shown: or nothing.

    The index and exposure after follow from those before and the share removed, all as published.
    """
    exposure = _step(effect.exposure, EXPOSURE_STEP)
    removed = _banded(effect.removed, SHARE_STEP, False)
    if shown:
        about = f"removed {effect.service_id}/{effect.stop}"
        told = replace(sums.share(about, effect.removed.value, exposure), id=effect.removed.id)
        removed = _banded(told, SHARE_STEP, told.value is not None)
    if removed.value is None:
        nothing = tuple(After(each.compliance, None, None) for each in effect.index_after)
        before = (
            (None, None, None)
            if not shown
            else (exposure, _step(effect.expected, EXPOSURE_STEP), _step(effect.index_before, INDEX_STEP))
        )
        return replace(
            effect,
            exposure=before[0],
            expected=before[1],
            index_before=before[2],
            index_after=nothing,
            removed=removed,
        )
    index, share = _step(effect.index_before, INDEX_STEP), removed.value

    def after(value: float | None, compliance: float, step: float) -> float | None:
        return None if value is None else _step(value * (1 - compliance * share), step)

    return replace(
        effect,
        exposure=exposure,
        expected=_step(effect.expected, EXPOSURE_STEP),
        index_before=index,
        index_after=tuple(
            After(
                each.compliance,
                after(exposure, each.compliance, EXPOSURE_STEP),
                after(index, each.compliance, INDEX_STEP),
            )
            for each in effect.index_after
        ),
        removed=removed,
    )


def _removed(services: Sequence[ServiceEffect]) -> Figure:
    """Return the share of the exposure of the zone's services inside, from what is published of each.

    Its bounds hold where the services' own do.
    """
    told = [
        (each.exposure, each.removed.value, each.removed.low, each.removed.high)
        for each in services
        if each.protected and each.exposure is not None and each.removed.value is not None
    ]
    whole = sum(exposure for exposure, _, _, _ in told)
    if whole <= 0:
        return Figure(ALL_REMOVED)
    value, low, high = (
        sum(row[0] * (row[1] if row[at] is None else row[at] or 0.0) for row in told) / whole
        for at in (1, 2, 3)
    )
    return Figure(ALL_REMOVED, value, low, high)


def _times(figure: Figure, by: Figure, times: float | None) -> Figure:
    """Return a figure's value and bounds worked out from another's; without a value it stays as it is."""
    if figure.value is None:
        return figure
    if times is None or by.value is None:
        return Figure(figure.id, state=FigureState.WITHHELD, unit=figure.unit, why=NOT_RELEASED)
    low, high = (None if each is None else each * times for each in (by.low, by.high))
    return Figure(figure.id, by.value * times, low, high, state=FigureState.RELEASED, unit=figure.unit)


def _moved(figure: Figure, by: float) -> Figure:
    value, low, high = (
        None if each is None else each + by for each in (figure.value, figure.low, figure.high)
    )
    return replace(figure, value=value, low=low, high=high)


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
