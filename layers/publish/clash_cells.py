"""Surfaces about clashes in classes, cell by cell: each shows a cell only where 8 or more are released."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from etl import cells as h3
from layers import disclosure
from layers.clash import surfaces
from layers.clash.banding import class_labels, class_limits, class_of
from layers.clash.events import Events
from layers.clash.measure import Measured
from layers.clash.surfaces import SurfaceInfo
from layers.disclosure import NO_DATA, RELEASED, WITHHELD, Flags, Floats, Ints
from layers.grids import Grid
from layers.publish.material import Material, whole_period
from layers.settled import gather

Classes = npt.NDArray[np.integer]
CELLS = pa.schema(
    [
        ("surface", pa.string()),
        ("grid", pa.string()),
        ("row", pa.int32()),
        ("class", pa.int8()),
        ("state", pa.string()),
    ]
)


@dataclass(frozen=True)
class Keyed:
    """Events of the window with their disclosure keys, and what may be released of them on a grid.

    named: which feed and weeks they are of.
    """

    material: Material
    events: Events
    named: str

    def on(self, grid: Grid) -> tuple[Floats, Flags]:
        """Return the counts of a grid's rows as far as boards know them, and which rows may be shown.

        Shown are those released as 8 or more. None is not told from 1 to 7 here: the weeks move on with every
        quarter, and the finest cells are otherwise published over three years or more. Each row that is not
        shown counts as an even part of what the whole place has beyond those that are: what is worked out of
        such counts, a neighbour's too, tells nothing that they do not tell.
        """
        counts, sums = self.counted(grid)
        released = self.material.rule.release(counts, sums)
        if self.material.rule.exact:
            return counts.astype(np.float64), np.full(len(counts), True)
        shown = released.count > 0
        whole = self.material.rule.release(
            counts.sum(keepdims=True), low_bits(sums.sum(keepdims=True, dtype=np.uint64))
        )
        left = max(float(whole.count[0] - released.count[shown].sum()), 0.0)
        most = self.material.place.disclosure.threshold - 1.0
        each = min(left / max(int((~shown).sum()), 1), most)
        return np.where(shown, released.count, each).astype(np.float64), shown

    def counted(self, grid: Grid) -> tuple[Ints, npt.NDArray[np.uint32]]:
        """Return the true counts of a grid's rows as they are told, and the sums of their keys."""
        rows, weeks = grid.rows_of(self.events.cells[grid.resolution]), frozenset({0})
        none = np.zeros(len(rows), np.int64)
        now = gather(rows, none, np.ones(len(rows), np.int64), self.events.key, weeks)
        told = self.material.settled(self.named, grid.name, now, block=whole_period)
        return told.over(weeks, len(grid.cells))


@dataclass(frozen=True)
class Drawn:
    """One surface: what it is, and its cells."""

    info: SurfaceInfo
    cells: list[pa.Table]


def low_bits(sums: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint32]:
    """Return sums of keys modulo 2^32."""
    return (sums & np.uint64(0xFFFFFFFF)).astype(np.uint32)


def draw(measured: Measured, police: Keyed, need: Keyed | None) -> list[Drawn]:
    """Return every surface that the place's feeds allow."""
    material = police.material
    grids = grids_of(material, measured.result.approximate_m)
    drawn = [_load(measured, police, grids)] if measured.survey is not None else []
    drawn.append(_spots(police, surfaces.ENFORCEMENT_SPOTS, grids))
    if need is None:
        return drawn
    drawn.append(_spots(need, surfaces.OVERDOSE_SPOTS, grids))
    if material.ground.samples.residents.any():
        drawn += [_rates(need, info, grids, local) for info, local in surfaces.RATES]
    return [*drawn, _relative_risk(measured, police, need, grids)]


def grids_of(material: Material, metres: float) -> list[Grid]:
    """Return the boards' grid, and the finest where the steward allows it and the points are exact enough."""
    _, board, shown = (material.ground.grids[name] for name in material.ground.stored)
    wanted = [board, shown] if material.place.disclosure.fine_window else [board]
    return [grid for grid in wanted if material.precise_enough(grid.name, metres)]


def _load(measured: Measured, police: Keyed, grids: list[Grid]) -> Drawn:
    found = []
    rows = {grid.name: grid.rows_of(h3.parents(measured.case.cell, grid.resolution)) for grid in grids}
    spread = surfaces.dealt_out(police.on(grids[-1])[0], rows[grids[-1].name])
    for grid in grids:
        counts, released = police.on(grid)
        if police.material.rule.exact:
            loads = surfaces.loads_on(measured, grid)
        else:
            loads = surfaces.loads_of_counts(counts, rows[grid.name], surfaces.felt(measured), spread)
        beyond = ~surfaces.reached_rows(measured, grid) & (loads == 0)
        found.append((grid, loads / grid.area_km2, released | beyond))
    return _in_classes(surfaces.LOAD, found)


def _spots(keyed: Keyed, info: SurfaceInfo, grids: list[Grid]) -> Drawn:
    tables = []
    for grid in grids:
        counts, shown = keyed.on(grid)
        classes = surfaces.spot_class(counts, surfaces.neighbours_on(grid))
        tables.append(cells_table(info.id, grid, classes, shown))
    return Drawn(info, tables)


def _rates(need: Keyed, info: SurfaceInfo, grids: list[Grid], local: bool) -> Drawn:
    found = []
    for grid in grids:
        counts, shown = need.on(grid)
        samples = need.material.ground.samples
        row = need.material.ground.sample_rows(grid.name)
        lived = row >= 0
        people = np.bincount(row[lived], samples.residents[lived], len(grid.cells)).astype(np.float64)
        neighbours = surfaces.neighbours_on(grid) if local else None
        found.append((grid, surfaces.smoothed_rate(counts, people, neighbours), shown))
    return _in_classes(info, found)


def _relative_risk(measured: Measured, police: Keyed, need: Keyed, grids: list[Grid]) -> Drawn:
    tables = []
    for grid in grids:
        (events, of_police), (cases, of_need) = police.on(grid), need.on(grid)
        if police.material.rule.exact:
            risk = surfaces.risk_on(measured.case, grid)
        else:
            risk = surfaces.risk_of_counts(grid, events, cases)
        shown = of_police & of_need
        classes = np.searchsorted(surfaces.RISK_LIMITS, risk, side="right")
        tables.append(cells_table(surfaces.RISK.id, grid, classes, shown, np.isfinite(risk)))
    return Drawn(surfaces.RISK, tables)


def _in_classes(info: SurfaceInfo, found: list[tuple[Grid, Floats, Flags]]) -> Drawn:
    """Return values in five classes above 0, parted by what is shown on all grids together."""
    limits = class_limits(np.concatenate([values[shown] for _, values, shown in found])) if found else []
    tables = [
        cells_table(info.id, grid, class_of(values, limits), shown, np.isfinite(values))
        for grid, values, shown in found
    ]
    return Drawn(info.labelled(class_labels(limits)), tables)


def cells_table(
    surface: str, grid: Grid, classes: Classes, shown: Flags, known: Flags | None = None
) -> pa.Table:
    """Return the rows of a surface on a grid. shown: which cells may be told; known: which have a value."""
    size = len(grid.cells)
    state = np.where(shown, RELEASED, WITHHELD)
    if known is not None:  # that a shown cell has no value is no secret; what a withheld one has is
        state = np.where(shown & ~known, NO_DATA, state)
    return pa.table(
        {
            "surface": pa.repeat(surface, size),
            "grid": pa.repeat(grid.name, size),
            "row": np.arange(size, dtype=np.int32),
            "class": pa.array(classes.astype(np.int8), mask=state != RELEASED),
            "state": pa.array(np.array(disclosure.STATES, object)[state], pa.string()),
        },
        schema=CELLS,
    )
