"""Events of one kind in a zone's hours, summed by week inside a shape and in the whole place.

With hours, only events whose hour is known count, inside and in the whole: else a source that knows no hours
would look as if nothing ever happened in them.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy as np
import shapely
from scipy import sparse

from layers.statistics.checked import Flags, Floats, Ints
from layers.statistics.clustered_share import Sums, sums_by_week
from layers.week import HOURS, WeekHours
from layers.zones.events import EventSet
from layers.zones.index import Found, expand
from layers.zones.material import ZoneMaterial
from layers.zones.weekly import WeekCounts, Weeks


@dataclass(frozen=True, eq=False)
class Counted:
    """One kind of event in some hours, by week.

    inside, on_file: those in the zone's hours, over the window's weeks and over all on file. week_known:
    the week of the window by position wherever the hour is known, else -1. whole: sums in the place over
    the window at all hours; filed: over all weeks on file at all hours. unknown: without a known hour.
    """

    held: EventSet
    weeks: int
    window: WeekCounts
    on_file: WeekCounts
    week_known: Weeks
    whole: Sums
    filed: Sums
    unknown: int


@dataclass(frozen=True, eq=False)
class Exposed:
    """Police activity as some services feel it: k summed over them. whole: k e over the place, all hours.

    near: positions of the events in the zone's hours with k > 0, ascending; week and weight of each.
    """

    whole: Sums
    near: Ints
    week: Weeks
    weight: Floats

    def inside(self, found: Found) -> Sums:
        """Return the sums of k over the enforcement found, in the zone's hours."""
        runs = expand(np.searchsorted(self.near, found.starts), np.searchsorted(self.near, found.stops))
        alone = self.near_rows(found.alone)
        chosen = np.concatenate([runs, alone])
        return sums_by_week(self.week[chosen], self.whole.weekly.shape[1], self.weight[chosen])

    def near_rows(self, positions: Ints) -> Ints:
        """Return where positions stand in `near`, leaving out those that are not there."""
        if not len(self.near):
            return np.empty(0, np.int64)
        at = np.minimum(np.searchsorted(self.near, positions), len(self.near) - 1)
        return np.asarray(at[self.near[at] == positions], np.int64)


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
    week_known = _where(known, at)
    everything = WeekCounts(_where(known, held.week), held.weeks)
    return Counted(
        held=held,
        weeks=weeks,
        window=WeekCounts(_where(chosen, at), weeks),
        on_file=everything if week is None else WeekCounts(_where(chosen, held.week), held.weeks),
        week_known=week_known,
        whole=WeekCounts(week_known, weeks).whole,
        filed=everything.whole,
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
    whole = Sums((kernel @ weekly)[None, :], np.array([float(kernel**2 @ weekly.sum(axis=1))]))
    weight = np.append(kernel, 0.0)[found.held.cell]  # cell -1, outside the place, is the last
    near = np.flatnonzero((weight > 0) & (found.window.week >= 0))
    return Exposed(whole, near, found.window.week[near], weight[near])


@functools.lru_cache(maxsize=8)
def cell_weeks(material: ZoneMaterial, week: WeekHours | None) -> sparse.csr_array:
    """Return enforcement by cell and week of the window at all hours; with hours, where the hour is known."""
    found = counted(material, "enforcement", week)
    assert found is not None
    return by_cell_and_week(found.week_known, found.held.cell, len(material.cell), found.weeks)


def by_cell_and_week(week: Weeks, cell: Weeks, cells: int, weeks: int) -> sparse.csr_array:
    """Return counts as cells x weeks; -1 counts nowhere."""
    inside = (week >= 0) & (cell >= 0)
    at = (cell[inside], week[inside])
    return sparse.csr_array((np.ones(len(at[0])), at), shape=(cells, weeks))


def _where(chosen: Flags, week: Weeks) -> Weeks:
    return week if chosen.all() else np.where(chosen, week, np.int32(-1))
