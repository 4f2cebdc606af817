"""What services return about outcomes, counted for the place over whole published periods, then released.

A return counts where it lies within the period. One that reaches beyond it is left out, and said so; of two
returns of one service that overlap the longer counts. Where the place itself returns a figure, that is the
figure: services' returns would count the same people again.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from etl import store
from layers.disclosure import NO_DATA, RELEASED, STATES, WITHHELD, Release
from layers.measure import OUTCOMES, SATISFACTION, UPTAKE
from layers.periods import QUARTERS_OF_FINE_WINDOW, Period, first_day, quarter_period
from layers.publish.material import Material
from layers.publish.told import Told
from layers.rule import Rule

ROUTES = ("voluntary", "coerced", "not_applicable")
ROUTED = ("referrals_offered", "referrals_accepted")  # the others are one figure whatever their route
# What is said of a figure, by code (layers/published/measures.py has the words).
PARTIAL, NOT_WHOLE, OTHER_SERVICES, FEW_SERVICES, SCALES = (
    "partial",
    "not_whole",
    "other_services",
    "few_services",
    "scales",
)
_OUT_OF = re.compile(r"(?:\bof|/)\s*([0-9]{1,3})\b", re.IGNORECASE)


@dataclass(frozen=True)
class Return:
    """One return: its days as ordinals, both inclusive. key: 32 bits that stand for it in the noise."""

    measure: str
    route: str
    service: str
    source: str
    listed: bool
    first: int
    last: int
    value: float
    unit: str
    key: int

    @property
    def series(self) -> str:
        """Return who returns it: a service, or a source for the whole place."""
        return self.service or f"\0{self.source}"


@dataclass(frozen=True)
class Counted:
    """The returns of one measure, route and period that count, by who returned them.

    fills: whether they cover every day together; partial: whether some days of anybody's are left out.
    """

    by_series: dict[str, tuple[Return, ...]]
    fills: bool
    partial: bool

    @property
    def key_sum(self) -> int:
        """Return the sum of the keys modulo 2^32, which fixes the noise."""
        return sum(each.key for own in self.by_series.values() for each in own) & 0xFFFFFFFF

    @property
    def totals(self) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
        """Return what each counted, as whole numbers."""
        return np.array([round(sum(each.value for each in own)) for own in self.by_series.values()], np.int64)

    @property
    def services(self) -> int:
        """Return how many services are behind it that the directory lists openly."""
        return len({own[0].service for own in self.by_series.values() if own[0].listed})


@dataclass(frozen=True)
class Returns:
    """All returns that may be counted, the rule that releases them, and what was told last."""

    rule: Rule
    every: tuple[Return, ...]
    told: Told = field(default_factory=Told)

    def counted(self, measure: str, route: str, period: Period) -> Counted | None:
        """Return what counts in a period; None where nobody returned anything about it. route: '' for all."""
        if period.starts_on is None or period.ends_on is None:
            return None
        first, last = period.starts_on.toordinal(), period.ends_on.toordinal()
        mine = [
            each
            for each in self.every
            if each.measure == measure
            and route in ("", each.route)
            and each.first <= last
            and each.last >= first
        ]
        if not mine:
            return None
        whole = [each for each in mine if not each.service]
        of_place = _count(whole, first, last)
        return of_place if of_place.fills else _count([each for each in mine if each.service], first, last)

    def total(self, measure: str, route: str, period: Period) -> Release | None:
        """Return an outcome's released total over a period, None where returns do not fill it."""
        found = self.counted(measure, route, period)
        return self.release(found, f"{measure} {route} {period.id}") if found and found.fills else None

    def release(self, found: Counted, named: str) -> Release:
        """Return the released total of what counts: as it was told while it has moved by few.

        named: which measure, route and period it is of.
        """
        told = self.rule.of_several(found.totals, found.key_sum)
        said = [int(told.count[0]), int(told.state[0])]
        count, state = self.told.say(self.rule, f"total {named}", int(found.totals.sum()), said)
        return Release(np.array([count], np.int64), np.array([state], np.int8))


def read_returns(material: Material) -> Returns:
    """Return the returns that ended by the newest quarter that may be published."""
    last = first_day(material.newest + 1) - dt.timedelta(days=1)
    found = store.rows(material.con, store.sql("publish_outcomes"), {"last": last})
    return Returns(
        material.rule,
        tuple(
            Return(
                measure,
                route,
                service,
                source,
                bool(listed),
                start.toordinal(),
                end.toordinal(),
                value,
                unit,
                _key(material.secret, measure, route, service, source, str(start), str(end), repr(value)),
            )
            for measure, route, service, source, start, end, value, unit, listed in found
        ),
        material.told,
    )


def measure_rows(returns: Returns, periods: Iterable[Period]) -> pa.Table:
    """Return the place's outcomes of each period: counts, the uptake of referrals, satisfaction."""
    rows: list[tuple[object, ...]] = []
    for period in periods:
        for measure in OUTCOMES:
            for route in ROUTES if measure in ROUTED else ("",):
                rows += _count_rows(returns, measure, route, period)
        for route in ROUTES:
            rows += _uptake_rows(returns, route, period)
        rows += _satisfaction_rows(returns, period)
    fields = [("measure", pa.string()), ("route", pa.string()), ("period_id", pa.string())]
    fields += [("value", pa.float64()), ("state", pa.string()), ("low", pa.bool_()), ("scale", pa.int32())]
    fields += [("services", pa.int32()), ("notes", pa.list_(pa.string()))]
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(fields)
    return pa.table({name: pa.array(held, kind) for (name, kind), held in zip(fields, columns, strict=True)})


def outcome_periods(material: Material) -> list[Period]:
    """Return the quarters and fixed years of the last three years."""
    first = material.newest - QUARTERS_OF_FINE_WINDOW + 1
    quarters = [quarter_period(quarter) for quarter in range(first, material.newest + 1)]
    return quarters + material.year_blocks(first)


def _count_rows(returns: Returns, measure: str, route: str, period: Period) -> Iterator[tuple[object, ...]]:
    found = returns.counted(measure, route, period)
    if found is None:
        return
    if not found.fills:
        yield _row(measure, route, period, None, NO_DATA, found, (NOT_WHOLE,))
        return
    released = returns.release(found, f"{measure} {route} {period.id}")
    value = float(released.count[0]) if released.state[0] == RELEASED else None
    yield _row(measure, route, period, value, int(released.state[0]), found, _notes(found))


def _uptake_rows(returns: Returns, route: str, period: Period) -> Iterator[tuple[object, ...]]:
    """Yield the share of referrals offered that were accepted, worked out from released figures."""
    offered, accepted = (returns.counted(each, route, period) for each in ROUTED)
    if offered is None or accepted is None:
        return
    if not (offered.fills and accepted.fills):
        yield _row(UPTAKE, route, period, None, NO_DATA, offered, (NOT_WHOLE,))
    elif set(offered.by_series) != set(accepted.by_series):
        yield _row(UPTAKE, route, period, None, NO_DATA, offered, (OTHER_SERVICES,))
    else:
        part, whole = (
            returns.release(each, f"{name} {route} {period.id}")
            for each, name in ((accepted, ROUTED[1]), (offered, ROUTED[0]))
        )
        rate = returns.rule.share(part, whole)
        value = float(rate.value[0]) if rate.state[0] == RELEASED else None
        notes = tuple(dict.fromkeys(_notes(offered) + _notes(accepted)))
        yield _row(UPTAKE, route, period, value, int(rate.state[0]), offered, notes, low=bool(rate.low[0]))


def _satisfaction_rows(returns: Returns, period: Period) -> Iterator[tuple[object, ...]]:
    """Yield the mean of the scores: the place's own, else of services, each counting the same."""
    found = returns.counted(SATISFACTION, "", period)
    if found is None or period.starts_on is None or period.ends_on is None:
        return
    first, last = period.starts_on.toordinal(), period.ends_on.toordinal()
    whole = {name: own for name, own in found.by_series.items() if _covers(own, first, last)}
    if not whole:
        yield _row(SATISFACTION, "", period, None, NO_DATA, found, (NOT_WHOLE,))
        return
    scales = {_scale(each.unit) for own in whole.values() for each in own}
    scale = next(iter(scales)) if len(scales) == 1 else 0
    means = [sum(each.value * _days(each) for each in own) / sum(map(_days, own)) for own in whole.values()]
    if not scale or max(means) > scale:
        yield _row(SATISFACTION, "", period, None, NO_DATA, found, (SCALES,))
        return
    behind = Counted(whole, fills=True, partial=len(whole) < len(found.by_series) or found.partial)
    of_services = any(own[0].service for own in whole.values())
    mean = returns.rule.mean(np.array(means), of_several=of_services)
    if mean is None:
        yield _row(SATISFACTION, "", period, None, WITHHELD, behind, (FEW_SERVICES,), scale=scale)
    else:
        yield _row(SATISFACTION, "", period, mean, RELEASED, behind, _notes(behind), scale=scale)


def _row(
    measure: str,
    route: str,
    period: Period,
    value: float | None,
    state: int,
    found: Counted,
    notes: tuple[str, ...],
    *,
    low: bool = False,
    scale: int | None = None,
) -> tuple[object, ...]:
    return (measure, route, period.id, value, STATES[state], low, scale, found.services, list(notes))


def _notes(found: Counted) -> tuple[str, ...]:
    return (PARTIAL,) if found.partial else ()


def _count(returns: Sequence[Return], first: int, last: int) -> Counted:
    """Return what counts of these from a first to a last day."""
    by_series: dict[str, tuple[Return, ...]] = {}
    partial, filled = False, np.zeros(last - first + 1, np.bool_)
    for name in dict.fromkeys(each.series for each in returns):
        own = [each for each in returns if each.series == name]
        taken: list[Return] = []
        for each in sorted(own, key=lambda one: (-_days(one), one.first, one.key)):
            inside = first <= each.first and each.last <= last
            if inside and all(each.last < other.first or each.first > other.last for other in taken):
                taken.append(each)
                filled[each.first - first : each.last - first + 1] = True
        partial = partial or not _covers(taken, first, last)
        if taken:
            by_series[name] = tuple(taken)
    return Counted(by_series, bool(filled.all()), partial)


def _covers(returns: Sequence[Return], first: int, last: int) -> bool:
    """Return whether returns that do not overlap fill a period."""
    return sum(map(_days, returns)) == last - first + 1


def _days(one: Return) -> int:
    return one.last - one.first + 1


def _scale(unit: str) -> int:
    """Return the most that a score can be by its unit ('score of 10', '%'), 0 where that is not said."""
    if unit.strip().startswith("%"):
        return 100
    found = _OUT_OF.search(unit)
    return int(found[1]) if found else 0


def _key(secret: bytes, *parts: str) -> int:
    message = "\x1f".join(("outcome", *parts)).encode()
    return int.from_bytes(hmac.digest(secret, message, hashlib.sha256)[:4], "big")
