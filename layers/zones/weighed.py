"""What is known of a zone: figures with their interval or the reason why there is none. Plain values.

`Weighed` is made by weigh.py (exact) and made fit for publication by release.py; pages and files read it.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Literal

COMPLIANCES = (0.5, 0.8, 1.0)  # the part of police activity that is assumed to stop in the zone
KINDS = {
    "need": "Overdose calls",
    "confiscation": "Syringe confiscations",
    "enforcement": "Recorded police activity",
}
Region = Literal["inside", "ring", "comparison"]
REGIONS: dict[Region, str] = {
    "inside": "Inside the zone",
    "ring": "Ring around it",
    "comparison": "Comparison area",
}


class FigureState(StrEnum):
    """What a figure is; only exact and released ones have a value."""

    EXACT = "exact"
    RELEASED = "released"
    TOO_FEW = "too_few"
    NO_DATA = "no_data"
    WITHHELD = "withheld"


STATE_WORDS = {
    FigureState.EXACT: "exact",
    FigureState.RELEASED: "released",
    FigureState.TOO_FEW: "too few to say",
    FigureState.NO_DATA: "no data",
    FigureState.WITHHELD: "withheld",
}


@dataclass(frozen=True)
class Figure:
    """One figure. value, low, high (95 % bounds): in `unit`, None where there is none.

    count: events it rests on, and of: events it is a share of. why: why there is no value, '' where there is.
    """

    id: str
    value: float | None = None
    low: float | None = None
    high: float | None = None
    count: int | None = None
    state: FigureState = FigureState.EXACT
    unit: str = ""
    of: int | None = None
    why: str = ""


@dataclass(frozen=True)
class After:
    """A service's index, 100 = comparable places, if the zone were complied with in part; None: no index."""

    compliance: float
    exposure: float | None
    index: float | None


@dataclass(frozen=True)
class ServiceEffect:
    """What the zone does to one service's clash index; what is expected of comparable places stays.

    state: the id of its clash class today. removed: share of its exposure that lies in the zone and its
    hours. protected: whether the zone names it.
    """

    service_id: str
    stop: str
    name: str
    protected: bool
    state: str
    exposure: float | None
    expected: float | None
    index_before: float | None
    index_after: tuple[After, ...]
    removed: Figure


@dataclass(frozen=True)
class Quintile:
    """A fifth of the residents by deprivation, 1 the most deprived, and the share of its need covered."""

    number: int
    residents: int
    covered: Figure


@dataclass(frozen=True)
class Equity:
    """Whose need is covered. indicator: what deprivation is measured by, '' where the place has none."""

    indicator: str
    quintiles: tuple[Quintile, ...]
    concentration: Figure
    concentration_of_need: Figure
    why: str = ""


@dataclass(frozen=True)
class Ahead:
    """What could be detected after a year: said before launch.

    inside, comparison: events expected in a year, the second None where there is no comparison area.
    detectable: the largest rate ratio found four times in five, None where no effect would be found so
    often. weeks: of each period, before and after.
    """

    outcome: str
    title: str
    inside: float
    comparison: float | None
    weeks: int
    detectable: float | None
    words: str


@dataclass(frozen=True)
class Caution:
    """What a reader must weigh. kind: hotspot, sensitive, harsher, approximate, confidential or service."""

    kind: str
    name: str
    words: str


@dataclass(frozen=True)
class Effect:
    """One harm or benefit of the ledger, with what it is and who bears it; ids of ledger.py's vocabularies.

    figure: from the weighing, None where it is not measured; measured_by: what would measure it.
    """

    id: str
    title: str
    environment: str
    level: str
    category: str
    bearer: str
    source: str
    direction: str
    figure: Figure | None
    measured_by: str
    evidence: str


@dataclass(frozen=True)
class Weighed:
    """Everything known of one zone, reproducible from its shape, hours and services and the data.

    zone: its name; zone_version: digest of what was weighed; data_version: of the data. first_day, last_day:
    the weeks counted, None where there are none. inside, ring and comparison hold the same figures (ids of
    measures.py); measures and footprint are of the zone alone.
    """

    zone: str
    zone_version: str
    data_version: str
    hours: str
    first_day: dt.date | None
    last_day: dt.date | None
    inside: Mapping[str, Figure]
    ring: Mapping[str, Figure]
    comparison: Mapping[str, Figure]
    measures: Mapping[str, Figure]
    footprint: Mapping[str, Figure]
    equity: Equity
    services: tuple[ServiceEffect, ...]
    ahead: tuple[Ahead, ...]
    ledger: tuple[Effect, ...]
    warnings: tuple[Caution, ...]
    notes: tuple[str, ...]

    def region(self, name: Region) -> Mapping[str, Figure]:
        """Return the figures of one of the three regions that are only shown together."""
        return {"inside": self.inside, "ring": self.ring, "comparison": self.comparison}[name]


def as_json(weighed: Any) -> Any:
    """Return any of these values as JSON: by name, days as text, None for what is not there."""
    if dataclasses.is_dataclass(weighed) and not isinstance(weighed, type):
        fields = dataclasses.fields(weighed)
        return {field.name: as_json(getattr(weighed, field.name)) for field in fields}
    if isinstance(weighed, Mapping):
        return {str(key): as_json(value) for key, value in weighed.items()}
    if isinstance(weighed, list | tuple):
        return [as_json(one) for one in weighed]
    if isinstance(weighed, dt.date):
        return weighed.isoformat()
    if isinstance(weighed, StrEnum):
        return weighed.value
    return None if isinstance(weighed, float) and math.isnan(weighed) else weighed
