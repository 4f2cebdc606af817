"""A Spanish briefing says in English only names, and what the town's people and sources wrote themselves."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from typing import Any

from briefing.asked import read_asked
from briefing.content.compose import compose
from briefing.content.model import Content
from briefing.words.words import words_in
from layers.published.version import Published

# Fields that hold ids and not words
IDS = {
    *("key", "state", "type", "shape", "letter", "colour", "colours", "zone_id", "status", "direction"),
    *("language", "provenance", "kept"),
}


def texts_of(value: Any) -> Iterator[str]:
    """Every text of a briefing that somebody reads."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for each in value:
            yield from texts_of(each)
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            text = getattr(value, field.name)
            an_id = field.name in IDS or (field.name == "environment" and text.islower())
            if not an_id:
                yield from texts_of(text)


def written_by_the_town(town: Published) -> set[str]:
    """Names, and what the town's zones, layers and sources say in words of their own."""
    said = {area.name for area in town.areas()} | {town.meta().place.name}
    said |= {f"{each.name}, {each.stop}" if each.stop else each.name for each in town.services()}
    for number, zone in enumerate(town.zones().values(), 1):
        said |= {zone.name, f"{number}. {zone.name}", zone.authority, *zone.cautions, *zone.detectable}
        for effect in town.zone_effects(zone.zone_id):
            said |= {effect.title, effect.evidence, effect.measured_by}
    for layer in town.layers().values():
        said |= {layer.title, layer.unit, layer.caveat, layer.unit.partition(" per ")[0]}
    for source in town.sources():
        said |= {source.title, source.producer, source.licence, source.cannot_show}
        said |= {f"{source.title} ({source.source.replace('_', ' ').lower()})"}
    return said


def test_nothing_of_the_frame_is_left_in_english(town: Published, opened: Content) -> None:
    spanish = set(texts_of(compose(town, read_asked(town, {"language": "es"}))))
    left = {text for text in spanish & set(texts_of(opened)) if re.search(r"[A-Za-z]{2}", text)}
    shared = {"Micro", "Macro", "Hospital", "No", "km²"}
    assert left - written_by_the_town(town) - shared == set()


def test_the_spanish_says_that_names_stay_as_they_were(town: Published) -> None:
    told = compose(town, read_asked(town, {"language": "es"}))
    assert told.method[-1] == words_in("es").say("content.method.english")
    assert words_in("en").say("content.method.english") not in compose(town, read_asked(town, {})).method
