"""What is published of approved zones: released figures, or exact ones where the rule is exact."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from etl.projection import area_km2
from layers.disclosure import Release
from layers.publish.entitled import NOT_OPEN
from layers.publish.material import whole_period
from layers.publish.zone_desk import LAYERS, Examined, ZoneDesk
from layers.settled import Sets, gather
from layers.week import HOURS
from layers.zones.ahead import OUTCOMES, ahead
from layers.zones.approved import ApprovedZone
from layers.zones.counts import Chosen, Kind, hour_sets, hours_may_be_released
from layers.zones.events import SETS
from layers.zones.release import (
    APPROXIMATE,
    HELD,
    Counted,
    ZoneFigure,
    enough,
    forgone,
    no_counts,
    pick,
    release_counts,
    release_effect,
    under_one_state,
)
from layers.zones.told import Sums, band_measures, band_service
from layers.zones.weighed import Ahead, Effect, Figure, FigureState, Region, ServiceEffect, Weighed

NOT_LOADED = "the place has loaded no such records, or none old enough to publish"
NO_GROUND = "there is no such ground in the place"
WEEKS_A_YEAR = 365.25 / 7
REGIONS: tuple[Region, ...] = ("inside", "ring", "comparison")
Weigh = Callable[[Examined], Weighed]
Pair = tuple[str, str]  # service id, stop


@dataclass(frozen=True)
class TellsOf:
    """What is published of one service. exposure: None where so few records are near that nothing is."""

    state: str
    exposure: float | None
    expected: float | None
    index: float | None


ToldOf = Mapping[Pair, TellsOf]


@dataclass(frozen=True)
class Hours:
    """The released counts of one kind of event by hour of the week, over one period."""

    kind: str
    period: str
    released: Release


@dataclass(frozen=True)
class ZoneContent:
    """All that is published of one zone. held: why its events have no figures, '' where they have."""

    examined: Examined
    weighed: Weighed
    held: str
    figures: tuple[ZoneFigure, ...]
    services: tuple[ServiceEffect, ...]
    effects: tuple[Effect, ...]
    hours: tuple[Hours, ...]


def zone_contents(
    desk: ZoneDesk, zones: Sequence[ApprovedZone], weigh: Weigh, shown: ToldOf
) -> list[ZoneContent]:
    """Return what is published of the zones that boards are to see.

    zones: in the order of their approval, those shown once and no more too: the guard compares with all.
    shown: what is published of services.
    """
    contents = []
    for approved in zones:
        examined = desk.examine(approved)
        if approved.current:
            contents.append(zone_content(desk, examined, weigh(examined), shown))
    return contents


def zone_content(desk: ZoneDesk, examined: Examined, weighed: Weighed, shown: ToldOf) -> ZoneContent:
    """Return what is published of one zone."""
    rule, law = desk.material.rule, desk.material.place.disclosure
    held = HELD if examined.close else ""
    told = examined.sets
    counted = list(_counted(desk, examined))
    figures = release_counts(rule, law.threshold, law.rounding, counted)
    for kind in LAYERS:
        for region in REGIONS:
            if not any((each.kind.id, each.region) == (kind, region) for each in told):
                figures += _without(desk, examined, kind, region)
    police, need = (_longest(desk.kinds.get(kind)) for kind in ("enforcement", "need"))
    figures.append(forgone(figures, _years(desk.kinds.get("enforcement")), police))
    hours = () if held else tuple(_hours(desk, examined))
    if rule.exact:
        exact = [
            ZoneFigure(region, "", each) for region in REGIONS for each in weighed.region(region).values()
        ]
        exact += [ZoneFigure("", "", each) for each in {**weighed.measures, **weighed.footprint}.values()]
        concentration = (weighed.equity.concentration, weighed.equity.concentration_of_need)
        exact += [ZoneFigure("", "", each) for each in concentration]
        parts = (tuple(figures + exact), weighed.services, weighed.ledger)
        return ZoneContent(examined, weighed, held, *parts, hours)
    of_police = enough(figures, "enforcement", police)
    public = {pair for pair, one in shown.items() if one.exposure is not None}
    effects_on = tuple(_as_published(each, shown) for each in weighed.services)
    of_zone = [of_police and (each.service_id, each.stop) in public for each in effects_on]
    keys = {kind: _keys_inside(told, kind) for kind in ("enforcement", "need")}
    last = weighed.last_day or desk.material.as_of
    sums = Sums(rule, keys, last, _days(weighed), desk.weighing.most_weight(public))
    services = tuple(
        band_service(each, sums, shown=told_of) for each, told_of in zip(effects_on, of_zone, strict=True)
    )
    figures += band_measures(weighed, services, sums, figures, police=police, need=need)
    weighed = replace(weighed, ahead=_ahead(desk, figures))
    longest = {kind: _longest(desk.kinds.get(kind)) for kind in LAYERS}
    effects = tuple(
        release_effect(each, _region_of(weighed, each), figures, longest) for each in weighed.ledger
    )
    return ZoneContent(examined, weighed, held, tuple(figures), services, effects, hours)


def _region_of(weighed: Weighed, effect: Effect) -> str:
    """Return the region whose figure a line of the ledger has, '' for a measure of the zone as such."""
    for region in REGIONS:
        if effect.figure is not None and weighed.region(region).get(effect.figure.id) is effect.figure:
            return region
    return ""


def _without(desk: ZoneDesk, examined: Examined, kind: str, region: Region) -> list[ZoneFigure]:
    """Return why a kind of event has no figures in a region."""
    if kind not in desk.kinds:
        why = NOT_OPEN if desk.material.place.closed_of(SETS[kind].feed) else NOT_LOADED
        return no_counts(kind, region, why, FigureState.NO_DATA)
    if region not in examined.shaped.regions:
        return no_counts(kind, region, NO_GROUND, FigureState.NO_DATA)
    coarse = (kind, region) in examined.shaped.coarse
    return no_counts(kind, region, APPROXIMATE if coarse else HELD, FigureState.WITHHELD)


def _as_published(effect: ServiceEffect, shown: ToldOf) -> ServiceEffect:
    """Return what a zone does to a service, set against what is published of the service."""
    of = shown.get((effect.service_id, effect.stop))
    if of is None:
        return effect
    return replace(effect, state=of.state, exposure=of.exposure, expected=of.expected, index_before=of.index)


def _counted(desk: ZoneDesk, examined: Examined) -> Iterator[Counted]:
    """Yield the counts of a zone's sets as they are told."""
    km2 = {region: area_km2(shape) for region, shape in examined.shaped.regions.items()}
    settled = {
        (each.kind.id, each.region): _settled(desk, examined, each)
        for each in examined.sets
        if not each.by_year
    }
    for each in examined.sets:
        quarters = frozenset((each.span.months // 3).tolist())
        events, keys = settled[each.kind.id, each.region].over(quarters, 1)
        of, of_keys = desk.of_place[each.kind.id].over(quarters, 1)
        yield Counted(
            region=each.region,
            kind=each.kind.id,
            period=each.span.period.id,
            years=each.span.years,
            km2=km2[each.region],
            events=int(events[0]),
            keys=int(keys[0]),
            of=int(of[0]),
            of_keys=int(of_keys[0]),
        )


def _settled(desk: ZoneDesk, examined: Examined, longest: Chosen) -> Sets:
    """Return the events of a kind in a region by quarter, as they are told. longest: over all years."""
    events, approved = longest.kind.events, examined.approved
    now = gather(
        np.zeros(len(longest.events), np.int64),
        events.rows.month[longest.events] // 3,
        np.ones(len(longest.events), np.int64),
        events.key[longest.events],
        frozenset((longest.span.months // 3).tolist()),
    )
    name = f"{longest.kind.id} {longest.region} {approved.zone_id} {approved.number}"
    return desk.material.settled(name, "place", now, block=desk.material.year_of)


def _hours(desk: ZoneDesk, examined: Examined) -> list[Hours]:
    rule = desk.material.rule
    found = []
    for kind, span, by_hour in hour_sets(desk.kinds, examined.shaped):
        if not rule.exact and not hours_may_be_released(kind, by_hour):
            continue
        for each in by_hour:
            if not rule.exact and len(each):
                kind.events.released.add(f"{examined.approved.title}, by the hour", each, by_hour=True)
        inside = np.concatenate(by_hour)
        quarter, quarters = kind.events.rows.month[inside] // 3, frozenset((span.months // 3).tolist())
        hour = np.repeat(np.arange(HOURS), [len(each) for each in by_hour])
        now = gather(hour, quarter, np.ones(len(inside), np.int64), kind.events.key[inside], quarters)
        name = f"{kind.id} by the hour {examined.approved.zone_id} {examined.approved.number}"
        told = desk.material.settled(
            name, "place", now, parts=[str(each) for each in range(HOURS)], block=whole_period
        )
        released = rule.release(*told.over(quarters, HOURS))
        found.append(Hours(kind.id, span.period.id, under_one_state(rule, released)))
    return found


def _keys_inside(told: Sequence[Chosen], kind: str) -> int:
    """Return the sum of the keys of a kind's events inside, over the longest period."""
    inside = [each for each in told if (each.kind.id, each.region) == (kind, "inside") and not each.by_year]
    return sum(each.kind.events.key_sum(each.events) for each in inside)


def _days(weighed: Weighed) -> int:
    """Return the days of the weeks that a zone was weighed over."""
    if weighed.first_day is None or weighed.last_day is None:
        return 0
    return (weighed.last_day - weighed.first_day).days + 1


def _ahead(desk: ZoneDesk, figures: Sequence[ZoneFigure]) -> tuple[Ahead, ...]:
    """Return what could be detected, from released counts over the longest period."""
    found: list[Ahead] = []
    for kind in desk.kinds.values():
        span = kind.spans[-1]
        told = [pick(figures, region, kind.id, span.period.id) for region in ("inside", "comparison")]
        if kind.id in OUTCOMES and told[0] is not None:
            nobody = {name: Figure(name) for name in OUTCOMES}
            inside, beside = (nobody | ({} if each is None else {kind.id: each}) for each in told)
            found += ahead(inside, beside, round(span.years * WEEKS_A_YEAR))
    return tuple(found)


def _longest(kind: Kind | None) -> str:
    return kind.spans[-1].period.id if kind else ""


def _years(kind: Kind | None) -> dict[str, float]:
    return {span.period.id: span.years for span in kind.spans} if kind else {}
