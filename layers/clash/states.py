"""What can be said of a service, and what a reader must know with it, each by name and in plain words."""

from __future__ import annotations

from enum import StrEnum

from layers.statistics.clash_ratio import (
    CLASH_P,
    CLASH_Q,
    CLASH_RATIO,
    FEWEST_COMPARED,
    FEWEST_EXPECTED,
    FEWEST_OVERDOSES,
    POSSIBLE_P,
    POSSIBLE_RATIO,
)
from layers.statistics.kernel import BANDWIDTH_M, CUT, EDGE_SHARE
from layers.words import percent

FEWEST_EVENTS = 20  # recorded within 3h of a service before any figure about it is published
ONE_ADDRESS_SHARE, ONE_ADDRESS_EVENTS = 0.5, 20  # of a service's exposure, from a single point
REACH_M = CUT * BANDWIDTH_M
CLOSING = "This compares places; it does not show intent or cause."


class State(StrEnum):
    """What can be said of a service, in the order in which services are listed."""

    CLASH = "clash"
    POSSIBLE = "possible"
    NO_EVIDENCE = "no_evidence"
    LESS = "less"
    CANNOT_COMPARE = "cannot_compare"
    CANNOT_ADJUST = "cannot_adjust"
    TOO_FEW = "too_few"
    NO_FIGURES = "no_figures"
    OUTSIDE = "outside"


COMPARED = (State.CLASH, State.POSSIBLE, State.NO_EVIDENCE, State.LESS)  # the states that have an index
LABELS = {
    State.CLASH: "Clash",
    State.POSSIBLE: "Possible clash",
    State.NO_EVIDENCE: "No evidence of a clash",
    State.LESS: "Less than comparable places",
    State.CANNOT_COMPARE: "Cannot compare",
    State.CANNOT_ADJUST: "Cannot adjust",
    State.TOO_FEW: "Too few to say",
    State.NO_FIGURES: "No figures",
    State.OUTSIDE: "Outside the place",
}
MEANINGS = {
    State.CLASH: (
        f"At least {CLASH_RATIO:g} times the police activity of places with the same need, hardly by chance "
        f"(p at most {CLASH_P:g}, and at most {percent(CLASH_Q)} false alarms expected among services so "
        "called)."
    ),
    State.POSSIBLE: (
        f"At least {POSSIBLE_RATIO:g} times the police activity of places with the same need, and chance is "
        f"not a good explanation (p at most {POSSIBLE_P:.2f}); not enough to call it a clash."
    ),
    State.NO_EVIDENCE: (
        "Nothing here shows more police activity than at places with the same need. That is not proof that "
        "there is no clash: the test misses many."
    ),
    State.LESS: "Less police activity than at places with the same need, more than chance would explain.",
    State.CANNOT_COMPARE: (
        "No places to compare with: need here lies outside what the places far from any service have."
    ),
    State.CANNOT_ADJUST: "Without overdose records for the same weeks nothing can be set against need.",
    State.TOO_FEW: (
        f"Too few records to say anything: fewer than {FEWEST_EVENTS} within {REACH_M:,.0f} m on foot, fewer "
        f"than {FEWEST_EXPECTED:g} expected, or fewer than {FEWEST_COMPARED} places to compare with."
    ),
    State.NO_FIGURES: "Nothing could be worked out for the whole place.",
    State.OUTSIDE: "It lies outside the place, so what happens around it is not on file.",
}


class Note(StrEnum):
    """What a reader must know beside a service's figures."""

    WEAKLY_ADJUSTED = "weakly_adjusted"
    NOT_ATTAINABLE = "not_attainable"
    EDGE = "edge"
    APPROXIMATE = "approximate"
    ONE_ADDRESS = "one_address"
    SHARED_POINT = "shared_point"
    OPENED_SINCE = "opened_since"
    SHORT_WINDOW = "short_window"
    PROXY_NEED = "proxy_need"


NOTES = {
    Note.WEAKLY_ADJUSTED: (
        f"Weakly adjusted: fewer than {FEWEST_OVERDOSES:,} overdoses in the whole place, so nothing is "
        "called a clash."
    ),
    Note.NOT_ATTAINABLE: (
        "With so many services and so few places to compare with, none could be called a clash here."
    ),
    Note.EDGE: (
        f"At the edge: more than {percent(EDGE_SHARE)} of what counts around it lies outside the place and "
        "is not on file."
    ),
    Note.APPROXIMATE: "Approximate locations: the source moves its points, so figures are less exact.",
    Note.ONE_ADDRESS: (
        "One address gives most of this: check whether it is a police station, where records are written."
    ),
    Note.SHARED_POINT: "Another service stands at the same point: the same records are counted for both.",
    Note.OPENED_SINCE: "It opened after these weeks began, so part of them is from before it was there.",
    Note.SHORT_WINDOW: "Fewer than 52 weeks are on file for both feeds.",
    Note.PROXY_NEED: "Need is measured by a proxy: records that stand in for ambulance calls.",
}


class Trouble(StrEnum):
    """Why nothing at all can be worked out, or not compared, in the whole place."""

    NONE = ""
    NO_SERVICES = "no_services"
    NO_ENFORCEMENT = "no_enforcement"
    NO_DATES = "no_dates"
    TOO_APPROXIMATE = "too_approximate"
    NO_OVERDOSES = "no_overdoses"
    OTHER_WEEKS = "other_weeks"
    FEW_PLACES = "few_places"
    QUIET_PLACES = "quiet_places"
    NOT_OPEN = "not_open"
    NEED_NOT_OPEN = "need_not_open"


WITHOUT_NEED = (Trouble.NO_OVERDOSES, Trouble.NEED_NOT_OPEN)
TROUBLES = {
    Trouble.NONE: "",
    Trouble.NO_SERVICES: (
        "No open service of the kinds that are tested is on file; confidential ones are never tested."
    ),
    Trouble.NO_ENFORCEMENT: "No police activity about drugs is on file that is old enough to publish.",
    Trouble.NO_DATES: "Police activity is dated by month only, so no weeks can be told apart.",
    Trouble.TOO_APPROXIMATE: (
        "The points of police activity or overdoses are too approximate for this distance."
    ),
    Trouble.NO_OVERDOSES: (
        "Cannot adjust: the place has no overdose feed, so police activity cannot be set against need."
    ),
    Trouble.OTHER_WEEKS: (
        "Cannot adjust: the overdose records are not from the same weeks as those of the police."
    ),
    Trouble.FEW_PLACES: "Too few places far from every service to compare with.",
    Trouble.QUIET_PLACES: "No police activity about drugs near any of the places to compare with.",
    Trouble.NOT_OPEN: (
        "Cannot be worked out: the services or the police activity of this place are not open to your "
        "organisation. The published figures are made of all of them."
    ),
    Trouble.NEED_NOT_OPEN: (
        "Cannot adjust: the overdose calls of this place are not open to your organisation, so police "
        "activity cannot be set against need. The published figures are made of both."
    ),
}
