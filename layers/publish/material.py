"""What publishing works with: the opened restricted store, the place, its ground and its rule."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from etl import store
from etl.cells import EDGE_M
from etl.place import Place
from layers.disclosure import STATES, Floats, Ints, States
from layers.grids import Ground
from layers.periods import QUARTERS_OF_FINE_WINDOW as FINE_QUARTERS
from layers.periods import Coverage, Period, quarter_period, window_period, year_periods
from layers.publish.counts import Count
from layers.publish.told import Told, part_ids, settled_rows, unit_ids
from layers.rule import Rule
from layers.settled import Blocks, Sets

Keep = Callable[["Material", str], Count]  # puts a feed into `keyed` and returns what counts it
WORD = pa.dictionary(pa.int8(), pa.string())  # one of few: there are millions of figures
FIGURES = pa.schema(
    [
        ("layer_id", WORD),
        ("grid", WORD),
        ("period_id", WORD),
        ("row", pa.int32()),
        ("value", pa.float64()),
        ("count", pa.int32()),
        ("state", WORD),
        ("low", pa.bool_()),
    ]
)


@dataclass(frozen=True)
class Material:
    """Everything a measure may look at. newest: the last quarter old enough to publish.

    rule: what becomes of every count. secret: what the keys of events are made with. keep: what
    keys and counts events on another engine than DuckDB, None for that. told: what was told last.
    """

    con: store.Connection
    place: Place
    ground: Ground
    ground_km2: float
    rule: Rule
    secret: bytes
    as_of: dt.date
    newest: int
    keep: Keep | None = None
    told: Told = field(default_factory=Told)

    @property
    def cell_columns(self) -> dict[str, str]:
        """Return the column of the feed tables that holds the cell of each grid whose cells are stored."""
        return {name: f"cell_{self.ground.grids[name].resolution}" for name in self.ground.stored}

    def km2(self, grid: str) -> Floats:
        """Return the area of each row of a grid."""
        if grid == "place":
            return np.array([self.ground_km2])
        if grid == "area":
            return np.array([area.area_km2 for area in self.ground.areas])
        return self.ground.grids[grid].area_km2

    def parent_rows(self, grid: str) -> tuple[str, Ints] | None:
        """Return the next coarser grid's name and the parent of each row, None for the coarsest."""
        names = list(self.ground.grids)
        if grid not in names or names.index(grid) == 0:
            return None
        return names[names.index(grid) - 1], self.ground.grids[grid].parent_row

    def precise_enough(self, grid: str, metres: float) -> bool:
        """Return whether a source snapped to `metres` may be shown on a grid."""
        return grid in ("place", "area") or metres <= EDGE_M[self.ground.grids[grid].resolution]

    def periods(self, covered: Coverage) -> list[Period]:
        """Return the periods that may be published for what a feed covers."""
        starts_quarter = self.place.disclosure.year_starts_quarter
        found = [quarter_period(quarter) for quarter in covered.quarters]
        found += year_periods(covered, starts_quarter)
        window = window_period(covered, starts_quarter)
        return [*found, window] if window else found

    def year_blocks(self, first: int) -> list[Period]:
        """Return the fixed years from quarter `first` to the newest."""
        quarters = tuple(range(first, self.newest + 1))
        covered = Coverage(frozenset(), quarters, partial=False)
        return year_periods(covered, self.place.disclosure.year_starts_quarter)

    def grids_of(self, period: Period, metres: float, *, years: bool) -> list[str]:
        """Return the grids on which events may be published for a period, coarse first.

        Quarters by place and neighbourhood; years also by the boards' cells and all coarser ones, and so a
        window of three years; the finest cells only over such a window, where the steward allows them. A
        shorter window is on cells where no year is (years: whether any is): of two years the whole less one
        would tell the other. Exact figures come for every period on every grid.
        """
        coarse, board, shown = self.ground.stored
        grids = ["place"] + (["area"] if self.ground.areas else [])
        long = period.kind == "window" and len(period.quarters) >= FINE_QUARTERS
        alone = period.kind == "window" and not years
        if period.kind == "year" or long or alone or self.rule.exact:
            grids += [*self.ground.wide, coarse, board]
        if (long and self.place.disclosure.fine_window) or self.rule.exact:
            grids.append(shown)
        return [grid for grid in grids if self.precise_enough(grid, metres)]

    def settled(
        self, name: str, grid: str, now: Sets, *, parts: Iterable[str] = (), block: Blocks | None = None
    ) -> Sets:
        """Return counts as they are told (layers/settled.py). now: units are the grid's rows.

        parts: what the rows are parted by, units then being all rows of the first part, of the second and so
        on. block: the shortest published period of quarters, by default the grid's.
        """
        if self.rule.exact:
            return now
        ids, names = unit_ids(self.ground, grid), tuple(parts)
        ids = part_ids(ids, names) if names else ids
        return settled_rows(self.told, self.rule, f"{name} on {grid}", ids, block or self.block(grid), now)

    def block(self, grid: str) -> Blocks:
        """Return the shortest published period of quarters on a grid: themselves, fixed years, or all."""
        if grid in ("place", "area"):
            return each_quarter
        return whole_period if grid == list(self.ground.grids)[-1] else self.year_of

    def year_of(self, quarters: Ints) -> Ints:
        """Return the fixed year that quarters lie in, as a number."""
        return (quarters - (self.place.disclosure.year_starts_quarter - 1)) // 4


def each_quarter(quarters: Ints) -> Ints:
    """Return quarters as blocks of their own."""
    return quarters


def whole_period(quarters: Ints) -> Ints:
    """Return all quarters as one block."""
    return np.zeros_like(quarters)


def figure_table(
    layer_id: str,
    grid: str,
    period_id: str,
    value: Floats,
    state: States,
    count: Ints | None = None,
    low: np.ndarray[tuple[int], np.dtype[np.bool_]] | None = None,
) -> pa.Table:
    """Return one layer, grid and period as rows of the published table; NaN and -1 become NULL."""
    size = len(value)
    first = np.zeros(size, np.int8)
    return pa.table(
        {
            "layer_id": pa.DictionaryArray.from_arrays(first, [layer_id]),
            "grid": pa.DictionaryArray.from_arrays(first, [grid]),
            "period_id": pa.DictionaryArray.from_arrays(first, [period_id]),
            "row": np.arange(size, dtype=np.int32),
            "value": pa.array(value, from_pandas=True),
            "count": pa.nulls(size, pa.int32())
            if count is None
            else pa.array(count.astype(np.int32), mask=count < 0),
            "state": pa.DictionaryArray.from_arrays(state.astype(np.int8), STATES),
            "low": np.zeros(size, bool) if low is None else low,
        },
        schema=FIGURES,
    )
