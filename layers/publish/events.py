"""Layers made of events: counted per cell and period, then released. Nothing unreleased leaves here."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from etl import store
from layers import disclosure
from layers.disclosure import NO_DATA, PARENT, RELEASED, WITHHELD, Floats, Ints, Release
from layers.layer import Layer
from layers.measure import EventPerOutcome
from layers.periods import Coverage, Period, SourceMonths, coverage, whole_years
from layers.publish.counts import Counts
from layers.publish.keyed import keep_keyed
from layers.publish.material import Material, figure_table, whole_period
from layers.publish.outcomes import Returns
from layers.publish.sets import part_of, set_of, sets_of, whole_of
from layers.settled import Sets, gather

DECIMALS = 4  # of published densities


@dataclass(frozen=True)
class SourceReach:
    """What one source of a feed covers in time, and how coarsely it places its rows."""

    months: SourceMonths
    metres: float


@dataclass(frozen=True)
class EventFeed:
    """One event feed, keyed and ready to count. quarters: those that any source covers and are old enough."""

    id: str
    sources: dict[str, SourceReach]
    quarters: tuple[int, ...]
    counts: Counts


@dataclass(frozen=True)
class Reach:
    """The part of a feed that holds a layer's events: when it is covered, how coarsely it is placed."""

    feed: str
    sources: tuple[str, ...]
    covered: Coverage
    periods: tuple[Period, ...]
    precision_m: float

    @property
    def has_years(self) -> bool:
        """Return whether any fixed year is covered."""
        return any(period.kind == "year" for period in self.periods)

    @property
    def whole_years(self) -> list[Period]:
        """Return the spans that shapes are counted over, ascending: whole years, else the window, if any."""
        window = [period for period in self.periods if period.kind == "window"]
        years = [period for period in self.periods if period.kind == "year"]
        return whole_years(years, window[0] if window else None) or window


@dataclass(frozen=True)
class Tally:
    """True counts on each grid by row and quarter, as they are told. Stays inside publishing."""

    on: dict[str, Sets]


def key_events(material: Material, feed: str) -> EventFeed:
    """Fill the temporary table `keyed` with one feed and return what it covers."""
    con = material.con
    by_source: dict[str, list[tuple[int, int, int | None, int | None, float]]] = {}
    for source, *row in store.rows(con, store.sql("publish_coverage", feed=feed)):
        by_source.setdefault(source, []).append((row[0], row[1], row[2], row[3], row[4]))
    sources = {
        source: SourceReach(
            SourceMonths({row[0]: row[1] for row in rows}, rows[0][2], rows[-1][3]),
            max(row[4] for row in rows),
        )
        for source, rows in by_source.items()
    }
    quarters = coverage([one.months for one in sources.values()], material.newest).quarters
    return EventFeed(
        feed, sources, quarters, Counts(sets_of(feed), (material.keep or keep_keyed)(material, feed))
    )


def reach_of(material: Material, feed: EventFeed, name: str) -> Reach:
    """Return what the sources that hold any event of a set cover.

    A source without any (a register of drug offences, for other police activity) says nothing about
    when the layer was covered: its months are no data, not zeros. Nor does one whose only such events are
    too new to publish, else a layer that appears would tell of them.
    """
    held = feed.counts.by(name, "source", "event_month")
    names = sorted(set(held["source"][held["event_month"] < 3 * (material.newest + 1)].tolist()))
    own = [feed.sources[each] for each in names]
    covered = coverage([one.months for one in own], material.newest)
    precision = max((one.metres for one in own), default=0.0)
    return Reach(feed.id, tuple(names), covered, tuple(material.periods(covered)), precision)


def tally(material: Material, feed: EventFeed, reach: Reach, name: str) -> Tally:
    """Return a set of the feed's events, counted by row and covered quarter."""
    quarters = frozenset(reach.covered.quarters)
    on = {}
    # each grid by itself: all together would be nearly as many rows as there are events
    for column in (*material.cell_columns.values(), "area_row"):
        found = feed.counts.by(name, "event_month", column)
        covered = np.isin(found["event_month"], list(reach.covered.months))
        quarter, keys = found["event_month"] // 3, found["keys"].astype(np.uint64)
        for grid, row in _rows_on(material, column, found[column]).items():
            now = gather(np.where(covered, row, -1), quarter, found["events"], keys, quarters)
            on[grid] = material.settled(f"{feed.id}: {name}", grid, now)
    return Tally(on)


def _rows_on(material: Material, column: str, values: Ints) -> dict[str, Ints]:
    """Return the rows of a column's values on each grid that is counted by it."""
    ground = material.ground
    if column == "area_row":
        return {"area": values, "place": np.zeros_like(values)}
    grid = next(name for name, own in material.cell_columns.items() if own == column)
    wide = ground.wide_rows(values) if grid == ground.stored[-1] else {}
    return {grid: ground.grids[grid].rows_of(values)} | wide


def release_on(material: Material, counted: Tally, period: Period, grid: str) -> Release:
    """Return the released counts of one grid over the covered quarters of one period."""
    return material.rule.release(
        *counted.on[grid].over(frozenset(period.quarters), material.ground.size(grid))
    )


def density_figures(material: Material, layer: Layer, feed: EventFeed, reach: Reach) -> list[pa.Table]:
    """Return events per km² and year with released counts, a withheld cell taking its parent's figure."""
    counted = tally(material, feed, reach, set_of(layer))
    tables = []
    for period in reach.periods:
        years = reach.covered.years_in(period)
        done: dict[str, tuple[Floats, Release]] = {}
        for grid in material.grids_of(period, reach.precision_m, years=reach.has_years):
            released = release_on(material, counted, period, grid)
            density = np.round(released.count / (material.km2(grid) * years), DECIMALS)
            value = np.where(released.state == RELEASED, density, np.nan)
            done[grid] = (value, released)
            count, state, low = (
                released.count,
                released.state,
                (released.count > 0) & (released.count < disclosure.RATE_LOW),
            )
            above = material.parent_rows(grid)
            if above and above[0] in done:
                parent_value, parent = done[above[0]]
                stands = (
                    (state == WITHHELD) & (parent.state[above[1]] == RELEASED) & (parent.count[above[1]] > 0)
                )
                state = np.where(stands, PARENT, state).astype(np.int8)
                value = np.where(stands, parent_value[above[1]], value)
                count = np.where(stands, parent.count[above[1]], count)
                low = low | (stands & (parent.count[above[1]] < disclosure.RATE_LOW))
            tables.append(figure_table(layer.id, grid, period.id, value, state, count, low))
    return tables


def share_figures(material: Material, layer: Layer, feed: EventFeed, reach: Reach) -> list[pa.Table]:
    """Return per cent shares worked out from released counts; count is the released whole."""
    whole_tally = tally(material, feed, reach, whole_of(layer))
    part_tally = tally(material, feed, reach, part_of(layer))
    tables = []
    for period in reach.periods:
        done: dict[str, tuple[disclosure.Rates, Release]] = {}
        for grid in material.grids_of(period, reach.precision_m, years=reach.has_years):
            whole = release_on(material, whole_tally, period, grid)
            part = release_on(material, part_tally, period, grid)
            rates = material.rule.share(part, whole)
            done[grid] = (rates, whole)
            shown = rates.state == RELEASED
            value, state, low = rates.value, rates.state, rates.low
            count = np.where(shown, whole.count, -1)
            above = material.parent_rows(grid)
            if above and above[0] in done:
                parent, parent_whole = done[above[0]]
                stands = (state == WITHHELD) & (parent.state[above[1]] == RELEASED)
                state = np.where(stands, PARENT, state).astype(np.int8)
                value = np.where(stands, parent.value[above[1]], value)
                count = np.where(stands, parent_whole.count[above[1]], count)
                low = np.where(stands, parent.low[above[1]], low)
            if (state != NO_DATA).any():
                tables.append(figure_table(layer.id, grid, period.id, value, state, count, low))
    return tables


def per_outcome_figures(
    material: Material,
    layer: Layer,
    feed: EventFeed,
    measure: EventPerOutcome,
    reach: Reach,
    returns: Returns,
) -> list[pa.Table]:
    """Return events per `per` of an outcome for the whole place, where both cover the period."""
    counted = tally(material, feed, reach, set_of(layer))
    tables = []
    for period in reach.periods:
        total = returns.total(measure.outcome, "", period)
        if total is None:
            continue
        part = release_on(material, counted, period, "place")
        base = np.where(total.state == RELEASED, total.count, np.nan)
        rates = material.rule.ratio(part, base, measure.per)
        shown = np.where(rates.state == RELEASED, part.count, -1)
        tables.append(figure_table(layer.id, "place", period.id, rates.value, rates.state, shown, rates.low))
    return tables


def hour_rows(
    material: Material, layer: Layer, feed: EventFeed, reach: Reach
) -> tuple[pa.Table, Period] | None:
    """Return released counts by weekday (0 = Monday) and hour, for the place and its neighbourhoods.

    Over the window, else the latest year. None where no hour is known; a neighbourhood is left out
    when none of its 168 counts can be released.
    """
    choices = [p for p in reach.periods if p.kind in ("year", "window")]
    if not choices:
        return None
    period = choices[-1]
    found = feed.counts.by(set_of(layer), "event_month", "area_row", "slot")
    wanted = np.isin(found["event_month"], list(reach.covered.months_of(period))) & (found["slot"] >= 0)
    if not wanted.any():
        return None
    slot, area = found["slot"][wanted].astype(np.int64), found["area_row"][wanted]
    quarter, quarters = found["event_month"][wanted] // 3, frozenset(reach.covered.quarters_of(period))
    by_hour = {}
    for grid, own in (("place", np.zeros(len(area), np.int64)), ("area", area)):
        size = material.ground.size(grid)
        unit = np.where(own >= 0, slot * size + own, -1)
        now = gather(
            unit, quarter, found["events"][wanted], found["keys"].astype(np.uint64)[wanted], quarters
        )
        hours = [str(hour) for hour in range(168)]
        by_hour[grid] = material.settled(
            f"{layer.id} by the hour", grid, now, parts=hours, block=whole_period
        ).over(quarters, size * 168)
    tables = []
    for row in range(-1, len(material.ground.areas)):
        counts, keys = by_hour["place" if row < 0 else "area"]
        mine = slice(max(row, 0), None, 1 if row < 0 else len(material.ground.areas))
        released = material.rule.release(counts[mine], keys[mine])
        if row >= 0 and not (released.count > 0).any():
            continue
        tables.append(
            pa.table(
                {
                    "layer_id": pa.repeat(layer.id, 168),
                    "area_id": pa.repeat("place" if row < 0 else material.ground.areas[row].area_id, 168),
                    "weekday": pa.array(np.repeat(np.arange(7), 24), pa.int32()),
                    "hour": pa.array(np.tile(np.arange(24), 7), pa.int32()),
                    "count": pa.array(released.count.astype(np.int32), mask=released.count < 0),
                    "state": pa.array(np.array(disclosure.STATES, object)[released.state], pa.string()),
                }
            )
        )
    return pa.concat_tables(tables), period
