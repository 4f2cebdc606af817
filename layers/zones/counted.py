"""Events of one kind in a zone's hours, summed by week inside a shape and in the whole place.

With hours, only events whose hour is known count, inside and in the whole: else a source that knows no hours
would look as if nothing ever happened in them.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely
from scipy import sparse

from layers.statistics.checked import Flags, Floats
from layers.statistics.clustered_share import Sums, sums_by_week
from layers.week import HOURS, WeekHours
from layers.zones.events import EventSet
from layers.zones.index import Found
from layers.zones.material import ZoneMaterial

Weeks = npt.NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class Counted:
    """One kind of event in some hours; weeks by position, -1 for events that do not count.

    week: of the window, on_file: of all weeks on file, both in the zone's hours; at_all_hours: of the
    window, wherever the hour is known. whole: sums in the place over the window at
    all hours, in_hours: in the zone's hours, filed: over all weeks on file at all hours.
    """

    held: EventSet
    weeks: int
    week: Weeks
    on_file: Weeks
    at_all_hours: Weeks
    whole: Sums
    in_hours: Sums
    filed: Sums
    unknown: int

    def inside(self, found: Found) -> Sums:
        """Return the sums over the window of the events found, in the zone's hours."""
        return _by_week(found.take(self.week), self.weeks)

    def inside_on_file(self, found: Found) -> Sums:
        """Return the sums over all weeks on file of the events found, in the zone's hours."""
        return _by_week(found.take(self.on_file), self.held.weeks)


@dataclass(frozen=True, eq=False)
class Exposed:
    """Police activity as some services feel it: k summed over them at each cell, and k e over the place."""

    kernel: Floats
    whole: Sums

    def inside(self, counted: Counted, found: Found) -> Sums:
        """Return the sums of k over the enforcement found, in the zone's hours."""
        week, cell = found.take(counted.week), found.take(counted.held.cell)
        counts = (week >= 0) & (cell >= 0)
        return sums_by_week(week[counts], counted.weeks, self.kernel[cell[counts]])


def find_all(material: ZoneMaterial, shape: shapely.Geometry) -> dict[str, Found]:
    """Return the events of each kind in a shape. Raises BadInputError where it is not valid."""
    return {kind: held.index.find(shape) for kind, held in material.events.items()}


@functools.lru_cache(maxsize=24)
def counted(material: ZoneMaterial, kind: str, week: WeekHours | None) -> Counted | None:
    """Return a kind of event in some hours (None: always), None where the place has none."""
    held = material.events.get(kind)
    if held is None:
        return None
    known, chosen = held.slot >= 0, np.ones(len(held), bool)
    if week is not None:
        flags = np.zeros(HOURS + 1, bool)
        flags[list(week.hours)] = True
        chosen = flags[held.slot]  # -1 is the last, never chosen
    else:
        known = chosen
    window = material.window_weeks
    weeks = len(window) if material.in_window(kind) else 0
    at = held.week + held.first_week - window.start if weeks else np.full(len(held), -1, np.int32)
    at = np.where((at >= 0) & (at < weeks), at, -1).astype(np.int32)
    return Counted(
        held=held,
        weeks=weeks,
        week=_where(chosen, at),
        on_file=_where(chosen, held.week),
        at_all_hours=_where(known, at),
        whole=_by_week(_where(known, at), weeks),
        in_hours=_by_week(_where(chosen, at), weeks),
        filed=_by_week(_where(known, held.week), held.weeks),
        unknown=int(np.count_nonzero(~known & (at >= 0))),
    )


@functools.lru_cache(maxsize=24)
def exposed(material: ZoneMaterial, week: WeekHours | None, rows: tuple[int, ...]) -> Exposed | None:
    """Return the exposure of some services (rows of the material), None where nothing is on file."""
    found = counted(material, "enforcement", week)
    if found is None or not found.weeks or not rows:
        return None
    kernel = np.asarray(material.weights[list(rows)].sum(axis=0)).ravel()
    weekly = cell_weeks(material, week)
    total = weekly.sum(axis=1)
    return Exposed(kernel, Sums((kernel @ weekly)[None, :], np.array([float(kernel**2 @ total)])))


@functools.lru_cache(maxsize=8)
def cell_weeks(material: ZoneMaterial, week: WeekHours | None) -> sparse.csr_array:
    """Return enforcement by cell and week of the window at all hours; with hours, where the hour is known."""
    found = counted(material, "enforcement", week)
    assert found is not None
    return by_cell_and_week(found.at_all_hours, found.held.cell, len(material.cell), found.weeks)


def by_cell_and_week(week: Weeks, cell: Weeks, cells: int, weeks: int) -> sparse.csr_array:
    """Return counts as cells x weeks; -1 counts nowhere."""
    inside = (week >= 0) & (cell >= 0)
    at = (cell[inside], week[inside])
    return sparse.csr_array((np.ones(len(at[0])), at), shape=(cells, weeks))


def _where(chosen: Flags, week: Weeks) -> Weeks:
    return week if chosen.all() else np.where(chosen, week, np.int32(-1))


def _by_week(week: Weeks, weeks: int) -> Sums:
    """Return plain counts by week; -1 counts nowhere."""
    counts = np.bincount(week + 1, minlength=weeks + 1)[1:].astype(np.float64)
    return Sums(counts[None, :], np.array([counts.sum()]))
