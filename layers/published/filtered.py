"""Exact figures counted again for some hours of the week and some days; all else is the same version.

Whole months come from the cubes that layers/publish/event_rows.py kept, days at the edges from the events.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from layers.chosen import Chosen
from layers.days import Span, month_of
from layers.disclosure import RATE_LOW
from layers.grids import cells_holding
from layers.publish.scales import class_limits
from layers.published import rows
from layers.published.kept import Kept
from layers.published.rows import NO_DATA, RELEASED
from layers.published.version import Published
from layers.week import WeekHours

DECIMALS = 4
MARK = "~"  # between the exact version's name and what was chosen, in the name of what both make
_HEXAGON_ROWS: Final = ("coarse_row", "board_row", "fine_row")
_BITS: Final = 56  # a third of a week's hours, which fits into a BIGINT
Counts = NDArray[np.int64]


@dataclass(frozen=True)
class Unplaced:
    """Events of one source that the choice cannot place in time, and how exactly the source tells it."""

    source: str
    time_precision: str
    events: int


class Filtered(Published):
    """An exact version whose layers that are counted by cell hold the chosen events only.

    What is not made of events stays as it is. A layer none of whose sources knows the hour, or the day, has
    no data.
    """

    def __init__(self, whole: Published, chosen: Chosen, figures: Kept | None = None) -> None:
        """Share the file that `whole` has open. figures: where those of several choices are kept."""
        self.whole, self._chosen = whole, chosen
        self.version = f"{whole.version}{MARK}{chosen.code}"
        self._connection, self._lock, self._kept = whole._connection, whole._lock, {}
        self._figures = Kept() if figures is None else figures

    @property
    def shapes_version(self) -> str:
        """Return the whole version's name: its shapes are these."""
        return self.whole.version

    @property
    def chosen(self) -> Chosen:
        """Return which events the figures are of."""
        return self._chosen

    def _read_meta(self) -> rows.Meta:
        return replace(self.whole.meta(), version=self.version)

    def filtered_layers(self) -> frozenset[str]:
        """Return the layers that the choice filters."""
        kept: frozenset[str] = self._keep(
            ("event_layers",), lambda: frozenset(layer for (layer,) in self._rows("event_layers"))
        )
        return kept

    def kind_periods(self) -> frozenset[tuple[str, str]]:
        """Return the layers and periods with counts by kind: none of those that are filtered."""
        return frozenset(pair for pair in self.whole.kind_periods() if pair[0] not in self.filtered_layers())

    def unplaced(self, layer_id: str, period_id: str) -> list[Unplaced]:
        """Return the events of a layer and period that may be chosen and cannot be counted, by source."""
        missed = []
        for span in self._spans(period_id):
            ways = (["day = 0"] if span.days else []) + (["slot < 0"] if self.chosen.week else [])
            if ways:
                missed.append(f"({_months(span)} and ({' or '.join(ways)}))")
        where = f"({' or '.join(missed) or 'false'})"
        return [Unplaced(*row) for row in self._rows("unknown", layer_id, where=where)]

    def has_days_of(self, period_id: str) -> bool:
        """Return whether any of the chosen days lies in a period."""
        return bool(self._spans(period_id))

    def figures(self, layer_id: str, grid: str, period_id: str) -> rows.Figures:
        """Return one layer's figures of the chosen events. Raises KeyError when there are none."""
        if layer_id not in self.filtered_layers():
            return self.whole.figures(layer_id, grid, period_id)
        if (layer_id, grid, period_id) not in self.catalogue():
            raise KeyError((layer_id, grid, period_id))
        key = (self.version, layer_id, grid, period_id)
        return self._figures.get(key, lambda: self._counted(layer_id, grid, period_id))

    def scale(self, layer_id: str, grid: str, period_kind: str) -> tuple[float, ...]:
        """Return class limits of the chosen events' figures, the same for every period of a kind."""
        if layer_id not in self.filtered_layers():
            return self.whole.scale(layer_id, grid, period_kind)
        kept: tuple[float, ...] = self._keep(
            ("scale", layer_id, grid, period_kind), lambda: self._limits(layer_id, grid, period_kind)
        )
        return kept

    def row_figures(self, grid: str, row: int, wanted: str = "") -> list[rows.Figure]:
        """Return every layer's figure at one row (see Published.row_figures)."""
        return [
            self._figure(each) if each.layer_id in self.filtered_layers() else each
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
        spans, size = self._spans(period_id), self.size(grid)
        covered = self.meta().raw["covered_months"][layer_id]
        years = sum(span.share_of(month) for span in spans for month in covered) / 12
        if not years or not self._can_tell(layer_id, spans):
            state = np.full(size, NO_DATA, np.uint8)
            nothing = np.full(size, np.nan)
            return rows.Figures(layer_id, grid, period_id, nothing, nothing, state, np.zeros(size, bool))
        events, part = self.count(layer_id, grid, spans)
        if self.layers()[layer_id].kind == "rate":
            value = np.where(events > 0, np.round(100 * part / np.maximum(events, 1), DECIMALS), np.nan)
        else:
            value = np.round(events / (self._km2(grid) * years), DECIMALS)
        state = np.where(np.isnan(value), NO_DATA, RELEASED).astype(np.uint8)
        low = (events > 0) & (events < RATE_LOW)
        return rows.Figures(layer_id, grid, period_id, value, events.astype(np.float64), state, low)

    def count(self, layer_id: str, grid: str, spans: Iterable[Span]) -> tuple[Counts, Counts]:
        """Return a layer's chosen events of some spans by row of a grid, and those that a share counts."""
        if grid in self._hexagons()[: -len(_HEXAGON_ROWS)]:
            return self._count_wide(layer_id, grid, spans)
        events, part = np.zeros(self.size(grid), np.int64), np.zeros(self.size(grid), np.int64)
        tables: dict[str, list[Span]] = {}
        for span in spans:
            tables.setdefault(self._table(layer_id, span), []).append(span)
        for table, own in tables.items():
            found = self._columns(f"count_{table}", layer_id, row=self._row(grid), where=self._where(own))
            row = np.asarray(found["row"], np.int64)
            events[row] += np.asarray(found["events"], np.int64)
            part[row] += np.asarray(found["part"], np.int64)
        return events, part

    def _hexagons(self) -> list[str]:
        kept: list[str] = self._keep(
            ("hexagons",), lambda: [name for name in self.grids() if name.startswith("r")]
        )
        return kept

    def _count_wide(self, layer_id: str, grid: str, spans: Iterable[Span]) -> tuple[Counts, Counts]:
        """Return the same on a coarser grid of a wide place, whose rows the events do not hold."""
        finest = self._hexagons()[-1]
        above = cells_holding(self.cells(finest).cell, int(grid.removeprefix("r")))
        row, size = np.searchsorted(self.cells(grid).cell, above), self.size(grid)
        events, part = (
            np.bincount(row, each, minlength=size).astype(np.int64)
            for each in self.count(layer_id, finest, spans)
        )
        return events, part

    def _table(self, layer_id: str, span: Span) -> str:
        """Return the smallest table that tells the chosen events of a span apart."""
        cubes: frozenset[tuple[str, str]] = self._keep(("cubes",), lambda: frozenset(self._rows("cubes")))
        wanted = ["by_hour"] if self.chosen.week else ["by_month", "by_hour"]
        of_layer = [cube for cube in wanted if span.days is None and (layer_id, cube) in cubes]
        return of_layer[0] if of_layer else "events"

    def _where(self, spans: Sequence[Span]) -> str:
        each = [
            _months(span) + (f" and day between {span.days[0]} and {span.days[1]}" if span.days else "")
            for span in spans
        ]
        parts = [_months(_hull(spans)), f"({' or '.join(each)})"] if len(each) > 1 else each
        if self.chosen.week is not None:
            parts.append(_hours(self.chosen.week))
        return " and ".join(parts)

    def _row(self, grid: str) -> str:
        """Return the column of the event tables that holds the row of a grid."""
        if not grid.startswith("r"):
            return "area_row" if grid == "area" else "0"
        stored = self._hexagons()[-len(_HEXAGON_ROWS) :]
        return _HEXAGON_ROWS[stored.index(grid)]

    def _can_tell(self, layer_id: str, spans: list[Span]) -> bool:
        """Return whether any source knows what the choice asks for, in the months of the spans."""
        hull = _hull(spans)
        ((hours, days, some),) = self._rows("known", layer_id, hull.first, hull.last)
        only_edges = all(span.days is not None for span in spans)
        return bool((hours or self.chosen.week is None) and (days or not some or not only_edges))

    def _limits(self, layer_id: str, grid: str, period_kind: str) -> tuple[float, ...]:
        periods = [period.id for period in self.periods(layer_id, grid) if period.kind == period_kind]
        values = [self.figures(layer_id, grid, period).value for period in periods]
        return tuple(class_limits(np.concatenate(values))) if values else ()

    def _spans(self, period_id: str) -> list[Span]:
        """Return the chosen months and days of a period."""
        period = next(each for each in self.periods() if each.id == period_id)
        if period.starts_on is None or period.ends_on is None:
            raise KeyError(period_id)
        return self.chosen.spans(month_of(period.starts_on), month_of(period.ends_on))

    def _km2(self, grid: str) -> NDArray[np.float64]:
        if grid == "place":
            return np.array([float(self.meta().raw["ground_km2"])])
        if grid == "area":
            return np.array([area.area_km2 for area in self.areas()])
        return self.cells(grid).area_km2

    def _keep(self, key: tuple[Any, ...], make: Any) -> Any:
        return super()._keep(key, make) if key[0] in ("meta", "scale") else self.whole._keep(key, make)


def _months(span: Span) -> str:
    return f"month between {span.first} and {span.last}"


def _hours(week: WeekHours) -> str:
    """Return a condition on `slot`: a bit for each hour of the week, in three numbers.

    It costs the same whichever hours are chosen, two thirds of a list of many and an eighth of many runs.
    """
    bits = [sum(1 << hour % _BITS for hour in week.hours if hour // _BITS == at) for at in range(3)]
    number = (
        f"case when slot < {_BITS} then {bits[0]} when slot < {2 * _BITS} then {bits[1]} else {bits[2]} end"
    )
    return f"slot >= 0 and ((({number})::bigint >> (slot % {_BITS})) & 1) = 1"


def _hull(spans: Sequence[Span]) -> Span:
    return Span(min(span.first for span in spans), max(span.last for span in spans))
