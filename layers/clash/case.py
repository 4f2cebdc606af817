"""All that a clash is worked out from: the window, the cells, the services and the events of a place."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import shapely

from etl import cells as h3
from etl import store
from etl.cells import EDGE_M
from etl.place import Place
from layers.clash.events import ALL, Events, Kind, Months, months_of, read_events
from layers.clash.services import TestedService, read_services
from layers.clash.states import Trouble
from layers.clash.streets import Streets, read_streets, walked_pairs
from layers.clash.window import Window, latest_window
from layers.grids import Ground
from layers.layer import all_layers
from layers.measure import EventDensity
from layers.statistics import survey as statistics
from layers.statistics.checked import Floats, Ints
from layers.statistics.kernel import BANDWIDTH_M, CUT
from layers.statistics.surroundings import Surface, weekly_counts

FINEST = 10  # services stand at their exact points and events in cells of this resolution
TOO_COARSE_M = EDGE_M[9]  # events snapped to resolution 9 move X by 2.7 % (median); to 8 by 14 %


def _enforcement() -> Kind:
    measure = all_layers()["recorded_police_activity"].measure
    assert isinstance(measure, EventDensity)
    return Kind(measure.feed, measure.sql, type_column="category", operation_column="operation")


ENFORCEMENT = _enforcement()
OVERDOSES = Kind("overdose_call", ALL)
LACKING = {  # a trouble -> the feed that is lacking, and what to say where a reader may not see one
    Trouble.NO_SERVICES: ("service", Trouble.NOT_OPEN),
    Trouble.NO_ENFORCEMENT: (ENFORCEMENT.feed, Trouble.NOT_OPEN),
    Trouble.NO_DATES: (ENFORCEMENT.feed, Trouble.NOT_OPEN),
    Trouble.NO_OVERDOSES: (OVERDOSES.feed, Trouble.NEED_NOT_OPEN),
}


@dataclass(frozen=True)
class Case:
    """What is studied. cell: the cells of the place at `resolution`, sorted; rows of events: -1 outside.

    overdoses None: nothing to adjust for need with, and `trouble` says why. window None: no weeks on file,
    so no events either. inside: which services stand in the place; only they are tested. streets None:
    walks are straight lines x 1.3.
    """

    place: Place
    services: tuple[TestedService, ...]
    inside: tuple[bool, ...]
    window: Window | None
    trouble: Trouble
    resolution: int
    cell: Ints
    ground: statistics.Ground
    surface: Surface | None
    enforcement: Events | None
    overdoses: Events | None
    streets: Streets | None

    @property
    def tested(self) -> tuple[TestedService, ...]:
        """Return the services that stand in the place."""
        return tuple(service for service, inside in zip(self.services, self.inside, strict=True) if inside)

    @property
    def sites(self) -> statistics.Sites:
        """Return the exact points of the services tested."""
        return statistics.Sites(
            np.array([service.latitude for service in self.tested], float),
            np.array([service.longitude for service in self.tested], float),
        )

    def walks(self, bandwidth_m: float = BANDWIDTH_M) -> statistics.Walks | None:
        """Return the metres walked along the streets up to 3h, None where the place gives no streets."""
        if self.streets is None:
            return None
        cells = (self.ground.latitude, self.ground.longitude)
        sites, reach_m = (self.sites.latitude, self.sites.longitude), CUT * bandwidth_m
        return statistics.Walks(
            walked_pairs(self.streets, sites, cells, reach_m),
            walked_pairs(self.streets, cells, cells, reach_m),
        )

    def rows_of(self, events: Events) -> Ints:
        """Return the row of each event's cell, -1 outside the place."""
        return rows_in(self.cell, events.cells[self.resolution])


def gather(con: store.Connection, place: Place, ground: Ground, as_of: dt.date, newest: int) -> Case:
    """Return the case of a place from its restricted store; newest: the last quarter old enough."""
    resolution = min(FINEST, place.resolution_stored, place.resolution_shown + 1)
    cell = h3.cells_covering(shapely.to_wkb(ground.outline), resolution)
    latitude, longitude = h3.centres(cell)
    services = read_services(con, place, as_of)
    at = h3.index_points(
        np.array([service.latitude for service in services], float),
        np.array([service.longitude for service in services], float),
        resolution,
    )
    police, need = months_of(con, ENFORCEMENT), months_of(con, OVERDOSES)
    window, trouble = _choose(police, need, newest)
    resolutions = sorted({resolution, *ground.resolutions})
    enforcement = overdoses = surface = None
    if window is not None:
        enforcement = read_events(con, ENFORCEMENT, window, resolutions, keyed=False)
        if trouble == Trouble.NONE:
            overdoses = read_events(con, OVERDOSES, window, resolutions, keyed=False)
        if coarsest_m(enforcement, overdoses) > TOO_COARSE_M:
            window, trouble, enforcement, overdoses = None, Trouble.TOO_APPROXIMATE, None, None
        else:
            surface = _surface(cell, resolution, ground, window, enforcement, overdoses)
    return Case(
        place=place,
        services=services,
        inside=tuple(bool(row >= 0) for row in rows_in(cell, at)),
        window=window,
        trouble=_told(place, trouble if services or trouble != Trouble.NONE else Trouble.NO_SERVICES),
        resolution=resolution,
        cell=cell,
        ground=statistics.Ground(latitude, longitude, h3.areas_km2(cell)),
        surface=surface,
        enforcement=enforcement,
        overdoses=overdoses,
        streets=read_streets(con) if surface is not None and place.clash_along_streets else None,
    )


def _told(place: Place, trouble: Trouble) -> Trouble:
    """Return the trouble, or that what is lacking is there but not open to the reader's organisation."""
    feed, instead = LACKING.get(trouble, ("", trouble))
    return instead if place.closed_of(feed) else trouble


def _choose(police: Months, need: Months, newest: int) -> tuple[Window | None, Trouble]:
    """Return the weeks that both feeds cover, else those of the police alone and why need is missing."""
    own = latest_window(police.covered, newest)
    if police.any and not need.any:
        return own, Trouble.NO_OVERDOSES
    if own is None:
        undated = police.any and not police.covered
        return None, Trouble.NO_DATES if undated else Trouble.NO_ENFORCEMENT
    both = latest_window(police.covered & need.covered, newest)
    return (own, Trouble.OTHER_WEEKS) if both is None else (both, Trouble.NONE)


def _surface(
    cell: Ints, resolution: int, ground: Ground, window: Window, enforcement: Events, overdoses: Events | None
) -> Surface:
    row = rows_in(cell, enforcement.cells[resolution])
    inside = row >= 0
    counts, weekly = weekly_counts(row[inside], enforcement.day[inside], len(cell), window.days)
    need = None
    if overdoses is not None:
        held = rows_in(cell, overdoses.cells[resolution])
        need = np.bincount(held[held >= 0], minlength=len(cell)).astype(np.float64)
    return Surface(cell, counts, weekly, need, residents_of(cell, resolution, ground), window.days)


def residents_of(cell: Ints, resolution: int, ground: Ground) -> Floats:
    """Return the residents of each cell, 0 where not known."""
    samples = ground.samples
    home = rows_in(cell, h3.index_points(samples.latitude, samples.longitude, resolution))
    lived = home >= 0
    return np.bincount(home[lived], samples.residents[lived], len(cell)).astype(np.float64)


def coarsest_m(*kinds: Events | None) -> float:
    """Return how coarsely the coarsest source of these events places them, metres; 0 without any."""
    return max((float(one.precision_m.max()) for one in kinds if one is not None and len(one)), default=0.0)


def rows_in(cell: Ints, wanted: Ints) -> Ints:
    """Return the position of each wanted cell in a sorted array, -1 where it is not there."""
    if not len(cell):
        return np.full(len(wanted), -1, np.int64)
    at = np.minimum(np.searchsorted(cell, wanted), len(cell) - 1)
    return np.where(cell[at] == wanted, at, -1)
