"""What a printed briefing says of zones: each in words, side by side, who gains and who bears the costs."""

from __future__ import annotations

from typing import Any, Final

from briefing.content.figures import named
from briefing.content.model import Content, LedgerLine, Said, Zones, ZoneSaid
from briefing.paper.tables import breakable, say_table
from briefing.words.words import Words
from layers.zones.choices import NOT_SAID

POLICY: Final = (  # of a zone's terms, by how much gives way
    ("services", "authority", "strength", "in_force", "review", "hours", "supply"),
    ("authority", "strength", "in_force", "review", "hours"),
    ("strength", "in_force", "hours"),
)
NUMBERED: Final = 3  # zones; of more, or of longer names than NAMED, tables bear the numbers alone
NAMED: Final = 48  # letters
TOLD: Final = ("status", "services", "strength", "hours")  # rows that stand in the zones' own words
FINER: Final = ("leverage", "concentration")  # measures for analysts, which the files hold
LONG_UNIT: Final = 4  # letters; a shorter one stays with each figure


def say_zones(content: Content, words: Words, brevity: int) -> dict[str, Any]:
    """Return what the template knows as `said.zones`. brevity: as in `say_all`."""
    zones = content.zones
    wanted = {words.say(f"content.policy.{key}") for key in POLICY[brevity]}
    names = [each.outline.name for each in zones.zones]
    compared = zones.compared.rows if zones.compared and brevity > 1 else ()
    above = frozenset(row.label.casefold() for row in compared)
    shared = [each for each in zones.zones[0].cautions if _of_all(each, zones.zones)] if zones.zones else []
    return {
        "said": zones.said,
        "cautions": shared,
        "zones": [
            _zone(each, wanted, words.of(NOT_SAID))
            | {"cautions": [line for line in each.cautions if line not in shared]}
            | ({"protects": "", "costs": ""} if above else {})
            for each in zones.zones
        ],
        "compared": _compared(zones, words, brevity),
        "numbered": len(names) > NUMBERED or max(map(len, names), default=0) > NAMED,
        "trade": [
            {"number": number, "said": breakable(each.removeprefix(f"{name}: "))}
            for number, (name, each) in enumerate(zip(names, zones.trade, strict=False), 1)
        ],
        "ledger": {
            direction: _ledger([each.ledger for each in zones.zones], direction, words, brevity, above)
            for direction in ("benefit", "cost")
        },
    }


def _measured(
    title: str, lines: list[tuple[int, LedgerLine]], words: Words, above: frozenset[str]
) -> dict[str, Any]:
    """Return an effect with its figures; a unit that all of them have is said once, before them."""
    texts = [line.figure.text.split(" ", 1) for _, line in lines]
    units = {text[1] if len(text) > 1 else "" for text in texts}
    unit = units.pop() if len(units) == 1 else ""
    shared = len(lines) > 1 and len(unit) > LONG_UNIT
    counted = _counted(next(line for _, line in lines if line.measured).figure)
    if counted.casefold() in above:
        about = f"{counted[:1].upper()}{counted[1:]} {words.say('paper.in_table')}"
        return {"title": title, "bearer": lines[0][1].bearer, "about": about, "figures": []}
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


def _compared(zones: Zones, words: Words, brevity: int) -> dict[str, Any] | None:
    """Return the zones side by side without what is said of each zone anyway."""
    said = say_table(zones.compared, short=True)
    if said is None:
        return None
    told = {words.say(f"content.zones.row.{key}") for key in TOLD} | {named(each, words) for each in FINER}
    rows = [row for row in said["rows"] if row["label"] not in told]
    if len(said["head"]) > NUMBERED + 1:
        rows = [_unit_first(row) for row in rows]
    if brevity > 1 and zones.placed:
        key = {True: "content.no", False: "content.yes", None: "content.key.cannot_tell"}
        cells = [{"text": words.say(key[each.stays]), "note": ""} for each in zones.placed]
        rows.append({"label": words.say("paper.beaten"), "cells": cells})
    return said | {"rows": rows}


def _unit_first(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row of narrow cells with a unit that all of them have beside its label."""
    texts = [cell["text"].split(" ", 1) for cell in row["cells"]]
    units = {text[1] if len(text) > 1 else "" for text in texts}
    unit = units.pop()
    if units or len(unit) <= LONG_UNIT:
        return row
    cells = [{**cell, "text": text[0]} for cell, text in zip(row["cells"], texts, strict=True)]
    return {**row, "label": f"{row['label']}, {unit}", "cells": cells}


def _ledger(
    ledgers: list[tuple[LedgerLine, ...]], direction: str, words: Words, brevity: int, above: frozenset[str]
) -> dict[str, Any]:
    """Return the effects of one side: those with a figure for any zone, and the others' titles or number.

    Every zone's ledger has the same effects; their figures are told zone by zone. above: what the table
    before it tells of each zone.
    """
    kept: dict[str, list[tuple[int, LedgerLine]]] = {}
    for number, lines in enumerate(ledgers, 1):
        for line in lines:
            if line.direction == direction:
                kept.setdefault(line.title, []).append((number, line))
    measured = [
        _measured(title, lines, words, above)
        for title, lines in kept.items()
        if any(line.measured for _, line in lines)
    ]
    said = {each["title"] for each in measured}
    others = [title for title in kept if title not in said]
    told = words.say("paper.counted", count=len(others)) if brevity else f"{'; '.join(others)}."
    return {"measured": measured, "others": told if others else ""}


def _counted(figure: Said) -> str:
    """Return the part of a figure's note that says what is counted."""
    return figure.note.split("; ")[-1]
