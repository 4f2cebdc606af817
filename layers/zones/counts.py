"""The events a zone counts: by kind, region and published period, as sets that the guard can look at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

from layers.disclosure import Flags, Ints
from layers.periods import Period
from layers.week import HOURS, read_week
from layers.zones.guard import Close, FeedRows, Released
from layers.zones.index import PointIndex
from layers.zones.weighed import Region

LOW = np.uint64(0xFFFFFFFF)


@dataclass(frozen=True, eq=False)
class Events:
    """One feed's events, one entry each, the whole place's. slot: hour of the week, -1 where not known."""

    rows: FeedRows
    slot: Ints
    key: npt.NDArray[np.uint64]
    index: PointIndex
    released: Released

    def key_sum(self, chosen: Ints) -> int:
        """Return the sum of the keys of some events, modulo 2^32."""
        return int(self.key[chosen].sum(dtype=np.uint64) & LOW)


@dataclass(frozen=True)
class Span:
    """A published period of one kind of event: the months that count in it, and the years they make."""

    period: Period
    months: Ints
    years: float


@dataclass(frozen=True)
class Kind:
    """One kind of event that zones count. condition: the name under which its feed's rows are counted.

    metres: how coarsely its sources place it. spans: the longest last. earlier: what was the longest before
    the last year was whole, ascending.
    """

    id: str
    condition: str
    events: Events
    spans: tuple[Span, ...]
    metres: float
    earlier: tuple[Span, ...] = ()


@dataclass(frozen=True)
class Shaped:
    """A zone's shapes by region, WGS 84, and its hours as `WeekHours.code`. as_cells: made of hexagons.

    coarse: regions too narrow for a kind of event, whose sources place it only so exactly.
    """

    regions: Mapping[Region, shapely.Geometry]
    hours: str
    as_cells: bool = False
    coarse: frozenset[tuple[str, Region]] = frozenset()


@dataclass(frozen=True, eq=False)
class Chosen:
    """The events of one kind, region and period: positions in the feed, ascending."""

    kind: Kind
    region: Region
    span: Span
    events: Ints

    @property
    def by_year(self) -> bool:
        """Return whether it is a part of the longest period."""
        return self.span is not self.kind.spans[-1]

    def shown_before(self, newest: int) -> list[Ints]:
        """Return the sets that were released of the same ground in earlier years, as today's data have them.

        newest: the last quarter old enough to publish on the day of approval.
        """
        if self.by_year:
            return []
        ends = [span.period.last_quarter for span in (*self.kind.earlier, self.kind.spans[-1])][1:]
        return [
            _during(self.kind, self.events, span)
            for span, next_end in zip(self.kind.earlier, ends, strict=True)
            if next_end > newest
        ]

    def close_to(self) -> Close | None:
        """Return what the set is too close to, None where it may be released."""
        return self.kind.events.released.close_to(self.events)

    def of(self) -> Ints:
        """Return the events of the whole place, at all hours: released for fixed ground already."""
        return _during(
            self.kind, np.flatnonzero(self.kind.events.rows.counted[self.kind.condition]), self.span
        )


def chosen_sets(kinds: Mapping[str, Kind], shaped: Shaped) -> list[Chosen]:
    """Return the sets whose counts may be released for a zone, in its hours.

    By year only inside: beside it the longest period is enough, and every set more may come too close.
    """
    found = []
    for kind in kinds.values():
        counted = _in_hours(kind, shaped.hours)
        for region, shape in shaped.regions.items():
            if (kind.id, region) in shaped.coarse:
                continue
            inside = kind.events.index.inside(shape)
            inside = inside[counted[inside]]
            spans = kind.spans if region == "inside" else kind.spans[-1:]
            found += [Chosen(kind, region, span, _during(kind, inside, span)) for span in spans]
    return found


def hour_sets(kinds: Mapping[str, Kind], shaped: Shaped) -> Iterator[tuple[Kind, Span, list[Ints]]]:
    """Yield for each kind the events inside by hour of the week, over the longest period there is."""
    for kind in kinds.values():
        if (kind.id, "inside") in shaped.coarse:
            continue
        span = kind.spans[-1]
        inside = kind.events.index.inside(shaped.regions["inside"])
        inside = _during(kind, inside[_in_hours(kind, "")[inside]], span)
        slot = kind.events.slot[inside]
        yield kind, span, [inside[slot == hour] for hour in range(HOURS)]


def hours_may_be_released(kind: Kind, by_hour: list[Ints]) -> bool:
    """Return whether the counts by hour may be released beside those of other shapes: all of them, or none.

    An hour that is left out where others are shown would tell that few events lie between two shapes. Fixed
    ground is left to noise, as between a neighbourhood's hours and the place's.
    """
    known = kind.events.released
    return all(
        known.close_to(events, ground=False) is None and not known.told_together([events], by_hour=True)
        for events in by_hour
    )


def _in_hours(kind: Kind, hours: str) -> Flags:
    counted = kind.events.rows.counted[kind.condition]
    if not hours:
        return counted
    return np.asarray(counted & np.isin(kind.events.slot, sorted(read_week(hours).hours)), bool)


def _during(kind: Kind, chosen: Ints, span: Span) -> Ints:
    return chosen[np.isin(kind.events.rows.month[chosen], span.months)]
