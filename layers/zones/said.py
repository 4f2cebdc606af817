"""A published zone in sentences: what it is, what it would protect and what it would cost."""

from __future__ import annotations

from typing import TypeGuard

from layers import words
from layers.published.zones import PublishedZone, ZoneShown
from layers.week import read_week
from layers.zones.choices import (
    ALWAYS_OUT_WORDS,
    COVERS,
    KINDS,
    LADDER,
    NOT_SAID,
    OFFENCES,
    STRENGTHS,
    SUPPLIES,
    Choices,
    label_of,
)
from layers.zones.figure_words import value_words
from layers.zones.status import STATUSES, status_words
from layers.zones.weighed import Figure, FigureState

KNOWN = (FigureState.EXACT, FigureState.RELEASED)
UNKNOWN = "what it would protect cannot be told from figures that may be shown"
PROTECTS = (("need", "overdose calls"), ("confiscation", "syringe confiscations"))
_VERBS = {"active": "covers", "expired": "covered", "withdrawn": "would have covered"}


def standing(zone: PublishedZone, term: str) -> str:
    """Return what a zone is, in one sentence: a proposal as a proposal."""
    return status_words(zone.status, term)


def short_status(status: str) -> str:
    """Return a status as a label."""
    return STATUSES[status].label


def protects(shown: ZoneShown) -> str:
    """Return what the zone would protect, as a sentence."""
    verb = _VERBS.get(shown.zone.status, "would cover")
    parts = []
    for kind, noun in PROTECTS:
        figure, _ = shown.over("inside", kind)
        if is_known(figure):
            parts.append(f"{value_words(figure)} of the place's {noun}")
    services = len(shown.zone.services)
    named = (
        f"It names {services} service{'' if services == 1 else 's'}" if services else "It names no service"
    )
    if not parts:
        return f"{named}; {UNKNOWN}."
    return f"{named} and {verb} {words.listing(parts)}."


def costs(shown: ZoneShown) -> str:
    """Return what the zone would cost, as a sentence."""
    forgone, _ = shown.over("", "forgone")
    share, _ = shown.over("inside", "enforcement")
    if not is_known(forgone) or forgone.value is None:
        return "How much recorded police activity it concerns may not be shown."
    about = "" if forgone.state == FigureState.EXACT else "about "
    of = f", {value_words(share)} of the place's" if is_known(share) else ""
    return (
        f"At most {about}{words.number(round(forgone.value))} recorded police actions about drugs a year "
        f"would fall away{of}."
    )


def is_known(figure: Figure | None) -> TypeGuard[Figure]:
    """Return whether there is a figure with a value."""
    return figure is not None and figure.state in KNOWN and figure.value is not None


def policy(zone: PublishedZone, services: dict[str, str]) -> list[tuple[str, str]]:
    """Return every field of a zone's policy with what it says. services: names by id."""
    named = [services.get(each, each) for each in zone.services]
    en_route = {True: "Yes", False: "No", None: NOT_SAID}[zone.en_route]
    return [
        ("Services it protects", words.listing(named) or "None named"),
        ("Authority", zone.authority or NOT_SAID),
        ("Legal basis", zone.legal_basis or NOT_SAID),
        ("Strength", label_of(zone.strength, STRENGTHS)),
        ("In force", words.days(zone.starts_on, zone.ends_on) or NOT_SAID),
        ("Review", words.day(zone.review_on) if zone.review_on else NOT_SAID),
        ("Hours", read_week(zone.hours).words if zone.hours else "Always"),
        ("Who is covered", _listed(zone.covers, COVERS)),
        ("Offences covered", _listed(zone.offences_in, OFFENCES)),
        ("Offences not covered", _listed(zone.offences_out, OFFENCES)),
        ("Supply", label_of(zone.supply, SUPPLIES)),
        ("Also on the way there", en_route),
        ("Supports first, then sanctions", _ladder(zone.ladder)),
        ("Always out", ALWAYS_OUT_WORDS),
        ("Conditions", zone.conditions or "None"),
        ("Drawn as", words.listing([KINDS[kind].label for kind in zone.drawn if kind in KINDS]) or NOT_SAID),
    ]


def _listed(chosen: tuple[str, ...], choices: Choices) -> str:
    return words.listing([choices[each].label for each in chosen if each in choices]) or NOT_SAID


def _ladder(rungs: tuple[str, ...]) -> str:
    return " → ".join(LADDER[rung].label for rung in rungs if rung in LADDER) or NOT_SAID
