"""What a printed briefing says, as plain values for the template, in the order of its pages."""

from __future__ import annotations

from typing import Any, Final

from briefing.content.figures import named
from briefing.content.model import Content, LedgerLine, MapShown, Said, SourceLine, Table, ZoneSaid
from briefing.words.words import Words
from layers.zones.choices import NOT_SAID

POLICY: Final = ("services", "authority", "strength", "in_force", "review", "hours", "supply")
TOLD: Final = (
    "status",
    "services",
    "strength",
    "hours",
)  # rows of the comparison that stand in the zones' own words
FINER: Final = ("leverage", "concentration")  # measures for analysts, which the files hold
ELSEWHERE: Final = ("zones", "release")  # of the method: said beside the zones and of what is withheld
LONG: Final = 24  # letters; a longer word may be broken anywhere
LONG_UNIT: Final = 4  # letters; a shorter one stays with each figure
BREAK: Final = "\u200b"


def say_all(content: Content, words: Words) -> dict[str, Any]:
    """Return every text of the document; pictures are named by the same keys in `draw_all`."""
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
        "clashes": _clashes(content),
        "zones": _zones(content, words),
        "measures": _table(content.measures, short=True),
        "trends": [each for title, each in told.items() if title not in first],
        "changed": _table(content.changed),
        "sources": _sources(content.sources, words),
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


def breakable(text: str) -> str:
    """Return a text whose very long words may be broken."""
    return " ".join(
        BREAK.join(word[at : at + LONG // 2] for at in range(0, len(word), LONG // 2))
        if len(word) > LONG
        else word
        for word in text.split(" ")
    )


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


def _clashes(content: Content) -> dict[str, Any] | None:
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
        "warnings": [
            f"{each.rank}. {breakable(each.name)}: {' '.join(each.warnings)}"
            for each in found.services
            if each.warnings
        ],
    }


def _zones(content: Content, words: Words) -> dict[str, Any]:
    zones = content.zones
    wanted = {words.say(f"content.policy.{key}") for key in POLICY}
    shared = [each for each in zones.zones[0].cautions if _of_all(each, zones.zones)] if zones.zones else []
    return {
        "said": zones.said,
        "cautions": shared,
        "zones": [
            _zone(each, wanted, words.of(NOT_SAID))
            | {"cautions": [line for line in each.cautions if line not in shared]}
            for each in zones.zones
        ],
        "compared": _compared(zones.compared, words),
        "trade": [breakable(each) for each in zones.trade],
        "ledger": {
            direction: _ledger([each.ledger for each in zones.zones], direction)
            for direction in ("benefit", "cost")
        },
    }


def _measured(title: str, lines: list[tuple[int, LedgerLine]]) -> dict[str, Any]:
    """Return an effect with its figures; a unit that all of them have is said once, before them."""
    texts = [line.figure.text.split(" ", 1) for _, line in lines]
    units = {text[1] if len(text) > 1 else "" for text in texts}
    unit = units.pop() if len(units) == 1 else ""
    shared = len(lines) > 1 and len(unit) > LONG_UNIT
    counted = _counted(next(line for _, line in lines if line.measured).figure)
    return {
        "title": title,
        "bearer": lines[0][1].bearer,
        "about": ", ".join(
            each for each in (counted[:1].upper() + counted[1:], unit if shared else "") if each
        ),
        "figures": [
            {"number": number, "text": text[0] if shared else " ".join(text)}
            for (number, _), text in zip(lines, texts, strict=True)
        ],
    }


def _of_all(caution: str, zones: tuple[ZoneSaid, ...]) -> bool:
    """Return whether several zones all have the same caution: it is said of them once."""
    return len(zones) > 1 and all(caution in zone.cautions for zone in zones)


def _zone(zone: ZoneSaid, wanted: set[str], unsaid: str) -> dict[str, Any]:
    return {
        "number": zone.outline.number,
        "name": breakable(zone.outline.name),
        "in_force": zone.outline.in_force,
        "standing": zone.standing,
        "protects": zone.protects,
        "costs": zone.costs,
        "held": zone.held,
        "policy": [
            {"label": label, "text": breakable(text)}
            for label, text in zone.policy
            if label in wanted and text != unsaid
        ],
        "detectable": list(zone.detectable),
    }


def _compared(table: Table | None, words: Words) -> dict[str, Any] | None:
    """Return the zones side by side without what is said of each zone anyway."""
    said = _table(table, short=True)
    if said is None:
        return None
    told = {words.say(f"content.zones.row.{key}") for key in TOLD} | {named(each, words) for each in FINER}
    return said | {"rows": [row for row in said["rows"] if row["label"] not in told]}


def _ledger(ledgers: list[tuple[LedgerLine, ...]], direction: str) -> dict[str, Any]:
    """Return the effects of one side: those with a figure for any zone, and the titles of the others.

    Every zone's ledger has the same effects; their figures are told zone by zone.
    """
    kept: dict[str, list[tuple[int, LedgerLine]]] = {}
    for number, lines in enumerate(ledgers, 1):
        for line in lines:
            if line.direction == direction:
                kept.setdefault(line.title, []).append((number, line))
    measured = [
        _measured(title, lines) for title, lines in kept.items() if any(line.measured for _, line in lines)
    ]
    said = {each["title"] for each in measured}
    return {"measured": measured, "others": [title for title in kept if title not in said]}


def _table(table: Table | None, *, short: bool = False) -> dict[str, Any] | None:
    """Return a table; short: of what a figure rests on only its interval."""
    if table is None:
        return None
    return {
        "caption": breakable(table.caption),
        "head": [breakable(each) for each in table.head],
        "rows": [
            {
                "label": breakable(row.label),
                "cells": [
                    {"text": breakable(cell.text), "note": _interval(cell) if short else cell.note}
                    for cell in row.cells
                ],
            }
            for row in table.rows
        ],
        "numbers": list(table.numbers),
        "note": table.note,
    }


def _counted(figure: Said) -> str:
    """Return the part of a figure's note that says what is counted."""
    return figure.note.split("; ")[-1]


def _interval(said: Said) -> str:
    """Return the part of a figure's note that is its 95 % interval ('' without one)."""
    if said.low is None or said.high is None:
        return ""
    return said.note.split(";")[0].removeprefix("95 %: ")


def _sources(sources: tuple[SourceLine, ...], words: Words) -> list[dict[str, Any]]:
    """Return the sources, those of one producer, period, day and licence in one line."""
    alike: dict[tuple[str, ...], list[str]] = {}
    for line in sources:
        titles = alike.setdefault((line.producer, line.period, line.loaded, line.licence), [])
        if line.title not in titles:
            titles.append(line.title)
    return [
        {
            "titles": breakable("; ".join(titles)),
            "about": [breakable(producer), period, words.say("paper.loaded", day=loaded), breakable(licence)],
        }
        for (producer, period, loaded, licence), titles in alike.items()
    ]
