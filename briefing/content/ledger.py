"""The harm ledger of a zone in the reader's words: every benefit and cost, and what none has measured."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from briefing.content.figures import is_shown, named, said_figure
from briefing.content.given import Given
from briefing.content.model import LedgerLine, Said
from layers.published.zones import ZoneShown
from layers.words import plain
from layers.zones.ledger import BEARERS, CATEGORIES, DIRECTIONS, ENTRIES, SOURCES
from layers.zones.weighed import Effect

_OF_RING = frozenset(
    entry.id
    for entries in ENTRIES.values()
    for entry in entries
    if entry.figure is not None and entry.figure[0] == "ring"
)


def ledger(given: Given, shown: ZoneShown) -> tuple[LedgerLine, ...]:
    """Return a zone's effects, benefits first, as they were published."""
    return tuple(_line(given, effect) for effect in shown.effects)


def _line(given: Given, effect: Effect) -> LedgerLine:
    words = given.words
    measured = is_shown(effect.figure)
    return LedgerLine(
        side=_label(given, DIRECTIONS, effect.direction),
        direction=effect.direction,
        title=words.of(effect.title),
        environment=words.say(f"content.environment.{effect.environment}"),
        level=words.say(f"content.level.{effect.level}"),
        category=_label(given, CATEGORIES, effect.category),
        bearer=_label(given, BEARERS, effect.bearer),
        source=_label(given, SOURCES, effect.source),
        figure=_figure(given, effect),
        measured=measured,
        evidence=words.of(effect.evidence),
    )


def _figure(given: Given, effect: Effect) -> Said:
    """Return an effect's figure and what it is of; without one, what would measure it."""
    words = given.words
    measured_by = words.of(effect.measured_by)
    if effect.figure is None:
        note = words.say("content.ledger.measured_by", what=measured_by) if measured_by else ""
        return Said(words.say("content.ledger.not_measured"), note=note, state="no_data")
    if not is_shown(effect.figure):
        return said_figure(effect.figure, words, words.say("content.ledger.measured_by", what=measured_by))
    name = named(effect.figure.id, words)
    of_ring = effect.id in _OF_RING
    return said_figure(effect.figure, words, words.say("content.ledger.ring", name=name) if of_ring else name)


def _label(given: Given, labels: Mapping[Any, str], key: str) -> str:
    return given.words.of(labels.get(key) or plain(key))
