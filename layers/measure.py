"""What a layer measures, as frozen values that publishing interprets.

`sql` fields are conditions over the columns of the feed's restricted table, the only SQL outside
etl/sql/. Figures by cell come in the unit the measure names.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

# Outcomes that are counted, as the outcome_measure feed names them; beside them a share and a mean score.
OUTCOMES = (
    "overdose_reversals",
    "naloxone_used",
    "referrals_offered",
    "referrals_accepted",
    "service_visits",
)
UPTAKE = "uptake"
SATISFACTION = "satisfaction"


@dataclass(frozen=True)
class EventDensity:
    """Events per square kilometre and year, with the released count beside it.

    by: the choice column of the feed whose values are the kinds that are counted apart, '' for none.
    """

    feed: str
    sql: str = "true"
    by: str = ""


@dataclass(frozen=True)
class EventShare:
    """Per cent of the events that meet `whole` which also meet `part`.

    Events of which the answer is not known must fail `whole`, so that they do not count as a no.
    """

    feed: str
    part: str
    whole: str


@dataclass(frozen=True)
class EventPerOutcome:
    """Events per `per` of an outcome measure over the same period; for the whole place only."""

    feed: str
    sql: str
    outcome: str
    per: float


@dataclass(frozen=True)
class OutcomeShare:
    """Per cent that one outcome measure is of another over the same period; for the whole place only."""

    part: str
    whole: str
    route: str


@dataclass(frozen=True)
class AreaIndicator:
    """An indicator of the area_indicator feed: rates are copied to cells, counts become % of residents.

    names: what places call it; the first that a place has is taken.
    """

    names: tuple[str, ...]


@dataclass(frozen=True)
class PlacePanel:
    """Indicators of the whole place, shown beside the map and never as cells."""

    indicators: tuple[str, ...]


@dataclass(frozen=True)
class Access:
    """Access to services by the enhanced two-step floating catchment area.

    Services per 1,000 residents within a walk, nearer ones weighing more; confidential services
    take no part.
    """

    sql: str


@dataclass(frozen=True)
class NearestService:
    """Walking distance in kilometres to the nearest service that meets `sql` and is not confidential."""

    sql: str


@dataclass(frozen=True)
class OpenHours:
    """Hours a week with a service that meets `sql` open within `within_m` walking metres."""

    sql: str
    within_m: float


@dataclass(frozen=True)
class BufferShare:
    """Per cent of the cell within `radius_m` straight-line metres of a site that meets `sql`."""

    feed: str
    sql: str
    radius_m: float


@dataclass(frozen=True)
class HotspotShare:
    """Per cent of the cell inside hotspots that the police declared and allow boards to see."""


@dataclass(frozen=True)
class SiteDensity:
    """Sites that meet `sql` per square kilometre. Public premises: a register, not people's events."""

    feed: str
    sql: str = "true"


Measure = (
    EventDensity
    | EventShare
    | EventPerOutcome
    | OutcomeShare
    | AreaIndicator
    | PlacePanel
    | Access
    | NearestService
    | OpenHours
    | BufferShare
    | HotspotShare
    | SiteDensity
)
LayerKind = Literal["event", "rate", "indicator", "access", "policy", "score", "panel"]


def kind_of(measure: Measure) -> LayerKind:
    """Return the kind of layer a measure makes: what the legend and the tooltip are built for."""
    match measure:
        case EventDensity():
            return "event"
        case EventShare() | EventPerOutcome() | OutcomeShare():
            return "rate"
        case AreaIndicator():
            return "indicator"
        case PlacePanel():
            return "panel"
        case Access() | NearestService():
            return "access"
        case OpenHours() | BufferShare() | HotspotShare() | SiteDensity():
            return "policy"
