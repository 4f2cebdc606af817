"""Layers that are not made of events: indicators, services in reach, buffers, hotspots, sites."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import shapely

from etl import store
from layers.access import floating_catchment, nearest_walk_m, on_sphere, open_hours_in_reach, open_week
from layers.disclosure import NO_DATA, RELEASED, Floats, Ints
from layers.grids import Area
from layers.indicators import mean_by_row, spread
from layers.layer import Layer
from layers.measure import (
    Access,
    AreaIndicator,
    BufferShare,
    HotspotShare,
    Measure,
    NearestService,
    OpenHours,
    OutcomeShare,
    PlacePanel,
    SiteDensity,
)
from layers.periods import CURRENT
from layers.publish.area_rates import MissingDataError, area_rates
from layers.publish.material import Material, figure_table
from layers.publish.outcomes import Returns, outcome_periods

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
METRES_PER_DEGREE = 111_195.0  # on the sphere of layers/access.py
DECIMALS = 4


def figures(material: Material, layer: Layer, returns: Returns) -> tuple[list[pa.Table], str]:
    """Return the tables of a layer and a sentence for its caveat, '' for none.

    Raises MissingDataError when the place lacks what the layer needs.
    """
    measure: Measure = layer.measure
    note = ""
    match measure:
        case AreaIndicator():
            by_grid, note = _indicator(material, measure)
        case Access() | NearestService() | OpenHours():
            by_grid = _reach(material, measure)
        case BufferShare() | HotspotShare():
            by_grid = _ground_share(material, measure)
        case SiteDensity():
            by_grid = _density(material, measure)
        case OutcomeShare():
            return _outcome_share(material, layer, measure, returns), ""
        case _:
            raise TypeError(f"{type(measure).__name__} is not measured here")
    tables = []
    for grid, value in by_grid.items():
        rounded = np.round(value, DECIMALS)
        state = np.where(np.isfinite(rounded), RELEASED, NO_DATA).astype(np.int8)
        tables.append(figure_table(layer.id, grid, CURRENT.id, rounded, state))
    return tables, note


def panel_rows(material: Material, layer: Layer, measure: PlacePanel) -> pa.Table:
    """Return a macro layer's values. Raises MissingDataError when there is none."""
    rows = []
    for name in measure.indicators:
        found = store.rows(material.con, store.sql("publish_panel"), {"indicator": name})
        label = f"{name.replace('_', ' ').capitalize()}. " if len(measure.indicators) > 1 else ""
        rows += [
            (layer.id, period, value, unit, f"{label}{note}".strip()) for period, value, unit, note in found
        ]
    if not rows:
        raise MissingDataError("area_indicator: " + " or ".join(measure.indicators) + " for the whole place")
    columns = ("layer_id", "period", "value", "unit", "note")
    return pa.table(dict(zip(columns, map(list, zip(*rows, strict=True)), strict=True)))


def all_grids(material: Material) -> list[str]:
    """Return every grid of the place, coarse first."""
    return ["place", *(["area"] if material.ground.areas else []), *material.ground.grids]


def _indicator(material: Material, measure: AreaIndicator) -> tuple[dict[str, Floats], str]:
    found = area_rates(material.con, material.ground, measure.names)
    area_row = found.sample_row
    weights = _weights(found.areas, found.denominator, area_row)
    copied = np.where(area_row >= 0, found.rate[np.maximum(area_row, 0)], np.nan)
    by_grid = {
        grid: mean_by_row(copied, weights, material.ground.sample_rows(grid), material.ground.size(grid))
        for grid in all_grids(material)
    }
    return by_grid, f"Values of {found.known:,} {found.words}."


def _weights(areas: tuple[Area, ...], denominator: Floats, area_row: Ints) -> Floats:
    """Return what each sample weighs: its part of the denominator, else of the residents, else 1."""
    if np.isfinite(denominator).any():
        return np.nan_to_num(spread(denominator, area_row))
    residents = np.array([area.residents for area in areas], float)
    if np.nansum(residents) > 0:
        return np.nan_to_num(spread(residents, area_row))
    return np.ones(len(area_row))


def _reach(material: Material, measure: Access | NearestService | OpenHours) -> dict[str, Floats]:
    """Return a measure of services in reach: worked out at the finest cells, averaged over residents."""
    statement = store.sql("publish_reachable", condition=measure.sql)
    found = store.rows(material.con, statement, {"as_of": material.as_of})
    if not found:
        raise MissingDataError("service: none of the kind this layer is about")
    ground, samples = material.ground, material.ground.samples
    finest = list(ground.grids)[-1]
    cells = ground.grids[finest]
    here = on_sphere(cells.latitude, cells.longitude)
    there = on_sphere(np.array([row[2] for row in found], float), np.array([row[3] for row in found], float))
    cell_of_sample = ground.sample_rows(finest)
    inside = cell_of_sample >= 0
    residents = np.bincount(
        cell_of_sample[inside], samples.residents[inside], minlength=len(cells.cells)
    ).astype(np.float64)
    match measure:
        case Access():
            if residents.sum() <= 0:
                raise MissingDataError("boundary: residents of its areas")
            at_cells = 1000 * floating_catchment(residents, np.ones(len(there)), here, there)
        case NearestService():
            at_cells = nearest_walk_m(here, there) / 1000
        case OpenHours():
            weeks = [open_week(row[4:]) for row in found]
            listed = [at for at, week in enumerate(weeks) if week is not None]
            if not listed:
                raise MissingDataError("service: opening hours")
            flags = np.array([week for week in weeks if week is not None])
            at_cells = open_hours_in_reach(here, there[listed], flags, measure.within_m)
    at_samples = np.where(inside, at_cells[np.maximum(cell_of_sample, 0)], np.nan)
    by_grid = {
        grid: mean_by_row(at_samples, samples.residents, ground.sample_rows(grid), ground.size(grid))
        for grid in all_grids(material)
    }
    by_grid[finest] = at_cells
    return by_grid


def _ground_share(material: Material, measure: BufferShare | HotspotShare) -> dict[str, Floats]:
    """Return the per cent of each row's samples that lie near a site or in a declared hotspot."""
    ground, samples = material.ground, material.ground.samples
    origin = ground.outline.centroid
    if isinstance(measure, BufferShare):
        statement = store.sql("publish_sites", feed=measure.feed, condition=measure.sql)
        found = [(*row, measure.radius_m) for row in store.rows(material.con, statement)]
        needed = f"{measure.feed}: none of the kind this layer is about"
    else:
        hotspots = store.rows(material.con, store.sql("publish_hotspots"))
        active = [
            row
            for row in hotspots
            if (row[3] is None or row[3] <= material.as_of) and (row[4] is None or row[4] >= material.as_of)
        ]
        found = [(row[7], row[8], row[10], 0.0 if row[10] else row[9] or 0.0) for row in active]
        needed = "hotspot: none in force that boards may see"
    if not found:
        raise MissingDataError(needed)
    points = shapely.points(_plane(np.column_stack([samples.longitude, samples.latitude]), origin))
    tree = shapely.STRtree(points)
    near = np.zeros(len(samples), bool)
    for latitude, longitude, wkb, radius_m in found:
        shape = shapely.from_wkb(wkb) if wkb else shapely.Point(longitude, latitude)
        flat = shapely.transform(shape, lambda at: _plane(at, origin))
        near[tree.query(flat, predicate="dwithin", distance=radius_m)] = True
    ones = np.ones(len(samples))
    return {
        grid: mean_by_row(100.0 * near, ones, ground.sample_rows(grid), ground.size(grid))
        for grid in all_grids(material)
    }


def _plane(degrees: Floats, origin: shapely.Point) -> Floats:
    """Return (longitude, latitude) as metres from the place's middle: good to 1 % over a county."""
    squeeze = np.cos(np.radians(origin.y))
    east_north: Floats = (degrees - [origin.x, origin.y]) * [METRES_PER_DEGREE * squeeze, METRES_PER_DEGREE]
    return east_north


def _density(material: Material, measure: SiteDensity) -> dict[str, Floats]:
    statement = store.sql("publish_sites", feed=measure.feed, condition=measure.sql)
    found = store.rows(material.con, statement)
    if not found:
        raise MissingDataError(f"{measure.feed}: none of the kind this layer is about")
    latitude, longitude = (np.array([row[at] for row in found], float) for at in (0, 1))
    by_grid = {}
    for grid in all_grids(material):
        rows = material.ground.rows_at(grid, latitude, longitude)
        count = np.bincount(rows[rows >= 0], minlength=material.ground.size(grid))
        by_grid[grid] = count / material.km2(grid)
    return by_grid


def _outcome_share(
    material: Material, layer: Layer, measure: OutcomeShare, returns: Returns
) -> list[pa.Table]:
    tables = []
    for period in outcome_periods(material):
        whole = returns.total(measure.whole, measure.route, period)
        part = returns.total(measure.part, measure.route, period)
        if whole is None or part is None:
            continue
        rates = material.rule.share(part, whole)
        count = np.where(rates.state == RELEASED, whole.count, -1)
        tables.append(figure_table(layer.id, "place", period.id, rates.value, rates.state, count, rates.low))
    if not tables:
        raise MissingDataError(f"outcome_measure: {measure.part} and {measure.whole}")
    return tables
