"""Sites and radii as options from released figures only: what any reader of a version could work out.

The released count of a hexagon is spread evenly over its ground; a disc covers what of that lies in it.
Hexagons whose count is withheld count for nothing. Released counts are of all hours, and exposure is never
released ground by ground, so options are compared on calls covered, records forgone and ground.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import shapely

from etl import cells as h3
from etl.errors import BadInputError
from etl.projection import area_km2
from layers.published.rows import RELEASED, Period
from layers.published.version import Published
from layers.statistics.checked import Flags, Floats
from layers.statistics.covering import covered
from layers.words import percent
from layers.zones.figures import YEAR_DAYS
from layers.zones.making import around
from layers.zones.shape import only_polygons
from layers.zones.suggest import (
    NOT_ADVICE,
    RADII_M,
    Choice,
    Discs,
    Site,
    Suggested,
    judged,
    ladder,
    require_number,
)
from layers.zones.tradeoff import NO_LIMITS, Criteria, Limits

NEED, TAKEN = "overdose_calls", "recorded_police_activity"
COMPARED: Final = ("covered", "forgone", "area")
FINER: Final = 2  # resolutions by which a hexagon is divided: 49 points


def suggest_released(
    version: Published,
    most: int,
    *,
    radii_m: Sequence[float] = RADII_M,
    limits: Limits = NO_LIMITS,
) -> Suggested:
    """Return options of at most `most` sites from what is published.

    Raises BadInputError where nothing is published to choose by.
    """
    require_number(most)
    grid, period = _counted(version)
    discs = _discs(version, radii_m)
    need, taken = (_points(version, layer, grid, period, discs) for layer in (NEED, TAKEN))
    choices: dict[tuple[int, ...], Choice] = {}
    for choice in ladder(need, taken, discs.group, most, None, limits.forgone):
        choices.setdefault(choice.chosen, choice)
    found = []
    for chosen, choice in choices.items():
        shape = only_polygons(shapely.union_all([discs.shapes[at] for at in chosen]))
        rows = np.array(chosen)
        values = Criteria(covered(*need, rows), None, covered(*taken, rows), area_km2(shape))
        found.append((choice, values))
    options = judged(discs, found, limits, COMPARED)
    return Suggested(options, len(discs.sites), (*_notes(version, grid, period), NOT_ADVICE))


def _counted(version: Published) -> tuple[str, Period]:
    """Return the finest grid and the latest year (or else window) of which both kinds are published."""
    grids = [grid for grid in version.grids() if grid.startswith("r")]
    for kind in ("year", "window"):
        for grid in reversed(grids):
            both = [each for each in version.periods(NEED, grid) if each in version.periods(TAKEN, grid)]
            ours = [each for each in both if each.kind == kind and each.starts_on and each.ends_on]
            if ours:
                return grid, ours[-1]
    raise BadInputError(
        "A suggestion",
        "needs published figures of overdose calls and of police activity about drugs by hexagon",
        "Load and publish them first, or use --exact on the partnership's own machine.",
    )


def _discs(version: Published, radii_m: Sequence[float]) -> Discs:
    """Return a disc of each radius round every service of the tested kinds whose place is public."""
    clash = version.clash()
    types = set(clash.types) if clash else set()
    stops: dict[tuple[str, str], list[tuple[float, float]]] = {}
    for one in version.services():
        if one.type in types and one.latitude is not None and one.longitude is not None:
            stops.setdefault((one.service_id, one.name), []).append((one.longitude, one.latitude))
    if not stops:
        raise BadInputError(
            "A suggestion", "has no public service of the tested kinds to begin from", "Load the services."
        )
    radii = sorted(set(radii_m))
    return Discs(
        tuple(Site(*named, radius_m) for named in stops for radius_m in radii),
        tuple(around(points, radius_m) for points in stops.values() for radius_m in radii),
        np.repeat(np.arange(len(stops)), len(radii)),
    )


def _points(version: Published, layer: str, grid: str, period: Period, discs: Discs) -> tuple[Floats, Flags]:
    """Return released events a year at points of the ground, and which discs hold each (discs x points)."""
    figures, cells = version.figures(layer, grid, period.id), version.cells(grid)
    told = np.flatnonzero((figures.state == RELEASED) & (figures.count > 0))
    resolution = int(grid[1:]) + FINER
    point = h3.children(cells.cell[told], resolution)
    order = np.argsort(cells.cell[told])
    parent = order[np.searchsorted(cells.cell[told], h3.parents(point, int(grid[1:])), sorter=order)]
    share = figures.count[told] / np.bincount(parent, minlength=len(told))
    assert period.starts_on is not None
    assert period.ends_on is not None
    years = ((period.ends_on - period.starts_on).days + 1) / YEAR_DAYS
    latitude, longitude = h3.centres(point)
    covers = np.zeros((len(discs.shapes), len(point)), bool)
    for row, shape in enumerate(discs.shapes):
        shapely.prepare(shape)
        covers[row] = shapely.intersects_xy(shape, longitude, latitude)
    return share[parent] / years, covers


def _notes(version: Published, grid: str, period: Period) -> list[str]:
    notes = [
        f"From released counts by hexagon, {period.label}, all hours, each spread evenly over its ground."
    ]
    for layer, words in ((NEED, "overdose calls"), (TAKEN, "police records about drugs")):
        figures = version.figures(layer, grid, period.id)
        told = float(np.nansum(np.where(figures.state == RELEASED, figures.count, 0.0)))
        whole = next((one.count for one in version.place_figures(period.id) if one.layer_id == layer), None)
        if whole:
            share = min(told / whole, 1.0)
            notes.append(
                f"{percent(share)} of the place's {words} lie in hexagons whose count is released; the "
                "others count for nothing here."
            )
    return notes
