"""What a zone's agreement says, field by field, in the reader's words; what was typed stays as it was."""

from __future__ import annotations

import re
from collections.abc import Sequence

from briefing.content.given import Given
from layers.published.zones import PublishedZone
from layers.week import DAYS, read_week
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

# What WeekHours.words is written with, and the line that says it
_TOKENS = {
    "every day": "every_day",
    "all day": "all_day",
    "hours of the week": "hours_of",
    " of ": "of",
    " and ": "and",
    " to ": "to",
}
_TOKEN = re.compile("|".join([*_TOKENS, *(rf"\b{day}\b" for day in DAYS)]))


def policy(given: Given, zone: PublishedZone) -> tuple[tuple[str, str], ...]:
    """Return every field of a zone's policy with what it says."""
    words = given.words
    not_said = words.of(NOT_SAID)
    names = {service.service_id: service.name for service in given.published.services()}
    en_route = {True: words.say("content.yes"), False: words.say("content.no"), None: not_said}[zone.en_route]
    fields = (
        ("services", words.listing([names.get(each, each) for each in zone.services])),
        ("authority", zone.authority or not_said),
        ("legal_basis", zone.legal_basis or not_said),
        ("strength", strength_words(given, zone)),
        ("in_force", words.days(zone.starts_on, zone.ends_on) or not_said),
        ("review", words.day(zone.review_on) if zone.review_on else not_said),
        ("hours", hours_words(given, zone)),
        ("covers", _listed(given, zone.covers, COVERS)),
        ("offences_in", _listed(given, zone.offences_in, OFFENCES)),
        ("offences_out", _listed(given, zone.offences_out, OFFENCES)),
        ("supply", words.of(label_of(zone.supply, SUPPLIES))),
        ("en_route", en_route),
        ("ladder", " → ".join(_labels(given, zone.ladder, LADDER)) or not_said),
        ("always_out", words.of(ALWAYS_OUT_WORDS)),
        ("conditions", zone.conditions or words.say("content.policy.no_conditions")),
        ("drawn", _listed(given, zone.drawn, KINDS)),
    )
    return tuple(
        (words.say(f"content.policy.{key}"), said or words.say("content.policy.none_named"))
        for key, said in fields
    )


def strength_words(given: Given, zone: PublishedZone) -> str:
    """Return how strongly a zone binds."""
    return given.words.of(label_of(zone.strength, STRENGTHS))


def hours_words(given: Given, zone: PublishedZone) -> str:
    """Return the hours of the week in which a zone holds."""
    words = given.words
    if not zone.hours:
        return words.say("content.policy.always")
    days = words.say("content.weekdays").split()

    def put(token: re.Match[str]) -> str:
        if token[0] in DAYS:
            return days[DAYS.index(token[0])]
        line = words.say(f"content.week.{_TOKENS[token[0]]}")
        return f" {line} " if token[0].startswith(" ") else line

    return _TOKEN.sub(put, read_week(zone.hours).words)


def _listed(given: Given, chosen: Sequence[str], choices: Choices) -> str:
    return given.words.listing(_labels(given, chosen, choices)) or given.words.of(NOT_SAID)


def _labels(given: Given, chosen: Sequence[str], choices: Choices) -> list[str]:
    return [given.words.of(choices[each].label) for each in chosen if each in choices]
