"""The tables about clashes: services in bands, surfaces in classes; exact where the rule is exact."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from layers.clash.banding import band, enough_events, exact, ranked
from layers.clash.case import ENFORCEMENT, OVERDOSES, Case, gather
from layers.clash.events import Events, Kind, read_events
from layers.clash.measure import Measured, measure
from layers.clash.noised import with_noise
from layers.clash.result import ClashResult
from layers.clash.shown import ClashService
from layers.clash.states import Note, State
from layers.clash.surfaces import SurfaceInfo
from layers.publish.clash_cells import CELLS, Keyed, draw, grids_of, low_bits
from layers.publish.clash_expert import draw_expert
from layers.publish.events import key_events
from layers.publish.material import Material
from layers.statistics.checked import Ints
from layers.statistics.kernel import BANDWIDTH_M

_FIGURES = ("exposure", "expected", "index", "low", "high")


def clash_tables(material: Material) -> dict[str, pa.Table]:
    """Return the tables clash_meta, clash_services, clash_surfaces and clash_cells."""
    case = gather(material.con, material.place, material.ground, material.as_of, material.newest)
    measured = measure(case)
    police = _keyed(material, case, ENFORCEMENT, case.enforcement)
    need = _keyed(material, case, OVERDOSES, case.overdoses)
    drawn = [] if police is None else draw(measured, police, need)
    if material.rule.exact:
        drawn += draw_expert(case, grids_of(material, measured.result.approximate_m))
    cells = [table for one in drawn for table in one.cells]
    return {
        "clash_meta": _meta(case, measured.result),
        "clash_services": _service_rows(_services(material, measured, police, need)),
        "clash_surfaces": _surface_rows([one.info for one in drawn]),
        "clash_cells": pa.concat_tables(cells) if cells else CELLS.empty_table(),
    }


def _keyed(material: Material, case: Case, kind: Kind, events: Events | None) -> Keyed | None:
    """Return a case's events with their keys, which are read only where figures are released with them."""
    if case.window is None or events is None:
        return None
    if not material.rule.exact:
        key_events(material, kind.feed)
        resolutions = sorted({case.resolution, *material.ground.resolutions})
        events = read_events(material.con, kind, case.window, resolutions, keyed=True)
    return Keyed(material, events, f"{kind.feed} {_days(case)}")


def _days(case: Case) -> str:
    """Return the days of the weeks counted, as a name."""
    assert case.window is not None
    return f"from {case.window.start} to {case.window.last_day}"


def _services(
    material: Material, measured: Measured, police: Keyed | None, need: Keyed | None
) -> list[ClashService]:
    results = measured.result.services
    if material.rule.exact:
        return ranked([exact(result) for result in results])
    case, found = measured.case, measured.survey
    if found is None or police is None or case.surface is None:
        return ranked([band(result, enough=False) for result in results])
    near = [
        found.weights.indices[found.weights.indptr[at] : found.weights.indptr[at + 1]]
        for at in range(found.weights.shape[0])
    ]
    of_police, of_need = (_keys(case, each, near) for each in (police, need))
    tested = [result for result, inside in zip(results, case.inside, strict=True) if inside]
    events = np.array([result.events for result in tested], np.int64)
    enough = enough_events(material.secret, events, of_police)
    noised = with_noise(
        tested,
        found,
        case.surface,
        np.array([material.rule.noise("exposure", int(key)) for key in of_police]),
        np.array([material.rule.noise("need", int(key)) for key in of_need]),
    )
    told = iter(
        _as_told(material, case, band(result, known), records)
        for result, known, records in zip(noised, enough, _near(case, near), strict=True)
    )
    return ranked(
        [
            next(told) if inside else band(result, enough=False)
            for result, inside in zip(results, case.inside, strict=True)
        ]
    )


def _keys(case: Case, keyed: Keyed | None, near: list[Ints]) -> npt.NDArray[np.uint32]:
    """Return the sum of the keys of the events near each tested service."""
    sums = np.zeros(len(case.cell), np.uint64)
    if keyed is not None:
        row = case.rows_of(keyed.events)
        np.add.at(sums, row[row >= 0], keyed.events.key[row >= 0])
    return low_bits(np.array([sums[cells].sum(dtype=np.uint64) for cells in near], np.uint64))


def _near(case: Case, near: list[Ints]) -> list[int]:
    """Return the records near each tested service, police activity and overdoses together."""
    assert case.surface is not None
    both = case.surface.enforcement + (0 if case.surface.overdoses is None else case.surface.overdoses)
    return [int(both[cells].sum()) for cells in near]


def _as_told(material: Material, case: Case, service: ClashService, records: int) -> ClashService:
    """Return a service's figures as they were told of the same weeks, while few records have come or gone.

    records: near it. The noise of sums over distances is drawn anew with each late record, and so many
    draws would average away.
    """
    told = material.told.say(
        material.rule,
        f"clash of {service.service_id}/{service.stop} {_days(case)}",
        records,
        {
            **{name: getattr(service, name) for name in _FIGURES},
            "state": service.state.value,
            "notes": [note.value for note in service.notes],
        },
    )
    return replace(
        service,
        **{name: told[name] for name in _FIGURES},
        state=State(told["state"]),
        notes=tuple(Note(note) for note in told["notes"]),
    )


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
