"""What a printed briefing says, as plain values for the template, in the order of its pages."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from briefing.content.model import Clashes, Content, MapShown, SourceLine
from briefing.paper.tables import breakable, say_table
from briefing.paper.zones import say_zones
from briefing.words.words import Words

ELSEWHERE: Final = ("zones", "release")  # of the method: said beside the zones and of what is withheld


def say_all(content: Content, words: Words, brevity: int = 0) -> dict[str, Any]:
    """Return every text of the document; pictures are named by the same keys in `draw_all`.

    brevity: how much is left to the slides and files, which say it too. 1: a zone's further terms, the names
    of effects without a figure, each zone's trade-off in words, who made which source. 2: also a zone's
    figures beside its name and in its ledger, which the table has, and the chart of trade-offs.
    """
    came = content.provenance
    told = {
        each.title: {"key": each.key, "title": each.title, "unit": each.unit, "said": each.said}
        for each in content.trends
    }
    elsewhere = {words.say(f"content.method.{key}") for key in ELSEWHERE}
    first = {each.label for each in content.key_figures}  # their charts are beside them
    return {
        "lang": content.language,
        "title": content.title,
        "shown_title": breakable(content.title),
        "audience": breakable(content.audience),
        "dated": content.dated,
        "view": content.view_words,
        "banner": came.invented,
        "headline": breakable(content.headline),
        "notes": [breakable(line) for line in content.notes.splitlines() if line.strip()],
        "key_figures": [
            {"label": each.label, "text": each.value.text, "note": breakable(each.value.note)}
            | {"trend": told.get(each.label)}
            for each in content.key_figures
        ],
        "main": _map(content.main_map),
        "maps": [_map(each) for each in content.environments],
        "clashes": _clashes(content, words),
        "zones": say_zones(content, words, brevity),
        "measures": say_table(content.measures, short=True),
        "trends": [each for title, each in told.items() if title not in first],
        "changed": say_table(content.changed),
        "sources": _sources(content.sources, words, brevity),
        "brevity": brevity,
        "method": [each for each in content.method if each not in elsewhere],
        "withheld": list(content.withheld),
        "not_for": list(content.not_for),
        "purpose": content.purpose,
        "place": came.place,
        "version": came.version,
        "as_of": came.as_of,
        "published_on": came.published_on,
        "content_id": came.content_id,
        "link": came.link,
        "words": dict(words.lines["paper"]),
    }


def _map(shown: MapShown) -> dict[str, str]:
    return {
        "environment": shown.environment_title,
        "title": shown.title,
        "about": " · ".join(each for each in (shown.unit, shown.period) if each),
        "caveat": shown.caveat,
        "alt": shown.alt,
        "missing": shown.missing,
        "key": shown.environment,
    }


def _clashes(content: Content, words: Words) -> dict[str, Any] | None:
    found = content.clashes
    if found is None:
        return None
    return {
        "said": breakable(found.said),
        "standing": found.standing,
        "closing": found.closing,
        "weeks": found.weeks,
        "more": found.more,
        "alt": found.alt,
        "warnings": _warnings(found, words),
    }


def _warnings(found: Clashes, words: Words) -> list[str]:
    """Return each warning once, after the ranks of the services that it is about."""
    about: dict[str, list[str]] = {}
    for service in found.services:
        for each in service.warnings:
            about.setdefault(each, []).append(f"{service.rank}")
    every = len(found.services)
    return [
        f"{words.say('paper.every') if len(ranks) == every > 1 else ', '.join(ranks)}: {warning}"
        for warning, ranks in about.items()
    ]


def _sources(sources: tuple[SourceLine, ...], words: Words, brevity: int) -> list[dict[str, Any]]:
    """Return the sources, those of one producer, period, day and licence in one line.

    brevity: above 0 those of one period and day, and at last who made them under which licences.
    """
    if brevity:
        made = dict.fromkeys(f"{line.producer} ({line.licence})" for line in sources)
        shorter = tuple(replace(line, producer="", licence="") for line in sources)
        return [
            *_sources(shorter, words, 0),
            {"titles": words.say("paper.made_by"), "about": [breakable("; ".join(made))]},
        ]
    alike: dict[tuple[str, ...], list[str]] = {}
    for line in sources:
        titles = alike.setdefault((line.producer, line.period, line.loaded, line.licence), [])
        if line.title not in titles:
            titles.append(line.title)
    return [
        {
            "titles": breakable("; ".join(titles)),
            "about": [
                each
                for each in (
                    breakable(producer),
                    period,
                    words.say("paper.loaded", day=loaded),
                    breakable(licence),
                )
                if each
            ],
        }
        for (producer, period, loaded, licence), titles in alike.items()
    ]
