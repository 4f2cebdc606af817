"""The events that zones are weighed with, arranged for counting inside shapes. Never for boards.

One set a kind: need (overdose calls), confiscation (of syringes), enforcement (recorded police activity
about drugs), as the layers and the clash index define them.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from etl import store
from layers.clash.case import ENFORCEMENT, OVERDOSES, rows_in
from layers.clash.events import Kind, months_of
from layers.layer import all_layers
from layers.measure import EventDensity
from layers.statistics.checked import Ints
from layers.zones.index import PointIndex

FIRST_MONDAY: Final = dt.date(1970, 1, 5)


def _confiscations() -> Kind:
    measure = all_layers()["syringe_confiscations"].measure
    assert isinstance(measure, EventDensity)
    return Kind(measure.feed, measure.sql)


SETS: Final = {"need": OVERDOSES, "confiscation": _confiscations(), "enforcement": ENFORCEMENT}


@dataclass(frozen=True, eq=False)
class EventSet:
    """Every located event of one kind that is old enough; arrays by position in the index.

    slot: hour of the week, -1 not known. week: whole weeks since `first_week` (of weeks since
    FIRST_MONDAY). cell: row of the material's cell, -1 outside. months: covered to the day, as
    year x 12 + month - 1. metres: how coarsely the coarsest source places them.
    """

    index: PointIndex
    slot: npt.NDArray[np.int16]
    week: npt.NDArray[np.int32]
    cell: npt.NDArray[np.int32]
    first_week: int
    weeks: int
    months: frozenset[int]
    metres: float

    def __len__(self) -> int:
        """Return the number of events."""
        return len(self.slot)


def read_set(
    con: store.Connection, kind: Kind, cell: Ints, resolution: int, last: dt.date
) -> EventSet | None:
    """Return the events of a kind up to a day, None where there are none."""
    statement = store.sql(
        "publish_zone_events", feed=kind.feed, condition=kind.condition, cell=f"cell_{resolution}"
    )
    found = store.fetch(con, statement, {"last": last})
    if not len(found["day"]):
        return None
    weeks = found["day"].astype(np.int64) // 7
    return arrange(
        PointIndex(found["latitude"], found["longitude"]),
        found["slot"].astype(np.int64),
        weeks,
        rows_in(cell, found["cell"].astype(np.int64)),
        frozenset(months_of(con, kind).covered),
        float(found["metres"].max()),
    )


def arrange(
    index: PointIndex, slot: Ints, week: Ints, cell: Ints, months: frozenset[int], metres: float
) -> EventSet:
    """Return a set; the arrays are in the order of the points that the index was made of."""
    first = int(week.min())
    order = index.order
    return EventSet(
        index=index,
        slot=slot[order].astype(np.int16),
        week=(week[order] - first).astype(np.int32),
        cell=cell[order].astype(np.int32),
        first_week=first,
        weeks=int(week.max()) - first + 1,
        months=months,
        metres=metres,
    )
