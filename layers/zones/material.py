"""Everything that zones are weighed with, gathered once from the restricted store. Never for boards."""

from __future__ import annotations

import dataclasses
import datetime as dt
import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import shapely
from scipy import sparse

from etl import cells as h3
from etl import store
from etl.feeds.service import TYPES
from etl.place import Place
from layers.clash.case import Case, gather, residents_of
from layers.clash.measure import measure
from layers.clash.result import ServiceResult
from layers.clash.services import TestedService, read_open
from layers.clash.streets import Streets, walked_pairs
from layers.clash.window import Window
from layers.grids import Ground
from layers.periods import first_day, last_quarter
from layers.publish.area_rates import AreaRates, MissingDataError, area_rates
from layers.publish.entitled import Sources
from layers.publish.held import Held, opened
from layers.publish.survey import survey
from layers.statistics.checked import Floats, Ints
from layers.statistics.concentration import fifths
from layers.statistics.kernel import BANDWIDTH_M, CUT, kernel_weights, pairs_within
from layers.zones.declared import HarsherArea, Hotspot, Site, read_harsher, read_hotspots, read_sites
from layers.zones.events import FIRST_MONDAY, SETS, EventSet, read_set
from layers.zones.index import PointIndex

APPROACH_RESOLUTION: Final = 11  # ground points about 50 m apart, for the approach share
_NEAREST_ROWS_M: Final = 40.0  # neighbouring cells of that resolution are never closer
DEPRIVATION: Final = {  # what a place may measure deprivation by, the first it has
    "income_deprivation": "income deprivation",
    "low_income": "low income",
    "employment_deprivation": "employment deprivation",
    "unemployment": "unemployment",
}


@dataclass(frozen=True)
class Deprivation:
    """title: what it is measured by. fifth: of each area, 0 most deprived, -1 not known.

    of_need: the fifth of each overdose call by its position in the index. residents: of each fifth.
    """

    title: str
    fifth: Ints
    of_need: Ints
    residents: Floats


@dataclass(frozen=True, eq=False)
class ZoneMaterial:
    """All a weighing may look at. events: by kind, those it has. window: the weeks of the clash index.

    services: the open public ones, each stop by itself; results: of those the clash index tested, by
    (service_id, stop). cell: of the place at the finest resolution; weights: services x cells, the kernel of
    metres walked; approach: services x ground points likewise. areas: with residents. outcomes: by measure
    and service id, the sum and mean of the last four quarters. data_version: names data, settings and code.
    """

    place: Place
    data_version: str
    as_of: dt.date
    outline: shapely.Geometry
    window: Window | None
    trouble: str
    events: Mapping[str, EventSet]
    services: tuple[TestedService, ...]
    results: Mapping[tuple[str, str], ServiceResult]
    cell: Ints
    resolution: int
    latitude: Floats
    longitude: Floats
    residents: Floats
    need_near: Floats | None
    weights: sparse.csr_array
    approach: sparse.csr_array
    approach_points: PointIndex
    areas: tuple[shapely.Geometry, ...]
    area_residents: Floats
    deprivation: Deprivation | None
    sites: tuple[Site, ...]
    hotspots: tuple[Hotspot, ...]
    hotspot_ground: shapely.Geometry | None
    harsher: tuple[HarsherArea, ...]
    outcomes: Mapping[tuple[str, str], tuple[float, float]]
    streets: Streets | None

    @property
    def window_weeks(self) -> range:
        """Return the weeks of the window as weeks since FIRST_MONDAY; empty without a window."""
        if self.window is None:
            return range(0)
        first = (self.window.start - FIRST_MONDAY).days // 7
        return range(first, first + self.window.weeks)

    def in_window(self, kind: str) -> bool:
        """Return whether a kind's sources cover every day of the window."""
        held = self.events.get(kind)
        if held is None or self.window is None:
            return False
        days = (self.window.start, self.window.last_day)
        first, last = (day.year * 12 + day.month - 1 for day in days)
        return set(range(first, last + 1)) <= held.months

    def for_boards(self) -> ZoneMaterial:
        """Return the same without the hotspots that boards may not see, for what will be published."""
        kept = tuple(hotspot for hotspot in self.hotspots if hotspot.shown)
        return dataclasses.replace(self, hotspots=kept, hotspot_ground=_joined(kept))

    def most_weight(self, shown: Collection[tuple[str, str]]) -> float:
        """Return the largest sum over services (id, stop) of one event's squared weights, 0.0 without any."""
        rows = [at for at, one in enumerate(self.services) if (one.service_id, one.stop) in shown]
        squares = np.asarray(self.weights[rows].power(2).sum(axis=0)) if rows else np.zeros(1)
        return float(squares.max(initial=0.0))

    def rows_of(self, service_ids: Sequence[str]) -> Ints:
        """Return the rows of all stops of these services; ids that are no open public service have none."""
        wanted = set(service_ids)
        rows = [at for at, one in enumerate(self.services) if {one.service_id, one.name} & wanted]
        return np.array(rows, np.int64)


def zone_material(home: Path, as_of: dt.date, *, sources: Sources | None = None) -> ZoneMaterial:
    """Return the material of a home over the same weeks as what is published as of a day.

    Raises BadInputError when nothing is loaded.
    """
    with opened(home, sources) as held:
        return gather_material(held, as_of)


def gather_material(held: Held, as_of: dt.date) -> ZoneMaterial:
    """Return the material from an opened store."""
    con, place = held.con, held.place
    newest = last_quarter(as_of, place.disclosure.delay_days)
    ground, _ = survey(con, place, as_of, newest)
    case = gather(con, place, ground, as_of, newest)
    result = measure(case).result
    last = first_day(newest + 1) - dt.timedelta(days=1)
    read = {name: read_set(con, kind, case.cell, case.resolution, last) for name, kind in SETS.items()}
    events = {name: found for name, found in read.items() if found is not None}
    services = read_open(con, TYPES, as_of)
    points = _points(services)
    ground_points = _ground_around(points)
    areas = ground.small_areas or ground.areas
    hotspots = read_hotspots(con, as_of)
    return ZoneMaterial(
        place=place,
        data_version=held.name("zones", as_of.isoformat()),
        as_of=as_of,
        outline=ground.outline,
        window=case.window,
        trouble=case.trouble.value,
        events=events,
        services=services,
        results={(one.service.service_id, one.service.stop): one for one in result.services},
        cell=case.cell,
        resolution=case.resolution,
        latitude=case.ground.latitude,
        longitude=case.ground.longitude,
        residents=residents_of(case.cell, case.resolution, ground),
        need_near=_need_near(case),
        weights=_weights(case, points, (case.ground.latitude, case.ground.longitude)),
        approach=_weights(case, points, ground_points),
        approach_points=PointIndex(*ground_points),
        areas=tuple(area.shape for area in areas),
        area_residents=np.array([area.residents for area in areas], float),
        deprivation=_deprivation(con, ground, events.get("need")),
        sites=read_sites(con),
        hotspots=hotspots,
        hotspot_ground=_joined(hotspots),
        harsher=read_harsher(con, as_of),
        outcomes=_outcomes(con, newest),
        streets=case.streets,
    )


def _points(services: tuple[TestedService, ...]) -> tuple[Floats, Floats]:
    latitude = np.array([service.latitude for service in services], float)
    return latitude, np.array([service.longitude for service in services], float)


def _weights(case: Case, points: tuple[Floats, Floats], ground: tuple[Floats, Floats]) -> sparse.csr_array:
    """Return k of the metres walked from services to points of the ground."""
    reach_m = CUT * BANDWIDTH_M
    if case.streets is None or not len(points[0]) or not len(ground[0]):
        return kernel_weights(pairs_within(points, ground, reach_m), BANDWIDTH_M)
    return kernel_weights(walked_pairs(case.streets, points, ground, reach_m), BANDWIDTH_M)


def _ground_around(points: tuple[Floats, Floats]) -> tuple[Floats, Floats]:
    """Return points spread evenly over the ground within reach of any service."""
    rings = math.ceil(CUT * BANDWIDTH_M / _NEAREST_ROWS_M)
    doors = np.unique(h3.index_points(*points, APPROACH_RESOLUTION))
    return h3.centres(h3.disks(doors, rings))


def _need_near(case: Case) -> Floats | None:
    """Return the kernel-weighted overdose calls around each cell, None where there are none on file."""
    surface = case.surface
    if surface is None or surface.overdoses is None:
        return None
    held = np.flatnonzero(surface.overdoses)
    at = (case.ground.latitude, case.ground.longitude)
    pairs = pairs_within((at[0][held], at[1][held]), at, CUT * BANDWIDTH_M)
    return np.asarray(kernel_weights(pairs, BANDWIDTH_M).T @ surface.overdoses[held])


def _deprivation(con: store.Connection, ground: Ground, need: EventSet | None) -> Deprivation | None:
    found: AreaRates | None = None
    for name in DEPRIVATION:
        try:
            found, title = area_rates(con, ground, (name,)), DEPRIVATION[name]
            break
        except MissingDataError:
            continue
    if found is None:
        return None
    residents = np.array([area.residents for area in found.areas], float)
    fifth = fifths(found.rate, residents)
    of_need = np.full(0 if need is None else len(need), -1, np.int64)
    if need is not None:
        for area, number in zip(reversed(found.areas), fifth[::-1].tolist(), strict=True):
            inside = need.index.find(area.shape)
            for start, stop in zip(inside.starts.tolist(), inside.stops.tolist(), strict=True):
                of_need[start:stop] = number
            of_need[inside.alone] = number
    known = fifth >= 0
    people = np.bincount(fifth[known], np.nan_to_num(residents[known]), 5).astype(np.float64)
    return Deprivation(title, fifth, of_need, people)


def _joined(hotspots: tuple[Hotspot, ...]) -> shapely.Geometry | None:
    return shapely.union_all([one.shape for one in hotspots]) if hotspots else None


def _outcomes(con: store.Connection, newest: int) -> dict[tuple[str, str], tuple[float, float]]:
    span = {"first": first_day(newest - 3), "after": first_day(newest + 1)}
    found = store.rows(con, store.sql("publish_zone_outcomes"), span)
    return {(name, service): (total, mean) for name, service, total, mean in found}
