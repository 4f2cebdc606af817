"""Every figure of a briefing, one a row: what the tables and pictures of the paper are made of."""

from __future__ import annotations

import math
from collections.abc import Iterator

from briefing.content.model import STATES, Content, MapShown, Point, Said, Table, Zones
from briefing.files.about import about
from briefing.files.sheet import Row, Sheet, sheet_of
from briefing.words.words import Words

COLUMNS = (
    "section",
    "item",
    "measure",
    "value:number:row",
    "low:number:row",
    "high:number:row",
    "unit",
    "state",
    "period",
    "text",
    "note",
)


def figures(content: Content, words: Words) -> Sheet:
    """Return every figure with its interval, unit, state and period; the first rows say what it is of."""
    rows = [
        ("about", label, "", None, None, None, "", "words", "", text, "")
        for label, text in about(content, words)
    ]
    return sheet_of(words, "figures", COLUMNS, (*rows, *_rows(content, words)))


def state_of(said: Said) -> str:
    """Return why a figure has no number, or that it is released; 'words' for one that is words alone."""
    return said.state or ("words" if said.number is None else "released")


def numbers_of(said: Said) -> tuple[float | None, float | None, float | None]:
    """Return a figure's value and bounds; nothing of one that may not be shown."""
    return (said.number, said.low, said.high) if state_of(said) == "released" else (None, None, None)


def value_at(point: Point) -> float | None:
    """Return the value of a period of a trend; None where there is none or it may not be shown."""
    return point.value if point.state in ("released", "zero") else None


def shown_maps(content: Content) -> list[MapShown]:
    """Return the maps that show something, each layer once, the main one first."""
    found = {each.key: each for each in (content.main_map, *content.environments) if not each.missing}
    return list(found.values())


def cell_value(shown: MapShown, at: int) -> float | None:
    """Return the value of a shape of a map; None where there is none or it may not be shown."""
    value = float(shown.value[at])
    told = STATES[int(shown.state[at])] in ("released", "parent", "zero")
    return value if told and not math.isnan(value) else None


def _rows(content: Content, words: Words) -> Iterator[Row]:
    yield _row("headline", "", "", Said(content.headline))
    for key in content.key_figures:
        yield _row("key_figures", content.provenance.place, key.label, key.value)
    if content.clashes is not None:
        for each in content.clashes.services:
            yield _row(
                "clash", each.name, words.say("files.measure.class"), Said(each.label), content.clashes.weeks
            )
            for measure in ("index", "exposure", "expected"):
                said = getattr(each, measure)
                yield _row(
                    "clash", each.name, words.say(f"files.measure.{measure}"), said, content.clashes.weeks
                )
    yield from _compared(content.zones)
    for zone in content.zones.zones:
        for side in ("protects", "costs"):
            yield _row(
                "zones", zone.outline.name, words.say(f"files.measure.{side}"), Said(getattr(zone, side))
            )
        for line in zone.ledger:
            yield _row("harm_ledger", zone.outline.name, line.title, line.figure)
    for section, table in (("measures", content.measures), ("changed", content.changed)):
        yield from _over_time(section, content.provenance.place, table)
    for trend in content.trends:
        for point in trend.points:
            said = (value_at(point), None, None, trend.unit, point.state, point.label, "", "")
            yield ("trend", content.provenance.place, trend.title, *said)
    for shown in shown_maps(content):
        for at, name in enumerate(shown.names):
            state = STATES[int(shown.state[at])]
            said = (cell_value(shown, at), None, None, shown.unit, state, shown.period, "", "")
            yield ("map", f"{name} ({at + 1})", shown.title, *said)


def _compared(zones: Zones) -> Iterator[Row]:
    """Yield the figures of zones side by side: each column of the table is a zone."""
    for row in zones.compared.rows if zones.compared else ():
        for zone, said in zip(zones.zones, row.cells, strict=True):
            yield _row("zones_compared", zone.outline.name, row.label, said)


def _over_time(section: str, place: str, table: Table | None) -> Iterator[Row]:
    """Yield the figures of a table whose columns are periods, or what is said of them."""
    for row in table.rows if table else ():
        for period, said in zip(table.head[1:] if table else (), row.cells, strict=True):
            yield _row(section, place, row.label, said, period)


def _row(section: str, item: str, measure: str, said: Said, period: str = "") -> Row:
    numbers = numbers_of(said)
    return (section, item, measure, *numbers, said.unit, state_of(said), period, said.text, said.note)
