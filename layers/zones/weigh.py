"""Weighing a zone: every figure of the method, restricted to the zone's hours, with what it is set beside.

Shares of need, confiscations and enforcement are sums inside the zone in its hours over sums of the whole
place at all hours, over the 52 weeks of the clash index; so a zone of few hours covers less than one of all
hours. `_in_hours` sets both in the zone's hours. A service's clash index after is worked out with police
activity in the zone and hours lessened by the compliance assumed; what is expected of comparable places
stays, since a zone does not change need.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping, Sequence

import numpy as np
import shapely
from scipy import sparse

from etl.projection import area_km2
from layers.clash.result import ServiceResult
from layers.clash.states import CLOSING, COMPARED, TROUBLES, Trouble
from layers.statistics.clustered_share import Sums
from layers.statistics.surroundings import per_28_days
from layers.week import WeekHours
from layers.zones.ahead import ahead
from layers.zones.cautions import cautions
from layers.zones.counted import by_cell_and_week, cell_weeks, counted, find_all
from layers.zones.equity import equity
from layers.zones.figures import (
    exact,
    footprint,
    kind_figures,
    missing,
    none_on_file,
    protection,
    removed_id,
    share_figure,
    too_fine,
    window_share,
)
from layers.zones.index import Found
from layers.zones.ledger import ledger
from layers.zones.material import ZoneMaterial
from layers.zones.regions import RING_M, Regions, lay_regions
from layers.zones.weighed import COMPLIANCES, KINDS, After, Figure, ServiceEffect, Weighed

OUTCOMES = ("service_visits", "referrals_accepted", "overdose_reversals", "satisfaction")


def weigh(
    material: ZoneMaterial,
    shape: shapely.Geometry,
    week: WeekHours | None,
    service_ids: Sequence[str],
    *,
    name: str = "",
) -> Weighed:
    """Return everything known of a zone (a valid WGS 84 polygon). week: its hours, None for always.

    service_ids: those it protects; where it names none, the public services inside. For what boards will
    see pass `material.for_boards()`. Raises BadInputError for a shape that crosses itself.
    """
    rows = protected_rows(material, shape, service_ids)
    regions = lay_regions(material, shape)
    shapes = {"inside": regions.inside, "ring": regions.ring, "comparison": regions.comparison}
    found = {part: {} if one is None else find_all(material, one) for part, one in shapes.items()}
    parts = {part: region_figures(material, one, found[part], week) for part, one in shapes.items()}
    measures = protection(material, shape, found["inside"], week, rows)
    measures |= {outcome: _outcome(material, rows, outcome) for outcome in OUTCOMES}
    ground = footprint(material, shape)
    fair = equity(material, shape, found["inside"].get("need"), week)
    measures |= {"concentration": fair.concentration, "concentration_of_need": fair.concentration_of_need}
    return Weighed(
        zone=name,
        zone_version=zone_version(shape, week, service_ids),
        data_version=material.data_version,
        hours="" if week is None else week.words,
        first_day=material.window.start if material.window else None,
        last_day=material.window.last_day if material.window else None,
        **parts,
        measures=measures,
        footprint=ground,
        equity=fair,
        services=_effects(material, shape, found["inside"].get("enforcement"), week, rows),
        ahead=ahead(parts["inside"], parts["comparison"], len(material.window_weeks)),
        ledger=ledger({**parts, "measures": measures, "footprint": ground}),
        warnings=cautions(material, shape, service_ids),
        notes=_notes(material, regions, week, rows, service_ids),
    )


def live(
    material: ZoneMaterial, shape: shapely.Geometry, week: WeekHours | None, service_ids: Sequence[str]
) -> dict[str, Figure]:
    """Return the zone's own figures fast enough to follow a hand; `weigh` sets them beside others."""
    rows = protected_rows(material, shape, service_ids)
    found = find_all(material, shape)
    shares = {kind: window_share(material, kind, shape, found, week) for kind in KINDS}
    return protection(material, shape, found, week, rows) | footprint(material, shape) | shares


def zone_version(shape: shapely.Geometry, week: WeekHours | None, service_ids: Sequence[str]) -> str:
    """Return 12 hexadecimal digits for what of a zone is weighed: its ground, hours and services."""
    said = "\0".join(["" if week is None else week.code, *sorted(set(service_ids))]).encode()
    ground = shapely.to_wkb(shapely.normalize(shape), byte_order=1)
    return hashlib.sha256(ground + b"\0" + said).hexdigest()[:12]


def protected_rows(
    material: ZoneMaterial, shape: shapely.Geometry, service_ids: Sequence[str]
) -> tuple[int, ...]:
    """Return the rows of the services a zone names, of the public ones inside where it names none."""
    if service_ids:
        return tuple(material.rows_of(service_ids).tolist())
    shapely.prepare(shape)
    points = np.array([(one.longitude, one.latitude) for one in material.services]).reshape(-1, 2)
    return tuple(np.flatnonzero(shapely.intersects_xy(shape, *points.T)).tolist())


def region_figures(
    material: ZoneMaterial, shape: shapely.Geometry | None, found: Mapping[str, Found], week: WeekHours | None
) -> dict[str, Figure]:
    """Return the figures that the zone, its ring and its comparison area have alike."""
    if shape is None:
        ids = ["area", "residents"]
        for kind in KINDS:
            ids += [kind, *([f"{kind}_in_hours"] if week else []), f"{kind}_on_file", f"{kind}_rate"]
        return {id_: missing(id_, "there is no such ground in the place") for id_ in ids}
    ground = footprint(material, shape)
    figures = {id_: ground[id_] for id_ in ("area", "residents")}
    for kind in KINDS:
        figures |= kind_figures(material, kind, shape, found, week, area_km2(shape))
    return figures


def _effects(
    material: ZoneMaterial,
    shape: shapely.Geometry,
    found: Found | None,
    week: WeekHours | None,
    rows: tuple[int, ...],
) -> tuple[ServiceEffect, ...]:
    """Return what the zone does to each tested service that it names or changes."""
    held = counted(material, "enforcement", week)
    if held is None or not held.weeks or found is None or too_fine(material, "enforcement", shape):
        return ()
    inside = by_cell_and_week(
        found.take(held.window.week), found.take(held.held.cell), len(material.cell), held.weeks
    )
    near = _sums(material, inside)
    whole = _sums(material, cell_weeks(material, week))
    effects = []
    for row, service in enumerate(material.services):
        result = material.results.get((service.service_id, service.stop))
        taken = float(near.total[row])
        if result is None or math.isnan(result.exposure) or not (taken > 0 or row in rows):
            continue
        removed = share_figure(removed_id(1.0), _row(near, row), _row(whole, row))
        effects.append(
            ServiceEffect(
                service_id=service.service_id,
                stop=service.stop,
                name=service.name,
                protected=row in rows,
                state=result.state.value,
                exposure=result.exposure,
                expected=None if math.isnan(result.expected) else result.expected,
                index_before=result.index if result.state in COMPARED else None,
                index_after=tuple(_after(result, taken, 7 * held.weeks, part) for part in COMPLIANCES),
                removed=removed,
            )
        )
    return tuple(effects)


def _after(result: ServiceResult, taken: float, days: int, compliance: float) -> After:
    fewer = compliance * float(per_28_days(np.array(taken), days))
    exposure = max(result.exposure - fewer, 0.0)
    index = 100 * exposure / result.expected if result.state in COMPARED else None
    return After(compliance, exposure, index)


def _sums(material: ZoneMaterial, counts: sparse.csr_array) -> Sums:
    weekly = (material.weights @ counts).toarray()
    squares = material.weights.power(2) @ counts.sum(axis=1)
    return Sums(weekly, np.asarray(squares))


def _row(sums: Sums, row: int) -> Sums:
    return Sums(sums.weekly[row : row + 1], sums.squares[row : row + 1])


def _outcome(material: ZoneMaterial, rows: tuple[int, ...], outcome: str) -> Figure:
    """Return an outcome of the zone's services over the last four quarters: where a change would begin."""
    ids = {material.services[row].service_id for row in rows}
    values = [material.outcomes[outcome, id_] for id_ in sorted(ids) if (outcome, id_) in material.outcomes]
    if not values:
        return missing(outcome, none_on_file(material, "outcome_measure"))
    totals, means = zip(*values, strict=True)
    return exact(outcome, float(np.mean(means)) if outcome == "satisfaction" else float(sum(totals)))


def _notes(
    material: ZoneMaterial,
    regions: Regions,
    week: WeekHours | None,
    rows: tuple[int, ...],
    service_ids: Sequence[str],
) -> tuple[str, ...]:
    notes = [TROUBLES[Trouble(material.trouble)]] if material.trouble else []
    if not service_ids and rows:
        names = ", ".join(dict.fromkeys(material.services[row].name for row in rows))
        notes.append(f"The zone names no service; the public ones inside are taken: {names}.")
    for kind in KINDS if week else ():
        held = counted(material, kind, week)
        if held is not None and held.unknown:
            notes.append(f"{KINDS[kind]}: {held.unknown:,} without a known hour are left out of every sum.")
    notes.append(f"The ring is {RING_M:g} m wide, one bandwidth of the clash index: displacement is near.")
    if regions.comparison is None:
        notes.append("There is no comparison area: too little of the place lies beyond the ring.")
    else:
        part = "" if regions.cells == regions.of else f" (an even sample of {regions.cells} of {regions.of})"
        cells = "cell" if regions.cells == 1 else "cells"
        alike = "" if regions.alike else " They are not alike: read the comparison with care."
        notes.append(
            f"The comparison area: {regions.cells} {cells}{part} matched on {regions.matched_on}; the means "
            f"differ by at most {regions.difference:.2f} standard deviations.{alike}"
        )
    notes += [
        "What comparable places would have stays as it is: a zone does not change need.",
        "Exposure removed assumes that nothing moves elsewhere; the ring shows where it would move first.",
        "Fewer police records are what a zone does, not its outcome: judge it by visits, overdoses and "
        "confiscations.",
        CLOSING,
    ]
    return tuple(notes)
