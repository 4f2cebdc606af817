"""The tables about clashes: services in bands, surfaces in classes; exact where the rule is exact."""

from __future__ import annotations

import json
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from layers import disclosure
from layers.clash.banding import band, enough_events, exact, load_class, load_limits, ranked
from layers.clash.case import ENFORCEMENT, OVERDOSES, Case, gather
from layers.clash.events import Events, Kind, read_events
from layers.clash.measure import Measured, measure
from layers.clash.result import ClashResult
from layers.clash.shown import ClashService
from layers.clash.surfaces import (
    SPOT_CAVEAT,
    SPOT_LABELS,
    SPOT_SOURCE,
    SurfaceInfo,
    loads_on,
    neighbours_on,
    reached_rows,
    spot_class,
)
from layers.disclosure import RELEASED, WITHHELD, Flags, Ints
from layers.grids import Grid
from layers.publish.events import key_events
from layers.publish.material import Material
from layers.statistics.kernel import BANDWIDTH_M

Bytes = npt.NDArray[np.int8]
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
    """Events of the window with their disclosure keys, and what may be released of them on a grid."""

    material: Material
    events: Events

    def on(self, grid: Grid) -> tuple[Ints, Flags]:
        """Return the true counts of a grid's rows, and which rows may be shown: those released as 8 or more.

        None is not told from 1 to 7 here: the weeks move on with every quarter, and the finest cells are
        otherwise published over three years or more.
        """
        rows = grid.rows_of(self.events.cells[grid.resolution])
        inside = rows >= 0
        counts = np.bincount(rows[inside], minlength=len(grid.cells)).astype(np.int64)
        sums = np.zeros(len(grid.cells), np.uint64)
        np.add.at(sums, rows[inside], self.events.key[inside])
        released = self.material.rule.release(counts, _low_bits(sums))
        return counts, (released.count > 0) | self.material.rule.exact


def clash_tables(material: Material) -> dict[str, pa.Table]:
    """Return the tables clash_meta, clash_services, clash_surfaces and clash_cells."""
    case = gather(material.con, material.place, material.ground, material.as_of, material.newest)
    measured = measure(case)
    police, need = _keyed(material, case, ENFORCEMENT), _keyed(material, case, OVERDOSES)
    if case.overdoses is None:
        need = None
    surfaces: list[SurfaceInfo] = []
    cells: list[pa.Table] = []
    grids = _grids(material, measured.result.approximate_m)
    if police is not None and measured.survey is not None:
        info, tables = _load(measured, police, grids)
        surfaces.append(info)
        cells += tables
    for keyed, kind, words in (
        (police, "enforcement", "recorded police activity about drugs"),
        (need, "overdoses", "overdose calls"),
    ):
        if keyed is not None:
            surfaces.append(_spots_info(kind, words))
            cells += _spots(keyed, kind, grids)
    services = _services(material, measured, police)
    return {
        "clash_meta": _meta(case, measured.result),
        "clash_services": _service_rows(services),
        "clash_surfaces": _surface_rows(surfaces),
        "clash_cells": pa.concat_tables(cells) if cells else CELLS.empty_table(),
    }


def _keyed(material: Material, case: Case, kind: Kind) -> Keyed | None:
    if case.window is None:
        return None
    key_events(material, kind.feed)
    resolutions = sorted({case.resolution, *(grid.resolution for grid in material.ground.grids.values())})
    return Keyed(material, read_events(material.con, kind, case.window, resolutions, keyed=True))


def _grids(material: Material, metres: float) -> list[Grid]:
    """Return the boards' grid, and the finest where the steward allows it and the points are exact enough."""
    _, board, shown = material.ground.grids.values()
    wanted = [board, shown] if material.place.disclosure.fine_window else [board]
    return [grid for grid in wanted if material.precise_enough(grid.name, metres)]


def _services(material: Material, measured: Measured, police: Keyed | None) -> list[ClashService]:
    results = measured.result.services
    if material.rule.exact:
        return ranked([exact(result) for result in results])
    if measured.survey is None or police is None:
        return ranked([band(result, enough=False) for result in results])
    case, weights = measured.case, measured.survey.weights
    row = case.rows_of(police.events)
    sums = np.zeros(len(case.cell), np.uint64)
    np.add.at(sums, row[row >= 0], police.events.key[row >= 0])
    near = [weights.indices[weights.indptr[at] : weights.indptr[at + 1]] for at in range(weights.shape[0])]
    keys = _low_bits(np.array([sums[cells].sum(dtype=np.uint64) for cells in near], np.uint64))
    tested = [result for result, inside in zip(results, case.inside, strict=True) if inside]
    events = np.array([result.events for result in tested], np.int64)
    enough = iter(enough_events(material.secret, events, keys))
    banded = [
        band(result, next(enough) if inside else False)
        for result, inside in zip(results, case.inside, strict=True)
    ]
    return ranked(banded)


def _load(measured: Measured, police: Keyed, grids: list[Grid]) -> tuple[SurfaceInfo, list[pa.Table]]:
    found = []
    for grid in grids:
        loads, (_, released) = loads_on(measured, grid), police.on(grid)
        found.append((grid, loads, released | ~(reached_rows(measured, grid) | (loads > 0))))
    limits = load_limits(np.concatenate([loads[shown] for _, loads, shown in found])) if found else []
    tables = [_cells("load", grid, load_class(loads, limits), shown) for grid, loads, shown in found]
    edges = [f"{limit:g}" for limit in limits]
    labels = ["None"]
    if edges:
        between = [f"{low} to {high}" for low, high in pairwise(edges)]
        labels += [f"Under {edges[0]}", *between, f"{edges[-1]} or more"]
    return (
        SurfaceInfo(
            id="load",
            title="Police activity near services",
            question="Which cells add most to the police activity at the doors of services?",
            unit="events at services' doors every four weeks",
            caveat="An event near two services counts for both. Cells with under 8 records are withheld.",
            source=f"Gaussian kernel, h = {BANDWIDTH_M:g} m on foot; the loads add up to the exposures.",
            labels=tuple(labels),
        ),
        tables,
    )


def _spots_info(kind: str, words: str) -> SurfaceInfo:
    return SurfaceInfo(
        id=f"hot_spots_{kind}",
        title=f"Computed hot spots: {words}",
        question=f"Where does {words} stand out from the rest of the place?",
        unit="class",
        caveat=SPOT_CAVEAT,
        source=SPOT_SOURCE,
        labels=SPOT_LABELS,
    )


def _spots(keyed: Keyed, kind: str, grids: list[Grid]) -> list[pa.Table]:
    tables = []
    for grid in grids:
        counts, released = keyed.on(grid)
        classes = spot_class(counts, neighbours_on(grid)).astype(np.int8)
        tables.append(_cells(f"hot_spots_{kind}", grid, classes, released))
    return tables


def _cells(surface: str, grid: Grid, classes: Bytes, shown: Flags) -> pa.Table:
    size = len(grid.cells)
    states = np.array(disclosure.STATES, object)[np.where(shown, RELEASED, WITHHELD)]
    return pa.table(
        {
            "surface": pa.repeat(surface, size),
            "grid": pa.repeat(grid.name, size),
            "row": np.arange(size, dtype=np.int32),
            "class": pa.array(classes, mask=~shown),
            "state": pa.array(states, pa.string()),
        },
        schema=CELLS,
    )


def _low_bits(sums: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint32]:
    return (sums & np.uint64(0xFFFFFFFF)).astype(np.uint32)


def _meta(case: Case, result: ClashResult) -> pa.Table:
    window = result.window
    meta: dict[str, Any] = {
        "trouble": result.trouble.value,
        "first_day": None if window is None else window.start.isoformat(),
        "last_day": None if window is None else window.last_day.isoformat(),
        "weeks": 0 if window is None else window.weeks,
        "types": list(result.types),
        "services": len(result.services),
        "tested": result.tested,
        "compared": result.compared,
        "attainable": result.attainable,
        "weakly_adjusted": result.weakly_adjusted,
        "approximate_m": result.approximate_m,
        "bandwidth_m": BANDWIDTH_M,
        "along_streets": case.streets is not None,
        "resolution": case.resolution,
    }
    return pa.table({"key": list(meta), "value": [json.dumps(value) for value in meta.values()]})


def _service_rows(services: list[ClashService]) -> pa.Table:
    text, number, whole = pa.string(), pa.float64(), pa.int32()
    columns: dict[str, tuple[pa.DataType, list[Any]]] = {
        "position": (whole, list(range(len(services)))),
        "service_id": (text, [service.service_id for service in services]),
        "stop": (text, [service.stop for service in services]),
        "name": (text, [service.name for service in services]),
        "type": (text, [service.type for service in services]),
        "latitude": (number, [service.latitude for service in services]),
        "longitude": (number, [service.longitude for service in services]),
        "class": (text, [service.state.value for service in services]),
        "exposure": (number, [service.exposure for service in services]),
        "expected": (number, [service.expected for service in services]),
        "index": (number, [service.index for service in services]),
        "low": (number, [service.low for service in services]),
        "high": (number, [service.high for service in services]),
        "p": (number, [service.p for service in services]),
        "q": (number, [service.q for service in services]),
        "notes": (pa.list_(text), [[note.value for note in service.notes] for service in services]),
    }
    return pa.table({name: pa.array(values, kind) for name, (kind, values) in columns.items()})


def _surface_rows(surfaces: list[SurfaceInfo]) -> pa.Table:
    names = ("id", "title", "question", "unit", "caveat", "source")
    columns = {name: pa.array([getattr(one, name) for one in surfaces], pa.string()) for name in names}
    labels = pa.array([list(one.labels) for one in surfaces], pa.list_(pa.string()))
    return pa.table({"position": np.arange(len(surfaces), dtype=np.int32), **columns, "labels": labels})
