"""Exact figures counted again for some hours of the week: one query a layer, else the same version."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from layers.disclosure import RATE_LOW
from layers.publish.scales import class_limits
from layers.published import rows
from layers.published.rows import NO_DATA, RELEASED
from layers.published.version import Published
from layers.week import WeekHours

DECIMALS = 4
MARK = "~"  # between the exact version's name and the hours, in the name of what both make


@dataclass(frozen=True)
class Hourless:
    """Events of one source that no choice of hours holds, and how exactly the source tells the time."""

    source: str
    time_precision: str
    events: int


@dataclass(frozen=True)
class Counts:
    """A layer's events on one grid in the chosen hours, by month and row; part: those a share counts."""

    month: NDArray[np.int64]
    row: NDArray[np.int64]
    events: NDArray[np.int64]
    part: NDArray[np.int64]


class ByHour(Published):
    """An exact version whose layers that are counted by cell hold the events of the chosen hours only.

    What is not made of events stays as it is. A layer none of whose sources knows the hour has no data.
    """

    def __init__(self, whole: Published, week: WeekHours) -> None:
        """Share the file that `whole` has open."""
        self.whole, self.week = whole, week
        self.version = f"{whole.version}{MARK}{week.code}"
        self._connection, self._lock, self._kept = whole._connection, whole._lock, {}
        self._slots = sorted(week.hours)

    @property
    def shapes_version(self) -> str:
        """Return the whole version's name: its shapes are these."""
        return self.whole.version

    @property
    def hours_code(self) -> str:
        """Return the chosen hours as an address names them."""
        return self.week.code

    @property
    def hours_words(self) -> str:
        """Return the chosen hours in words."""
        return self.week.words

    def _read_meta(self) -> rows.Meta:
        return replace(self.whole.meta(), version=self.version)

    def by_hour(self) -> frozenset[str]:
        """Return the layers that the hours filter."""
        kept: frozenset[str] = self._keep(
            ("by_hour",), lambda: frozenset(layer for (layer,) in self._rows("event_hour_layers"))
        )
        return kept

    def kind_periods(self) -> frozenset[tuple[str, str]]:
        """Return the layers and periods with counts by kind: none by the hour."""
        return frozenset(pair for pair in self.whole.kind_periods() if pair[0] not in self.by_hour())

    def hourless(self, layer_id: str, period_id: str) -> list[Hourless]:
        """Return the events of a layer and period whose hour is not known, source by source."""
        first, last = self._months(period_id)
        return [Hourless(*row) for row in self._rows("hourless", layer_id, first, last)]

    def figures(self, layer_id: str, grid: str, period_id: str) -> rows.Figures:
        """Return one layer's figures of the chosen hours. Raises KeyError when there are none."""
        if layer_id not in self.by_hour():
            return self.whole.figures(layer_id, grid, period_id)
        if (layer_id, grid, period_id) not in self.catalogue():
            raise KeyError((layer_id, grid, period_id))
        kept: rows.Figures = self._keep(
            ("figures", layer_id, grid, period_id), lambda: self._counted(layer_id, grid, period_id)
        )
        return kept

    def scale(self, layer_id: str, grid: str, period_kind: str) -> tuple[float, ...]:
        """Return class limits of the chosen hours' figures, the same for every period of a kind."""
        if layer_id not in self.by_hour():
            return self.whole.scale(layer_id, grid, period_kind)
        kept: tuple[float, ...] = self._keep(
            ("scale", layer_id, grid, period_kind), lambda: self._limits(layer_id, grid, period_kind)
        )
        return kept

    def row_figures(self, grid: str, row: int, wanted: str = "") -> list[rows.Figure]:
        """Return every layer's figure at one row (see Published.row_figures)."""
        return [
            self._figure(each) if each.layer_id in self.by_hour() else each
            for each in self.whole.row_figures(grid, row, wanted)
        ]

    def _figure(self, whole: rows.Figure) -> rows.Figure:
        found = self.figures(whole.layer_id, whole.grid, whole.period_id)
        at = whole.row
        known = found.state[at] == RELEASED
        return replace(
            whole,
            value=float(found.value[at]) if known else None,
            count=int(found.count[at]) if known else None,
            state=rows.STATES[found.state[at]],
            low=bool(found.low[at]),
        )

    def _counted(self, layer_id: str, grid: str, period_id: str) -> rows.Figures:
        first, last = self._months(period_id)
        counts, size = self._counts(layer_id, grid), self.size(grid)
        inside = (counts.month >= first) & (counts.month <= last)
        events, part = (
            np.bincount(counts.row[inside], each[inside], minlength=size)
            for each in (counts.events, counts.part)
        )
        if not self._knows_hours(layer_id, first, last):
            state = np.full(size, NO_DATA, np.uint8)
            nothing = np.full(size, np.nan)
            return rows.Figures(layer_id, grid, period_id, nothing, nothing, state, np.zeros(size, bool))
        if self.layers()[layer_id].kind == "rate":
            value = np.where(events > 0, np.round(100 * part / np.maximum(events, 1), DECIMALS), np.nan)
        else:
            covered = self.meta().raw["covered_months"][layer_id]
            years = sum(first <= month <= last for month in covered) / 12
            value = np.round(events / (self._km2(grid) * years), DECIMALS)
        state = np.where(np.isnan(value), NO_DATA, RELEASED).astype(np.uint8)
        low = (events > 0) & (events < RATE_LOW)
        return rows.Figures(layer_id, grid, period_id, value, events.astype(np.float64), state, low)

    def _limits(self, layer_id: str, grid: str, period_kind: str) -> tuple[float, ...]:
        periods = [period.id for period in self.periods(layer_id, grid) if period.kind == period_kind]
        values = [self.figures(layer_id, grid, period).value for period in periods]
        return tuple(class_limits(np.concatenate(values))) if values else ()

    def _counts(self, layer_id: str, grid: str) -> Counts:
        """Return the one query's answer for a layer and grid: every month, the chosen hours."""
        kept: Counts = self._keep(("counts", layer_id, grid), lambda: self._read_counts(layer_id, grid))
        return kept

    def _read_counts(self, layer_id: str, grid: str) -> Counts:
        hexagons = [name for name in self.grids() if name.startswith("r")]
        which = hexagons.index(grid) if grid in hexagons else grid
        found = self._columns("event_hours", str(which), layer_id, self._slots)
        return Counts(*(np.asarray(found[name], np.int64) for name in ("month", "row", "events", "part")))

    def _knows_hours(self, layer_id: str, first: int, last: int) -> bool:
        return bool(self._rows("knows_hours", layer_id, first, last)[0][0])

    def _months(self, period_id: str) -> tuple[int, int]:
        """Return the first and last month of a period, as year x 12 + month - 1."""
        period = next(each for each in self.periods() if each.id == period_id)
        if period.starts_on is None or period.ends_on is None:
            raise KeyError(period_id)
        return _month(period.starts_on), _month(period.ends_on)

    def _km2(self, grid: str) -> NDArray[np.float64]:
        if grid == "place":
            return np.array([float(self.meta().raw["ground_km2"])])
        if grid == "area":
            return np.array([area.area_km2 for area in self.areas()])
        return self.cells(grid).area_km2

    def _keep(self, key: tuple[Any, ...], make: Any) -> Any:
        own = ("meta", "by_hour", "figures", "scale", "counts")
        return super()._keep(key, make) if key[0] in own else self.whole._keep(key, make)


def _month(day: date) -> int:
    return day.year * 12 + day.month - 1
