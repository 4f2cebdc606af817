"""How a layer changed from one published period to another, row by row, worked out from released figures.

Densities of events are compared as a ratio, shares as a difference in percentage points. Nothing enters but
what the version shows of each period by itself.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass, replace
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from layers.published.rows import NO_DATA, PARENT, RELEASED, WITHHELD, Figures, LayerInfo
from layers.published.version import Published
from layers.statistics.released_change import Changes, count_changes, share_changes

Measure = Literal["ratio", "points"]
RATIO_STEPS: Final = (4 / 3, 2.0)  # a rise by a third, a doubling; falls by the same factors
POINT_STEPS: Final = (5.0, 15.0)
NO_CLEAR_CHANGE: Final = len(RATIO_STEPS) + 1
CLASSES: Final = 2 * NO_CLEAR_CHANGE + 1


@dataclass(frozen=True)
class Compared:
    """The change of one layer, grid and pair of periods: arrays of one entry for each row of the grid.

    estimate, low, high: after / before, or after - before in percentage points (`measure`), with the 95 %
    interval; NaN unless the state is released or parent, and where neither period counts anything.
    level: 0 the largest fall, NO_CLEAR_CHANGE, CLASSES - 1 the largest rise. state: a code of STATES, parent
    where the change of the surrounding larger area stands in. before, after: the values compared, NaN else.
    """

    measure: Measure
    before: NDArray[np.float64]
    after: NDArray[np.float64]
    estimate: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    level: NDArray[np.uint8]
    state: NDArray[np.uint8]

    @property
    def nothing(self) -> NDArray[np.bool_]:
        """Where both periods are released and neither counts anything."""
        return np.asarray((self.state == RELEASED) & np.isnan(self.estimate))


def measure_of(layer: LayerInfo) -> Measure | None:
    """Return how a layer's periods are compared, None where no count says how sure a change is."""
    if layer.kind == "event":
        return "ratio"
    return "points" if layer.kind == "rate" and layer.unit.startswith("%") else None


@functools.lru_cache(maxsize=16)
def compare(published: Published, layer_id: str, grid: str, before_id: str, after_id: str) -> Compared:
    """Return a layer's change from one period to another of the same kind.

    Raises:
        KeyError: the layer is not compared, the periods are one or of two kinds, or figures are missing.
    """
    layer = published.layers()[layer_id]
    measure = measure_of(layer)
    kinds = {period.id: period.kind for period in published.periods()}
    if measure is None or before_id == after_id or kinds[before_id] != kinds[after_id]:
        raise KeyError((layer_id, before_id, after_id))
    before, after = (published.figures(layer_id, grid, each) for each in (before_id, after_id))
    own = _compare_own(published, measure, before, after)
    names = [name for name in published.grids() if name.startswith("r")]
    coarser = names[names.index(grid) - 1] if grid in names[1:] else ""
    if any((layer_id, coarser, each) not in published.catalogue() for each in (before_id, after_id)):
        return own
    above = compare(published, layer_id, coarser, before_id, after_id)
    return _stand_in(own, above, published.cells(grid).parent_row)


def _compare_own(published: Published, measure: Measure, before: Figures, after: Figures) -> Compared:
    both = (before.state == RELEASED) & (after.state == RELEASED)
    missing = (before.state == NO_DATA) | (after.state == NO_DATA)
    state = np.where(both, RELEASED, np.where(missing, NO_DATA, WITHHELD)).astype(np.uint8)
    meta = published.meta()
    rounding = 0 if meta.exact else int(meta.disclosure.get("rounding", 5))
    if measure == "ratio":
        exposure = years_of(published, before), years_of(published, after)
        found = count_changes(before.count[both], after.count[both], exposure, rounding)
        level = _levels(found, found.estimate, RATIO_STEPS)
        with np.errstate(divide="ignore"):
            level = np.where(found.direction < 0, _levels(found, 1 / found.estimate, RATIO_STEPS), level)
    else:
        pairs = ((each.value[both], each.count[both]) for each in (before, after))
        found = share_changes(next(pairs), next(pairs), rounding)
        level = _levels(found, np.abs(found.estimate), POINT_STEPS)

    def on_rows(numbers: NDArray[np.float64]) -> NDArray[np.float64]:
        column = np.full(len(both), np.nan)
        column[both] = numbers
        return column

    levels = np.full(len(both), NO_CLEAR_CHANGE, np.uint8)
    levels[both] = level
    return Compared(
        measure=measure,
        before=on_rows(before.value[both]),
        after=on_rows(after.value[both]),
        estimate=on_rows(found.estimate),
        low=on_rows(found.low),
        high=on_rows(found.high),
        level=levels,
        state=state,
    )


def _levels(found: Changes, size: NDArray[np.float64], steps: tuple[float, ...]) -> NDArray[np.uint8]:
    """Return the class of each change by its direction and size; a size at a step is in the class beyond."""
    beyond = 1 + np.searchsorted(np.asarray(steps), np.nan_to_num(size, posinf=np.inf), side="right")
    return (NO_CLEAR_CHANGE + found.direction * beyond).astype(np.uint8)


def years_of(published: Published, figures: Figures) -> float:
    """Return how many years a layer's counts in a period cover, from its densities; 1 where all are 0."""
    if figures.grid == "area":
        km2 = np.array([area.area_km2 for area in published.areas()])
    else:
        km2 = published.cells(figures.grid).area_km2
    counted = (figures.state == RELEASED) & (figures.count > 0)
    if not counted.any():
        return 1.0
    years = figures.count[counted].sum() / (figures.value[counted] * km2[counted]).sum()
    return max(1, round(12 * float(years))) / 12  # sources cover whole months


def _stand_in(own: Compared, above: Compared, parent_row: NDArray[np.int64]) -> Compared:
    """Return `own` with what is withheld taking the change of the larger area, where that has one."""
    parent = np.maximum(parent_row, 0)
    shown = (above.state == RELEASED) & ~np.isnan(above.estimate)
    stands = (own.state == WITHHELD) & (parent_row >= 0) & shown[parent]
    taken = {
        name: np.where(stands, getattr(above, name)[parent], getattr(own, name))
        for name in ("before", "after", "estimate", "low", "high", "level")
    }
    return replace(own, **taken, state=np.where(stands, PARENT, own.state).astype(np.uint8))
